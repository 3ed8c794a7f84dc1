"""What stands in computed columns, worked out again only where something
changed that it rests on.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from programme.records.record import Reads, Record, Records, Value, View

Values = Mapping[str, Value]
"""Computed column → what it says."""


@dataclass
class ComputedCells:
    """The cells of computed columns, as last asked for, with
    everything that was read for them.
    """

    _cache: dict[str, dict[str, tuple[Values, Reads]]] = field(default_factory=dict)
    _day: date | None = None
    _records: Records | None = None

    def look(self, records: Records, today: date) -> Mapping[str, Mapping[str, Values]]:
        """Table → reference → column → value, of the tables that have computed columns.

        A cell that rests on one which makes no sense is left out: what it says stays.
        """
        # An expression may speak of today: on another day everything is looked at anew.
        previous_cells = self._cache if today == self._day else {}
        same = records.same_tables(self._records)
        current: dict[str, dict[str, tuple[Values, Reads]]] = {}
        for table in records.programme.tables.values():
            names = [
                column.name for column in table.columns if column.value is not None
            ]
            if not names:
                continue
            previous = previous_cells.get(table.name, {})
            rows: dict[str, tuple[Values, Reads]] = {}
            for reference, record in records.table(table.name).items():
                entry = previous.get(reference)
                if entry is None or not records.unchanged(entry[1], same):
                    entry = _values(View(records, table, record, today), record, names)
                rows[reference] = entry
            current[table.name] = rows
        self._cache, self._day, self._records = current, today, records
        return {
            name: {reference: values for reference, (values, _reads) in rows.items()}
            for name, rows in current.items()
        }


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
