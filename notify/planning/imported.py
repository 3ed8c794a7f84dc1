"""Rows that were brought in from elsewhere are met before anything is planned: what
follows from them at once is history, and told to nobody.

What they say themselves is judged by the day on which they came
(rules.overdue.history). Here stands what follows from them for other rows, for
conditions and for rules that make rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from journal.mails import messages
from journal.mails.messages import Notice
from journal.records import row_imports
from journal.records.row_imports import RowName
from journal.rules import conditions, made_rows
from journal.rules.conditions import ConditionState
from journal.rules.made_rows import MadeRow
from notify.context import NotifyContext
from notify.read_state import of_present
from notify.state import RoundState
from programme.models.rules import Becoming
from programme.records.record import Records
from rules.findings.due_rows import DueRow, DueRows
from rules.on_change.becoming import BecomingTrue
from rules.overdue.judge import Judge, Key

NO_ROW = ""
"""Stands for the row of a rule that is not made: its day had passed."""


@dataclass(frozen=True)
class Before:
    """How things would stand without the rows that have just come."""

    records: Records
    told_now: frozenset[Key]
    conditions: Mapping[tuple[str, str], bool | None]
    due_rows: frozenset[tuple[str, str, str]]


def meet_imported(context: NotifyContext, state: RoundState) -> bool:
    """Meets the rows that were brought in and are records by now. True when there were
    any.

    1. All is judged once without them: what is different with them follows from them.
    2. Reminders about other rows that are due only because of them count as told.
    3. Conditions that hold, or hold no more, only because of them have not become so.
    4. Rows that rules would make of them, and whose day has come, count as made.
    5. In the same transaction they count as met: after a crash all of it is done again.
    """
    with context.journal.read() as connection:
        not_met = row_imports.not_met(connection)
    fresh: list[RowName] = []
    for table, reference in not_met:
        if reference in state.records.table(table):
            fresh.append((table, reference))
    if not fresh:
        return False
    with context.journal.read() as connection:
        made = made_rows.keys(connection)
    before = _before(state, state.records.replaced((), fresh), made)
    notices = _notices(state, before)
    new_states = _conditions(context, state, before)
    due = _due_rows(context, state, before, made)
    now = context.now()
    with context.journal.write() as connection:
        messages.rule_out(connection, notices)
        states = {**conditions.all_states(connection), **new_states}
        conditions.replace(connection, states.values())
        made_rows.add(
            connection,
            [
                MadeRow(row.rule.name, row.reference, row.planned.key, NO_ROW, now)
                for row in due
            ],
        )
        row_imports.meet(connection, fresh, now)
    return True


def _before(
    state: RoundState,
    records: Records,
    made: Mapping[tuple[str, str], frozenset[str]],
) -> Before:
    judged = of_present(
        Judge(state.book).judge(records, state.today),
        state.unreadable,
        state.imported,
        state.programme,
    )
    told_now = set()
    for judgement in judged:
        for reminder in judgement.tellable:
            told_now.add(reminder.key)
    due = DueRows(state.book).look(records, state.today, made)
    return Before(
        records,
        frozenset(told_now),
        BecomingTrue(state.book).look(records, state.today),
        frozenset(row.key for row in due),
    )


def _notices(state: RoundState, before: Before) -> list[Notice]:
    """The reminders about rows that were there before, which only follow from those
    that have come.
    """
    notices: list[Notice] = []
    for judgement in state.judged:
        for reminder in judgement.tellable:
            key = reminder.key
            if key in before.told_now or key in state.told:
                continue
            table = judgement.finding.table
            notices.append(Notice(table, *key, email=reminder.person.reach))
    return notices


def _conditions(
    context: NotifyContext, state: RoundState, before: Before
) -> Mapping[tuple[str, str], ConditionState]:
    """The conditions that hold of rows that were there before, or hold no more, only
    because of those that have come.
    """
    events = {event.name: event for event in context.becoming.events}
    states: dict[tuple[str, str], ConditionState] = {}
    for key, holds in context.becoming.look(state.records, state.today).items():
        was = before.conditions.get(key)
        if was is None or holds is None or was == holds:
            continue
        event = events[key[0]]
        assert isinstance(event.on, Becoming)
        states[key] = ConditionState(*key, event.on.when, holds)
    return states


def _due_rows(
    context: NotifyContext,
    state: RoundState,
    before: Before,
    made: Mapping[tuple[str, str], frozenset[str]],
) -> list[DueRow]:
    """The rows of rules that follow only from the rows that have come, and whose day
    has come as well; of a rule without a date, all of them.
    """
    rows = []
    for row in context.due_rows.look(state.records, state.today, made):
        is_past = not row.rule.date or row.planned.day <= state.today
        if is_past and row.key not in before.due_rows:
            rows.append(row)
    return rows
