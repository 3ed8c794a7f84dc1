from datetime import UTC, datetime, timedelta

from journal.leases import give_back, take
from tests.journal.threads import at_once

NOW = datetime(2027, 3, 12, 9, tzinfo=UTC)
UNTIL = NOW + timedelta(minutes=4)


def test_lease_is_taken_by_one_of_many(journal):
    taken = at_once(12, lambda number: take(journal, "spreadsheet", f"worker {number}", NOW, UNTIL))
    assert sorted(taken) == [*[False] * 11, True]


def test_lease_over_is_taken_by_one_of_many(journal):
    assert take(journal, "spreadsheet", "gone", NOW, UNTIL)
    later = UNTIL + timedelta(seconds=1)
    taken = at_once(12, lambda number: take(journal, "spreadsheet", f"worker {number}", later, later + timedelta(60)))
    assert sorted(taken) == [*[False] * 11, True]


def test_lease_held_is_not_taken_over_until_it_is_over(journal):
    assert take(journal, "spreadsheet", "one", NOW, UNTIL)
    assert not take(journal, "spreadsheet", "other", UNTIL, UNTIL + timedelta(minutes=1))
    assert take(journal, "spreadsheet", "other", UNTIL + timedelta(seconds=1), UNTIL + timedelta(minutes=1))
    assert not take(journal, "spreadsheet", "one", UNTIL + timedelta(seconds=2), UNTIL + timedelta(minutes=9))


def test_lease_is_prolonged_by_its_holder(journal):
    later = UNTIL + timedelta(minutes=4)
    assert take(journal, "spreadsheet", "one", NOW, UNTIL)
    assert take(journal, "spreadsheet", "one", NOW, later)
    assert not take(journal, "spreadsheet", "other", UNTIL + timedelta(seconds=1), later)


def test_lease_given_back_is_free_at_once(journal):
    assert take(journal, "spreadsheet", "one", NOW, UNTIL)
    give_back(journal, "spreadsheet", "other")
    assert not take(journal, "spreadsheet", "other", NOW, UNTIL)
    give_back(journal, "spreadsheet", "one")
    assert take(journal, "spreadsheet", "other", NOW, UNTIL)


def test_leases_of_other_names_do_not_touch(journal):
    assert take(journal, "spreadsheet", "one", NOW, UNTIL)
    assert take(journal, "another", "other", NOW, UNTIL)
