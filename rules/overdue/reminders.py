"""Who is reminded of what, and what goes into one mail."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from core.clock import local_date
from core.texts import mark as _
from programme.model import Programme
from programme.models.rules import Digest, Event, Ladder, Tell
from rules.calendar.days_off import LONGEST_CLOSED
from rules.calendar.hours import Calendar
from rules.overdue.digests import is_time
from rules.overdue.judge import Judged, Key, Reminder
from rules.recipients.person import Person
from rules.switches import Switches

LISTED = 30
LONGEST_AHEAD = LONGEST_CLOSED + 7
"""Days until a mail leaves, at most: the longest run of closed days, and the week in
which the next sending day comes.
"""
ALWAYS_ASKS = _("mails to these people always wait for a yes")
LATER = _("a later reminder takes its place")
OVER = _("it does not apply any more")
STOPPED = _("the mails of this one are stopped")
ANEW = _("it was written anew, with what has changed since")
MISSING = _("something that must be true first is missing")


@dataclass(frozen=True)
class Letter:
    """One mail to one person: every reminder that falls due together, what is longest
    overdue first. What leaves at a moment of its own goes alone.

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
    def is_digest(self) -> bool:
        """Whether it is written on a day of its own, with all that fell due until
        then.
        """
        return self.reminders[0].tell.digest is not None

    @property
    def missing(self) -> tuple[str, ...]:
        """What must be true before it leaves and is not."""
        return tuple(
            dict.fromkeys(
                condition
                for reminder in self.reminders
                for condition in reminder.missing
            )
        )

    @property
    def leaves_at(self) -> datetime | None:
        """The very moment at which it leaves, None for most."""
        return self.reminders[0].leaves_at

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
    """A mail with reminders that has not gone out.

    `email`: to whom, in small letters; `held`: it waits for somebody; `by_itself`: it
    will go, and nobody said yes to just this one; `is_edited`: a person has changed
    its words or its address.
    """

    id: str
    email: str
    keys: tuple[Key, ...]
    due_at: datetime
    by_itself: bool
    held: bool
    is_edited: bool = False


@dataclass(frozen=True)
class ReminderWithdrawal:
    """A mail is taken back: nothing of it has been told then."""

    pending: Pending
    reason: str


@dataclass(frozen=True)
class ReminderPlan:
    """What is to be done now: first take mails back, then write letters, each with the
    moment at which it leaves.
    """

    withdrawals: tuple[ReminderWithdrawal, ...]
    letters: tuple[tuple[Letter, datetime], ...]


@dataclass(frozen=True)
class ReminderHistory:
    """What was told before. `stopped`: addresses, in small
    letters, that want no reminders.

    `last`: (address, whether it waits for a yes) → the day on
    which the last letter leaves.

    `unwritten`: what could not be written; nothing is taken back for its sake.
    """

    keys: AbstractSet[Key]
    pending: Sequence[Pending]
    last: Callable[[Collection[str]], Mapping[tuple[str, bool], date]]
    unwritten: AbstractSet[Key] = frozenset()
    stopped: AbstractSet[str] = frozenset()


