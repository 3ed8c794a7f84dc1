"""What each record is called in drop-downs.

Worked out once for each state of a record: planning asks for thousands, often.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from programme.app_tables import LISTED
from programme.model import Table
from programme.records.display import listed_name
from programme.records.record import Record, Records, View

ANY_DAY = date.min
"""A name does not depend on the day."""


@dataclass
class ListedNames:
    """The names of the tables that others refer to, as last asked for."""

    names: dict[str, dict[str, str]] = field(default_factory=dict)
    states: dict[str, Mapping[str, Record]] = field(default_factory=dict)

    def of_table(self, records: Records, table: Table) -> Mapping[str, str]:
        """Reference → name; {} for a table to which nothing refers."""
        if table.column(LISTED) is None:
            return {}
        rows = records.table(table.name)
        before = self.states.get(table.name, {})
        names_before = self.names.get(table.name, {})
        if rows is before:
            return names_before
        title_column = table.column(table.title)
        # Such a name stands in a record of another table, or follows from some,
        # which may have changed alone.
        is_named_elsewhere = title_column is not None and bool(
            title_column.table or title_column.value
        )
        names: dict[str, str] = {}
        for reference, record in rows.items():
            # What did not change stays the same object.
            if record is before.get(reference) and not is_named_elsewhere:
                names[reference] = names_before[reference]
            else:
                names[reference] = listed_name(
                    View(records, table, record, ANY_DAY), records.programme.language
                )
        self.names[table.name] = names
        self.states[table.name] = {} if is_named_elsewhere else rows
        return names
