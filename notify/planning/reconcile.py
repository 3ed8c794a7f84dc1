"""Open messages against the present: what still holds is told in words of now, what
does not is withdrawn with its reason.

An occasion creates a message; from then on the present only alters or withdraws it,
until a channel has taken it.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from functools import cached_property

from core.texts import mark as _
from journal.mails.messages import Notice
from journal.records.cells.cell_commands import SENDER
from journal.records.changes import Change
from journal.states import MessageKind, MessageState
from notify.composing.drafts import NoticeDraft
from notify.planning.events import event_notice, in_motion, notice_key
from notify.set_aside.held_records import WAITS
from notify.state import OpenMessage, RoundState
from programme.models.rules import (
    ROLE,
    Becoming,
    ContactChange,
    Event,
    Tell,
    Translated,
)
from programme.records.comparison import same
from programme.records.display import written_date
from programme.records.record import View
from programme.records.translations import misses_translation
from rules.book import stopped
from rules.on_change.events import Happened, is_about_form, watched
from rules.on_change.needs import missing_needs
from rules.overdue.judge import Key, Reminder
from rules.overdue.reminders import ALWAYS_ASKS, LISTED, MISSING, STOPPED, waits
from rules.recipients.people import people
from rules.recipients.person import SLOT, Person
from rules.recipients.team import team_row
from rules.still_asked import still_asked
from rules.switches import RULE_ASKS, RULE_STOPS, RULE_UNREADABLE
from rules.unfit import UNFIT

CHANGED_SINCE = _(
    "something in it has changed since somebody said yes; it waits for a yes again"
)
VALUE_OVER = _("the spreadsheet says something else by now")
ROW_GONE = _("its row went from the spreadsheet before the mail went out")
NOT_ANY_MORE = _("it does not apply any more")
NO_RULE = _("the programme does not send it any more")
NOBODY_NOW = _("there is nobody to tell any more")
MOVING = _("its row has just been changed; it waits until the row is left alone")
UNREADABLE = _(
    "a cell that it depends on makes no sense; it waits until the cell is mended"
)
UNFILLED = _("its template cannot be filled; it waits until that is mended")
LACKING = _(
    "a document that goes with it lacks something; it waits until that is filled in"
)
UNTRANSLATED = _(
    "a translation is missing; it waits some days for it, and then goes with the original alone"
)
PASSING = frozenset(
    {MOVING, UNREADABLE, UNFILLED, LACKING, UNTRANSLATED, STOPPED, WAITS}
)
"""Reasons for which a message that is free to leave waits for now: they
are over when it can leave.
"""
NO_RULE_MADE_THEM = frozenset(
    {
        MessageKind.sign_in,
        MessageKind.daily,
        MessageKind.alarm,
        MessageKind.closing,
        MessageKind.correction,
    }
)
PROGRAM_REASONS = frozenset(
    {ALWAYS_ASKS, RULE_ASKS, RULE_STOPS, RULE_UNREADABLE, WAITS, MISSING}
)
"""Reasons for which the program itself holds a message: where they end, it goes.

