"""Repetitions that are rows of the form's own table, changed by the receipt's link:
the first is the submission's own row, and what is asked once stands in all of them.
"""

import io
import re

import pytest

from core.problem import ProblemCode
from forms.web_form.names import DROP
from programme.models.forms import Changes
from tests.forms.logic_form import choices, field
from tests.forms.repeat_form import with_lines
from tests.forms.test_change_repetitions import Sender, told
from tests.house import open_house
from tests.sync.test_cell_commands import delete_row
from tests.uploads import samples

NAME = "repetition-budget"
FIELDS = (
    field("kind", "select_one", choices=choices("x", "y"), label="Clase"),
    field(
        "budget",
        "repeat",
        table="lines",
        label="Tarea",
        least=1,
        most=3,
        fields=(
            field("item", required=True, label="Qué"),
            field("price", "decimal", label="Precio"),
            field("photo", "file", label="Foto"),
        ),
    ),
    field("share", "decimal", label="Total", calculate="sum(budget.price)"),
)
KIND = {"kind": "x"}
ONLY_SECOND = {NAME: ["1"]}


@pytest.fixture
def house(tmp_path, folder):
    with_own_rows = with_lines(folder, FIELDS, table="lines", changes=Changes(days=14))
    with open_house(tmp_path, with_own_rows) as opened:
        opened.prepare()
        yield opened


@pytest.fixture
def sender(house):
    sender = Sender(house, **KIND)
    assert house.settle()
    return sender


def rows(house):
    """What the rows say in the sheet, in their order."""
    columns = ("item", "price", "kind", "share")
    return [
        tuple(row.values.get(column) for column in columns)
        for row in house.look().tabs["lines"].rows.values()
    ]


def references(house):
    return list(house.look().tabs["lines"].rows)


def standing_keys(page):
    own = page.partition("<template>")[0]
    return re.findall(rf'name="{NAME}" value="(\d+)"', own)


def test_each_repetition_is_changed_in_its_own_row(house, sender):
    page = sender.open()
    assert standing_keys(page) == ["0", "1"]
    assert sender.change(page, **KIND).status_code == 303
    assert house.settle()
    assert rows(house) == [("árboles", 100, "x", 400), ("agua", 300, "x", 400)]
    changed = {"budget-0-item": "palas", "budget-1-price": "250"}
    assert sender.change(**KIND, **changed).location == sender.receipt
    assert house.settle()
    assert rows(house) == [("palas", 100, "x", 350), ("agua", 250, "x", 350)]
    receipt = sender.browser.get(sender.receipt).text
    assert "Tarea 1: Qué" in receipt
    assert "Tarea 2: Precio" in receipt


@pytest.mark.long
def test_what_is_asked_once_is_changed_in_all_rows(house, sender):
    assert sender.change(kind="y").location == sender.receipt
    assert house.settle()
    assert [row[2] for row in rows(house)] == ["y", "y"]


def test_added_repetition_says_what_is_asked_once_as_it_is_now(house, sender):
    more = {NAME: ["0", "1", "2"], "budget-2-item": "redes", "budget-2-price": "50"}
    assert sender.change(kind="y", **more).location == sender.receipt
    assert house.settle()
    assert rows(house)[2] == ("redes", 50, "y", 450)
    assert standing_keys(sender.open()) == ["0", "1", "100"]
    kept = [
        house.look().tabs["lines"].rows[reference].values["consent"]
        for reference in references(house)
    ]
    assert len(set(kept)) == 1


@pytest.mark.long
def test_what_the_team_has_written_in_one_row_stays_in_all(house, sender):
    house.edit("lines", references(house)[1], "kind", "Y")
    assert house.settle()
    page = sender.open()
    assert 'id="q-kind' not in page
    assert (
        sender.change(page, kind="x", **{"budget-0-item": "palas"}).status_code == 303
    )
    assert house.settle()
    assert [row[2] for row in rows(house)] == ["x", "y"]


def test_first_repetition_is_taken_out_and_the_others_go_on(house, sender):
    first = references(house)[0]
    second = {"budget-1-item": "ríos"}
    assert sender.change(**KIND, **ONLY_SECOND, **second).status_code == 303
    assert house.settle()
    [problem] = told(house, ProblemCode.taken_out)
    assert problem.reference == first
    assert standing_keys(sender.open()) == ["1"]
    assert rows(house) == [("árboles", 100, "x", 400), ("ríos", 300, "x", 300)]
    delete_row(house, first, "lines")
    assert house.settle()
    assert told(house, ProblemCode.taken_out) == []
    assert sender.change(kind="y", **ONLY_SECOND, **second).location == sender.receipt
    assert house.settle()
    assert rows(house) == [("ríos", 300, "y", 300)]
    receipt = sender.browser.get(sender.receipt).text
    assert "<dt>Clase</dt><dd>Y</dd>" in receipt
    assert "Tarea 1: Qué</dt><dd>ríos" in receipt


@pytest.mark.long
def test_first_row_that_the_team_has_deleted_leaves_the_others(house, sender):
    delete_row(house, references(house)[0], "lines")
    assert house.settle()
    assert standing_keys(sender.open()) == ["1"]
    assert "árboles" not in sender.browser.get(sender.receipt).text
    assert "agua" in sender.browser.get(sender.receipt).text


@pytest.mark.long
def test_link_is_closed_when_all_rows_are_gone(house, sender):
    for _row in range(2):
        delete_row(house, references(house)[0], "lines")
    assert house.settle()
    assert sender.browser.get(sender.address).status_code == 410
    assert "agua" not in sender.browser.get(sender.receipt).text


@pytest.mark.long
def test_repetition_is_taken_out_before_its_row_is_in_the_sheet(house):
    sender = Sender(house, **KIND)
    assert sender.change(**KIND, **ONLY_SECOND).status_code == 303
    assert house.settle()
    assert [row[0] for row in rows(house)] == ["árboles", "agua"]
    assert len(told(house, ProblemCode.taken_out)) == 1


@pytest.mark.long
def test_files_of_the_first_repetition_are_changed(house):
    photo = (io.BytesIO(samples.png((30, 20))), "uno.png")
    sender = Sender(house, **KIND, **{"budget-0-photo": photo})
    assert house.settle()
    page = sender.open()
    second = (io.BytesIO(samples.png((20, 20))), "dos.png")
    [token] = re.findall(r'name="kept-budget-0-photo" value="([^"]+)"', page)
    changed = {"kept-budget-0-photo": token, DROP: token, "budget-0-photo": second}
    assert sender.change(page, **KIND, **changed).status_code == 303
    assert house.settle()
    page = sender.open()
    assert len(re.findall(r'name="kept-budget-0-photo"', page)) == 1
    assert "dos.png" in page
