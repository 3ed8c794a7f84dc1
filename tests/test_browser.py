"""The whole path as people go it, in a browser: apply, find the row, approve it in the
sheet, read the mails, move a week on.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import requests
from playwright.sync_api import Browser, Page, expect

from core.links import Links
from core.settings import read
from mail.servers.mailbox import mails
from programme.model import Programme
from sheets.client import Spreadsheet
from sheets.reading.reader import Reader
from sheets.reading.snapshot import Snapshot
from tests.program import Running, everything, until
from tests.uploads import samples
from worker.folder import Folder

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}
LETTER = samples.pdf()
SEND = "main form button[type=submit]:not([name])"
MILLISECONDS = 60_000
TASK, OWNER = (
    "Combinar com três escolas a semana do Comércio Justo",
    "beatriz.nunes@example.org",
)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with everything(tmp_path_factory.mktemp("running")) as started:
        yield started


@pytest.fixture
def phone(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A phone that speaks the language of the test's parameter, and runs no
    JavaScript.
    """
    locale = request.node.callspec.params["language"]
    context = browser.new_context(
        viewport=PHONE, locale=locale, java_script_enabled=False
    )
    context.set_default_timeout(MILLISECONDS)
    yield context.new_page()
    context.close()


@pytest.fixture
def desk(browser: Browser) -> Iterator[Page]:
    """A coordinator's desk."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="es")
    context.set_default_timeout(MILLISECONDS)
    yield context.new_page()
    context.close()


class Sheet:
    """The sheet as a program reads it, beside the page that people see."""

    def __init__(self, running: Running, programme: Programme) -> None:
        key = re.search(r"/sheet/([\w-]+)", page_text(running.url + "/"))
        assert key
        self.spreadsheet = Spreadsheet(key[1], server=running.sheets, call_limit=60)
        self.reader = Reader(programme, self.spreadsheet)
        self.address = f"{running.sheets}/sheet/{key[1]}"

    def look(self) -> Snapshot:
        return self.reader.read()

    def find(self, table: str, **values: str) -> str:
        """The reference of the row with these values, "" where there is none."""
        rows = self.look().tabs[table].rows.values()
        return next(
            (
                row.reference
                for row in rows
                if all(row.values.get(k) == v for k, v in values.items())
            ),
            "",
        )

    def cell(self, table: str, reference: str, column: str) -> str:
        """The address of a cell's page."""
        tab = self.look().tabs[table]
        letters, at = "", tab.layout.columns[column] + 1
        while at:
            at, rest = divmod(at - 1, 26)
            letters = chr(65 + rest) + letters
        return f"{self.address}#gid={tab.layout.sheet_id}&range={letters}{tab.rows[reference].index + 1}"


def page_text(url: str) -> str:
    return requests.get(url, timeout=20).text


@pytest.fixture
def sheet(running: Running, folder: Folder) -> Iterator[Sheet]:
    opened = Sheet(running, folder.programme)
    yield opened
    opened.spreadsheet.close()


def label(folder: Folder, table: str, column: str, choice: str, language: str) -> str:
    found = folder.programme.tables[table].column(column)
    assert found
    chosen = found.choice(choice)
    assert chosen
    return chosen.label[language]


def apply(
    page: Page, running: Running, folder: Folder, language: str, town: str
) -> str:
    """Goes from the first page over the form to the receipt, once with a
    mistake; gives the reference.
    """
    page.goto(running.url)
    assert page.locator("html").get_attribute("lang") == language
    page.click("a.card >> nth=0")
    page.fill("[name=name]", town)
    page.fill("[name=country]", "Ecuador")
    page.fill("[name=why]", "Porque nuestras cooperativas venden café justo.")
    page.fill("[name=contact_name]", "Ana Pérez")
    page.fill("[name=contact_office]", "Secretaria")
    page.fill("[name=contact_email]", f"ana.{language}@example.org")
    page.check(f"[name=contact_language][value={language}]")
    page.fill("[name=mayor_name]", "Rosa Guamán")
    page.set_input_files(
        "[name=letter]",
        {"name": "carta.pdf", "mimeType": "application/pdf", "buffer": LETTER},
    )
    page.click(SEND)
    # faster than any person: asked to press once more
    if page.locator("main .notice").count():
        page.click(SEND)
    # the box of consent is never ticked beforehand
    expect(page.locator(".summary li")).to_have_count(1)
    expect(page.locator(".files li")).to_contain_text("carta.pdf")
    page.check("[name='consent-given']")
    page.click(SEND)
    return page.locator(".reference").inner_text()


