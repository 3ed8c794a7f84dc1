"""Repetitions that are changed, added and taken out after sending, by the link of the
receipt, and what their rows say then.
"""

import io
import re

import pytest
from playwright.sync_api import expect

from core.problem import ProblemCode
from forms.after_sending.change_repetitions import ROWS
from forms.after_sending.change_request import STATES
from forms.web_form.names import ADD, DROP, SHOWN
from journal.tabs import problems
from programme.models.forms import Changes
from tests.forms.logic_form import FORM, choices, field
from tests.forms.repeat_form import with_lines
from tests.forms.test_views import errors
from tests.house import fill, hidden, open_house, served
from tests.sync.test_cell_commands import delete_row
from tests.uploads import samples

NAME = "repetition-budget"
FIELDS = (
    field("name", required=True, label="Nombre"),
    field(
        "budget",
        "repeat",
        table="lines",
        label="Línea",
        least=1,
        most=3,
        fields=(
            field("item", required=True, label="Qué"),
            field("price", "decimal", label="Precio", constraint="price >= 0"),
            field("kind", "select_one", choices=choices("x", "y"), label="Clase"),
            field("photo", "file", label="Foto"),
        ),
    ),
    field("population", "integer", label="Total", calculate="sum(budget.price)"),
)
SENT = {
    "name": "Cotacachi",
    "consent-given": "y",
    NAME: ["0", "1"],
    "budget-0-item": "árboles",
    "budget-0-price": "100",
    "budget-1-item": "agua",
    "budget-1-price": "300",
    "budget-1-kind": "y",
}
CHANGES = Changes(days=14)


def a_house(tmp_path, folder, **keys):
    return open_house(tmp_path, with_lines(folder, FIELDS, changes=CHANGES, **keys))


@pytest.fixture
def house(tmp_path, folder):
    with a_house(tmp_path, folder) as opened:
        opened.prepare()
        yield opened


class Sender:
    """Whoever has sent the form: their browser, the receipt and its other link."""

    def __init__(self, house, **answers):
        self.house = house
        self.browser = house.client()
        self.receipt = fill(self.browser, FORM, {**SENT, **answers}).location
        page = self.browser.get(self.receipt).text
        [self.address] = re.findall(r'href="([^"]*/change/[^"]*)"', page)

    def open(self):
        return self.browser.get(self.address).text

    def change(self, page="", **answers):
        page = page or self.open()
        data = {**carried(page), **SENT, **answers}
        for key in data[NAME]:
            for question in FIELDS[1].fields:
                data[SHOWN] += f" budget-{key}-{question.name}"
        return self.browser.post(
            self.address, data=data, content_type="multipart/form-data"
        )


def carried(page):
    names = ("csrf-token", "form-key", "form-version", STATES, ROWS, SHOWN)
    return {name: hidden(page, name) for name in names}


def keys(page):
    return re.findall(rf'name="{NAME}" value="(\d+)"', page.partition("<template>")[0])


def lines(house):
    """What each row of the repetitions says in the sheet, by its reference."""
    rows = house.look().tabs["lines"].rows
    return {
        reference: (row.values.get("item"), row.values.get("price"))
        for reference, row in rows.items()
    }


def told(house, code):
    with house.journal.read() as connection:
        standing = [item.problem for item in problems.standing(connection)]
    return [problem for problem in standing if problem.code is code]


@pytest.fixture
def sender(house):
    sender = Sender(house)
    assert house.settle()
    return sender


def test_page_shows_what_was_sent_and_changes_nothing_by_itself(house, sender):
    page = sender.open()
    assert keys(page) == ["0", "1"]
    assert 'value="agua"' in page
    before = lines(house)
    assert sender.change(page).location == sender.receipt
    assert house.settle()
    assert lines(house) == before


def test_changed_answer_of_a_repetition_gets_into_its_own_row(house, sender):
    page = sender.open()
    changed = {"budget-1-price": "250", "budget-1-item": "agua limpia"}
    assert sender.change(page, **changed).location == sender.receipt
    assert "agua limpia" in sender.browser.get(sender.receipt).text
    assert house.settle()
    assert list(lines(house).values()) == [("árboles", 100), ("agua limpia", 250)]
    [town] = house.look().tabs["towns"].rows.values()
    assert town.values["population"] == 350
    assert "Línea 2: Precio" in sender.browser.get(sender.receipt).text


