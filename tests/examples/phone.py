"""A form of examples/ filled in on a phone's screen with a finger, from the first
page to the row in the sheet.

PICTURES=folder keeps a picture of every page.
"""

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.house import LONG_OPEN, ROOT, open_house, served
from tests.uploads import samples
from worker.folder import read_folder

PHONE = {
    "viewport": {"width": 360, "height": 740},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}
WIDTH = 360
TURN = "main form .turn button[type=submit]:not([name])"
PICTURES = os.environ.get("PICTURES", "")
MILLISECONDS = 60_000
A_PHOTO = "a photo"
"""In place of an answer: a file is chosen."""
ADD = "add another"
"""In place of an answer: one more repetition is added."""
TICK = True
Answers = Mapping[str, str | bool | Sequence[str]]


@dataclass(frozen=True)
class Filled:
    """What is done on a page: `answers` in their order; `shows` stands there
    afterwards, `hides` is not asked.
    """

    answers: Answers
    shows: Sequence[str] = ()
    hides: Sequence[str] = ()


@dataclass(frozen=True)
class Example:
    """A form of an example, page by page."""

    folder: str
    address: str
    pages: Sequence[Filled]


@dataclass(frozen=True)
class Arrived:
    """What then stands in the sheet, by tables and references,
    and who has a mail of it.
    """

    reference: str
    records: Mapping[str, Mapping[str, Mapping[str, object]]]
    told: frozenset[str]

    def row(self, table: str, columns: Collection[str]) -> dict[str, object]:
        """Some cells of the row that the form made."""
        values = self.records[table][self.reference]
        return {name: values.get(name) for name in columns}


@contextmanager
def phone_of(browser: Browser) -> Iterator[Page]:
    """A small phone."""
    context = browser.new_context(**PHONE)
    context.set_default_timeout(MILLISECONDS)
    yield context.new_page()
    context.close()


def fill_in(browser: Browser, example: Example, state: Path) -> Arrived:
    """Fills the form in and sends it."""
    folder = ROOT / "examples" / example.folder
    with (
        open_house(state, read_folder(folder), programme_dir=folder) as opened,
        phone_of(browser) as page,
    ):
        house = opened.prepare(example=True)
        assert house.settle()
        with served(house.app) as url:
            reference = _sent(page, url, example)
        assert house.settle()
        records = {
            table: house.records(table) for table in house.folder.programme.tables
        }
        told = frozenset(
            row.email for row in house.outbox() if row.reference == reference
        )
        return Arrived(reference, records, told)


def _sent(page: Page, url: str, example: Example) -> str:
    """Goes through the pages; gives the reference on the receipt."""
    page.goto(url + example.address)
    for number, filled in enumerate(example.pages, 1):
        for name, value in filled.answers.items():
            _answer(page, name, value)
        main = page.locator("main")
        for words in filled.shows:
            expect(
                main.get_by_text(words).locator("visible=true").first
            ).to_be_visible()
        for words in filled.hides:
            expect(
                main.get_by_text(words, exact=True).locator("visible=true")
            ).to_have_count(0)
        assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH
        _picture(page, example, number)
        _turn(page)
    _picture(page, example, len(example.pages) + 1)
    _answer(page, "consent-given", TICK)
    _turn(page)
    _picture(page, example, len(example.pages) + 2)
    return page.locator(".reference").inner_text()


def _answer(page: Page, name: str, value: str | bool | Sequence[str]) -> None:
    """As a finger does it."""
    if value == ADD:
        page.locator(f"[name=add-repetition][value={name}]").tap()
        return
    question = page.locator(
        f"main form [name='{name}']:visible, main form input[type=file][name='{name}']"
    )
    if value == A_PHOTO:
        question.first.set_input_files(
            {"name": "IMG_6.jpg", "mimeType": "image/jpeg", "buffer": samples.jpeg()}
        )
        return
    if value is TICK:
        question.tap()
        return
    kind = question.first.get_attribute("type")
    for chosen in [value] if isinstance(value, str) else value:
        if kind in ("radio", "checkbox"):
            page.locator(f"main form [name='{name}'][value='{chosen}']").tap()
        elif question.first.evaluate("element => element.tagName") == "SELECT":
            question.select_option(chosen)
        else:
            question.fill(str(chosen))


def _picture(page: Page, example: Example, number: int) -> None:
    if PICTURES:
        page.screenshot(
            path=Path(PICTURES) / f"{example.folder}-{number}.png", full_page=True
        )


def _turn(page: Page) -> None:
    page.locator("[name=form-press]").first.evaluate(
        "(element, value) => { element.value = value; }", LONG_OPEN
    )
    with page.expect_navigation():
        page.locator(TURN).tap()
    assert page.locator(".summary").count() == 0, page.locator(".summary").inner_text()