def decide_reminders(
    programme: Programme,
    judged: Sequence[Judged],
    history: ReminderHistory,
    now: datetime,
    *,
    why: Callable[[Reminder], str],
    calendar: Calendar,
    doubtful: Collection[str] = (),
) -> ReminderPlan:
    """Who is written to now about what fell due;
    docs/writing-a-programme.md says by which rules.

    1. A mail that waits for a person (for a yes, to be sent by hand, with words of
       their own) stays while all of it holds.
    2. A mail that would leave by itself is thought of as not written: what it tells is
       gathered anew with all that is due, a mail to a person. What rungs below told to
       others belongs to it only where it has been written.
    3. What a rule gathers weekly or monthly is due on the day of its
       digest, in a mail of its own.
    4. A gathered mail that keeps the distance is written, unless it already waits,
       about the same and for the same moment.
    5. Whatever is neither kept nor the same is taken back.

    `why`: why a reminder waits for a yes, or nothing; `calendar`: when mails go
    out; `doubtful`: references that cannot be judged at the moment: nothing is
    taken back for their sake.
    """
    today = local_date(now, programme.time_zone)
    present = _Present(
        judged,
        frozenset(doubtful),
        history.stopped,
        now,
        lambda reminder: is_time(programme.limits, reminder, today),
    )
    withdrawals = [
        ReminderWithdrawal(pending, present.reason(pending))
        for pending in history.pending
        if not pending.by_itself and present.over(pending)
    ]
    automatic = [pending for pending in history.pending if pending.by_itself]
    reopened = [*automatic, *(withdrawal.pending for withdrawal in withdrawals)]
    # Taken for not written, so that the same reminder may be gathered into
    # the mail that replaces it.
    written = {key for pending in reopened for key in pending.keys}
    gathered = _gathered(
        present.due((history.keys | history.unwritten) - written, written), why
    )
    last = dict(history.last([pending.id for pending in reopened]))
    distance = _Distance(programme, last, today)
    letters: list[tuple[Letter, datetime]] = []
    kept_ids: set[str] = set()
    for letter in gathered:
        if not distance.is_kept(letter):
            continue
        leaves = _leaves(calendar, letter, now)
        same = [
            pending.id
            for pending in automatic
            if present.is_same(pending, letter, leaves, now)
        ]
        # What says the same at the same moment stays: written anew it would be
        # another mail for nothing.
        kept_ids.update(same)
        if not same:
            letters.append((letter, leaves))
        # Of two mails to one person, one of which waits for something that is missing,
        # the second keeps its distance, too.
        last[letter.reminders[0].email, bool(letter.waits)] = local_date(
            leaves, programme.time_zone
        )
    over = [
        pending
        for pending in automatic
        if pending.id not in kept_ids and not present.is_unknown(pending)
    ]
    withdrawals.extend(
        ReminderWithdrawal(pending, present.reason(pending)) for pending in over
    )
    return ReminderPlan(tuple(withdrawals), tuple(letters))


_GroupKey: TypeAlias = tuple[str, bool, bool, datetime | None, Digest | None]
"""Address, whether it waits for a yes, whether something is missing, the moment at
which it leaves, and its digest.
"""


def _gathered(
    due: Iterable[Reminder], why: Callable[[Reminder], str]
) -> Iterator[Letter]:
    """One mail to each person about all that is due; what waits for a yes, what waits
    for something that must be true first, what leaves at a moment of its own, and each
    digest, in mails of their own.
    """
    groups: dict[_GroupKey, list[Reminder]] = {}
    for reminder in due:
        digest = reminder.tell.digest
        key = (
            reminder.email,
            bool(why(reminder)),
            bool(reminder.missing),
            reminder.leaves_at,
            digest,
        )
        groups.setdefault(key, []).append(reminder)
    for _key, reminders in sorted(groups.items(), key=_order):
        # What is longest overdue comes first, and its row says where the person lives.
        reminders.sort(
            key=lambda reminder: (-reminder.finding.days, reminder.finding.reference)
        )
        yield Letter(why(reminders[0]), tuple(reminders))


def _order(group: tuple[_GroupKey, list[Reminder]]) -> tuple[bool, bool]:
    """Puts what waits for something that is missing behind the rest, and a digest,
    which needs no distance, behind what does.
    """
    (_email, _waits, is_incomplete, _leaves_at, digest), _reminders = group
    return is_incomplete, digest is not None


def _leaves(calendar: Calendar, letter: Letter, now: datetime) -> datetime:
    """When a mail leaves: something urgent in it takes the rest along."""
    if letter.leaves_at is not None:
        return max(now, letter.leaves_at)
    return calendar.opening(
        now, letter.person.time_zone, letter.person.country, urgent=letter.urgent
    )


@dataclass(frozen=True)
class _Distance:
    """The days between two mails with reminders to one person.

    `last`: see `ReminderHistory`; `today`: the programme's day.
    """

    programme: Programme
    last: Mapping[tuple[str, bool], date]
    today: date

    def is_kept(self, letter: Letter) -> bool:
        """Whether enough days have passed since the last mail.

        Of several things in a mail the one with the fewest decides.
        """
        # Its day is its distance: put off, it would have to wait for the next one.
        if letter.is_digest:
            return True
        usual = self.programme.limits.days_apart
        days_apart = min(reminder.days_apart(usual) for reminder in letter.reminders)
        last = self.last.get((letter.reminders[0].email, bool(letter.waits)))
        if last is None or days_apart == 0:
            return True
        # No mail waits so long for its day: this one left while the clock was wrong,
        # and must not silence the years until then.
        if (last - self.today).days > LONGEST_AHEAD:
            return True
        return (self.today - last).days >= days_apart