What a person held waits for a person.
"""


class Outcome(StrEnum):
    """`keep`: it holds and may be rendered anew; `wait`: it cannot be judged or must
    not leave now; `withdraw`: it is over.
    """

    keep = "keep"
    wait = "wait"
    withdraw = "withdraw"


@dataclass(frozen=True)
class Verdict:
    """What the present says of an open message.

    `notices`: what it tells now, to be rendered (for `keep`); `holds`: why it waits for
    a yes, "" where it does not; `missing`: what must be true before it leaves and is
    not (rules.on_change.needs), but for what a person has sent it without; `row_gone`:
    told anew should the row come back; `urgent`: it need not wait for an open day.
    """

    outcome: Outcome
    reason: str = ""
    notices: tuple[NoticeDraft, ...] = ()
    counted: tuple[Notice, ...] = ()
    holds: str = ""
    missing: tuple[str, ...] = ()
    row_gone: bool = False
    urgent: bool = False


@dataclass(frozen=True)
class Present:
    """The present as open messages are judged against, with
    indexes that all of them share.
    """

    state: RoundState
    reminders: Mapping[Key, Reminder] = field(init=False)
    moving: Collection[tuple[str, str]] = field(init=False)

    def __post_init__(self) -> None:
        reminders = {}
        for judged in self.state.judged:
            for reminder in judged.tellable:
                reminders[reminder.key] = reminder
        object.__setattr__(self, "reminders", reminders)
        object.__setattr__(self, "moving", in_motion(self.state))

    @cached_property
    def events(self) -> Mapping[str, Event]:
        """The events by name."""
        return {event.name: event for event in self.state.programme.rules.events}

    @cached_property
    def ladders(self) -> frozenset[str]:
        """The names of the ladders."""
        return frozenset(ladder.name for ladder in self.state.programme.rules.ladders)

    def judge(self, message: OpenMessage) -> Verdict | None:
        """The verdict about a message; None for those that are not judged: no
        rule of the programme made them (sign-in links, digests), or a person
        wants a reminder sent again.

        A message waits where its verdict rests on a cell that makes no sense, be it of
        a record that its own belongs to.
        """
        with self.state.records.doubting() as doubts:
            verdict = self._verdict(message)
        if verdict is not None and doubts:
            return Verdict(Outcome.wait, UNREADABLE)
        return verdict

    def _verdict(self, message: OpenMessage) -> Verdict | None:
        if not message.notices or message.message.kind in NO_RULE_MADE_THEM:
            return None
        rule = message.notices[0].rule
        try:
            if rule in self.events:
                return self._event(message, self.events[rule])
            if rule in self.ladders:
                # What a person wants sent again is theirs, as long
                # as nobody has stopped it.
                if message.message.asked_by:
                    return None
                return self._reminders(message)
        except UNFIT:
            return Verdict(Outcome.wait, UNREADABLE)
        return Verdict(Outcome.withdraw, NO_RULE)

    def _event(self, message: OpenMessage, event: Event) -> Verdict:
        """Whether an event's message still tells the truth,
        whom, and whether it may go.

        In this order: an alarm, the row, a cell that makes no sense, a row in motion,
        the case's alarm, the value, the condition, the recipient, *Stop mails*. A cell
        that makes no sense, an alarm or a row in motion let it wait before anything is
        withdrawn: what is seen then may be half of an edit.
        """
        notice = message.notices[0]
        if self.state.held.alarm(notice.table, notice.reference):
            return Verdict(Outcome.wait, WAITS)
        view = self.state.view(notice.table, notice.reference)
        is_received = is_about_form(event)
        if view is None:
            # A receipt is a promise about what was sent,
            # whatever has become of its row.
            if is_received:
                return Verdict(Outcome.wait)
            return Verdict(Outcome.withdraw, ROW_GONE, row_gone=True)
        if notice.reference in self.state.unreadable:
            return Verdict(Outcome.wait, UNREADABLE)
        if not is_received and (notice.table, notice.reference) in self.moving:
            return Verdict(Outcome.wait, MOVING)
        return self._event_of_row(message, event, view)

    def _event_of_row(self, message: OpenMessage, event: Event, view: View) -> Verdict:
        state = self.state
        notice = message.notices[0]
        case = state.book.case_of(view)
        if state.held.alarm_of(view, case):
            return Verdict(Outcome.wait, WAITS)
        change = state.occasions.get(notice.occasion)
        if not self._still_true(event, view, change):
            return Verdict(Outcome.withdraw, VALUE_OVER)
        if state.book.silent(case) or not state.book.holds(event, view):
            return Verdict(Outcome.withdraw, NOT_ANY_MORE)
        tell = _tell_of(event, notice)
        if tell is None:
            return Verdict(Outcome.withdraw, NO_RULE)
        person = self._recipient(view, tell, notice, message)
        if person is None:
            return Verdict(Outcome.withdraw, NOBODY_NOW)
        if team_row(person) in state.unreadable:
            return Verdict(Outcome.wait, UNREADABLE)
        if tell.translated and self._awaits_translation(
            tell.translated, view, person, message
        ):
            return Verdict(Outcome.wait, UNTRANSLATED)
        is_received = is_about_form(event)
        column = watched(event)[0]
        if change is not None and isinstance(event.on, ContactChange):
            column = change.column
        happened = Happened(received=is_received)
        if change is not None:
            by_sender = change.by == SENDER
            happened = Happened(
                is_received, column, change.before, change.after, by_sender=by_sender
            )
        draft = event_notice(
            state, view, event, tell, person, case, notice.occasion, happened
        )
        # The path stays that of the occasion: whoever is reached
        # by it now, it is told once.
        draft = replace(draft, key=replace(draft.key, path=notice.path))
        urgent = is_received or event.urgent or tell.urgent
        missing = missing_needs(state.book, view, (*event.needs, *tell.needs))
        verdict = Verdict(
            Outcome.keep,
            notices=(draft,),
            holds=waits(event, tell, state.switches),
            urgent=urgent,
        )
        verdict = _incomplete(verdict, message, missing)
        if stopped(case):
            return replace(verdict, outcome=Outcome.wait, reason=STOPPED)
        return verdict

    def _awaits_translation(
        self, wanted: Translated, view: View, person: Person, message: OpenMessage
    ) -> bool:
        """Whether a translation into the reader's language is still to come,
        and there is time for it.
        """
        if self.state.now >= message.message.created_at + timedelta(days=wanted.days):
            return False
        return any(
            misses_translation(view, person.language, path) for path in wanted.columns
        )

    def _still_true(self, event: Event, view: View, change: Change | None) -> bool:
        """Whether what an event tells of still holds: its value, or its condition."""
        if not isinstance(event.on, Becoming):
            return still_true(event, view, change)
        conditions = [
            event.on.when,
            *([event.on.still_true_when] if event.on.still_true_when else []),
        ]
        return any(self.state.book.true(condition, view) for condition in conditions)

    def _recipient(
        self, view: View, tell: Tell, notice: Notice, message: OpenMessage
    ) -> Person | None:
        """Who is at the message's path now.

        Somebody who left a role hands over to whoever has it and has no such message.
        """
        persons = people(view, tell.to)
        recipients = still_asked(view, persons, tell.not_to)
        for person in persons:
            # Who has answered meanwhile is asked no more, and nobody in their place.
            if person.path == notice.path:
                if person in recipients:
                    return person
                return None
        persons = recipients
        # written before paths were kept: known by address
        if notice.path.startswith("@"):
            for person in persons:
                if person.reach.casefold() == message.message.email.casefold():
                    return person
        way = notice.path.partition(SLOT)[0]
        if not way.startswith(ROLE):
            return None
        for person in persons:
            same_way = person.path.partition(SLOT)[0] == way
            if (
                same_way
                and notice_key(replace(notice, path=person.path)) not in self.state.told
            ):
                return person
        return None

    def _reminders(self, message: OpenMessage) -> Verdict:
        """A message with reminders is kept while each of its notices stands; its
        words are those of today.

        What does not stand any more is taken back by planning
        (rules.overdue.reminders), which writes the rest anew.
        """
        reminders: list[tuple[Reminder, Notice]] = []
        for notice in message.notices:
            if notice.reference in self.state.unreadable:
                return Verdict(Outcome.wait, UNREADABLE)
            reminder = self.reminders.get(notice_key(notice))
            if reminder is None:
                return Verdict(Outcome.wait, MOVING)
            if team_row(reminder.person) in self.state.unreadable:
                return Verdict(Outcome.wait, UNREADABLE)
            is_readdressed = reminder.email != message.message.email.casefold()
            if is_readdressed and not message.message.edited_by:
                return Verdict(Outcome.wait, MOVING)
            if self.state.held.alarm(notice.table, notice.reference):
                return Verdict(Outcome.wait, WAITS)
            reminders.append((reminder, notice))
        # what is longest overdue comes first
        reminders.sort(key=lambda pair: -pair[0].finding.days)
        listed = tuple(
            reminder_notice(self.state, reminder)
            for reminder, _notice in reminders[:LISTED]
        )
        counted = tuple(notice for _reminder, notice in reminders[LISTED:])
        first = reminders[0][0]
        holds = waits(first.finding.ladder, first.tell, self.state.switches)
        urgent = any(reminder.urgent for reminder, _notice in reminders)
        verdict = Verdict(
            Outcome.keep, notices=listed, counted=counted, holds=holds, urgent=urgent
        )
        missing = dict.fromkeys(
            condition
            for reminder, _notice in reminders
            for condition in reminder.missing
        )
        return _incomplete(verdict, message, missing)


def _incomplete(
    verdict: Verdict, message: OpenMessage, missing: Iterable[str]
) -> Verdict:
    """The verdict about a message of which something is missing: it cannot leave,
    unless a person has sent it without.
    """
    waived = message.message.waived or ()
    unmet = tuple(condition for condition in missing if condition not in waived)
    if not unmet:
        return verdict
    return replace(verdict, outcome=Outcome.wait, missing=unmet)


def still_true(event: Event, view: View, change: Change | None) -> bool:
    """Whether the value that an event tells of still holds: it stands there, or one
    that the event names as still true.

    A value that is again what it was before the change was taken back, whatever the
    event names. A column that was filled holds what it was filled with: with somebody
    else by now, another message tells of that.
    """
    column, value = watched(event)
    if change is not None and not is_about_form(event):
        column = change.column
    if not column:
        return True
    present = view.value(column)
    if (
        change is not None
        and view.record is not None
        and view.record.occasions.get(column) == change.id
    ):
        return True  # nobody has touched it since; the programme may call the value otherwise by now
    if value is not None:
        was_taken_back = change is not None and same(present, change.before)
        return present == value or (
            present in event.still_true_in and not was_taken_back
        )
    if change is None:
        return present not in (None, "", [])
    return same(present, change.after)


def _tell_of(event: Event, notice: Notice) -> Tell | None:
    """The line of an event that a notice comes from: the same message, and a
    way that leads to its path.
    """
    way = notice.path.partition(SLOT)[0]
    matching = []
    for tell in event.tell:
        if tell.message == notice.step:
            matching.append(tell)
    for tell in matching:
        ways = []
        for alternatives in tell.to:
            for alternative in alternatives.split(" or "):
                ways.append(alternative.strip())
        if way in tell.to or way in ways:
            return tell
    if matching:
        return matching[0]
    return None


def reminder_notice(state: RoundState, reminder: Reminder) -> NoticeDraft:
    """What a reminder says today."""
    finding = reminder.finding
    person = reminder.person
    view = state.view(finding.table, finding.reference)
    assert view is not None  # findings are about records that are there
    details = {
        "days": abs(finding.days),
        "date": written_date(finding.date, person.language),
    }
    key = Notice(finding.table, *reminder.key, email=person.reach)
    return NoticeDraft(
        finding.ladder,
        reminder.tell,
        person,
        view,
        state.book.case_of(view),
        key,
        details,
    )


def next_state(
    message: OpenMessage, verdict: Verdict, basis: str
) -> tuple[MessageState, str]:
    """State and reason of a message that holds, given why its kind waits for a
    yes and what it says now.

    1. Who said yes to just these words is not asked again; to other words, they are.
    2. What a person holds stays held until a person lets it go.
    3. What must be true first and is not lets even a message with a yes wait.
    4. Otherwise the Settings and the rule decide, now and not when it was written.
    """
    row = message.message
    if row.approved_basis and row.approved_basis != basis:
        return MessageState.held, CHANGED_SINCE
    is_held_by_person = (
        row.state is MessageState.held and row.reason not in PROGRAM_REASONS
    )
    if verdict.missing and not is_held_by_person:
        return MessageState.held, verdict.holds or MISSING
    if row.approved_basis and row.reason != MISSING:
        return row.state, "" if row.reason in PASSING else row.reason
    if is_held_by_person:
        return row.state, row.reason
    if verdict.holds:
        return MessageState.held, verdict.holds
    if row.state is MessageState.held:
        return MessageState.queued, ""
    return row.state, ""
