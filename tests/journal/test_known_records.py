from datetime import UTC, datetime, timedelta

import pytest

from core.ids import digest
from journal.records import changes, known_records
from journal.states import Handling, Happening

NOW = datetime(2027, 3, 12, 9, tzinfo=UTC)


@pytest.fixture
def kept(journal):
    with journal.write() as connection:
        values = {
            "name": "Pimampiro",
            "notes": "",
            "photos": [],
            "population": 0,
            "started": None,
        }
        known_records.add(
            connection,
            "towns",
            "MN-1",
            values,
            own={"flag": "…"},
            occasion="sent",
            now=NOW,
        )
    return journal


def one(journal):
    with journal.read() as connection:
        return known_records.by_reference(connection, "MN-1")


def test_add_says_what_set_each_filled_value(kept):
    assert one(kept).occasions == {"name": "sent", "population": "sent"}


def test_update_with_a_moment_marks_the_record_as_changed(kept):
    values = {"name": "Urcuquí"}
    with kept.write() as connection:
        known_records.update(
            connection, "towns", "MN-1", NOW + timedelta(hours=1), values=values
        )
    row = one(kept)
    assert (row.values, row.digest, row.changed_at) == (
        values,
        digest(values),
        NOW + timedelta(hours=1),
    )


def test_update_of_own_columns_is_no_change_of_the_record(kept):
    with kept.write() as connection:
        known_records.update(connection, "towns", "MN-1", own={"flag": None})
    assert (one(kept).own, one(kept).changed_at) == ({"flag": None}, NOW)


def test_present_leaves_out_what_is_gone(kept):
    with kept.write() as connection:
        known_records.update(connection, "towns", "MN-1", gone_at=NOW)
    with kept.read() as connection:
        assert known_records.present(connection) == []
        assert set(known_records.of_table(connection, "towns")) == {"MN-1"}


def test_records_of_several_tables_are_read_at_once_and_no_others(kept):
    with kept.read() as connection:
        towns = known_records.of_table(connection, "towns")
        assert known_records.by_table(connection, ["towns", "mentors"]) == {
            "towns": towns,
            "mentors": {},
        }
        assert known_records.by_table(connection, ["mentors"]) == {"mentors": {}}


def test_changes_are_handled_once_and_stay_in_the_history(kept):
    with kept.write() as connection:
        first = changes.add(
            connection,
            Happening.edited,
            "towns",
            "MN-1",
            NOW,
            column="name",
            before="a",
            after="b",
        )
        later = NOW + timedelta(seconds=1)
        second = changes.add(connection, Happening.gone, "towns", "MN-1", later)
        assert [row.id for row in changes.undecided(connection)] == [first, second]
        changes.set_handling(connection, [first], Handling.undone)
        assert [row.id for row in changes.undecided(connection)] == [second]
    with kept.read() as connection:
        history = changes.history(connection, "MN-1")
    assert [(row.happening, row.before, row.after) for row in history] == [
        ("edited", "a", "b"),
        ("gone", None, None),
    ]


def test_elsewhere_names_the_records_of_other_tables(kept):
    with kept.write() as connection:
        known_records.add(
            connection, "mentors", "MT-1", {}, own={}, occasion="sent", now=NOW
        )
    with kept.read() as connection:
        assert known_records.references_elsewhere(connection, "mentors") == {"MN-1"}
