"""Which records wait for a person's decision about an alarm: nothing is
told about them meanwhile.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from core.texts import mark as _
from journal.mails.holds.alarms import Alarm
from journal.states import AlarmKind
from programme.records.record import View

WAITS = _("many rows changed at once: it waits until somebody has looked")


@dataclass(frozen=True)
class HeldRecords:
    """(table, reference) → alarm, and whole tables → alarm."""

    records: Mapping[tuple[str, str], str] = field(default_factory=dict)
    tables: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.records or self.tables)

    def alarm(self, table: str, reference: str) -> str:
        """The id of the alarm that a record waits for; "" where it waits for none."""
        return self.records.get((table, reference)) or self.tables.get(table, "")

    def alarm_of(self, *views: View | None) -> str:
        """The alarm that one of these records waits for; "" for none."""
        for view in views:
            if view is None:
                continue
            reference = ""
            if view.record:
                reference = view.record.reference
            alarm = self.alarm(view.table.name, reference)
            if alarm:
                return alarm
        return ""


def held_records(alarms: Iterable[Alarm]) -> HeldRecords:
    """What alarms hold back about which nobody has decided."""
    records: dict[tuple[str, str], str] = {}
    tables: dict[str, str] = {}
    for alarm in alarms:
        if alarm.kind is AlarmKind.lost:
            tables[alarm.table] = alarm.id
        for reference in alarm.references:
            records[alarm.table, reference] = alarm.id
    return HeldRecords(records, tables)
