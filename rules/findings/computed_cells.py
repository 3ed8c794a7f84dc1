"""What stands in computed columns, worked out again only where something
changed that it rests on.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from programme.model import Table
from programme.records.record import Record, Records, Value, View
from rules.remembered import Remembered

Values = Mapping[str, Value]
"""Computed column → what it says."""


@dataclass
class ComputedCells:
    """The cells of computed columns, as last asked for, with
    everything that was read for them.
    """

    _remembered: Remembered[tuple[str, str], Values] = field(default_factory=Remembered)

    def look(self, records: Records, today: date) -> Mapping[str, Mapping[str, Values]]:
        """Table → reference → column → value, of the tables that have computed columns.

        A cell that rests on one which makes no sense is left out: what it says stays.
        """
        tables = records.programme.tables
        names = {name: _computed(table) for name, table in tables.items()}
        rows = (
            ((name, reference), record)
            for name, columns in names.items()
            if columns
            for reference, record in records.table(name).items()
        )

        def work(key: tuple[str, str], record: Record) -> Values:
            table = tables[key[0]]
            return _values(View(records, table, record, today), names[table.name])

        cells: dict[str, dict[str, Values]] = {
            name: {} for name, columns in names.items() if columns
        }
        noted = self._remembered.look(records, today, rows, work)
        for (name, reference), (values, _reads) in noted.items():
            cells[name][reference] = values
        return cells


def _computed(table: Table) -> list[str]:
    return [column.name for column in table.columns if column.value is not None]


def _values(view: View, names: list[str]) -> Values:
    values: dict[str, Value] = {}
    for name in names:
        with view.records.doubting() as doubts:
            value = view.value(name)
        if not doubts:
            values[name] = value
    return values