@pytest.mark.parametrize("language", ["es", pytest.param("pt", marks=pytest.mark.long)])
def test_whole_path_in_a_browser(
    running: Running,
    phone: Page,
    desk: Page,
    sheet: Sheet,
    folder: Folder,
    language: str,
) -> None:
    town = f"San Isidro {language}"
    reference = apply(phone, running, folder, language, town)
    until(lambda: sheet.find("towns", name=town) == reference, "the row in the sheet")
    address = sheet.cell("towns", reference, "status")
    desk.goto(address)
    expect(desk.locator("#place")).to_have_text(address.rpartition("range=")[2])
    desk.keyboard.press("Enter")
    approved_label = label(folder, "towns", "status", "approved", "es")
    desk.get_by_role("option", name=approved_label, exact=True).click()
    until(
        lambda: sheet.find("towns", name=town, status="approved"),
        "the status in the sheet",
    )
    hers = f"ana.{language}@example.org"
    box = running.state / "mailbox"

    def approved() -> str:
        to_her = [kept for kept in mails(box) if hers in str(kept.message["To"])]
        assert len(to_her) <= 2
        return to_her[0].name if len(to_her) == 2 else ""

    name = until(approved, "the receipt's mail and the approval's")
    phone.goto(f"{running.url}/mailbox/{name}")
    letter = phone.frame_locator("iframe").locator(".letter")
    expect(letter).to_contain_text(town)
    with phone.context.expect_page() as opened:
        letter.locator("a").first.click()
    expect(opened.value.locator("form button:visible").first).to_be_enabled()


@pytest.mark.long
def test_week_passes_in_a_browser(
    running: Running, desk: Page, sheet: Sheet, folder: Folder
) -> None:
    overdue = "! Llamar: vencido hace   9 días"  # the other one goes when another test answers its reminder
    until(lambda: overdue in _without_dates(sheet), "the flag of the example data")
    before = len(list(mails(running.state / "mailbox")))
    desk.goto(running.url)
    desk.click(".tour button[type=submit]")
    until(
        lambda: "vencido hace  16 días" in " ".join(_flags(sheet)),
        "the flag a week later",
    )
    until(lambda: len(list(mails(running.state / "mailbox"))) > before, "the reminder")
    late = next(
        row
        for row in sheet.look().tabs["commitments"].rows.values()
        if "16" in str(row.own.get("flag"))
    )
    desk.goto(sheet.cell("commitments", late.reference, "flag"))
    expect(desk.locator("td", has_text="vencido hace 16 días").first).to_be_visible()


def _flags(sheet: Sheet) -> list[str]:
    rows = sheet.look().tabs["commitments"].rows.values()
    return [str(row.own["flag"]) for row in rows if row.own.get("flag")]


def _without_dates(sheet: Sheet) -> list[str]:
    return [re.sub(r" \(.*?\)", "", flag) for flag in _flags(sheet)]


def links_of(running: Running) -> Links:
    """Signs as the running program does."""
    return Links(read({"STATE_DIR": str(running.state)}).secret_key, running.url)


def answer(running: Running, sheet: Sheet, name: str) -> str:
    """The link of a mail (it leaves in the reader's morning,
    and tests run at any hour).
    """
    task = until(lambda: sheet.find("commitments", what=TASK), "the example data")
    until_ = datetime.now(UTC).date() + timedelta(days=60)
    link = links_of(running).form(
        "pt", "progress_report", task, person=OWNER, until=until_, answer=name
    )
    # A row is in the sheet before the worker has read it; no mail with a link
    # to it leaves before that.
    until(lambda: requests.get(link, timeout=20).ok, "the row in the journal")
    return link


@pytest.mark.long
@pytest.mark.parametrize("language", ["pt"])
def test_reminder_is_answered_by_a_link_and_one_press(
    running: Running, phone: Page, sheet: Sheet, language: str
) -> None:
    link = answer(running, sheet, "done")
    phone.goto(link)
    expect(phone.locator("h1")).to_have_text(TASK)
    phone.click(SEND)
    expect(phone.locator(".reference")).to_be_visible()
    until(
        lambda: sheet.find("reports", progress="done", sent_by="Beatriz Nunes"),
        "the report's row",
    )
    phone.goto(link)
    expect(phone.locator("h1")).to_contain_text("Já recebemos uma resposta")
    expect(phone.locator("main button")).to_have_count(0)


def test_pages_fit_a_narrow_phone(
    running: Running, browser: Browser, sheet: Sheet
) -> None:
    context = browser.new_context(viewport=PHONE, locale="pt")
    page = context.new_page()
    wide = {}
    town = until(
        lambda: sheet.find("towns", name="Serra das Flores"), "the example data"
    )
    links = (
        answer(running, sheet, "other_date"),
        links_of(running).case("pt", town, 0),
    )
    paths = [link.removeprefix(running.url) for link in links]
    for path in (
        "/",
        "/pt/aspiring_town",
        "/pt/mentor_pledge",
        "/mailbox/",
        "/staff/",
        "/pt/work_plan",
        *paths,
    ):
        page.goto(running.url + path)
        wide[path] = page.evaluate("document.documentElement.scrollWidth")
    context.close()
    assert wide == dict.fromkeys(wide, PHONE["width"])


def test_signing_in_by_the_printed_link(running: Running, desk: Page) -> None:
    link = until(
        lambda: re.search(r"http\S+/staff/enter/\S+", running.log.read_text()),
        "the link",
    )
    desk.goto(link[0])
    desk.click("main button")
    expect(desk).to_have_url(re.compile("/staff/$"))
    desk.goto(link[0])
    expect(desk.locator("main button")).to_have_count(0)
