"""What staff write into the tab of messages: wait, send (together), do not
send, send again, it arrived.
"""

import sqlalchemy as sa

from core.problem import Problem, ProblemCode
from core.texts import mark as _
from journal.mails import messages, outbox
from journal.mails.messages import MessageSummary
from journal.mails.occasions import waiting_with
from journal.records import changes
from journal.records.changes import Change
from journal.states import ACTIONS, WORDS, Handling, MessageState
from journal.tabs import problems
from notify.context import NotifyContext
from programme.app_tables import OUTBOX
from programme.model import Programme
from programme.needs import missing_words
from programme.records.display import show
from programme.records.record import Records

BY_STAFF = _("by staff, in the spreadsheet")
TOGETHER = "together"
"""The command that lets a message go with all those that wait for the same yes."""
ACTION = "action"
"""The column of a command, and the code and source of the problem that
one of them can do nothing.
"""
GONE_ON = (
    MessageState.queued,
    MessageState.taken,
    MessageState.sending,
    MessageState.sent,
)
REACHED = {
    "send": GONE_ON,
    TOGETHER: GONE_ON,
    "hold": (MessageState.held,),
    "skip": (MessageState.skipped,),
    "done": (MessageState.sent,),
    "arrived": (MessageState.sent,),
}
"""States in which what a command asks for has come about."""


def carry_out(context: NotifyContext) -> bool:
    """Does what was written since the last time; a command that
    can do nothing is a problem.

    True when a message moved.
    """
    now = context.now()
    moved = False
    with context.journal.write() as connection:
        commands = changes.undecided(connection, only_table=OUTBOX)
        if not commands and not problems.standing(connection, ProblemCode.idle):
            return False
        records = context.records(connection)
        idle = _standing(connection, records)
        ids = outbox.by_tags(connection, {change.reference for change in commands})
        for change in commands:
            is_command = change.after in ACTIONS or change.after == TOGETHER
            if change.column != ACTION or not is_command or change.reference not in ids:
                continue
            row = messages.by_id(connection, ids[change.reference])
            assert row is not None  # nobody deletes a message
            idle.pop(change.reference, None)
            in_the_way = _act(context, connection, row, str(change.after))
            if in_the_way is None:
                moved = True
            elif row.state not in REACHED.get(str(change.after), ()):
                idle[change.reference] = _idle_problem(
                    context.programme, change, in_the_way
                )
        changes.set_handling(
            connection, [change.id for change in commands], Handling.seen_by_rules
        )
        problems.replace(connection, ProblemCode.idle, idle.values(), now)
    return moved


def _act(
    context: NotifyContext, connection: sa.Connection, row: MessageSummary, action: str
) -> MessageSummary | None:
    """Does with a message what staff wrote; gives the message that stands in the way of
    it, None where it is done.
    """
    now = context.now()
    rules = [event.name for event in context.programme.rules.events]
    if action == TOGETHER:
        group = waiting_with(connection, rules, row.id)
    else:
        group = ()
    if not group:
        if action == TOGETHER:
            action = "send"
        if outbox.act(connection, row.id, action, BY_STAFF, now, at_once=False):
            return None
        return row
    in_the_way = outbox.send_together(
        connection, dict.fromkeys(message.id for message in group), BY_STAFF, now
    )
    for message in group:
        if message.id in in_the_way:
            return message
    return None


def _standing(connection: sa.Connection, records: Records) -> dict[str, Problem]:
    """Reference of the message's row → the problem of a command there that can do
    nothing, while the cell still says so.
    """
    idle = {}
    for standing in problems.standing(connection, ProblemCode.idle):
        problem = standing.problem
        record = records.get(OUTBOX, problem.reference)
        written = dict(problem.values)["written"]
        if record is not None and record.values.get(ACTION) == written:
            idle[problem.reference] = problem
    return idle


def _idle_problem(programme: Programme, change: Change, row: MessageSummary) -> Problem:
    column = programme.tables[OUTBOX].column(ACTION)
    assert column is not None  # every tab of messages has one
    action = show(programme, column, change.after, programme.language)
    written = ("written", str(change.after))
    if row.missing and row.state is MessageState.held:
        missing = missing_words(programme, row.kind, row.missing, programme.language)
        text = _(
            "“{action}” lets nothing go while this is missing: {missing}. Clear the cell, and write it again once that is "
            "there; to send without it, open the message on the staff page."
        )
        values = (("action", action), ("missing", missing), written)
        return Problem(ProblemCode.idle, text, values, OUTBOX, change.reference, ACTION)
    values = (("action", action), ("reason", WORDS[row.state]), written)
    text = _("“{action}” changes nothing here. This message is: {reason}.")
    return Problem(ProblemCode.idle, text, values, OUTBOX, change.reference, ACTION)
