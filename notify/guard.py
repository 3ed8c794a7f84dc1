"""The guard over many changes at once: raises alarms, ends those that mended
themselves, carries out what people decided.
"""

from datetime import timedelta

import sqlalchemy as sa

from core.problem import LOST, ProblemCode
from journal.mails import messages
from journal.mails.holds import alarms
from journal.mails.messages import Notice
from journal.records import changes
from journal.states import AlarmKind, AlarmState
from journal.tabs import first_look, problems
from notify.context import NotifyContext
from notify.read_state import load_state
from notify.set_aside import bulk_guard
from notify.set_aside.bulk_guard import AlarmDraft, GuardInput
from notify.set_aside.held_records import WAITS
from notify.to_staff import alarm_messages
from programme.records.record import Records

MEETING = timedelta(minutes=10)
"""As long as rows without a reference may take to get theirs after the first look."""


def guard(context: NotifyContext) -> bool:
    """Ends alarms that mended themselves, raises new ones, and
    carries out what people decided.
    """
    with context.journal.write() as connection:
        moved = _guard_changes(context, connection)
    return _rule_out_dropped(context) or moved


def _guard_changes(context: NotifyContext, connection: sa.Connection) -> bool:
    """Ends alarms that mended themselves and raises new ones about
    what nobody has decided yet.
    """
    lost = _lost(connection)
    moved = False
    if (
        lost
        or alarms.standing(connection)
        or changes.undecided(connection, without_alarm=True)
    ):
        records = context.records(connection)
        moved = _end_mended(context, connection, records, lost)
        standing = alarms.standing(connection)
        standing_lost = set()
        for alarm in standing:
            if alarm.kind is AlarmKind.lost:
                standing_lost.add(alarm.table)
        given = GuardInput(
            context.programme,
            records,
            changes.undecided(connection, without_alarm=True),
            first_met(context, connection),
            lost,
            standing_lost,
        )
        for draft in bulk_guard.suspicious(given):
            _raise_alarm(context, connection, draft)
            moved = True
    standing = alarms.standing(connection)
    shown = []
    for alarm in standing:
        if alarm.kind != AlarmKind.lost:
            shown.append(alarm_messages.problem(context.programme, alarm))
    problems.replace(connection, ProblemCode.bulk_change, shown, context.now())
    return moved


def _raise_alarm(
    context: NotifyContext, connection: sa.Connection, draft: AlarmDraft
) -> None:
    alarm = alarms.add(
        connection,
        draft.kind,
        draft.table,
        draft.column,
        draft.references,
        WAITS,
        context.now(),
    )
    changes.set_alarm(connection, draft.changes, alarm)
    alarm_messages.tell(context, connection, alarm)


def first_met(context: NotifyContext, connection: sa.Connection) -> frozenset[str]:
    """The tables that had rows at the very first look, while these are still being met:
    nobody asked us about them.
    """
    if context.settings.demonstration:
        return frozenset()
    return first_look.filled_tables(connection, since=context.now() - MEETING)


def _lost(connection: sa.Connection) -> dict[str, str]:
    """Table → column that cannot be found, "" for the whole tab."""
    standing = [item.problem for item in problems.standing(connection)]
    return {
        problem.table: problem.column for problem in standing if problem.code in LOST
    }


def _end_mended(
    context: NotifyContext,
    connection: sa.Connection,
    records: Records,
    lost: dict[str, str],
) -> bool:
    """Ends the alarms whose tab or column is back, or whose slip has been
    undone in the spreadsheet.
    """
    ended = False
    for alarm in alarms.standing(connection):
        if alarm.kind is AlarmKind.lost:
            over = alarm.table not in lost
        else:
            cells = changes.by_alarm(connection, alarm.id)
            over = bulk_guard.undone(
                records, alarm.kind, alarm.table, cells, alarm.references
            )
        if not over:
            continue
        # What undid the slip belongs to it: it would be taken
        # for another slip otherwise.
        undoing = []
        for change in changes.undecided(
            connection, without_alarm=True, only_table=alarm.table
        ):
            if change.reference in alarm.references:
                undoing.append(change.id)
        changes.set_alarm(connection, undoing, alarm.id)
        alarms.decide(connection, alarm.id, AlarmState.let_go, "", context.now())
        ended = True
    return ended


def _rule_out_dropped(context: NotifyContext) -> bool:
    """Of alarms that a person dropped: what would be reminded of
    their rows now is never told.

    Nothing was composed while the alarm stood, so nothing stands in the
    outbox that could be dropped.
    """
    with context.journal.read() as connection:
        dropped = alarms.to_carry_out(connection)
    if not dropped:
        return False
    state = load_state(context)
    rows = set()
    for alarm in dropped:
        for reference in alarm.references:
            rows.add((alarm.table, reference))
    notices: list[Notice] = []
    for judged in state.judged:
        if (judged.finding.table, judged.finding.reference) not in rows:
            continue
        for reminder in judged.reminders:
            if reminder.key not in state.told:
                notices.append(
                    Notice(
                        judged.finding.table, *reminder.key, email=reminder.person.reach
                    )
                )
    with context.journal.write() as connection:
        messages.rule_out(connection, notices)
        alarms.carried_out(connection, [alarm.id for alarm in dropped], context.now())
    return True