def test_added_repetition_becomes_a_row_of_the_same_parent(house, sender):
    more = {"budget-2-item": "palas", "budget-2-price": "50"}
    answer = sender.change(**{NAME: ["0", "1", "2"]}, **more)
    assert answer.location == sender.receipt
    assert "<dt>Línea 3</dt><dd>agregado" in sender.browser.get(sender.receipt).text
    assert house.settle()
    assert list(lines(house).values())[2:] == [("palas", 50)]
    rows = house.look().tabs["lines"].rows.values()
    assert len({row.values["town"] for row in rows}) == 1
    assert keys(sender.open()) == ["0", "1", "100"]
    changed = sender.change(
        **{
            NAME: ["0", "1", "100"],
            "budget-100-item": "palas",
            "budget-100-price": "60",
        }
    )
    assert changed.status_code == 303
    assert house.settle()
    assert list(lines(house).values())[2:] == [("palas", 60)]


def test_repetition_that_is_taken_out_is_for_the_team_to_delete(house, sender):
    assert sender.change(**{NAME: ["0"]}).location == sender.receipt
    assert house.settle()
    [_trees, (water, says)] = lines(house).items()
    assert says == ("agua", 300)
    [problem] = told(house, ProblemCode.taken_out)
    assert (problem.reference, "“agua”" in problem.words("en")) == (water, True)
    [town] = house.look().tabs["towns"].rows.values()
    assert town.values["population"] == 100
    page = sender.browser.get(sender.receipt).text
    assert "<dt>Línea: agua, 300, Y</dt><dd>retirado" in page
    assert keys(sender.open()) == ["0"]
    delete_row(house, water, "lines")
    assert house.settle()
    assert told(house, ProblemCode.taken_out) == []


@pytest.mark.long
def test_what_the_team_has_written_in_a_row_is_shown_and_stays(house, sender):
    water = list(lines(house))[1]
    house.edit("lines", water, "price", "280")
    assert house.settle()
    page = sender.open()
    assert ">280<" in re.sub(r"<br>", ">", page)
    assert 'id="q-budget-1-price"' not in page
    assert sender.change(page, **{"budget-1-item": "ríos"}).status_code == 303
    assert house.settle()
    assert lines(house)[water] == ("ríos", 280)


@pytest.mark.long
def test_row_that_the_team_has_deleted_is_not_on_the_page(house, sender):
    delete_row(house, next(iter(lines(house))), "lines")
    assert house.settle()
    page = sender.open()
    assert keys(page) == ["1"]
    assert (
        sender.change(page, **{NAME: ["1"], "budget-1-price": "1"}).status_code == 303
    )
    assert house.settle()
    assert list(lines(house).values()) == [("agua", 1)]
    assert told(house, ProblemCode.taken_out) == []


@pytest.mark.long
def test_repetition_that_came_by_another_window_is_shown_first(house, sender):
    page = sender.open()
    more = {NAME: ["0", "1", "2"], "budget-2-item": "palas"}
    assert sender.change(**more).status_code == 303
    typed = {"budget-2-item": "redes", NAME: ["0", "1", "2"]}
    again = sender.change(page, **typed)
    assert (again.status_code, keys(again.text)) == (409, ["0", "1", "2", "100"])
    assert 'value="palas"' in again.text
    assert 'value="redes"' in again.text
    both = {NAME: ["0", "1", "2", "100"], "budget-100-item": "palas", **typed}
    full = sender.change(again.text, **{**both, NAME: ["0", "1", "2", "100"]})
    assert errors(full.text).keys() == {"budget-100-item"}
    less = {**both, NAME: ["0", "1", "100"], "budget-100-item": "palas y redes"}
    assert sender.change(full.text, **less).status_code == 303
    assert house.settle()
    assert [item for item, _price in lines(house).values()] == [
        "árboles",
        "agua",
        "palas y redes",
    ]


def test_same_page_sent_twice_adds_one_row(house, sender):
    page = sender.open()
    more = {NAME: ["0", "1", "2"], "budget-2-item": "palas"}
    answers = [sender.change(page, **more).location for _ in range(2)]
    assert answers == [sender.receipt, sender.receipt]
    assert house.settle()
    assert len(lines(house)) == 3


