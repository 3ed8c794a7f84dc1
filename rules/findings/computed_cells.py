"""What stands in computed columns, worked out again only where something
changed that it rests on.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from programme.records.record import ALL, Reads, Record, Records, Value, View

Values = Mapping[str, Value]
"""Computed column → what it says."""
Place = tuple[str, str]
"""A table and a reference."""
Lookup = tuple[str, str, str]
"""A key of Reads."""


@dataclass
class ComputedCells:
    """The cells of computed columns, as last asked for, with everything that was read
    for them.

    A look costs what has changed since the last one, not what there is.
    """

    _values: dict[str, dict[str, Values]] = field(default_factory=dict)
    _reads: dict[Place, Reads] = field(default_factory=dict)
    _readers: dict[Lookup, set[Place]] = field(default_factory=dict)
    """What was looked up → the rows for whose cells it was."""
    _ways: dict[str, set[str]] = field(default_factory=dict)
    """Table → the ways (columns) by which its rows were looked up."""
    _day: date | None = None
    _records: Records | None = None

    def look(self, records: Records, today: date) -> Mapping[str, Mapping[str, Values]]:
        """Table → reference → column → value, of the tables that have computed columns.

        A cell that rests on one which makes no sense is left out: what it says stays.

        1. What is another object than at the last look has changed. 2. Whoever read
        it, or a list that it is or was in, is worked out again. 3. So is what is new;
        what is gone is forgotten.
        """
        names = _computed_names(records)
        # An expression may speak of today: on another day everything is looked at anew.
        earlier = self._records
        is_same_programme = earlier and earlier.programme is records.programme
        if today != self._day or not is_same_programme:
            self._forget_all()
        stale = self._stale(records)
        for table, columns in names.items():
            rows = records.table(table)
            values = self._values.setdefault(table, {})
            for reference in values.keys() - rows.keys():
                self._forget((table, reference))
            for reference in rows.keys() - values.keys():
                stale.add((table, reference))
            of_table = []
            for cell in stale:
                if cell[0] == table:
                    of_table.append(cell)
            for cell in of_table:
                self._forget(cell)
                record = rows.get(cell[1])
                if record is not None:
                    view = View(records, records.programme.tables[table], record, today)
                    self._keep(cell, *_values(view, record, columns))
        self._day = today
        self._records = records
        return {table: dict(self._values[table]) for table in names}

    def _stale(self, records: Records) -> set[Place]:
        """The rows for which something was read that is another thing now."""
        if self._records is None:
            return set()
        same = records.same_tables(self._records)
        stale: set[Place] = set()
        for table, ways in self._ways.items():
            if table in same:
                continue
            before = self._records.table(table)
            now = records.table(table)
            stale |= self._readers.get((table, ALL, ""), set())
            for reference in before.keys() | now.keys():
                earlier = before.get(reference)
                present = now.get(reference)
                # Identity, not equality: what did not change stays the same object.
                if earlier is present:
                    continue
                stale |= self._readers.get((table, "", reference), set())
                for way in ways:
                    for record in (earlier, present):
                        stale |= self._readers.get(_place_in(way, table, record), set())
        return stale

    def _keep(self, cell: Place, values: Values, reads: Reads) -> None:
        table, reference = cell
        self._values[table][reference] = values
        self._reads[cell] = reads
        for key in reads:
            self._readers.setdefault(key, set()).add(cell)
            if key[1] not in ("", ALL):
                self._ways.setdefault(key[0], set()).add(key[1])
            else:
                self._ways.setdefault(key[0], set())

    def _forget(self, cell: Place) -> None:
        table, reference = cell
        self._values.get(table, {}).pop(reference, None)
        for key in self._reads.pop(cell, {}):
            readers = self._readers[key]
            readers.discard(cell)
            if not readers:
                del self._readers[key]

    def _forget_all(self) -> None:
        for part in (self._values, self._reads, self._readers, self._ways):
            part.clear()
        self._records = None


def _computed_names(records: Records) -> dict[str, list[str]]:
    """Table → its computed columns that stand in its tab, where it has some."""
    names: dict[str, list[str]] = {}
    for table in records.programme.tables.values():
        columns = []
        for column in table.in_sheet:
            if column.value is not None:
                columns.append(column.name)
        if columns:
            names[table.name] = columns
    return names


def _place_in(way: str, table: str, record: Record | None) -> Lookup:
    """The list of rows, or the latest row, in which a record is found by a way."""
    column, _, _filled = way.removeprefix(ALL).partition(".")
    named = ""
    if record:
        named = str(record.values.get(column))
    return table, way, named


def _values(view: View, record: Record, names: list[str]) -> tuple[Values, Reads]:
    values: dict[str, Value] = {}
    with view.records.reading() as reads:
        for name in names:
            with view.records.doubting() as doubts:
                value = view.value(name)
            if not doubts:
                values[name] = value
    reads[view.table.name, "", record.reference] = record
    return values, reads
