"""Draws the pictures of the coordinator's guide: `python -m tests.guide_pictures`.

A town goes from its application to its recognition, as the guide tells it.
"""

import io
import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from staff.access.signing import new_link
from tests.house import ROOT, House, fill, open_house, served
from tests.lived import ANSWERS, coordinator, named, ten_o_clock, work
from tests.pictures import FOLDER
from tests.uploads import samples
from worker.folder import read_folder

TOWN = "Cotacachi"
SIZE = {"width": 900, "height": 760}
TASKS = (
    ("Presentar la ordenanza al concejo", "Marta Lema"),
    ("Hacer la lista de tiendas con productos de Comercio Justo", "José Farinango"),
)


def main() -> None:
    """Plays a town in the example's house, and draws what a
    coordinator sees on the way.
    """
    with (
        tempfile.TemporaryDirectory() as folder,
        open_house(Path(folder), read_folder(ROOT)) as house,
    ):
        ten_o_clock(house)
        house.prepare(example=True)
        house.settle()
        with sync_playwright() as play, served(house.app) as url:
            browser = play.chromium.launch(
                executable_path=shutil.which("chromium"),
                args=["--no-sandbox", "--disable-gpu"],
            )
            page = browser.new_page(viewport=SIZE)
            link = new_link(house.journal, "coordinacion@example.org")
            page.goto(f"{url}{link}?lang=es")
            page.locator("main form button").first.click()
            play_town(house, page, url)
            browser.close()


def play_town(house: House, page: Page, url: str) -> None:
    """From the application to the yes that releases the mails of the recognition."""
    letter = (io.BytesIO(samples.png()), "carta.png")
    assert (
        fill(
            house.client(),
            "/es/aspiring_town",
            {**ANSWERS, "contact_language": "es", "letter": letter},
        ).status_code
        == 303
    )
    work(house)
    town = named(house, "towns", TOWN)
    case = f"{url}/staff/case/{town}?lang=es"
    draw(page, f"{url}/staff/?lang=es", "new")
    set_cells(house, town, edition="Edición de ejemplo", started="today")
    set_cells(house, town, status="Aprobado")
    draw(page, case, "mentors", "section:has-text('Mentoras que podrían')")
    set_cells(house, town, mentor_1="Puerto Cacao", mentor_2="Meadowbridge")
    set_cells(house, town, status="Con mentores")
    form_on_a_telephone(page, f"{url}/es/work_plan?lang=es")
    answers = {
        "repetition-tasks": ["0", "1"],
        "town": town,
        "arrived-by": "phone",
        "consent-given": "y",
    }
    for number, (task, owner) in enumerate(TASKS):
        values = {
            "what": task,
            "due": "2099-01-01",
            "owner_name": owner,
            "owner_language": "es",
        }
        answers |= {f"tasks-{number}-{name}": value for name, value in values.items()}
    assert fill(coordinator(house), "/es/work_plan", answers).status_code == 303
    work(house)
    draw(page, case, "plan", "section:has-text('El plan espera')")
    set_cells(house, town, status="Plan de trabajo en marcha")
    set_cells(house, town, status="En evaluación")
    page.goto(f"{url}/staff/sessions?lang=es")
    page.locator(f"label:has-text('{TOWN}') input[type=checkbox]").check()
    page.fill(
        "main form:has([name=case]) [name=day]",
        house.office.sync.now().date().isoformat(),
    )
    page.locator("main form:has([name=case]) button[type=submit]").last.click()
    page.wait_for_url("**/staff/session/**")
    page.goto(page.url.partition("#")[0])
    session = page.url.partition("?")[0].partition("#")[0]
    page.goto(f"{session}/case/{town}?lang=es")
    page.locator("[name=result][value=recognised]").check()
    page.locator("[name=reasons]").fill("Cumple las cinco metas.")
    draw(page, "", "session", "form:has([name=reasons])")
    set_cells(
        house,
        town,
        recognised_on="today",
        recognised_source="https://example.org/acta",
        status="Reconocido",
    )
    draw(
        page,
        f"{url}/staff/documents/towns/{town}?lang=es",
        "documents",
        "section:has-text('Nota de prensa')",
    )


def set_cells(house: House, town: str, **cells: str) -> None:
    """What the coordinator types in the sheet, and what follows from it."""
    day = house.office.sync.now().date().isoformat()
    for name, value in cells.items():
        house.edit("towns", town, name, day if value == "today" else value)
    work(house)


def draw(page: Page, address: str, name: str, part: str = "") -> None:
    """A page as it is seen, or a part of it; without an address the one that is
    open.
    """
    if address:
        page.goto(address)
    file = FOLDER / f"guide_{name}.jpg"
    if part and page.locator(part).count():
        page.locator(part).first.screenshot(path=file, type="jpeg", quality=70)
    else:
        page.screenshot(path=file, type="jpeg", quality=70)
    print(f"docs/pictures/{file.name}")


def form_on_a_telephone(page: Page, address: str) -> None:
    """The work plan with a task and the button for another one."""
    page.set_viewport_size({"width": 380, "height": 900})
    page.goto(address)
    page.fill("[name=tasks-0-what]", TASKS[0][0])
    draw(page, "", "form")
    page.set_viewport_size(SIZE)


if __name__ == "__main__":
    main()
