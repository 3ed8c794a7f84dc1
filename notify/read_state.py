"""Reads from the journal what a round of planning knows, in one transaction."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from core.clock import local_date
from core.notation.addresses import mailbox
from journal.mails import messages, open_messages
from journal.mails.holds import alarms, public_mails, suppressions
from journal.mails.holds.public_mails import PublicMail
from journal.mails.messages import RECEIVED, Message, MessageSummary
from journal.records import changes, row_imports
from journal.records.cells.cell_commands import SENDER
from journal.records.cells.unreadable_cells import unreadable_cells
from journal.records.changes import BY_CONDITION, Change
from journal.records.row_imports import RowName
from journal.states import Happening, MessageState
from journal.tabs import problems
from notify.context import NotifyContext
from notify.set_aside.held_records import held_records
from notify.set_aside.unreadable_records import unreadable_records
from notify.state import OpenMessage, ReminderDay, RoundState, WholeMessage
from programme.app_tables import PEOPLE
from programme.model import Programme
from programme.records.record import Records
from rules.calendar.hours import calendar_of
from rules.overdue.history import without_history
from rules.overdue.judge import Judged
from rules.switches import switches

LONGEST_APART = timedelta(days=400)
"""Reminders older than this are not asked for: no programme keeps two of them
further apart than a year.
"""
DAY = timedelta(days=1)


def load_state(context: NotifyContext) -> RoundState:
    """Everything that planning depends on, read in one transaction."""
    now = context.now()
    programme = context.programme
    today = local_date(now, programme.time_zone)
    ladders = [ladder.name for ladder in programme.rules.ladders]
    with context.journal.read() as connection:
        standing = [item.problem for item in problems.standing(connection)]
        records = context.marker.mark(
            context.records(connection), unreadable_cells(standing)
        )
        undecided = changes.undecided(connection)
        waiting = with_notices(connection, open_messages.all_open(connection))
        imported = imported_rows(connection, now)
        told_keys = open_messages.told_keys(connection)
        told_values = open_messages.told_values(
            connection, {change.reference for change in undecided}
        )
        reminded = messages.reminders_since(connection, ladders, now - LONGEST_APART)
        occasions = changes.by_ids(connection, occasions_of(waiting))
        held = held_records(alarms.standing(connection))
        unsubscribed = suppressions.stopped(connection)
        received = set()
        for change in undecided:
            if _is_from_form(change):
                received.add(change.reference)
        by_condition = set()
        for change in undecided:
            if change.by == BY_CONDITION:
                by_condition.add((change.table, change.reference))
        told_conditions = set()
        for change in occasions.values():
            if change.by == BY_CONDITION:
                told_conditions.add((change.table, change.reference))
        untouched = public_mails.untouched(connection, by_condition | told_conditions)
        received |= {
            reference for _table, reference in by_condition if reference in untouched
        }
        sources = public_mails.sources(
            connection, received | untouched | _told_of_forms(waiting, occasions)
        )
        written: Sequence[PublicMail] = ()
        confirmed: frozenset[str] = frozenset()
        # Counted only where a mail may follow: this is read twice a second.
        if received & sources.keys():
            written = public_mails.written_since(connection, now - DAY)
            confirmed = _confirmed(connection, programme, records)
    unreadable = unreadable_records(standing)
    judged = of_present(
        context.judge.judge(records, today), unreadable, imported, programme
    )
    unreadable |= context.judge.doubtful
    return RoundState(
        book=context.book,
        records=records,
        now=now,
        today=today,
        timing=context.timing,
        calendar=calendar_of(programme, records),
        switches=switches(records, standing),
        judged=judged,
        unreadable=frozenset(unreadable),
        held=held,
        undecided=undecided,
        occasions=occasions,
        open_messages=waiting,
        told=frozenset(told_keys),
        told_values=told_values,
        unsubscribed=frozenset(unsubscribed),
        reminder_days=[
            ReminderDay(
                row.id,
                row.email.casefold(),
                row.state == MessageState.held,
                local_date(row.leaves, programme.time_zone),
            )
            for row in reminded
        ],
        unwritten=context.unwritten,
        sources=sources,
        untouched=untouched,
        written=written,
        confirmed=confirmed,
        imported=imported,
    )


def of_present(
    judgements: Iterable[Judged],
    unreadable: Collection[str],
    imported: Mapping[RowName, datetime],
    programme: Programme,
) -> list[Judged]:
    """What ladders say of records that can be read, but for what is history of rows
    that were brought in.
    """
    judged: list[Judged] = []
    for judgement in judgements:
        finding = judgement.finding
        if finding.reference in unreadable:
            continue
        came_at = imported.get((finding.table, finding.reference))
        if came_at is None:
            judged.append(judgement)
            continue
        came_on = local_date(came_at, programme.time_zone)
        judged.append(without_history(judgement, came_at, came_on))
    return judged


def imported_rows(
    connection: sa.Connection, now: datetime
) -> Mapping[RowName, datetime]:
    """The rows that were brought in, and when planning first saw them: now, where it
    has not yet.
    """
    return {name: met_at or now for name, met_at in row_imports.met(connection).items()}


def with_present_outbox(context: NotifyContext, state: RoundState) -> RoundState:
    """The state with the outbox as the plan has left it; the records are
    those that were planned by.
    """
    with context.journal.read() as connection:
        waiting = with_notices(connection, open_messages.all_open(connection))
        occasions = changes.by_ids(connection, occasions_of(waiting))
        told_keys = open_messages.told_keys(connection)
        undecided = changes.undecided(connection)
    return replace(
        state,
        open_messages=waiting,
        occasions=occasions,
        told=frozenset(told_keys),
        undecided=undecided,
    )


def occasions_of(messages_: Iterable[OpenMessage]) -> set[str]:
    """Ids of the changes that messages tell of."""
    occasions: set[str] = set()
    for message in messages_:
        for notice in message.notices:
            occasions.add(notice.occasion)
    return occasions


def _confirmed(
    connection: sa.Connection, programme: Programme, records: Records
) -> frozenset[str]:
    """The mailboxes of the team, and of those to whom it has told a decision."""
    decisions = []
    for event in programme.rules.events:
        if event.decision:
            decisions.append(event.name)
    addresses = messages.addresses_told(connection, decisions)
    addresses.update(
        str(person.values.get("email") or "")
        for person in records.table(PEOPLE).values()
    )
    return frozenset(mailbox(address) for address in addresses)


def _is_from_form(change: Change) -> bool:
    """Whether a form brought a row, or whoever had sent it changed a cell."""
    return change.happening is Happening.received or change.by == SENDER


def _told_of_forms(
    waiting: Iterable[OpenMessage], occasions: Mapping[str, Change]
) -> set[str]:
    """References of the rows of which a message tells what came from a form.

    `occasions`: the changes that messages tell of.
    """
    references: set[str] = set()
    for message in waiting:
        for notice in message.notices:
            change = occasions.get(notice.occasion)
            if notice.occasion == RECEIVED or (
                change is not None and change.by == SENDER
            ):
                references.add(notice.reference)
    return references


def with_notices(
    connection: sa.Connection, rows: Sequence[MessageSummary]
) -> tuple[OpenMessage, ...]:
    """Messages with the notices that they carry."""
    notices = open_messages.notices_of(connection, [row.id for row in rows])
    return tuple(OpenMessage(row, tuple(notices.get(row.id, ()))) for row in rows)


def whole_with_notices(
    connection: sa.Connection, rows: Sequence[Message]
) -> tuple[WholeMessage, ...]:
    """The same of messages that were read whole."""
    notices = open_messages.notices_of(connection, [row.id for row in rows])
    return tuple(WholeMessage(row, tuple(notices.get(row.id, ()))) for row in rows)
