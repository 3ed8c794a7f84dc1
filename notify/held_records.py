"""What the accident brake holds back at the moment."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa

from core.texts import mark as _
from journal import alarms
from journal.states import AlarmKind
from programme.record import View

WAITS = _("many rows changed at once: it waits until somebody has looked")


@dataclass(frozen=True)
class Braked:
    """The records about which nothing is told for now: (table, reference) → alarm, and whole tables → alarm."""

    records: Mapping[tuple[str, str], str] = field(default_factory=dict)
    tables: Mapping[str, str] = field(default_factory=dict)

    @property
    def alarms(self) -> set[str]:
        """The ids of the alarms that stand."""
        return {*self.records.values(), *self.tables.values()}

    def about(self, *views: View | None) -> str | None:
        """The alarm that one of these records belongs to, or None."""
        for view in views:
            if view is not None and (alarm := self.of(view.table.name, view.record.reference if view.record else "")):
                return alarm
        return None

    def of(self, table: str, reference: str) -> str | None:
        """The same by name."""
        return self.records.get((table, reference)) or self.tables.get(table)


def braked(connection: sa.Connection) -> Braked:
    """What the standing alarms hold back."""
    standing = alarms.standing(connection)
    records = {(row.table, reference): row.id for row in standing for reference in row.references}
    return Braked(records, {row.table: row.id for row in standing if row.kind == AlarmKind.lost})
