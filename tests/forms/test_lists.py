"""Questions about a record of another table: who may choose from which names."""

from dataclasses import replace

import pytest

from journal.records import known_records
from journal.states import DeliveryState
from journal.tabs import deliveries
from programme.parts import Column
from tests.forms.logic_form import FORM, field, with_form
from tests.forms.test_views import errors
from tests.house import fill, open_house

NAMES = {"MN-AAAAA": "Serra", "MN-BBBBB": "Lomas", "MN-CCCCC": "Serra"}


@pytest.fixture(params=[True, False], ids=["public_list", "no list"])
def house(request, tmp_path, folder):
    fields = (
        field("name"),
        field("near", "reference", table="towns", public_list=request.param),
    )
    changed = with_form(folder, fields)
    towns = changed.programme.tables["towns"]
    column = Column(name="near", type="reference", table="towns", label={"es": "Cerca"})
    tables = {
        **changed.programme.tables,
        "towns": towns.model_copy(update={"columns": (*towns.columns, column)}),
    }
    programme = changed.programme.model_copy(update={"tables": tables})
    with open_house(tmp_path, replace(changed, programme=programme)) as house:
        house.shows = request.param
        now = house.app.extensions["hoja.services"].clock.now()
        with house.journal.write() as connection:
            for reference, name in NAMES.items():
                known_records.add(
                    connection,
                    "towns",
                    reference,
                    {"name": name},
                    own={},
                    occasion="x",
                    now=now,
                )
        yield house


def test_names_are_shown_only_where_the_form_says_so(house):
    page = house.client().get(FORM).text
    assert [
        name in page for name in (">Lomas<", ">Serra (MN-AAAAA)<", ">Serra (MN-CCCCC)<")
    ] == [house.shows] * 3


def test_what_is_chosen_is_kept_and_what_is_not_in_the_list_is_not(house):
    answers = {"name": "Ana", "consent-given": "y"}
    wrong = fill(house.client(), FORM, {**answers, "near": "MN-XXXXX"})
    assert list(errors(wrong.text)) == ["near"]
    sent = fill(house.client(), FORM, {**answers, "near": "MN-BBBBB"})
    assert sent.status_code == (303 if house.shows else 422)
    with house.journal.read() as connection:
        rows = deliveries.in_state(connection, DeliveryState.queued, 10)
    assert [row.values["near"] for row in rows] == (["MN-BBBBB"] if house.shows else [])
