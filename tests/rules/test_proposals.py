"""Who could take a free place, in which order and why; the shipped
programme's conditions as data.
"""

from datetime import date

import pytest

from programme.records.record import Record, Records, View
from rules.findings.proposals import Proposals
from tests.programme.files import ROOT
from worker.folder import read_folder

PROGRAMME = read_folder(ROOT).programme
[PROPOSAL] = PROGRAMME.desk.proposals
TODAY = date(2027, 3, 12)
NEAR = {
    "kind": "latin_american",
    "contact_email": "near@example.org",
    "status": "confirmed",
    "contact_language": "es",
    "country": "Ecuador",
    "capacity": 2,
}
FAR = {
    "kind": "ftti",
    "contact_phone": "+441632960001",
    "status": "confirmed",
    "contact_language": "en",
    "country": "Reino Unido",
    "capacity": 1,
}


def ranking(town, *mentors, loads=()):
    values = {
        "name": "Villa",
        "status": "approved",
        "contact_language": "es",
        "country": "Ecuador",
        **town,
    }
    case = Record("towns", "MN-1", values)
    candidates = [
        Record("mentors", f"CM-{number}", values)
        for number, values in enumerate(mentors, 1)
    ]
    records = Records(PROGRAMME, [case, *candidates])
    view = View(records, PROGRAMME.tables["towns"], case, TODAY)
    return Proposals(PROGRAMME).ranking(PROPOSAL, view, candidates, dict(loads))


def order(found):
    return [(each.reference, each.rank, each.points) for each in found.candidates]


def test_who_speaks_the_language_and_lives_near_comes_first_with_the_reasons():
    found = ranking({}, FAR, NEAR)
    assert order(found) == [("CM-2", 1, 5), ("CM-1", 2, 0)]
    assert [reason.label["en"] for reason in found.candidates[0].reasons] == [
        "Same language",
        "Same country",
        "Accompanies nobody yet",
        "Its letter is missing",
    ]
    assert (found.free, found.is_tied) == (("mentor_1", "mentor_2"), False)


def test_kind_that_is_there_already_is_not_proposed_again():
    assert order(ranking({"mentor_1": "CM-1"}, NEAR, NEAR, FAR)) == [("CM-3", 1, 0)]


@pytest.mark.parametrize("status", ["pledged", "withdrawn", None])
def test_only_who_is_confirmed_is_proposed(status):
    assert ranking({}, NEAR | {"status": status}).candidates == ()


def test_who_has_no_place_left_comes_last_and_the_reason_says_so():
    found = ranking({}, NEAR, FAR, loads=[("CM-1", 2)])
    assert order(found) == [("CM-2", 1, 0), ("CM-1", 2, -1)]
    assert "Has no place left" in [
        reason.label["en"] for reason in found.candidates[1].reasons
    ]


def test_equals_share_a_rank_and_the_choice_is_a_persons():
    found = ranking({}, NEAR, NEAR, FAR)
    assert order(found) == [("CM-1", 1, 5), ("CM-2", 1, 5), ("CM-3", 3, 0)]
    assert found.is_tied


@pytest.mark.parametrize(
    "town",
    [
        {"mentor_1": "CM-1", "mentor_2": "CM-2"},
        {"status": "applied"},
        {"status": "recognised"},
    ],
)
def test_case_that_needs_nobody_gets_no_proposal(town):
    assert ranking(town, NEAR, FAR) is None
