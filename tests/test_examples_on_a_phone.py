"""The forms of examples/ are filled in on a phone's screen with a finger, from the first page to the row in the sheet.

PICTURES=folder keeps a picture of every page.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.house import LONG_OPEN, ROOT, House, open_house, served
from tests.uploads import samples
from worker.context import read_folder

pytestmark = [pytest.mark.browser, pytest.mark.long]
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
TURN = "main form .turn button[type=submit]:not([name])"
PICTURES = os.environ.get("PICTURES", "")
MILLISECONDS = 60_000
A_PHOTO = "a photo"
"""In place of an answer: a file is chosen."""
TICK = True
Answers = Mapping[str, str | bool | Sequence[str]]


@dataclass(frozen=True)
class Filled:
    """What is done on a page: `answers` in their order; `shows` stands there afterwards, `hides` is not asked."""

    answers: Answers
    shows: Sequence[str] = ()
    hides: Sequence[str] = ()


@dataclass(frozen=True)
class Example:
    """A form of an example, page by page, and what then stands in the sheet."""

    folder: str
    address: str
    table: str
    pages: Sequence[Filled]
    row: Mapping[str, object]
    told: Sequence[str]
    last: Answers = field(default_factory=lambda: {"consent-given": TICK})

    def __str__(self) -> str:
        return self.folder


GOALS = (
    Filled(
        {
            "council_date": "2026-03-12",
            "council_details": "The council resolves to serve Fair Trade coffee and tea at its meetings.",
            "council_evidence": A_PHOTO,
        }
    ),
    Filled(
        {
            "shops_date": "2026-05-01",
            "shops_count": "3",
            "cafes_count": "3",
            "shops_details": "Co-op, Harper's, the market hall",
            "shops_evidence": A_PHOTO,
        },
        shows=("For 15,200 people, 4 shops and 2 cafés are needed.", "That is fewer than 4."),
    ),
    Filled(
        {
            "community_date": "2025-09-15",
            "community_kinds": ["schools", "faith"],
            "community_details": "Two schools and St Mary's",
            "community_evidence": A_PHOTO,
        }
    ),
    Filled(
        {
            "events_date": "2026-03-02",
            "events_details": "A breakfast in the town hall",
            "events_link": "https://news.example.org/breakfast",
        }
    ),
    Filled(
        {
            "group_date": "2025-06-01",
            "group_members": "6",
            "group_details": "Meets every month",
            "group_evidence": A_PHOTO,
        }
    ),
)
TOWN = Example(
    folder="fair-trade-town",
    address="/en_GB/apply",
    table="towns",
    pages=(
        Filled({"name": "Ashby Vale", "county": "Leicestershire", "population": "15200", "language": "en_GB"}),
        Filled(
            {
                "first_name": "Joan Miller", "first_role": "Chair", "first_email": "joan@example.org", "first_phone": "07911 123456", "first_agrees": TICK,
                "second_name": "Sam Reed", "second_role": "Secretary", "second_email": "sam@example.org", "second_agrees": TICK,
            }
        ),
        *GOALS,
        Filled(
            {
                "signed_first": "Joan Miller", "signed_second": "Sam Reed", "authority_name": "Cllr Amir Khan", "authority_office": "Mayor",
                "authority_email": "mayor@ashbyvale.example.org", "signed_page": A_PHOTO,
            }
        ),
    ),
    row={"name": "Ashby Vale", "population": 15200, "shops_needed": 4, "cafes_needed": 2, "council_date": date(2026, 3, 12), "status": "applied",
         "first_phone": "+447911123456", "community_kinds": ["schools", "faith"], "second_agrees": True},
    told=("joan@example.org", "sam@example.org"),
)  # fmt: skip
MENTOR = Example(
    folder="mentoring-hours",
    address="/es/become_mentor",
    table="mentors",
    pages=(
        Filled(
            {"name": "Elsa Ríos", "country": "ec", "region": "loja", "email": "elsa@example.org", "phone": "099 123 4567", "language": "es"},
            hides=("Cusco", "Bahia"),
        ),
        Filled({"field": "money", "topics": ["prices", "credit"], "years": "12", "why": "Llevar las cuentas sin miedo."}, hides=("Ferias",)),
        Filled(
            {"days": ["tue", "sat"], "tue_from": "15:00", "tue_to": "17:30", "sat_from": "09:00", "sat_to": "10:45", "people": "2"},
            shows=("4,25",), hides=("Miércoles, desde",),
        ),
    ),
    row={"name": "Elsa Ríos", "country": "ec", "region": "loja", "phone": "+593991234567", "topics": ["prices", "credit"], "hours": 4.25, "status": "applied"},
    told=("elsa@example.org",),
)  # fmt: skip
EXAMPLES = (TOWN, MENTOR)


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    with browser.new_context(**PHONE) as context:
        context.set_default_timeout(MILLISECONDS)
        yield context.new_page()


@pytest.fixture
def house(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[House]:
    folder = ROOT / "examples" / request.node.callspec.params["example"].folder
    with open_house(tmp_path, read_folder(folder), programme_dir=folder) as opened:
        yield opened.prepare(example=True)


def answer(page: Page, name: str, value: str | bool | Sequence[str]) -> None:
    """As a finger does it."""
    question = page.locator(f"main form [name='{name}']:visible, main form input[type=file][name='{name}']")
    if value == A_PHOTO:
        question.first.set_input_files({"name": "IMG_6.jpg", "mimeType": "image/jpeg", "buffer": samples.jpeg()})
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


def picture(page: Page, example: Example, number: int) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{example.folder}-{number}.png", full_page=True)


def turn(page: Page) -> None:
    page.locator("[name=form-press]").first.evaluate("(element, value) => { element.value = value; }", LONG_OPEN)
    with page.expect_navigation():
        page.locator(TURN).tap()
    assert page.locator(".summary").count() == 0, page.locator(".summary").inner_text()


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_form_is_filled_in_on_a_phone(example: Example, house: House, phone: Page) -> None:
    assert house.settle()
    with served(house.app) as url:
        phone.goto(url + example.address)
        for number, filled in enumerate(example.pages, 1):
            for name, value in filled.answers.items():
                answer(phone, name, value)
            main = phone.locator("main")
            for words in filled.shows:
                expect(main.get_by_text(words).locator("visible=true").first).to_be_visible()
            for words in filled.hides:
                expect(main.get_by_text(words, exact=True).locator("visible=true")).to_have_count(0)
            assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"]
            picture(phone, example, number)
            turn(phone)
        picture(phone, example, len(example.pages) + 1)
        for name, value in example.last.items():
            answer(phone, name, value)
        turn(phone)
        reference = phone.locator(".reference").inner_text()
        picture(phone, example, len(example.pages) + 2)
    assert house.settle()
    values = house.records(example.table)[reference]
    assert {name: values[name] for name in example.row} == example.row
    assert {row.email for row in house.outbox() if row.reference == reference} >= set(example.told)
