"""What somebody agreed to is theirs: it ends where another person may stand there, and
is asked anew.
"""

from dataclasses import replace
from datetime import date

import pytest

from programme.load import load
from programme.records.people.sharing import is_shared, unowned_answers
from programme.records.record import ENDED, Record, Records, View
from tests.house import ROOT

PROGRAMME = load(ROOT)
TICKED = {
    "name": "Villa",
    "contact_name": "Jorge Vela",
    "contact_email": "jorge@x.org",
    "contact_phone": "+593991234567",
    "share_contact": True,
}
JORGE, NAMESAKE = "jorge@x.org, +593991234567", "vela.j@y.net, +593987770000"


def answer(shares, person="Jorge Vela", reach=JORGE):
    values = {"town": "MN-1", "person": person, "reach": reach, "shares": shares}
    return Record("permissions", "PK-1", values)


def later(record):
    """The same answer, received after one without a moment."""
    values = {**record.values, "received": "2027-02-01T08:00:00+00:00"}
    return replace(record, reference="PK-2", values=values)


@pytest.mark.parametrize(
    ("box", "answers", "shared"),
    [
        ("row", (), True),
        (ENDED, (), False),
        # The team has set the box since: it is their word.
        ("change", (), True),
        (ENDED, (answer("yes"),), True),
        ("row", (answer("no"),), False),
        (ENDED, (answer("yes", "Ana Ruiz"),), False),
        # Somebody else of the same name has their own addresses.
        (ENDED, (answer("yes", reach=NAMESAKE),), False),
        ("row", (answer("no", reach=NAMESAKE),), True),
        (ENDED, (answer("yes", reach=""),), False),
        # One address that stays, or a slip in one, is enough.
        (ENDED, (answer("yes", reach="old@x.org, +593991234567"),), True),
        (ENDED, (answer("yes", "Jorge Bela", "jorge@x.com"),), True),
    ],
)
def test_agreement_is_that_of_who_stands_there(box, answers, shared):
    occasions = dict.fromkeys(TICKED, "row") | {"share_contact": box}
    town = Record("towns", "MN-1", TICKED, occasions)
    records = Records(PROGRAMME, [town, *answers])
    view = View(records, PROGRAMME.tables["towns"], town, None)
    assert is_shared(view, "contact") is shared


@pytest.mark.parametrize(
    ("answers", "blank"),
    [
        ([answer("yes")], []),
        ([answer("yes", reach="")], ["reach"]),
        ([answer("no", reach="")], ["reach"]),
        ([answer("yes", person="", reach="")], ["person"]),
        # The one that came last counts, whatever the ones before lack.
        ([answer("yes", reach=""), later(answer("yes"))], []),
        ([answer("yes"), later(answer("yes", reach=""))], ["reach"]),
        ([replace(answer("yes", reach=""), values={"shares": "yes"})], []),
    ],
)
def test_answer_that_does_not_say_whose_it_is_is_told(answers, blank):
    town = Record("towns", "MN-1", TICKED)
    table = PROGRAMME.tables["towns"]
    agreement = table.contacts["contact"].agreement
    records = Records(PROGRAMME, [town, *answers])
    unowned = unowned_answers(records, table, agreement, date(2027, 3, 1))
    assert [column for _holder, _answer, column in unowned] == blank
