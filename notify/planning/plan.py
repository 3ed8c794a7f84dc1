"""One round of planning: what should be in the outbox, what must leave it, and
what a person must look at.

Pure.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from core.problem import Problem, ProblemCode
from core.texts import mark as _
from journal.states import MessageState
from notify.composing.drafts import MessageDraft
from notify.planning.events import (
    Occasion,
    has_recipients,
    nobody_problem,
    notice_key,
    occasions,
    only_roles,
)
from notify.planning.public_limits import within_limits
from notify.planning.reconcile import reminder_notice
from notify.state import ReminderDay, RoundState
from rules.overdue.judge import Judged, Reminder
from rules.overdue.reminders import (
    MISSING,
    Letter,
    Pending,
    ReminderHistory,
    ReminderPlan,
    decide_reminders,
    waits,
)


@dataclass(frozen=True)
class Withdrawal:
    """A message with reminders that is taken back.

    Nothing of it has been told then: its notices are forgotten.
    """

    message: str
    reason: str


@dataclass(frozen=True)
class RoundPlan:
    """What follows from a state.

    Withdrawals are carried out before letters: these may tell what those did not.
    """

    occasions: tuple[Occasion, ...]
    withdrawals: tuple[Withdrawal, ...]
    reminders: tuple[MessageDraft, ...]
    nobody: tuple[Problem, ...]
    problems: tuple[Problem, ...]

    @property
    def is_empty(self) -> bool:
        """Whether it leaves the outbox and all changes as they are."""
        return not (self.occasions or self.withdrawals or self.reminders)


def plan_round(state: RoundState, unanswered: tuple[Problem, ...] = ()) -> RoundPlan:
    """What should happen now. A forecast is the same call with
    another `now` and no changes.

    `unanswered`: problems of an earlier round about what could be told to nobody; they
    stand until somebody can be told.
    """
    settled = within_limits(
        occasions(state),
        state.programme.limits,
        state.sources,
        state.written,
        state.confirmed,
    )
    todo = plan_reminders(state)
    event_problems = [problem for occasion in settled for problem in occasion.problems]
    nobody = [problem for problem in unanswered if not has_recipients(state, problem)]
    nobody.extend(
        problem for problem in event_problems if problem.code is ProblemCode.nobody
    )
    problems = [
        problem for problem in event_problems if problem.code is not ProblemCode.nobody
    ]
    problems.extend(_reminded_by_nobody(state))
    problems.extend(_unsubscribed(state))
    return RoundPlan(
        settled,
        tuple(
            Withdrawal(withdrawal.pending.id, withdrawal.reason)
            for withdrawal in todo.withdrawals
        ),
        tuple(_draft(state, letter, leaves) for letter, leaves in todo.letters),
        tuple(nobody),
        tuple(problems),
    )


def plan_reminders(state: RoundState) -> ReminderPlan:
    """Who is reminded now of what fell due, and which messages with
    reminders are taken back.
    """
    pending = [*state.pending, *pending_reminders(state)]
    doubtful = set(state.unreadable)
    doubtful.update(reference for _table, reference in state.held.records)
    decided: list[Judged] = []
    for judged in state.judged:
        if _waits_for_alarm(state, judged):
            # What was composed before the alarm is not taken back for its sake, be it
            # about a case or a whole tab.
            doubtful.add(judged.finding.reference)
        else:
            decided.append(judged)
    return decide_reminders(
        state.programme,
        decided,
        ReminderHistory(
            state.told,
            pending,
            partial(last_reminders, state.reminder_days),
            state.unwritten,
            state.unsubscribed,
        ),
        state.now,
        why=lambda reminder: _waits(state, reminder),
        doubtful=doubtful,
        calendar=state.calendar,
    )


def _waits(state: RoundState, reminder: Reminder) -> str:
    """Why a reminder does not go out by itself; "" where it does."""
    reason = waits(reminder.finding.ladder, reminder.tell, state.switches)
    if not reason and reminder.missing:
        return MISSING
    return reason


def _waits_for_alarm(state: RoundState, judged: Judged) -> bool:
    """Whether nothing is composed about a record because a person must
    decide about an alarm first.
    """
    if not state.held:
        return False
    finding = judged.finding
    view = state.view(finding.table, finding.reference)
    case = None
    if view:
        case = state.book.case_of(view)
    return bool(state.held.alarm_of(view, case))


def last_reminders(
    days: Iterable[ReminderDay], but: Collection[str]
) -> Mapping[tuple[str, bool], date]:
    """(address, whether it waits for a yes) → the day of the last message with
    reminders, as if some had not been written.
    """
    last: dict[tuple[str, bool], date] = {}
    for reminded in days:
        key = (reminded.email, reminded.is_held)
        if reminded.message not in but:
            last[key] = max(reminded.day, last.get(key, reminded.day))
    return last


def pending_reminders(state: RoundState) -> Iterator[Pending]:
    """The messages with reminders that have not gone out."""
    ladders = {ladder.name for ladder in state.programme.rules.ladders}
    for message in state.open_messages:
        row = message.message
        if not message.notices or message.notices[0].rule not in ladders:
            continue
        if row.asked_by:
            continue  # a person wants just this one sent again
        by_itself = (
            row.state is MessageState.queued
            and not row.approved_basis
            and not row.edited_by
        )
        yield Pending(
            row.id,
            row.email.casefold(),
            tuple(notice_key(notice) for notice in message.notices),
            row.due_at,
            by_itself,
            row.state is MessageState.held,
            bool(row.edited_by),
        )


def _draft(state: RoundState, letter: Letter, leaves: datetime) -> MessageDraft:
    listed = tuple(reminder_notice(state, reminder) for reminder in letter.listed)
    counted = tuple(reminder_notice(state, reminder).key for reminder in letter.counted)
    if letter.waits:
        waiting = MessageState.held
    else:
        waiting = MessageState.queued
    return MessageDraft(listed, leaves, waiting, letter.waits, counted)


def _reminded_by_nobody(state: RoundState) -> Iterator[Problem]:
    """What fell due and could be told to nobody: once for a record, once for all
    where a whole role is empty.
    """
    empty_roles: set[int] = set()
    for judged in state.judged:
        finding = judged.finding
        for tell in judged.lonely:
            if id(tell) in empty_roles:
                continue
            if only_roles(tell):
                empty_roles.add(id(tell))
            view = state.view(finding.table, finding.reference)
            if view is not None:
                yield nobody_problem(finding.ladder, view, tell)


def _unsubscribed(state: RoundState) -> Iterator[Problem]:
    """Who would be reminded and wants no reminders: somebody can call instead."""
    if not state.unsubscribed:
        return
    text = _("{person} wants no reminders; a call may help.")
    for judged in state.judged:
        for reminder in judged.reminders:
            if reminder.silent(state.unsubscribed):
                values = (("person", reminder.person.name or reminder.person.reach),)
                yield Problem(
                    ProblemCode.no_reminders,
                    text,
                    values,
                    judged.finding.table,
                    judged.finding.reference,
                )
