import pytest

from rules.book import stopped
from tests.rules.small import book, record, records, view

TOWN = record("MN-1", name="Pimampiro")
TASK = record("CP-1", town="MN-1")
REPORT = record("PG-1", task="CP-1")
LOST = record("CP-2", town="MN-9")


def case(reference):
    found = book().case_of(
        view(records(TOWN, TASK, REPORT, LOST, record("CM-1")), reference)
    )
    return found and found.record.reference


def test_case_is_the_town_however_far_away():
    assert [case(reference) for reference in ("MN-1", "CP-1", "PG-1")] == ["MN-1"] * 3


def test_record_outside_a_case_has_none():
    assert [case(reference) for reference in ("CM-1", "CP-2")] == [None, None]


@pytest.mark.parametrize(
    ("closes", "silent"),
    [("2027-03-11", True), ("2027-03-12", False), ("2027-03-13", False), (None, False)],
)
def test_case_is_silent_from_the_day_after_it_closes(closes, silent):
    assert book().silent(view(records(record("MN-1", closes=closes)), "MN-1")) is silent


def test_nothing_is_silent_or_stopped_without_a_case():
    assert (book().silent(None), stopped(None)) == (False, False)


@pytest.mark.parametrize(
    ("cell", "is_stopped"), [(True, True), (False, False), (None, False)]
)
def test_case_is_stopped_by_its_own_cell(cell, is_stopped):
    assert stopped(view(records(record("MN-1", stop_mail=cell)), "MN-1")) is is_stopped
