"""What somebody agreed to is theirs: it ends with a handover, and is asked anew."""

import pytest

from programme.load import load
from programme.records.record import Record, Records, View
from programme.records.sharing import is_shared
from tests.house import ROOT

PROGRAMME = load(ROOT)
ROW, NAME, ADDRESS, BOX = "row", "change-1", "change-2", "change-3"
TICKED = {
    "name": "Villa",
    "contact_name": "Jorge",
    "contact_email": "jorge@x.org",
    "share_contact": True,
}


def answer(person, shares):
    values = {"town": "MN-1", "person": person, "shares": shares}
    return Record("permissions", "PK-1", values)


@pytest.mark.parametrize(
    ("changed", "answers", "shared"),
    [
        ({}, (), True),
        ({"contact_email": ADDRESS}, (), True),
        ({"contact_name": NAME}, (), True),
        ({"contact_name": NAME, "contact_email": ADDRESS}, (), False),
        # The team has set the box since, or before: it is their word.
        ({"contact_name": NAME, "contact_email": ADDRESS, "share_contact": BOX}, (), True),
        ({"contact_name": NAME, "contact_email": ADDRESS}, (answer("Jorge", "yes"),), True),
        ({"contact_name": NAME, "contact_email": ADDRESS}, (answer("Ana", "yes"),), False),
        ({}, (answer("Jorge", "no"),), False),
    ],
)  # fmt: skip
def test_agreement_is_that_of_who_stands_there(changed, answers, shared):
    occasions = dict.fromkeys(TICKED, ROW) | changed
    town = Record("towns", "MN-1", TICKED, occasions)
    records = Records(PROGRAMME, [town, *answers])
    view = View(records, PROGRAMME.tables["towns"], town, None)
    assert is_shared(view, "contact") is shared
