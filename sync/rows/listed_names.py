"""The name beside the reference, as it stands in cells that refer to
records: “Cuenca · MN-7K3MQ”.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from journal.tabs.deliveries import Delivery
from programme.app_tables import LISTED
from programme.model import Programme, Table
from programme.parts import Column
from programme.records.display import listed_name
from programme.records.record import Record, Records, Value, View
from sheets.reading.snapshot import Tab

ANY_DAY = date.min
"""A name does not depend on the day."""


@dataclass(frozen=True)
class ListedNames:
    """What records are called in drop-downs.

    `tabs`: the newest look; `arriving`: rows on their way into the sheet.
    """

    tabs: Mapping[str, Tab]
    arriving: Records

    def shown(
        self, table: Table, reference: str, values: Mapping[str, Value]
    ) -> dict[str, Value]:
        """A row's values as they are written: each reference to a record as the
        drop-down of its column offers it.

        A record that is nowhere yet stands there with its bare reference.
        """
        shown = dict(values)
        for column in table.columns:
            if column.name in values:
                shown[column.name] = self.in_cell(column, values[column.name])
        if table.column(LISTED):
            shown[LISTED] = self._name(table.name, reference)
        return shown

    def in_cell(self, column: Column, value: Value) -> Value:
        """A value as it is written into a cell of a column."""
        if column.table and value:
            return self._name(column.table, str(value))
        return value

    def _name(self, table: str, reference: str) -> str:
        tab = self.tabs.get(table)
        row = None
        if tab is not None:
            row = tab.rows.get(reference)
        listed = ""
        if row is not None:
            listed = str(row.own.get(LISTED) or "")
        # Somebody may have typed over it: what does not end with the reference would
        # lead nowhere once the cell is put right.
        if listed.endswith(reference):
            return listed
        record = self.arriving.get(table, reference)
        if record is None:
            return reference
        programme = self.arriving.programme
        return listed_name(
            View(self.arriving, programme.tables[table], record, ANY_DAY),
            programme.language,
        )


def listed_names(
    programme: Programme, tabs: Mapping[str, Tab], deliveries: Iterable[Delivery]
) -> ListedNames:
    """The names that rows can be written with now."""
    records = [
        Record(delivery.table, delivery.reference, delivery.values)
        for delivery in deliveries
    ]
    return ListedNames(tabs, Records(programme, records))
