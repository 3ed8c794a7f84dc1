"""Records as last seen, read one by one when somebody asks for them: for a page that shows a few of many."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from journal.schema import seen
from programme.model import Latest, Programme
from programme.record import Record, Records, Value, age


class Kept(Records):
    """The records of the journal. Good for as long as its connection is open."""

    def __init__(self, programme: Programme, connection: Connection) -> None:
        super().__init__(programme, ())
        self._connection = connection
        self._known: dict[tuple[str, str], Record | None] = {}

    def table(self, name: str) -> Mapping[str, Record]:
        """All records of a table by reference."""
        return {record.reference: record for record in self._read(seen.c.table == name)}

    def get(self, table: str, reference: Value) -> Record | None:
        """The record of that reference, or None."""
        key = (table, str(reference or ""))
        if key not in self._known:
            found = self._read(seen.c.table == table, seen.c.reference == key[1]) if key[1] else []
            self._known[key] = found[0] if found else None
        return self._known[key]

    def latest(self, which: Latest, reference: str) -> Record | None:
        """The last received record that names `reference`."""
        found = self.naming(which.table, which.column, [reference])
        if which.filled:
            found = [record for record in found if record.values.get(which.filled) not in (None, "", [])]
        return max(found, key=age, default=None)

    def naming(self, table: str, column: str, references: list[str]) -> list[Record]:
        """The records of `table` whose `column` names one of these references."""
        return self._read(seen.c.table == table, seen.c["values"][column].as_string().in_(references))

    def find(self, reference: str) -> Record | None:
        """The record of that reference, whatever its table."""
        found = self._read(seen.c.reference == reference)
        return found[0] if found else None

    def of_case(self, table: str, path: str, case: str) -> list[Record]:
        """The records of `table` that belong to a case by `path`, a column or a way over references."""
        steps = path.split(".")
        tables = [table]
        for step in steps[:-1]:
            column = self.programme.tables[tables[-1]].column(step)
            tables.append(column.table if column and column.table else "")
        references, found = [case], []
        for at, step in zip(reversed(tables), reversed(steps), strict=True):
            found = self.naming(at, step, references)
            references = [record.reference for record in found]
        return found

    def _read(self, *which: sa.ColumnElement[bool]) -> list[Record]:
        query = sa.select(seen).where(seen.c.gone_at.is_(None), *which)
        return [_record(row) for row in self._connection.execute(query)]


def _record(row: Row[tuple[object, ...]]) -> Record:
    return Record(row.table, row.reference, row.values, row.occasions)
