"""Another person, a correction, or what can mean both: a table."""

import pytest

from programme.model import Contact
from programme.records.people.identities import is_same_name
from rules.recipients.handovers import Handover, anchor, handover

CONTACT = Contact(name="who", email="mail", phone="number")
ANA = {"who": "Ana Páez", "mail": "ana.paez@example.org", "number": "+593991234567"}
LUIS = {
    "who": "Luis Chicaiza",
    "mail": "luis.ch@example.org",
    "number": "+593987654321",
}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (LUIS, Handover.sure),
        # at the number of before
        (
            {"who": LUIS["who"], "mail": LUIS["mail"]},
            Handover.unsure,
        ),
        ({"who": LUIS["who"], "mail": LUIS["mail"], "number": None}, Handover.sure),
        # the same name, and nothing left by which it is known to be the same person
        ({"mail": LUIS["mail"], "number": None}, Handover.unsure),
        ({"mail": LUIS["mail"], "number": LUIS["number"]}, Handover.unsure),
        ({"mail": LUIS["mail"]}, Handover.none),
        ({"number": None}, Handover.none),
        ({"mail": "ana.paes@example.org"}, Handover.none),
        ({"mail": "ana.paez@correo.example"}, Handover.none),
        ({"who": "Ana Paez"}, Handover.none),
        ({"who": "Ana María Páez Mora"}, Handover.none),
        ({"who": LUIS["who"]}, Handover.unsure),
        ({"who": None, "mail": LUIS["mail"], "number": None}, Handover.unsure),
        ({"mail": None, "number": None}, Handover.none),
        ({"who": LUIS["who"], "mail": None, "number": None}, Handover.none),
    ],
)
def test_change_of_a_contact_is_what_it_looks_like(changed, expected):
    before = {column: ANA[column] for column in changed}
    assert handover(CONTACT, before, ANA | changed) is expected


def test_first_contact_of_a_record_takes_over_from_nobody():
    assert handover(CONTACT, dict.fromkeys(ANA), ANA) is Handover.none


def test_addresses_that_share_a_domain_alone_are_two():
    before = {"who": "Eva Ruiz", "mail": "eva.ruiz@municipio.example", "number": None}
    after = {"who": "Tomás Vela", "mail": "t.vela@municipio.example", "number": None}
    assert handover(CONTACT, before, after) is Handover.sure


@pytest.mark.parametrize(
    ("before", "column"),
    [
        ({"who": "Ana", "mail": "x@example.org"}, "mail"),
        ({"who": "Eva", "number": "+593991111111"}, "number"),
        ({"who": "Eva"}, "who"),
        ({"who": "Ana Páez"}, ""),
        ({}, ""),
    ],
)
def test_one_change_of_several_tells_of_it(before, column):
    assert anchor(CONTACT, before, ANA) == column


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("Ana", "Eva", False),
        ("Sr. Luis Vela", "Luis Vela", True),
        ("José Pérez", "Jose Peres", True),
        ("Ana Páez", "Ana Ruiz", False),
    ],
)
def test_names_are_compared_as_people_would(left, right, same):
    assert is_same_name(left, right) is same
