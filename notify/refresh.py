"""Judging open messages against the newest snapshot: right before they may leave, and
whenever what they say has changed.

A message that holds is rendered in words of now and stamped with the snapshot; sending
takes only what carries that stamp.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.batches import batches
from core.logs import effect
from core.problem import Problem
from journal.mails import open_messages, outbox
from journal.mails.messages import Message
from journal.records import changes
from journal.states import Handling, MessageState
from mail.calendar.invitation import as_kept
from notify.composing.render import Rendered, Renderer, documents_as_kept
from notify.context import NotifyContext
from notify.planning.apply import BATCH, withdraw
from notify.planning.reconcile import (
    LACKING,
    UNFILLED,
    UNREADABLE,
    Outcome,
    Present,
    Verdict,
    next_state,
)
from notify.set_aside.held_records import WAITS
from notify.state import OpenMessage, RoundState, WholeMessage
from rules.overdue.reminders import MISSING

LEAVING = (MessageState.queued, MessageState.by_hand)
"""States from which a message can leave without another yes."""


@dataclass(frozen=True)
class Judged:
    """A message with its verdict, and its words of now where it is to be kept.

    `due_at`: when it may leave, if that is new.
    """

    message: WholeMessage
    verdict: Verdict
    rendered: Rendered | None = None
    due_at: datetime | None = None


@dataclass(frozen=True)
class Judgement:
    """Verdicts about open messages.

    `released`: those that only waited for what the Settings said, and may go now;
    `problems`: the templates that could not be filled.
    """

    judged: Sequence[Judged] = ()
    free: Sequence[str] = ()
    released: Sequence[WholeMessage] = ()
    problems: Sequence[Problem] = ()


def judge_messages(
    state: RoundState, renderer: Renderer, candidates: Iterable[WholeMessage]
) -> Judgement:
    """What the present says of these messages.

    `free`: ids of those that are not judged: no rule made them, or a person
    wants a reminder sent again.
    """
    present = Present(state)
    judged: list[Judged] = []
    free: list[str] = []
    released: list[WholeMessage] = []
    problems: list[Problem] = []
    for message in candidates:
        verdict = present.judge(message)
        if verdict is None:
            free.append(message.message.id)
            continue
        rendered = None
        if verdict.notices:
            with state.records.doubting() as doubts:
                rendered, broken = renderer.render(
                    verdict.notices, len(verdict.counted)
                )
            problems.extend(broken)
            if doubts:  # the template reads a cell that makes no sense
                verdict = Verdict(Outcome.wait, UNREADABLE)
                rendered = None
            elif rendered and rendered.lacking:
                # What its rule needs is said beside the mail
                # already, and is often the same.
                problems.extend(() if verdict.missing else rendered.lacking)
                verdict = replace(verdict, outcome=Outcome.wait, reason=LACKING)
            elif broken:
                # a list without one of its lines would count as having told it
                verdict = Verdict(Outcome.wait, UNFILLED)
                rendered = None
        due_at = None
        if message.message.keeps_hours and verdict.notices:
            due_at = _next_hour(present, message, verdict)
        if _is_released(message.message, verdict, rendered):
            due_at = _opening(present, message, verdict)
            # What was missing came about row by row, and the guard
            # has looked at these rows.
            if not message.message.missing:
                released.append(message)
        judged.append(Judged(message, verdict, rendered, due_at))
    return Judgement(tuple(judged), tuple(free), tuple(released), tuple(problems))


def _is_released(row: Message, verdict: Verdict, rendered: Rendered | None) -> bool:
    """Whether a message waited for a yes and would now go by itself, because
    the Settings say so since.
    """
    if (
        row.state is not MessageState.held
        or rendered is None
        or verdict.outcome is Outcome.withdraw
    ):
        return False
    state, _reason = next_state(OpenMessage(row, ()), verdict, rendered.basis)
    return state is MessageState.queued


def _opening(present: Present, message: OpenMessage, verdict: Verdict) -> datetime:
    """When a message leaves that is free since: the hour it was written for may be
    over, and staff say yes at night, too.
    """
    person = verdict.notices[0].person
    due_at = max(message.message.due_at, present.state.now)
    if present.state.timing.at_once and message.notices[0].rule in present.events:
        return due_at
    return present.state.calendar.opening(
        due_at, person.time_zone, person.country, urgent=verdict.urgent
    )


def _next_hour(
    present: Present, message: OpenMessage, verdict: Verdict
) -> datetime | None:
    """When a message leaves that keeps the hours of sending; None where it
    may leave at this moment.
    """
    opening = _opening(present, message, verdict)
    if opening > present.state.now:
        return opening
    return None


def apply_judgement(
    context: NotifyContext,
    judgement: Judgement,
    snapshot: str,
    not_yet: Sequence[str] = (),
) -> bool:
    """Alters, withdraws and stamps messages in bounded transactions.
    True when anything moved.

    `not_yet`: ids of released messages about which a person is asked first. What a
    channel or a person took in the meantime is left alone: each update asks for the
    state, and the moment of the last change, that was judged.
    """
    moved = False
    for part in batches(judgement.judged, BATCH):
        now = context.now()
        with context.journal.write() as connection:
            true_now: list[tuple[str, datetime]] = []
            for item in part:
                row = item.message.message
                if row.id in not_yet:
                    continue
                changed = _apply_one(context, connection, item, now)
                moved |= changed
                if _may_leave(item):
                    # Whoever changed it since it was judged wins: with another moment
                    # of change it gets no stamp.
                    true_now.append((row.id, now if changed else row.changed_at))
            open_messages.stamp_versions(connection, true_now, snapshot, now)
    if judgement.free:
        with context.journal.write() as connection:
            open_messages.stamp(connection, judgement.free, snapshot, context.now())
    return moved


def _may_leave(item: Judged) -> bool:
    return item.verdict.outcome is Outcome.keep and item.rendered is not None


def _apply_one(
    context: NotifyContext, connection: sa.Connection, item: Judged, now: datetime
) -> bool:
    """Carries out one verdict. True where the message changed."""
    row = item.message.message
    verdict = item.verdict
    if verdict.outcome is Outcome.withdraw:
        return _withdraw(context, connection, item)
    values: dict[str, Any] = {}
    if item.rendered is not None:
        values = _changed_values(item, item.rendered)
    elif verdict.reason and row.state in LEAVING and row.reason != verdict.reason:
        values["reason"] = verdict.reason
    if not values:
        return False
    changed = open_messages.alter(connection, row.id, row.changed_at, values, now)
    if changed:
        effect("refresh", "altered", message=row.id, columns=" ".join(sorted(values)))
    return changed


def _changed_values(item: Judged, rendered: Rendered) -> dict[str, Any]:
    """Column → value, for all that a message that was rendered anew has otherwise."""
    row = item.message.message
    verdict = item.verdict
    values = dict(_words(row, rendered))
    state, reason = next_state(item.message, verdict, rendered.basis)
    # Who said yes is kept elsewhere; why it does not go in spite of
    # that is what people look for.
    if verdict.reason == LACKING and state in LEAVING:
        reason = LACKING
    values.update(_moved(row, state, reason or verdict.reason))
    if item.due_at is not None and item.due_at != row.due_at:
        values["due_at"] = item.due_at
    if verdict.urgent != row.urgent:
        values["urgent"] = verdict.urgent
    if verdict.missing != tuple(row.missing or ()):
        values["missing"] = list(verdict.missing) or None
    return values


def _withdraw(context: NotifyContext, connection: sa.Connection, item: Judged) -> bool:
    """Takes a message back.

    Of a row that is gone, what it would have told is told anew
    should the row come back.
    """
    row_gone = item.verdict.row_gone
    moved = withdraw(
        context,
        connection,
        item.message.message.id,
        item.verdict.reason,
        forget=row_gone,
    )
    if moved and row_gone:
        changes.set_handling(
            connection, [item.message.notices[0].occasion], Handling.gone
        )
    return moved


def _moved(row: Message, state: MessageState, reason: str) -> dict[str, Any]:
    """State and reason, where they differ.

    What a person sends stays in that person's hands while it is to leave.
    """
    if row.state is MessageState.by_hand and state is MessageState.queued:
        state = MessageState.by_hand
    values: dict[str, Any] = {}
    if state is not row.state:
        values.update(state=state, reason=reason)
        # The words of a person are watched on while something else is missing.
        if state is MessageState.held and reason != MISSING:
            values.update(approved_basis="")
    elif row.reason not in (reason, WAITS):
        values["reason"] = reason
    return values


def _words(row: Message, rendered: Rendered) -> dict[str, Any]:
    """What a message says now, where that differs.

    What a person has written is never overwritten, and once words were handed to a
    channel they are the same at every try.
    """
    if row.first_handed_at is not None:
        return {}
    values: dict[str, Any] = {
        "basis": rendered.basis,
        "documents": documents_as_kept(rendered),
    }
    if not row.edited_by:
        person = rendered.carried[0].person
        values.update(
            email=person.reach,
            person=person.name or person.reach,
            language=person.language,
            reply_to=rendered.reply_to,
            subject=rendered.parts.subject,
            text=rendered.parts.text,
            html=rendered.parts.html,
            invitation=as_kept(rendered.parts.invitation),
        )
    changed = {}
    for name, value in values.items():
        if getattr(row, name) != value:
            changed[name] = value
    if changed.keys() & {"basis", "email", "text"}:
        changed["earlier_words"] = outbox.with_earlier_words(row)
    return changed