class _Present:
    """What holds now, of all that can be told: indexes over what was judged."""

    def __init__(
        self,
        judged: Sequence[Judged],
        doubtful: AbstractSet[str],
        unsubscribed: AbstractSet[str],
        now: datetime,
        is_time: Callable[[Reminder], bool],
    ) -> None:
        self.is_time = is_time
        self.judged = judged
        self.doubtful = doubtful
        self.unsubscribed = unsubscribed
        self.now = now
        self.reminders: dict[Key, Reminder] = {}
        self.occasions: set[tuple[str, str, str]] = set()
        self.stopped: set[tuple[str, str]] = set()
        for result in judged:
            finding = result.finding
            for reminder in result.tellable:
                self.reminders[reminder.key] = reminder
            if finding.rung.telling:
                self.occasions.add(
                    (finding.reference, finding.ladder.name, finding.occasion)
                )
            if result.stopped:
                self.stopped.add((finding.reference, finding.ladder.name))

    def due(
        self, told_keys: AbstractSet[Key], written: AbstractSet[Key]
    ) -> Iterator[Reminder]:
        """What is to be told and has not been.

        `written`: what stood in mails that are thought of as not written.
        """
        for result in self.judged:
            for reminder in result.reminders:
                is_now = self.is_time(reminder) or reminder.key in written
                if is_now and reminder.key not in told_keys and self._wants(reminder):
                    yield reminder
            for reminder in result.earlier:
                # What waits for the day of its digest is not overtaken
                # by a later step for others.
                is_now = (
                    reminder.tell.digest is not None
                    and self.is_time(reminder)
                    and reminder.key not in told_keys
                )
                if (is_now or reminder.key in written) and self._wants(reminder):
                    yield reminder

    def over(self, pending: Pending) -> list[Key]:
        """What of a mail does not hold any more, or is meant
        for another address by now.
        """
        if pending.email in self.unsubscribed:
            return list(pending.keys)
        keys: list[Key] = []
        for key in pending.keys:
            if key[0] not in self.doubtful and not self._holds(pending, key):
                keys.append(key)
        return keys

    def _holds(self, pending: Pending, key: Key) -> bool:
        reminder = self.reminders.get(key)
        if reminder is None or not self._wants(reminder):
            return False
        # Where a person has written another address, it is meant for that one.
        return pending.is_edited or reminder.email == pending.email

    def is_same(
        self, pending: Pending, letter: Letter, leaves: datetime, now: datetime
    ) -> bool:
        """Whether a mail that would leave by itself is just the one that would be
        written now, for the same moment.
        """
        if letter.waits or pending.email != letter.reminders[0].email:
            return False
        judged_keys = set()
        for key in pending.keys:
            if key[0] not in self.doubtful:
                judged_keys.add(key)
        if judged_keys != {reminder.key for reminder in letter.reminders}:
            return False
        # A part cannot be judged now: the mail stays, or that part
        # would be lost without a word.
        if len(judged_keys) < len(pending.keys):
            return True
        # One that is due goes now or has missed its hour; one that is not stays if the
        # calendar has not changed since.
        return leaves == (now if pending.due_at <= now else pending.due_at)

    def is_unknown(self, pending: Pending) -> bool:
        """Whether nothing of a mail can be judged at the moment."""
        return pending.email not in self.unsubscribed and all(
            key[0] in self.doubtful for key in pending.keys
        )

    def reason(self, pending: Pending) -> str:
        """Why a mail is taken back."""
        over = self.over(pending)
        if len(over) < len(pending.keys):
            return ANEW
        # Asked before the rest: that staff stopped it explains more
        # than what follows from it.
        if all(key[:2] in self.stopped for key in over):
            return STOPPED
        is_later = any((key[0], key[1], key[3]) in self.occasions for key in over)
        if is_later:
            return LATER
        return OVER

    def _wants(self, reminder: Reminder) -> bool:
        """Whether it is still to be told to whom it is for."""
        if reminder.is_past(self.now):
            return False
        return not self.unsubscribed or not reminder.silent(self.unsubscribed)


def waits(rule: Event | Ladder, tell: Tell, switches: Switches) -> str:
    """Why such a mail waits for a coordinator's yes; nothing
    where it goes out by itself.
    """
    if tell.ask:
        return ALWAYS_ASKS
    return switches.waits(rule.name)
