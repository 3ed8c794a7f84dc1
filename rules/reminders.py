"""Who is reminded of what, and what goes into one mail."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime

from core.clock import local_date
from core.texts import mark as _
from programme.model import Programme
from programme.rules import Event, Ladder, Tell
from rules.hours import Calendar
from rules.judge import Judged, Key, Reminder
from rules.people import Person
from rules.switches import Switches

LISTED = 30
ALWAYS_ASKS = _("mails to these people always wait for a yes")
LATER = _("a later reminder takes its place")
OVER = _("it does not apply any more")
STOPPED = _("the mails of this one are stopped")
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
    def urgent(self) -> bool:
        """Whether it goes out on any day, within the hours."""
        return any(reminder.urgent for reminder in self.reminders)

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
    """A mail with reminders that has not gone out. `email`: to whom, in small letters; `held`: it waits for somebody;
    `by_itself`: it will go, and nobody said yes to just this one; `is_edited`: a person has changed its words or its address.
    """

    id: str
    email: str
    keys: tuple[Key, ...]
    due_at: datetime
    by_itself: bool
    held: bool
    is_edited: bool = False


@dataclass(frozen=True)
class Back:
    """A mail is taken back: nothing of it has been told then."""

    pending: Pending
    reason: str


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
    alarm: Callable[[Reminder], str] = lambda _reminder: "",
    calendar: Calendar,
    doubtful: Collection[str] = (),
) -> Turn:
    """Who is written to now about what fell due; docs/writing-a-programme.md says by which rules.

    `why`: why a reminder waits for a yes, `alarm`: what else holds it back, or nothing; `calendar`: when mails go out;
    `doubtful`: references that cannot be judged at the moment.
    """
    standing = _Standing(calendar, judged, doubtful, told.stopped, why)
    due = _due(judged, told.keys | told.unwritten, told.stopped)
    coming = {one.email for one in due if not (why(one) or alarm(one))}
    back = tuple(found for pending in told.pending if (found := standing.back(pending, coming, now)))
    keys = told.keys - {key for one in back for key in one.pending.keys}
    limits, today = programme.limits, local_date(now, programme.time_zone)
    together: dict[tuple[str, bool, str], list[Reminder]] = {}
    for reminder in _due(judged, keys, told.stopped):
        together.setdefault((reminder.email, bool(why(reminder)), alarm(reminder)), []).append(reminder)
    last = told.last([one.pending.id for one in back])
    letters = []
    for (email, asks, held), some in together.items():
        apart = min(limits.days_apart if one.tell.days_apart is None else one.tell.days_apart for one in some)
        some.sort(key=lambda one: -one.finding.days)  # what is longest overdue comes first
        before = last.get((email, asks or bool(held)))
        if before is None or (today - before).days >= apart:
            letters.append((Letter(why(some[0]) or held, tuple(some)), _leaves(calendar, some, now)))
    return Turn(back, tuple(letters))


def _leaves(calendar: Calendar, reminders: Sequence[Reminder], now: datetime) -> datetime:
    """When a mail with these reminders leaves: one that is urgent takes the others along."""
    person = reminders[0].person
    urgent = any(reminder.urgent for reminder in reminders)
    return calendar.opening(now, person.time_zone, person.country, urgent=urgent)


def _due(judged: Iterable[Judged], told: AbstractSet[Key], stopped: AbstractSet[str]) -> Iterator[Reminder]:
    found = (reminder for one in judged for reminder in one.reminders if reminder.key not in told)
    return (one for one in found if not one.silent(stopped)) if stopped else found


class _Standing:
    """What holds at the moment, of all that can be told."""

    def __init__(
        self,
        calendar: Calendar,
        judged: Sequence[Judged],
        doubtful: Collection[str],
        silent: AbstractSet[str],
        why: Callable[[Reminder], str],
    ) -> None:
        self.calendar, self.doubtful, self.silent, self.why = calendar, doubtful, silent, why
        self.reminders = {reminder.key: reminder for one in judged for reminder in one.reminders}
        self.occasions = {
            (f.reference, f.ladder.name, f.occasion) for f in (one.finding for one in judged) if f.rung.telling
        }
        self.stopped = {(one.finding.reference, one.finding.ladder.name) for one in judged if one.stopped}

    def back(self, pending: Pending, coming: AbstractSet[str], now: datetime) -> Back | None:
        """Whether a mail is taken back: something of it does not hold any more, something is to go in, or it missed its hour."""
        over = [key for key in pending.keys if not self._holds(pending, key)]
        grows = pending.by_itself and pending.email in coming
        return Back(pending, self._reason(pending, over)) if over or grows or self._missed(pending, now) else None

    def _missed(self, pending: Pending, now: datetime) -> bool:
        """Whether a mail was to leave while nothing could, and now it is night."""
        if not pending.by_itself or pending.due_at > now:
            return False
        reminders = [self.reminders[key] for key in pending.keys if key in self.reminders]
        return bool(reminders) and _leaves(self.calendar, reminders, now) > now

    def _holds(self, pending: Pending, key: Key) -> bool:
        reminder = self.reminders.get(key)
        if pending.email in self.silent or (reminder and self.silent and reminder.silent(self.silent)):
            return False
        if key[0] in self.doubtful:
            return True
        if reminder is None:
            return False
        if reminder.email != pending.email and not pending.is_edited:  # somebody at another address by now
            return False
        return not (pending.by_itself and self.why(reminder))

    def _reason(self, pending: Pending, over: Sequence[Key]) -> str:
        if len(over) < len(pending.keys):
            return ANEW
        if all(key[:2] in self.stopped for key in over):
            return STOPPED
        return LATER if any((key[0], key[1], key[3]) in self.occasions for key in over) else OVER


def waits(rule: Event | Ladder, tell: Tell, switches: Switches) -> str:
    """Why such a mail waits for a coordinator's yes; nothing where it goes out by itself."""
    if tell.ask:
        return ALWAYS_ASKS
    return switches.waits(rule.name)
