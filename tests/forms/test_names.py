"""Any name works for a question: nothing of ours, of WTForms or of a
browser is called like one.
"""

import re
from dataclasses import replace

import pytest

from forms.web_form.build import WebForm
from journal.states import DeliveryState
from journal.tabs import deliveries
from tests.forms.logic_form import FORM, field, with_form
from tests.house import fill, open_house

OURS = (
    "meta", "key", "form_version", "csrf_token", "consent_given", "shown", "unsent", "press", "drop", "kept_file", "hoja",
    "logic", "about", "answer", "questions", "main", "draft", "line", "elements", "dataset", "submit", "action", "name",
)  # fmt: skip
COLLIDING = tuple(
    sorted(
        {
            *OURS,
            *(name for name in dir(WebForm) if re.fullmatch("[a-z][a-z0-9_]*", name)),
        }
    )
)


@pytest.fixture
def house(tmp_path, folder):
    fields = (*(field(name, prefill=True) for name in COLLIDING), field("file", "file"))
    table = folder.programme.tables["towns"]
    columns = tuple(
        table.columns[0].model_copy(update={"name": name, "own": False})
        for name in COLLIDING
    )
    taken = {column.name for column in table.columns}
    columns = (
        *table.columns,
        *(column for column in columns if column.name not in taken),
    )
    changed = with_form(folder, fields, set={})
    tables = {
        **folder.programme.tables,
        "towns": table.model_copy(update={"columns": columns}),
    }
    programme = changed.programme.model_copy(update={"tables": tables})
    with open_house(tmp_path, replace(changed, programme=programme)) as house:
        yield house


def test_names_of_wtforms_are_among_those_that_are_tried():
    assert {"errors", "meta", "process", "validate", "data", "populate_obj"} <= set(
        COLLIDING
    )


def test_question_of_any_name_is_asked_and_kept(house):
    answers = {name: f"answer to {name}" for name in COLLIDING}
    sent = fill(house.client(), FORM, {**answers, "consent-given": "y"})
    assert sent.status_code == 303
    with house.journal.read() as connection:
        [row] = deliveries.in_state(connection, DeliveryState.queued, 10)
    assert {name: row.values[name] for name in COLLIDING} == answers


def test_question_of_any_name_keeps_its_answer_over_an_error(house):
    answers = {name: f"answer to {name}" for name in COLLIDING}
    page = fill(house.client(), FORM, answers).text
    assert all(f'value="answer to {name}"' in page for name in COLLIDING)


def test_each_field_of_ours_has_a_hyphen_and_no_id_stands_twice(house):
    page = house.client().get(FORM).text
    names = set(
        re.findall(r'<(?:input|button|textarea|select)[^>]* name="([^"]*)"', page)
    )
    assert {name for name in names if "-" not in name} == {*COLLIDING, "file"}
    ids = re.findall(r' id="([^"]*)"', page)
    assert len(ids) == len(set(ids))


def test_address_that_opens_a_link_fills_in_no_question(house):
    page = house.client().get(f"{FORM}?answer=typed&errors=typed").text
    assert re.findall(r'name="(\w+)"[^>]*value="typed"', page) == ["errors"]
