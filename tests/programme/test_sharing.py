"""What somebody agreed to is theirs: it ends where another person may stand there, and
is asked anew.
"""

import pytest

from programme.load import load
from programme.records.people.sharing import is_shared
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
