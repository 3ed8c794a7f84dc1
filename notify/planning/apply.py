"""What a plan does to the journal: bounded transactions, each of which a
crash leaves whole or undone.

A change is marked as decided in the transaction that keeps its messages: cut off
before it, the change is decided again and gives the same messages; cut off after it,
it is not looked at any more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from core.batches import batches
from core.logs import effect
from core.problem import Problem
from journal.mails import messages
from journal.mails.messages import RECEIVED
from journal.mails.open_messages import JOURNAL_JUDGED
from journal.records import changes
from journal.states import OPEN, Handling, MessageKind, MessageState
from mail.calendar.invitation import as_kept
from notify.composing.drafts import MessageDraft, NoticeDraft
from notify.composing.render import (
    Rendered,
    Renderer,
    documents_as_kept,
    kind_of,
    only_one,
)
from notify.context import NotifyContext
from notify.planning.corrections import WAITS as CORRECTION_WAITS
from notify.planning.corrections import Corrections
from notify.planning.events import LATER, Occasion, notice_key
from notify.planning.plan import RoundPlan, Withdrawal
from rules.overdue.judge import Key
from rules.recipients.person import Person

BATCH = 200
"""Records, or messages, of one transaction: a form that is accepted meanwhile
waits for no more than these.
"""


@dataclass(frozen=True)
class Applied:
    """What came of a plan.

    `unwritten`: reminders whose template could not be filled;
    `problems`: those templates.
    """

    did: bool = False
    problems: tuple[Problem, ...] = ()
    unwritten: frozenset[Key] = frozenset()


def apply_plan(context: NotifyContext, plan: RoundPlan) -> Applied:
    """Carries out a plan: first the changes and their messages, then what is
    taken back, then reminders.

    Withdrawals come before reminders, which may tell what those did not; cut off
    between them, the next round writes them.
    """
    renderer = context.renderer()
    problems: list[Problem] = []
    unwritten: set[Key] = set()
    for occasions in batches(plan.occasions, BATCH):
        problems.extend(_keep_occasions(context, renderer, occasions))
    for withdrawals in batches(plan.withdrawals, BATCH):
        _withdraw(context, withdrawals)
    for drafts in batches(plan.reminders, BATCH):
        broken, failed = _keep_reminders(context, renderer, drafts)
        problems.extend(broken)
        unwritten.update(failed)
    did = (
        bool(plan.withdrawals)
        or any(occasion.drafts for occasion in plan.occasions)
        or bool(plan.reminders)
    )
    return Applied(
        did and len(unwritten) < _count(plan), tuple(problems), frozenset(unwritten)
    )


def _count(plan: RoundPlan) -> int:
    """How many notices a plan would give at most, so that one of which nothing could be
    written counts as nothing done.
    """
    reminders = sum(len(draft.notices) + len(draft.counted) for draft in plan.reminders)
    return reminders + len(plan.occasions) + len(plan.withdrawals)


def _keep_occasions(
    context: NotifyContext, renderer: Renderer, occasions: Sequence[Occasion]
) -> list[Problem]:
    """Keeps the messages of these occasions and marks their changes as
    decided, all in one transaction.
    """
    problems: list[Problem] = []
    rendered: list[tuple[Occasion, list[tuple[MessageDraft, Rendered]]]] = []
    for occasion in occasions:
        ready = []
        for draft in occasion.drafts:
            message, broken = renderer.render(draft.notices, len(draft.counted))
            problems.extend(broken)
            if message is not None:
                ready.append((draft, message))
        rendered.append((occasion, ready))
    with context.journal.write() as connection:
        for occasion, ready in rendered:
            failed = len(ready) < len(occasion.drafts)
            if failed:
                handling = Handling.retry
            else:
                handling = occasion.handling
            # A person may have dropped the alarm of these changes since they were
            # read: then they stay dropped.
            if not changes.decide(connection, occasion.changes, handling):
                continue
            if occasion.row_is_back:
                changes.reopen_gone(
                    connection,
                    occasion.table,
                    occasion.reference,
                    context.now() - LATER,
                )
            for draft, message in ready:
                _add(context, connection, draft, message)
            messages.rule_out(connection, occasion.ruled_out)
    return problems


def _keep_reminders(
    context: NotifyContext, renderer: Renderer, drafts: Sequence[MessageDraft]
) -> tuple[list[Problem], set[Key]]:
    """Keeps messages with reminders; gives the templates that could not be filled, and
    the reminders left out for that.
    """
    problems: list[Problem] = []
    unwritten: set[Key] = set()
    ready: list[tuple[MessageDraft, Rendered]] = []
    for draft in drafts:
        message, broken = renderer.render(draft.notices, len(draft.counted))
        problems.extend(broken)
        if message is None:
            unwritten.update(notice_key(notice.key) for notice in draft.notices)
            continue
        carried = {notice_key(notice.key) for notice in message.carried}
        unwritten.update(
            notice_key(notice.key)
            for notice in draft.notices
            if notice_key(notice.key) not in carried
        )
        ready.append((draft, message))
    with context.journal.write() as connection:
        for draft, message in ready:
            _add(context, connection, draft, message)
    return problems, unwritten


def _add(
    context: NotifyContext,
    connection: sa.Connection,
    draft: MessageDraft,
    message: Rendered,
) -> None:
    """Puts a message into the outbox with the notices that it carries."""
    notices = [*(notice.key for notice in message.carried), *draft.counted]
    id = messages.add(
        connection, notices, message_values(draft, message), context.now()
    )
    effect(
        "plan",
        "planned",
        message=id,
        kind=kind_of(message.carried),
        state=str(draft.state),
    )


def message_values(draft: MessageDraft, message: Rendered) -> dict[str, Any]:
    """The columns of a new message."""
    first: NoticeDraft = message.carried[0]
    person = first.person
    is_receipt = first.key.occasion == RECEIVED
    judged_look = ""
    if is_receipt:
        judged_look = JOURNAL_JUDGED
    return {
        "kind": kind_of(message.carried),
        "table": only_one({notice.key.table for notice in message.carried}),
        "reference": only_one({notice.key.reference for notice in message.carried}),
        "case": only_one({notice.case_reference for notice in message.carried}),
        "email": person.reach,
        "person": person.name or person.reach,
        "language": person.language,
        "reply_to": message.reply_to,
        "subject": message.parts.subject,
        "text": message.parts.text,
        "html": message.parts.html,
        "invitation": as_kept(message.parts.invitation),
        "documents": documents_as_kept(message),
        "basis": message.basis,
        "judged_look": judged_look,
        "state": draft.state,
        "reason": draft.reason,
        "due_at": draft.due_at,
    }


def _withdraw(context: NotifyContext, withdrawals: Sequence[Withdrawal]) -> None:
    """Takes messages with reminders back; what they would have
    told counts as never told.
    """
    with context.journal.write() as connection:
        for withdrawal in withdrawals:
            withdraw(
                context, connection, withdrawal.message, withdrawal.reason, forget=True
            )


def withdraw(
    context: NotifyContext,
    connection: sa.Connection,
    message: str,
    reason: str,
    *,
    forget: bool,
) -> bool:
    """Takes one message back. False where a channel, or a person, had it first.

    `forget`: its notices count as never told, so that they may be told anew.
    """
    moved = messages.move(
        connection,
        message,
        OPEN,
        MessageState.withdrawn,
        context.now(),
        reason=reason,
        alarm=None,
    )
    if moved:
        effect("plan", "withdrawn", message=message, reason=reason)
        if forget:
            messages.forget(connection, message)
    return moved


def apply_corrections(context: NotifyContext, result: Corrections) -> bool:
    """Keeps drafts of corrections, which wait for a yes, and takes back those
    that are no longer wanted.
    """
    if not result.drafts and not result.over:
        return False
    renderer = context.renderer()
    with context.journal.write() as connection:
        for id in result.over:
            withdraw(context, connection, id, "it does not apply any more", forget=True)
        for draft in result.drafts:
            row = draft.corrects
            person = Person(row.email, row.person, row.language)
            parts = renderer.finish(
                draft.written, person, is_digest=False, reminds=False
            )
            values = {
                "kind": MessageKind.correction,
                "table": draft.notice.table,
                "reference": draft.notice.reference,
                "case": draft.case,
                "email": row.email,
                "person": row.person,
                "language": row.language,
                "reply_to": row.reply_to,
                "subject": parts.subject,
                "text": parts.text,
                "html": parts.html,
                "basis": draft.basis,
                "corrects": row.id,
                "state": MessageState.held,
                "reason": CORRECTION_WAITS,
                "due_at": context.now(),
            }
            messages.add(connection, [draft.notice], values, context.now())
    return True
