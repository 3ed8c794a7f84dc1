"""The two steps of planning in a round: plan what follows from changes and from the
day; refresh what is about to leave.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from core.batches import batches
from core.problem import Problem, ProblemCode
from journal.mails import open_messages
from journal.mails.holds import alarms, public_mails, suppressions
from journal.records import changes
from journal.states import AlarmKind, MessageKind
from journal.tabs import problems
from notify.context import NotifyContext
from notify.guard import guard
from notify.planning.apply import apply_corrections, apply_plan
from notify.planning.becoming import note_becomings
from notify.planning.corrections import FRESH, corrections
from notify.planning.guest_names import keep_guest_names
from notify.planning.imported import meet_imported
from notify.planning.make_rows import make_rows
from notify.planning.plan import plan_round
from notify.planning.public_limits import untold_problems
from notify.planning.record_problems import examine, place
from notify.read_state import (
    load_state,
    occasions_of,
    whole_with_notices,
    with_notices,
    with_present_outbox,
)
from notify.refresh import Judged, Judgement, apply_judgement, judge_messages
from notify.set_aside.date_problems import SOURCE as DATES
from notify.set_aside.date_problems import closed_day_problem, date_problems
from notify.set_aside.held_records import WAITS
from notify.staff_commands import carry_out
from notify.state import OpenMessage, RoundState, WholeMessage
from notify.to_staff import alarm_messages
from notify.to_staff.desk import keep_desk
from notify.to_staff.form_closings import SOURCE as CLOSINGS
from notify.to_staff.form_closings import tell_closings
from notify.to_staff.today_list import list_for_sheet
from notify.to_staff.today_mail import tell_today, unread
from rules.findings.refused_addresses import refused_address_problems
from rules.recipients.team import team_problems
from rules.switches import switch_problems

SOURCE = "plan"
"""The source of problems that planning hands in."""
DAY = timedelta(days=1)
AT_ONCE = 200
"""Messages that are judged in one refresh: more than one round sends, so
that none waits for another.
"""


def plan(context: NotifyContext, snapshot: str) -> bool:
    """Looks at what changed and at the day, and puts into the outbox what follows from
    it. True when anything did.

    1. What staff wrote into the tab of messages is carried out.
    2. The guard looks at everything that is not decided: what it asks
       about is not planned below.
    3. One state is read; rows that were brought in from elsewhere are met; what has
       become true since the last look is a change more, and the plan that follows is
       carried out.
    4. All open messages are judged against the present.
    5. What was told and has become untrue is corrected.
    6. Rows that rules should have made by now are sent on their way.
    7. Problems, the desk, and the list of the day: as a mail, and for its tab.
    """
    moved = carry_out(context)
    moved |= guard(context)
    state = load_state(context)
    if meet_imported(context, state):
        moved = True
        state = load_state(context)
    if note_becomings(context, state):
        moved = True
        state = load_state(context)
    with context.journal.read() as connection:
        unanswered = tuple(
            standing.problem
            for standing in problems.standing(connection, ProblemCode.nobody)
        )
    round_plan = plan_round(state, unanswered)
    applied = apply_plan(context, round_plan)
    context.unwritten = applied.unwritten
    moved |= applied.did
    if not round_plan.is_empty:
        state = with_present_outbox(context, state)
    did, broken = _judge(context, state, state.open_messages, snapshot)
    moved |= did
    corrected = _correct(context, state)
    moved |= make_rows(context, state)
    planned = [*round_plan.problems, *applied.problems, *broken]
    moved |= _tell_team(context, state, planned, round_plan.nobody, corrected)
    context.today = list_for_sheet(context, state.records, state.today)
    return moved


def _tell_team(
    context: NotifyContext,
    state: RoundState,
    planned: Sequence[Problem],
    nobody: Sequence[Problem],
    corrected: Sequence[Problem],
) -> bool:
    """Keeps what the team must look at, and writes its mails of the day; True where a
    mail was written or taken back.

    `planned`: problems of planning and rendering; `nobody`: rules that would tell
    nobody; `corrected`: what was told and is untrue since. The mail of the day and the
    desk list the problems that stand, so they come after these.
    """
    now = context.now()
    records = state.records
    today = state.today
    with context.journal.write() as connection:
        untold = untold_problems(
            context.programme, public_mails.untold_since(connection, now - DAY)
        )
        standing = []
        for item in problems.standing(connection):
            if item.source != DATES:
                standing.append(item.problem)
        refused = suppressions.refused(connection)
        present_problems = {
            SOURCE: [*unread(context, records, today), *planned, *untold],
            ProblemCode.nobody: nobody,
            ProblemCode.switch: switch_problems(records, standing),
            DATES: [
                *date_problems(context.programme, records, standing),
                *_planned_on_closed_days(context, state),
            ],
            ProblemCode.check: examine(context, records, today),
            ProblemCode.routing: team_problems(records, today),
            ProblemCode.refused_address: refused_address_problems(records, refused),
            ProblemCode.untrue_since: corrected,
        }
        problems.replace_all(connection, present_problems, now)
        place(connection, context.addresses(), context.programme)
        keep_desk(context, connection, state)
        keep_guest_names(context.links, connection, state, context.now())
        moved = tell_today(context, connection, records, today)
        told, unwritten = tell_closings(context, connection, records, today)
        problems.replace(connection, CLOSINGS, unwritten, now)
    return moved or told


def _planned_on_closed_days(context: NotifyContext, state: RoundState) -> list[Problem]:
    """Due dates ahead on which the people whom they concern get no mails."""
    closed_days = context.closed_days.find(state.records, state.today, state.calendar)
    return [
        closed_day_problem(context.programme, closed, state.calendar)
        for closed in closed_days
    ]


def refresh(context: NotifyContext, snapshot: str) -> bool:
    """Judges what is due and not yet stamped with this
    snapshot, so that it may be sent.

    True when anything moved.
    """
    with context.journal.read() as connection:
        due = open_messages.due_without_stamp(
            connection, context.now(), snapshot, AT_ONCE
        )
        # One that waits for something other than time is judged once by a
        # look, and not twice a second.
        new = []
        for row in due:
            if context.judged.get(row.id) != (snapshot, row.changed_at):
                new.append(row)
        candidates = with_notices(connection, new)
    moved = False
    if candidates:
        moved, _broken = _judge(context, load_state(context), candidates, snapshot)
    # last: what failed is tried again
    context.judged = {row.id: (snapshot, row.changed_at) for row in due}
    return moved


def _judge(
    context: NotifyContext,
    state: RoundState,
    candidates: Sequence[OpenMessage],
    snapshot: str,
) -> tuple[bool, Sequence[Problem]]:
    """Judges messages and carries the verdicts out, some at a time; gives whether any
    moved, and the templates that could not be filled.

    After an outage thousands wait: all of them with their words of then and of now
    would fill the memory. Those that the Settings let go since come last, because the
    guard counts all of them.
    """
    renderer = context.renderer()
    moved = False
    problems: list[Problem] = []
    released: list[Judged] = []
    for part in batches(candidates, AT_ONCE):
        with context.journal.read() as connection:
            ids = [candidate.message.id for candidate in part]
            whole = whole_with_notices(
                connection, open_messages.open_by_ids(connection, ids)
            )
        judgement = judge_messages(state, renderer, whole)
        released_ids = {message.message.id for message in judgement.released}
        at_once: list[Judged] = []
        for item in judgement.judged:
            if item.message.message.id in released_ids:
                released.append(item)
            else:
                at_once.append(item)
        moved |= apply_judgement(context, replace(judgement, judged=at_once), snapshot)
        problems.extend(judgement.problems)
    last = Judgement(released, released=[item.message for item in released])
    waiting = _guard_released(context, last)
    moved |= apply_judgement(context, last, snapshot, waiting)
    return moved, problems


def _guard_released(context: NotifyContext, judgement: Judgement) -> Sequence[str]:
    """Asks first where one cell of the Settings would let many messages go; gives the
    ids of those that wait for it.
    """
    by_table: dict[str, list[WholeMessage]] = {}
    decisions = set()
    for event in context.programme.rules.events:
        if event.decision:
            decisions.add(event.name)
    for message in judgement.released:
        by_table.setdefault(message.notices[0].table, []).append(message)
    waiting: list[str] = []
    limits = context.programme.limits
    for table, released in by_table.items():
        deciding = []
        for message in released:
            if message.notices[0].rule in decisions:
                deciding.append(message)
        if len(released) < limits.brake_rows and len(deciding) < limits.brake_decisions:
            continue
        ids = [message.message.id for message in released]
        with context.journal.write() as connection:
            references = sorted(
                {notice.reference for message in released for notice in message.notices}
            )
            alarm = alarms.add(
                connection,
                AlarmKind.released,
                table,
                "",
                references,
                WAITS,
                context.now(),
            )
            alarms.attach(connection, alarm, ids, WAITS, context.now())
            alarm_messages.tell(context, connection, alarm)
        waiting.extend(ids)
    return waiting


def _correct(context: NotifyContext, state: RoundState) -> tuple[Problem, ...]:
    """Drafts corrections of what has become untrue since it
    left; gives a line for each.
    """
    events = [event.name for event in context.programme.rules.events]
    with context.journal.read() as connection:
        sent_rows = open_messages.sent_since(connection, context.now() - FRESH, events)
        sent_messages = with_notices(connection, sent_rows)
        waiting = with_notices(
            connection, open_messages.of_kind(connection, MessageKind.correction)
        )
        occasions = changes.by_ids(connection, occasions_of(sent_messages))
    if not sent_messages and not waiting:
        return ()
    state = replace(state, occasions={**state.occasions, **occasions})
    result = corrections(state, sent_messages, waiting)
    apply_corrections(context, result)
    return result.lines
