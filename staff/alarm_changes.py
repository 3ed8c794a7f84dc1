"""What changed in the records of an alarm, record by record: each cell as it was
before, and as it is now.

Pure.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from journal.records.changes import Change
from journal.states import Happening
from programme.records.comparison import same
from programme.records.record import Value

WHOLE_ROW = (Happening.appeared, Happening.gone, Happening.back)


@dataclass(frozen=True)
class ChangedCell:
    """A cell that changed, from the value before the first change
    to the one after the last.
    """

    column: str
    before: Value
    after: Value


@dataclass(frozen=True)
class ChangedRecord:
    """A record of an alarm.

    `row`: what became of the whole row, or None where only cells changed.
    """

    reference: str
    row: Happening | None = None
    cells: tuple[ChangedCell, ...] = ()


def changed_records(
    changes: Iterable[Change], references: Iterable[str] = ()
) -> tuple[ChangedRecord, ...]:
    """The records of these changes, in the order in which they changed; then those of
    `references` that no change names.

    A cell that is again what it was has not changed.
    """
    by_record: dict[str, list[Change]] = {}
    for change in changes:
        by_record.setdefault(change.reference, []).append(change)
    for reference in references:
        by_record.setdefault(reference, [])
    return tuple(
        _record(reference, of_record) for reference, of_record in by_record.items()
    )


def _record(reference: str, changes: Iterable[Change]) -> ChangedRecord:
    row: Happening | None = None
    cells: dict[str, ChangedCell] = {}
    for change in changes:
        if change.happening in WHOLE_ROW:
            row = change.happening
        elif change.column:
            earlier = cells.get(change.column, change)
            cells[change.column] = ChangedCell(
                change.column, earlier.before, change.after
            )
    different = tuple(
        cell for cell in cells.values() if not same(cell.before, cell.after)
    )
    return ChangedRecord(reference, row, different)
