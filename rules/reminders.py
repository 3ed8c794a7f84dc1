"""Who is reminded of what, and what goes into one mail."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from core.texts import mark as _
from programme.app_tables import SETTINGS
from programme.model import Event, Ladder, Tell
from programme.record import Records
from rules.ladders import Finding, Rung
from rules.people import Person

T = TypeVar("T")
Key = tuple[str, str, str, str, str]
"""(reference, ladder, rung, occasion, address): what somebody is reminded of once."""


@dataclass(frozen=True)
class Reminder:
    """Somebody is to be told that a record has reached a rung."""

    finding: Finding
    rung: Rung
    tell: Tell
    person: Person

    @property
    def key(self) -> Key:
        """What is told once."""
        f = self.finding
        return f.reference, f.ladder.name, self.rung.name, f.occasion, self.person.email


@dataclass(frozen=True)
class Letter:
    """One mail to one person: every reminder that falls due together. `waits`: why it waits for a yes, or nothing."""

    waits: str
    reminders: tuple[Reminder, ...]

    @property
    def person(self) -> Person:
        """Who gets it."""
        return self.reminders[0].person


Last = Mapping[tuple[str, bool], date]
"""(address, whether it waits for a yes) → the day of the last letter."""


def letters(due: Iterable[tuple[Reminder, str]], last: Last, today: date, apart: int) -> list[Letter]:
    """What goes out today of the reminders that are due and not told, each with why it waits for a yes.

    A person gets one letter of each kind, and not before `apart` days after the last one, or so many as one of the reminders
    allows. What has to wait for that is asked about again on the next day.
    """
    together: dict[tuple[str, str], list[Reminder]] = {}
    for reminder, waits in due:
        together.setdefault((reminder.person.email, waits), []).append(reminder)
    return [
        Letter(waits, tuple(some))
        for (email, waits), some in together.items()
        if _allowed(last.get((email, bool(waits))), today, min(_apart(one.tell, apart) for one in some))
    ]


def _apart(tell: Tell, usual: int) -> int:
    return usual if tell.days_apart is None else tell.days_apart


def _allowed(last: date | None, today: date, apart: int) -> bool:
    return last is None or (today - last).days >= apart


def waits(rule: Event | Ladder, tell: Tell, records: Records) -> str:
    """Why such a mail waits for a coordinator's yes; nothing where it goes out by itself."""
    if tell.ask:
        return _("mails to these people always wait for a yes")
    row = records.get(SETTINGS, rule.name)
    setting = row.values.get("value") if row else None
    if setting in ("ask", "stop") or (setting is None and isinstance(rule, Ladder)):
        return _("reminders of this kind wait for a yes")
    return ""
