"""Draws the pictures of mails and of the desk in docs/pictures:
`python -m tests.pictures`.

Each `mail_*.jpg` shows one mail in Spanish and Portuguese, on a light and a dark
screen, 360 and 800 pixels wide. The pictures of the guided tour and of the first page
of the documents come out of tests/pilot.
"""

import base64
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from journal.records import known_records
from notify.planning.reconcile import reminder_notice
from notify.preview import preview
from notify.read_state import load_state
from staff.access.signing import new_link
from tests.house import ROOT, House, open_house, served
from tests.lived import work
from worker.folder import read_folder

FOLDER = ROOT / "docs" / "pictures"
MAILS = (
    "approved",
    "mentor_assigned",
    "commitment_due_today",
    "commitment_please_call",
    "recognised_mayor",
)
SCALE = 0.75
DIGEST = "several_things"
LANGUAGES, THEMES, WIDTHS = ("es", "pt"), ("light", "dark"), (360, 800)
PAGE = """<body style="margin:0;background:#888;display:grid;grid-template-columns:repeat(4,auto);gap:16px;padding:16px;
align-items:start;width:max-content">{}</body>"""


def main() -> None:
    """Draws all of them."""
    with (
        tempfile.TemporaryDirectory() as folder,
        open_house(Path(folder), read_folder(ROOT)) as house,
    ):
        house.prepare(example=True)
        house.settle()
        with sync_playwright() as play:
            browser = play.chromium.launch(
                executable_path=shutil.which("chromium"),
                args=["--no-sandbox", "--disable-gpu"],
            )
            for name in (*MAILS, DIGEST):
                html = {language: mail(house, name, language) for language in LANGUAGES}
                draw(browser, html, FOLDER / f"mail_{name}.jpg")
                print(f"docs/pictures/mail_{name}.jpg")
            draw_desk(house, browser, FOLDER / "desk.jpg")
            print("docs/pictures/desk.jpg")
            browser.close()


def mail(house: House, name: str, language: str) -> str:
    """The HTML part of a mail about the example's records."""
    if name != DIGEST:
        parts, _problems = preview(house.office.notify, name, language)
        assert parts is not None
        return parts.html
    context = house.office.notify
    state = load_state(context)
    reminders = [reminder for judged in state.judged for reminder in judged.reminders]
    person = replace(reminders[0].person, language=language)
    notices = tuple(
        reminder_notice(state, replace(reminder, person=person))
        for reminder in reminders
    )
    rendered, _problems = context.renderer().render(notices)
    assert rendered is not None
    return rendered.parts.html


def draw(browser: Browser, html: dict[str, str], file: Path) -> None:
    """One picture of all the looks of a mail."""
    page = browser.new_page()
    page.set_content(PAGE.format("".join(looks(browser, html))))
    page.locator("body").screenshot(path=file, type="jpeg", quality=70)
    page.close()


def draw_desk(house: House, browser: Browser, file: Path) -> None:
    """The desk as a coordinator sees it in the morning."""
    with house.journal.read() as connection:
        [town] = [
            row.reference
            for row in known_records.present(connection)
            if row.table == "towns"
            and row.values.get("status") == "work_plan"
            and row.values["country"] == "Brasil"
        ]
    house.edit("towns", town, "status", "Aprobado")
    work(house)
    link = new_link(house.journal, "coordinacion@example.org")
    with served(house.app) as address:
        page = browser.new_page(viewport={"width": 1100, "height": 900})
        page.goto(f"{address}{link}?lang=es")
        page.locator("main form button").first.click()
        page.goto(f"{address}/staff/?lang=es")
        page.screenshot(path=file, type="jpeg", quality=70)
        page.close()


def looks(browser: Browser, html: dict[str, str]) -> Iterator[str]:
    """Each look as an image: a row for each language."""
    for language, width, theme in product(LANGUAGES, WIDTHS, THEMES):
        page = browser.new_page(
            viewport={"width": width, "height": 300}, color_scheme=theme
        )  # type: ignore[arg-type]
        page.set_content(html[language])
        shot = base64.b64encode(page.screenshot(full_page=True)).decode()
        page.close()
        yield f'<img width="{width * SCALE}" src="data:image/png;base64,{shot}" alt="">'


if __name__ == "__main__":
    main()
