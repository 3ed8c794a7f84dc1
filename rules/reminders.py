"""Who is reminded of what, and what goes into one mail."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime

from core.clock import local_date
from core.texts import mark as _
from programme.app_tables import SETTINGS
from programme.model import Event, Ladder, Programme, Tell
from programme.record import Records
from rules.hours import opening
from rules.judge import Judged, Key, Reminder
from rules.people import Person

LISTED = 30
LATER = _("a later reminder takes its place")
OVER = _("it does not apply any more")
ANEW = _("it was written anew, with what has changed since")


@dataclass(frozen=True)
class Letter:
    """One mail to one person: every reminder that falls due together, what is longest overdue first.

    `waits`: why it waits for a yes, or nothing.
    """

    waits: str
    reminders: tuple[Reminder, ...]

    @property
    def person(self) -> Person:
        """Who gets it."""
        return self.reminders[0].person

    @property
    def listed(self) -> tuple[Reminder, ...]:
        """What it names one by one."""
        return self.reminders[:LISTED]

    @property
    def counted(self) -> tuple[Reminder, ...]:
        """What it only counts, because a list so long would not be read."""
        return self.reminders[LISTED:]


@dataclass(frozen=True)
class Pending:
    """A mail with reminders that has not gone out. `by_itself`: it will, and nobody said yes to just this one.

    `case`: the case that all of it is about, "" for several.
    """

    id: str
    keys: tuple[Key, ...]
    due_at: datetime
    by_itself: bool
    case: str


@dataclass(frozen=True)
class Back:
    """A mail is taken back. `anew`: what of it still holds and has not been told then."""

    pending: Pending
    reason: str
    anew: tuple[Key, ...]


@dataclass(frozen=True)
class Turn:
    """What is to be done now: first take mails back, then write letters, each with the moment at which it leaves."""

    back: tuple[Back, ...]
    letters: tuple[tuple[Letter, datetime], ...]


@dataclass(frozen=True)
class Told:
    """What was told before. `stopped`: addresses, in small letters, that want no reminders.

    `last`: (address, whether it waits for a yes) → the day on which the last letter leaves.

    `unwritten`: what could not be written; nothing is taken back for its sake.
    """

    keys: AbstractSet[Key]
    pending: Sequence[Pending]
    last: Callable[[Collection[str]], Mapping[tuple[str, bool], date]]
    unwritten: AbstractSet[Key] = frozenset()
    stopped: AbstractSet[str] = frozenset()


def turn(
    programme: Programme,
    judged: Sequence[Judged],
    told: Told,
    now: datetime,
    *,
    why: Callable[[Reminder], str],
    doubtful: Collection[str] = (),
) -> Turn:
    """Who is written to now about what fell due; docs/writing-a-programme.md says by which rules.

    `why`: why a reminder waits for a yes, or nothing; `doubtful`: references that cannot be judged at the moment.
    """
    standing = _Standing(judged, doubtful, told.stopped)
    fresh = {one.person.email for one in _due(judged, told.keys, told.stopped) if one.key not in told.unwritten}
    back = tuple(found for pending in told.pending if (found := standing.back(pending, fresh, now)))
    keys = told.keys - {key for one in back for key in one.anew}
    limits, today = programme.limits, local_date(now, programme.time_zone)
    together: dict[tuple[str, str], list[Reminder]] = {}
    for reminder in _due(judged, keys, told.stopped):
        together.setdefault((reminder.person.email, why(reminder)), []).append(reminder)
    last = told.last([one.pending.id for one in back])
    letters = []
    for (email, reason), some in together.items():
        apart = min(limits.days_apart if one.tell.days_apart is None else one.tell.days_apart for one in some)
        before, person = last.get((email, bool(reason))), some[0].person
        if before is None or (today - before).days >= apart:
            country = person.country if limits.holidays else ""
            leaves = opening(now, person.time_zone, limits.sending_hours, country)
            urgent_first = sorted(some, key=lambda one: -one.finding.days)
            letters.append((Letter(reason, tuple(urgent_first)), leaves))
    return Turn(back, tuple(letters))


def _due(judged: Iterable[Judged], told: AbstractSet[Key], stopped: AbstractSet[str]) -> Iterator[Reminder]:
    found = (reminder for one in judged for reminder in one.reminders if reminder.key not in told)
    return (one for one in found if one.person.email.casefold() not in stopped) if stopped else found


class _Standing:
    """What holds at the moment, of all that can be told."""

    def __init__(self, judged: Iterable[Judged], doubtful: Collection[str], silent: AbstractSet[str]) -> None:
        self.doubtful, self.silent = doubtful, silent
        self.rungs: set[tuple[str, str, str, str]] = set()
        self.occasions: set[tuple[str, str, str]] = set()
        self.stopped: set[tuple[str, str]] = set()
        for one in judged:
            found, rung = one.finding, one.finding.rung.telling
            if rung:
                self.rungs.add((found.reference, found.ladder.name, rung.name, found.occasion))
                self.occasions.add((found.reference, found.ladder.name, found.occasion))
            if one.stopped:
                self.stopped.add((found.reference, found.ladder.name))

    def back(self, pending: Pending, fresh: AbstractSet[str], now: datetime) -> Back | None:
        """Whether a mail is taken back: something of it does not hold any more, or something can be added before it goes."""
        over = [key for key in pending.keys if not self._holds(pending, key)]
        grows = pending.by_itself and pending.due_at > now and pending.keys[0][-1] in fresh
        if not over and not grows:
            return None
        anew = tuple(key for key in pending.keys if key not in over or self._is_stopped(pending, key))
        later = any((reference, rule, occasion) in self.occasions for reference, rule, _rung, occasion, _email in over)
        return Back(pending, ANEW if anew else LATER if later else OVER, anew)

    def _holds(self, pending: Pending, key: Key) -> bool:
        if key[-1].casefold() in self.silent:
            return False
        return key[0] in self.doubtful or (key[:4] in self.rungs and not self._is_stopped(pending, key))

    def _is_stopped(self, pending: Pending, key: Key) -> bool:
        """Whether it must leave its mail because staff stopped its case; a mail about one case waits as a whole."""
        return not pending.case and key[:2] in self.stopped


def waits(rule: Event | Ladder, tell: Tell, records: Records) -> str:
    """Why such a mail waits for a coordinator's yes; nothing where it goes out by itself."""
    if tell.ask:
        return _("mails to these people always wait for a yes")
    row = records.get(SETTINGS, rule.name)
    setting = row.values.get("value") if row else None
    if setting in ("ask", "stop") or (setting is None and isinstance(rule, Ladder)):
        return _("reminders of this kind wait for a yes")
    return ""
