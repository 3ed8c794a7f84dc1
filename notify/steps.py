"""The two steps of planning in a round: plan what follows from changes and from the day; refresh what is about to leave."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import sqlalchemy as sa

from core.addresses import mailbox
from core.clock import local_date
from core.problem import LOST, Problem, ProblemCode
from journal.mails import alarms, messages, open_messages, public_mails, suppressions
from journal.mails.messages import RECEIVED, Message, Notice
from journal.mails.public_mails import PublicMail
from journal.records import changes
from journal.records.cell_commands import SENDER
from journal.records.changes import BY_CONDITION, Change
from journal.records.unreadable_cells import unreadable_cells
from journal.states import AlarmKind, AlarmState, Happening, MessageKind, MessageState
from journal.tabs import first_look, problems
from notify.context import NotifyContext
from notify.planning.apply import apply_corrections, apply_plan
from notify.planning.becoming import note_becomings
from notify.planning.corrections import FRESH, corrections
from notify.planning.make_rows import make_rows
from notify.planning.plan import plan_round
from notify.planning.public_limits import untold_problems
from notify.planning.record_problems import examine, place
from notify.refresh import Judgement, apply_judgement, judge_messages
from notify.set_aside import bulk_guard
from notify.set_aside.bulk_guard import AlarmDraft, GuardInput
from notify.set_aside.date_problems import SOURCE as DATES
from notify.set_aside.date_problems import closed_day_problem, date_problems
from notify.set_aside.held_records import WAITS, held_records
from notify.set_aside.unreadable_records import unreadable_records
from notify.staff_commands import carry_out
from notify.state import OpenMessage, ReminderDay, RoundState
from notify.to_staff import alarm_messages
from notify.to_staff.desk import keep_desk
from notify.to_staff.form_closings import SOURCE as CLOSINGS
from notify.to_staff.form_closings import tell_closings
from notify.to_staff.today_list import list_for_sheet
from notify.to_staff.today_mail import tell_today, unread
from programme.app_tables import PEOPLE
from programme.model import Programme
from programme.records.record import Records
from rules.calendar.hours import calendar_of
from rules.findings.refused_addresses import refused_address_problems
from rules.recipients.team import team_problems
from rules.switches import switch_problems, switches

SOURCE = "plan"
"""The source of problems that planning hands in."""
LONGEST_APART = timedelta(days=400)
"""Reminders older than this are not asked for: no programme keeps two of them further apart than a year."""
DAY = timedelta(days=1)
MEETING = timedelta(minutes=10)
"""As long as rows without a reference may take to get theirs after the first look."""
AT_ONCE = 200
"""Messages that are judged in one refresh: more than one round sends, so that none waits for another."""


def plan(context: NotifyContext, snapshot: str) -> bool:
    """Looks at what changed and at the day, and puts into the outbox what follows from it. True when anything did.

    1. What staff wrote into the tab of messages is carried out.
    2. The guard looks at everything that is not decided: what it asks about is not planned below.
    3. One state is read; what has become true since the last look is a change more, and the plan that follows is carried out.
    4. All open messages are judged against the present.
    5. What was told and has become untrue is corrected.
    6. Rows that rules should have made by now are sent on their way.
    7. Problems, and the list of the day: as a mail, and for its tab.
    """
    moved = carry_out(context)
    moved |= guard(context)
    state = load_state(context)
    if note_becomings(context, state):
        moved = True
        state = load_state(context)
    with context.journal.read() as connection:
        unanswered = tuple(standing.problem for standing in problems.standing(connection, ProblemCode.nobody))
    round_plan = plan_round(state, unanswered)
    applied = apply_plan(context, round_plan)
    context.unwritten = applied.unwritten
    moved |= applied.did
    state = _with_present_outbox(context, state)
    did, broken = _judge(context, state, state.open_messages, snapshot)
    moved |= did
    corrected = _correct(context, state)
    moved |= make_rows(context, state)
    with context.journal.write() as connection:
        now, records, today = context.now(), state.records, state.today
        untold = untold_problems(context.programme, public_mails.untold_since(connection, now - DAY))
        planned = [*unread(context, records, today), *round_plan.problems, *applied.problems, *broken, *untold]
        problems.replace(connection, SOURCE, planned, now)
        problems.replace(connection, ProblemCode.nobody, round_plan.nobody, now)
        standing = [item.problem for item in problems.standing(connection)]
        problems.replace(connection, ProblemCode.switch, switch_problems(records, standing), now)
        others = [item.problem for item in problems.standing(connection) if item.source != DATES]
        calendar_lines = date_problems(context.programme, records, others)
        problems.replace(connection, DATES, [*calendar_lines, *_planned_on_closed_days(context, state)], now)
        problems.replace(connection, ProblemCode.check, examine(context, records, today), now)
        problems.replace(connection, ProblemCode.routing, team_problems(records, today), now)
        refused = refused_address_problems(records, suppressions.refused(connection))
        problems.replace(connection, ProblemCode.refused_address, refused, now)
        problems.replace(connection, ProblemCode.untrue_since, corrected, now)
        place(connection, context.addresses(), context.programme)
        keep_desk(context, connection, state)
        moved |= tell_today(context, connection, records, today)
        told, unwritten = tell_closings(context, connection, records, today)
        moved |= told
        problems.replace(connection, CLOSINGS, unwritten, now)
    context.today = list_for_sheet(context, state.records, state.today)
    return moved


def _planned_on_closed_days(context: NotifyContext, state: RoundState) -> list[Problem]:
    """Due dates ahead on which the people whom they concern get no mails."""
    closed_days = context.closed_days.find(state.records, state.today, state.calendar)
    return [closed_day_problem(context.programme, closed, state.calendar) for closed in closed_days]


def refresh(context: NotifyContext, snapshot: str) -> bool:
    """Judges what is due and not yet stamped with this snapshot, so that it may be sent. True when anything moved."""
    with context.journal.read() as connection:
        due = open_messages.due_without_stamp(connection, context.now(), snapshot, AT_ONCE)
        # One that waits for something other than time is judged once by a look, and not twice a second.
        new = [row for row in due if context.judged.get(row.id) != (snapshot, row.changed_at)]
        candidates = _with_notices(connection, new)
    moved = False
    if candidates:
        moved, _broken = _judge(context, load_state(context), candidates, snapshot)
    context.judged = {row.id: (snapshot, row.changed_at) for row in due}  # last: what failed is tried again
    return moved


def _judge(
    context: NotifyContext, state: RoundState, candidates: Iterable[OpenMessage], snapshot: str
) -> tuple[bool, Sequence[Problem]]:
    """Judges messages and carries the verdicts out; gives whether any moved, and the templates that could not be filled."""
    judgement = judge_messages(state, context.renderer(), candidates)
    waiting = _guard_released(context, judgement)
    return apply_judgement(context, judgement, snapshot, waiting), judgement.problems


def _guard_released(context: NotifyContext, judgement: Judgement) -> Sequence[str]:
    """Asks first where one cell of the Settings would let many messages go; gives the ids of those that wait for it."""
    by_table: dict[str, list[OpenMessage]] = {}
    decisions = {event.name for event in context.programme.rules.events if event.decision}
    for message in judgement.released:
        by_table.setdefault(message.notices[0].table, []).append(message)
    waiting: list[str] = []
    limits = context.programme.limits
    for table, released in by_table.items():
        deciding = [message for message in released if message.notices[0].rule in decisions]
        if len(released) < limits.brake_rows and len(deciding) < limits.brake_decisions:
            continue
        ids = [message.message.id for message in released]
        with context.journal.write() as connection:
            references = sorted({notice.reference for message in released for notice in message.notices})
            alarm = alarms.add(connection, AlarmKind.released, table, "", references, WAITS, context.now())
            alarms.attach(connection, alarm, ids, WAITS, context.now())
            alarm_messages.tell(context, connection, alarm)
        waiting.extend(ids)
    return waiting


def guard(context: NotifyContext) -> bool:
    """Ends alarms that mended themselves, raises new ones, and carries out what people decided."""
    with context.journal.write() as connection:
        moved = _guard_changes(context, connection)
    return _rule_out_dropped(context) or moved


def _guard_changes(context: NotifyContext, connection: sa.Connection) -> bool:
    """Ends alarms that mended themselves and raises new ones about what nobody has decided yet."""
    lost = _lost(connection)
    moved = False
    if lost or alarms.standing(connection) or changes.undecided(connection, without_alarm=True):
        records = context.records(connection)
        moved = _end_mended(context, connection, records, lost)
        standing = alarms.standing(connection)
        given = GuardInput(
            context.programme,
            records,
            changes.undecided(connection, without_alarm=True),
            first_met(context, connection),
            lost,
            {alarm.table for alarm in standing if alarm.kind is AlarmKind.lost},
        )
        for draft in bulk_guard.suspicious(given):
            _raise_alarm(context, connection, draft)
            moved = True
    standing = alarms.standing(connection)
    shown = [alarm_messages.problem(context.programme, alarm) for alarm in standing if alarm.kind != AlarmKind.lost]
    problems.replace(connection, ProblemCode.bulk_change, shown, context.now())
    return moved


def _raise_alarm(context: NotifyContext, connection: sa.Connection, draft: AlarmDraft) -> None:
    alarm = alarms.add(connection, draft.kind, draft.table, draft.column, draft.references, WAITS, context.now())
    changes.set_alarm(connection, draft.changes, alarm)
    alarm_messages.tell(context, connection, alarm)


def first_met(context: NotifyContext, connection: sa.Connection) -> frozenset[str]:
    """The tables that had rows at the very first look, while these are still being met: nobody asked us about them."""
    if context.settings.demonstration:
        return frozenset()
    return first_look.filled_tables(connection, since=context.now() - MEETING)


def _lost(connection: sa.Connection) -> dict[str, str]:
    """Table → column that cannot be found, "" for the whole tab."""
    standing = [item.problem for item in problems.standing(connection)]
    return {problem.table: problem.column for problem in standing if problem.code in LOST}


def _end_mended(context: NotifyContext, connection: sa.Connection, records: Records, lost: dict[str, str]) -> bool:
    """Ends the alarms whose tab or column is back, or whose slip has been undone in the spreadsheet."""
    ended = False
    for alarm in alarms.standing(connection):
        if alarm.kind is AlarmKind.lost:
            over = alarm.table not in lost
        else:
            cells = changes.by_alarm(connection, alarm.id)
            over = bulk_guard.undone(records, alarm.kind, alarm.table, cells, alarm.references)
        if not over:
            continue
        # What undid the slip belongs to it: it would be taken for another slip otherwise.
        undoing = [
            change.id
            for change in changes.undecided(connection, without_alarm=True, only_table=alarm.table)
            if change.reference in alarm.references
        ]
        changes.set_alarm(connection, undoing, alarm.id)
        alarms.decide(connection, alarm.id, AlarmState.let_go, "", context.now())
        ended = True
    return ended


def _rule_out_dropped(context: NotifyContext) -> bool:
    """Of alarms that a person dropped: what would be reminded of their rows now is never told.

    Nothing was composed while the alarm stood, so nothing stands in the outbox that could be dropped.
    """
    with context.journal.read() as connection:
        dropped = alarms.to_carry_out(connection)
    if not dropped:
        return False
    state = load_state(context)
    rows = {(alarm.table, reference) for alarm in dropped for reference in alarm.references}
    notices: list[Notice] = []
    for judged in state.judged:
        if (judged.finding.table, judged.finding.reference) not in rows:
            continue
        notices.extend(
            Notice(judged.finding.table, *reminder.key, email=reminder.person.reach)
            for reminder in judged.reminders
            if reminder.key not in state.told
        )
    with context.journal.write() as connection:
        messages.rule_out(connection, notices)
        alarms.carried_out(connection, [alarm.id for alarm in dropped], context.now())
    return True


def _with_present_outbox(context: NotifyContext, state: RoundState) -> RoundState:
    """The state with the outbox as the plan has left it; the records are those that were planned by."""
    with context.journal.read() as connection:
        waiting = _with_notices(connection, open_messages.all_open(connection))
        occasions = changes.by_ids(connection, _occasions(waiting))
        told_keys = open_messages.told_keys(connection)
        undecided = changes.undecided(connection)
    return replace(state, open_messages=waiting, occasions=occasions, told=frozenset(told_keys), undecided=undecided)


def _occasions(messages_: Iterable[OpenMessage]) -> set[str]:
    return {notice.occasion for message in messages_ for notice in message.notices}


def _correct(context: NotifyContext, state: RoundState) -> tuple[Problem, ...]:
    """Drafts corrections of what has become untrue since it left; gives a line for each."""
    events = [event.name for event in context.programme.rules.events]
    with context.journal.read() as connection:
        sent_rows = open_messages.sent_since(connection, context.now() - FRESH, events)
        sent_messages = _with_notices(connection, sent_rows)
        waiting = _with_notices(connection, open_messages.of_kind(connection, MessageKind.correction))
        occasions = changes.by_ids(connection, _occasions(sent_messages))
    if not sent_messages and not waiting:
        return ()
    state = replace(state, occasions={**state.occasions, **occasions})
    result = corrections(state, sent_messages, waiting)
    apply_corrections(context, result)
    return result.lines


def load_state(context: NotifyContext) -> RoundState:
    """Everything that planning depends on, read in one transaction."""
    now = context.now()
    programme = context.programme
    today = local_date(now, programme.time_zone)
    ladders = [ladder.name for ladder in programme.rules.ladders]
    with context.journal.read() as connection:
        standing = [item.problem for item in problems.standing(connection)]
        records = context.marker.mark(context.records(connection), unreadable_cells(standing))
        undecided = changes.undecided(connection)
        waiting = _with_notices(connection, open_messages.all_open(connection))
        told_keys = open_messages.told_keys(connection)
        told_values = open_messages.told_values(connection, {change.reference for change in undecided})
        reminded = messages.reminders_since(connection, ladders, now - LONGEST_APART)
        occasions = changes.by_ids(connection, _occasions(waiting))
        held = held_records(alarms.standing(connection))
        unsubscribed = suppressions.stopped(connection)
        received = {change.reference for change in undecided if _is_from_form(change)}
        by_condition = {(change.table, change.reference) for change in undecided if change.by == BY_CONDITION}
        told_conditions = {
            (change.table, change.reference) for change in occasions.values() if change.by == BY_CONDITION
        }
        untouched = public_mails.untouched(connection, by_condition | told_conditions)
        received |= {reference for _table, reference in by_condition if reference in untouched}
        sources = public_mails.sources(connection, received | untouched | _told_of_forms(waiting, occasions))
        written: Sequence[PublicMail] = ()
        confirmed: frozenset[str] = frozenset()
        # Counted only where a mail may follow: this is read twice a second.
        if received & sources.keys():
            written = public_mails.written_since(connection, now - DAY)
            confirmed = _confirmed(connection, programme, records)
    unreadable = unreadable_records(standing)
    judged = [result for result in context.judge.judge(records, today) if result.finding.reference not in unreadable]
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
    )


def _confirmed(connection: sa.Connection, programme: Programme, records: Records) -> frozenset[str]:
    """The mailboxes of the team, and of those to whom it has told a decision."""
    decisions = [event.name for event in programme.rules.events if event.decision]
    addresses = messages.addresses_told(connection, decisions)
    addresses.update(str(person.values.get("email") or "") for person in records.table(PEOPLE).values())
    return frozenset(mailbox(address) for address in addresses)


def _is_from_form(change: Change) -> bool:
    """Whether a form brought a row, or whoever had sent it changed a cell."""
    return change.happening is Happening.received or change.by == SENDER


def _told_of_forms(waiting: Iterable[OpenMessage], occasions: Mapping[str, Change]) -> set[str]:
    """References of the rows of which a message tells what came from a form. `occasions`: the changes that messages tell of."""
    references: set[str] = set()
    for message in waiting:
        for notice in message.notices:
            change = occasions.get(notice.occasion)
            if notice.occasion == RECEIVED or (change is not None and change.by == SENDER):
                references.add(notice.reference)
    return references


def _with_notices(connection: sa.Connection, rows: Sequence[Message]) -> tuple[OpenMessage, ...]:
    notices = open_messages.notices_of(connection, [row.id for row in rows])
    return tuple(OpenMessage(row, tuple(notices.get(row.id, ()))) for row in rows)
