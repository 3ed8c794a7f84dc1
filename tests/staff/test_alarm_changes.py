"""What changed in the records of an alarm."""

from datetime import UTC, datetime

import pytest

from journal.records.changes import Change
from journal.states import Handling, Happening
from staff.alarm_changes import ChangedCell, ChangedRecord, changed_records

NOON = datetime(2027, 3, 12, 17, tzinfo=UTC)


def edited(reference, column, before, after, happening=Happening.edited):
    return Change(
        "",
        "towns",
        reference,
        happening,
        column,
        before,
        after,
        NOON,
        Handling.new,
        "alarm",
    )


def whole(reference, happening):
    return edited(reference, "", None, None, happening)


@pytest.mark.parametrize(
    ("changes", "record"),
    [
        (
            [edited("MN-1", "status", "a", "b")],
            ChangedRecord("MN-1", None, (ChangedCell("status", "a", "b"),)),
        ),
        (
            [edited("MN-1", "status", "a", "b"), edited("MN-1", "status", "b", "c")],
            ChangedRecord("MN-1", None, (ChangedCell("status", "a", "c"),)),
        ),
        (
            [edited("MN-1", "status", "a", "b"), edited("MN-1", "status", "b", "a")],
            ChangedRecord("MN-1"),
        ),
        ([whole("MN-1", Happening.gone)], ChangedRecord("MN-1", Happening.gone)),
        (
            [
                whole("MN-1", Happening.appeared),
                edited("MN-1", "status", None, "a", Happening.typed),
            ],
            ChangedRecord(
                "MN-1", Happening.appeared, (ChangedCell("status", None, "a"),)
            ),
        ),
    ],
)
def test_cells_of_a_record_are_told_from_first_to_last(changes, record):
    assert changed_records(changes) == (record,)


def test_records_come_in_the_order_in_which_they_changed_then_the_rest():
    changes = [
        edited("MN-2", "name", "a", "b"),
        edited("MN-1", "name", "a", "b"),
        edited("MN-2", "why", "a", "b"),
    ]
    assert [
        record.reference for record in changed_records(changes, ["MN-3", "MN-1"])
    ] == ["MN-2", "MN-1", "MN-3"]