@pytest.mark.long
def test_page_that_knows_nothing_of_repetitions_takes_none_out(house, sender):
    page = sender.open()
    data = {**carried(page), "name": "Cotacachi"}
    del data[ROWS]
    sender.browser.post(sender.address, data=data)
    assert house.settle()
    assert told(house, ProblemCode.taken_out) == []


@pytest.mark.long
def test_repetition_is_added_by_a_button_without_a_script(house, sender):
    page = sender.change(**{ADD: "budget"})
    assert (page.status_code, keys(page.text)) == (200, ["0", "1", "2"])
    assert 'value="agua"' in page.text


@pytest.mark.long
def test_least_and_most_count_after_sending(house, sender):
    page = sender.change(**{NAME: [], "budget-0-item": "", "budget-1-item": ""})
    assert page.status_code == 422
    assert told(house, ProblemCode.taken_out) == []


@pytest.mark.long
def test_files_of_repetitions_are_added_and_taken_out(house):
    photo = (io.BytesIO(samples.png((30, 20))), "uno.png")
    sender = Sender(house, **{"budget-1-photo": photo})
    assert house.settle()
    page = sender.open()
    [token] = re.findall(r'name="kept-budget-1-photo" value="([^"]+)"', page)
    second = (io.BytesIO(samples.png((20, 20))), "dos.png")
    third = (io.BytesIO(samples.png((10, 20))), "tres.png")
    answer = sender.change(
        page,
        **{
            NAME: ["0", "1", "2"],
            "kept-budget-1-photo": token,
            DROP: token,
            "budget-0-photo": second,
            "budget-2-item": "palas",
            "budget-2-photo": third,
        },
    )
    assert answer.location == sender.receipt
    assert house.settle()
    rows = list(house.look().tabs["lines"].rows.values())
    assert [len(row.values.get("photo") or []) for row in rows] == [1, 0, 1]
    page = sender.open()
    assert re.findall(r'name="kept-(budget-\d+)-photo"', page) == [
        "budget-0",
        "budget-100",
    ]
    assert "dos.png" in page


@pytest.mark.long
@pytest.mark.parametrize(
    ("locked", "shown"),
    [("budget", {"item", "price", "kind", "photo"}), ("price", {"price"})],
)
def test_locked_questions_of_repetitions_stay(tmp_path, folder, locked, shown):
    changes = Changes(days=14, locked=(locked,))
    fields = with_lines(folder, FIELDS, changes=changes)
    with open_house(tmp_path, fields) as house:
        house.prepare()
        sender = Sender(house)
        assert house.settle()
        page = sender.open()
        own = page.partition("<template>")[0]
        asked = set(re.findall(r'id="q-budget-1-(\w+)"', own))
        assert asked & shown == set()
        is_full = '<p class="more" hidden>' in page
        assert is_full == (locked == "budget")
        before = lines(house)
        sender.change(page, **{NAME: ["0"], "budget-0-price": "1"})
        sender.change(page, **{NAME: ["0", "1"], "budget-0-price": "1"})
        assert house.settle()
        assert lines(house) == before


@pytest.mark.long
def test_rows_that_one_submission_may_become_are_counted(house, sender, monkeypatch):
    monkeypatch.setattr("forms.after_sending.sent_form.MOST_ROWS", 2)
    more = {NAME: ["0", "1", "2"], "budget-2-item": "palas"}
    assert "palas" in sender.change(**more).text
    assert sender.change(**{"budget-1-item": "ríos"}).status_code == 303
    assert house.settle()
    assert [item for item, _price in lines(house).values()] == ["árboles", "ríos"]


@pytest.mark.browser
@pytest.mark.long
def test_answer_that_stays_is_counted_in_the_browser_too(house, browser, sender):
    house.edit("lines", list(lines(house))[1], "price", "280")
    assert house.settle()
    path = "/" + sender.address.split("/", 3)[3]
    with served(house.app) as url:
        context = browser.new_context(viewport={"width": 360, "height": 740})
        page = context.new_page()
        page.goto(url + path)
        page.fill("[name=budget-0-price]", "120")
        expect(page.locator("output[data-value=population]")).to_have_text("400")
        context.close()
