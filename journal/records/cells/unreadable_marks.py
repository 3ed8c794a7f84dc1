"""Marks in records the cells on which nothing should rest."""

from dataclasses import replace

from journal.connection import Connection
from journal.records.cells.unreadable_cells import Cells, standing_unreadable_cells
from programme.records.record import Record, Records


def marked_now(connection: Connection, records: Records) -> Records:
    """The records with the cells marked that make no sense by the problems of now."""
    return Marker().mark(records, standing_unreadable_cells(connection))


class Marker:
    """Marks the cells in records that make no sense: who reads one is
    told (`Records.doubting`).

    What has not changed from one round to the next stays the same object, so
    that it is not judged anew.
    """

    def __init__(self) -> None:
        self._before: tuple[Records | None, Cells, Records | None] = (None, {}, None)
        self._marked: dict[tuple[str, str], tuple[Record, Record]] = {}

    def mark(self, records: Records, cells: Cells) -> Records:
        """The records with these cells marked."""
        before, before_cells, marked = self._before
        if marked is not None and before is records and before_cells == cells:
            return marked
        now = {}
        for (table, reference), columns in cells.items():
            record = records.table(table).get(reference)
            if record is not None:
                now[table, reference] = self._mark(record, columns)
        self._marked = now
        if now:
            marked = records.replaced(
                (marked_record for _record, marked_record in now.values()), ()
            )
        else:
            marked = records
        self._before = records, cells, marked
        return marked

    def _mark(self, record: Record, columns: frozenset[str]) -> tuple[Record, Record]:
        before, marked = self._marked.get(
            (record.table, record.reference), (None, None)
        )
        if marked is not None and before is record and marked.unreadable == columns:
            return record, marked
        return record, replace(record, unreadable=columns)
