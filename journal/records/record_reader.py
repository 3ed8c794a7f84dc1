"""Records as last seen, read one by one when somebody asks for them: for a page
that shows a few of many.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from journal.records.cells.unreadable_cells import Cells, standing_unreadable_cells
from journal.records.known_records import IS_PRESENT, SELECT, KnownRecord
from journal.rows import all_rows
from journal.schema import known_records
from programme.model import Latest, Programme
from programme.records.record import Record, Records, Value, age


class RecordReader(Records):
    """The records of the journal. Good for as long as its connection is open."""

    def __init__(self, programme: Programme, connection: Connection) -> None:
        super().__init__(programme, ())
        self.connection = connection
        self._cache: dict[tuple[str, str], Record | None] = {}

    def table(self, name: str) -> Mapping[str, Record]:
        """All records of a table by reference."""
        return {
            record.reference: record
            for record in self._read(known_records.c.table == name)
        }

    def get(self, table: str, reference: Value) -> Record | None:
        """The record of that reference, or None."""
        if not reference:
            return None
        key = (table, str(reference))
        if key not in self._cache:
            is_wanted = sa.and_(
                known_records.c.table == table, known_records.c.reference == key[1]
            )
            self._cache[key] = next(iter(self._read(is_wanted)), None)
        return self._cache[key]

    def latest(self, which: Latest, reference: str) -> Record | None:
        """The last received record that names `reference`."""
        records = self.naming(which.table, which.column, [reference])
        if which.filled:
            records = [
                record
                for record in records
                if record.values.get(which.filled) not in (None, "", [])
            ]
        return max(records, key=age, default=None)

    def children(self, table: str, column: str, reference: str) -> list[Record]:
        """The records of `table` whose `column` names `reference`, the one
        received last at the end.
        """
        return sorted(self.naming(table, column, [reference]), key=age)

    def naming(self, table: str, column: str, references: list[str]) -> list[Record]:
        """The records of `table` whose `column` names one of these references."""
        cell = known_records.c["values"][column].as_string()
        return self._read(known_records.c.table == table, cell.in_(references))

    def find(self, reference: str) -> Record | None:
        """The record of that reference, whatever its table."""
        return next(iter(self._read(known_records.c.reference == reference)), None)

    def of_case(self, table: str, path: str, case: str) -> list[Record]:
        """The records of `table` that belong to a case by `path`, a column
        or a way over references.
        """
        steps = path.split(".")
        tables = [table]
        for step in steps[:-1]:
            column = self.programme.tables[tables[-1]].column(step)
            tables.append(column.table if column and column.table else "")
        references = [case]
        records = []
        # The way is walked backwards, from the case to the records that name it,
        # and to those that name them.
        for step_table, step in zip(reversed(tables), reversed(steps), strict=True):
            records = self.naming(step_table, step, references)
            references = [record.reference for record in records]
        return records

    def _read(self, *conditions: sa.ColumnElement[bool]) -> list[Record]:
        rows = all_rows(
            self.connection, SELECT.where(IS_PRESENT, *conditions), KnownRecord
        )
        return [self._marked(row.as_record()) for row in rows]

    def _marked(self, record: Record) -> Record:
        """The record with its cells marked that make no sense: who reads one is
        told (`Records.doubting`).
        """
        columns = self._unreadable.get((record.table, record.reference))
        if columns:
            return replace(record, unreadable=columns)
        return record

    @cached_property
    def _unreadable(self) -> Cells:
        return standing_unreadable_cells(self.connection)
