"""What staff write into the tab Outbox: wait, send, do not send, send again, it arrived."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.problem import Problem
from core.texts import mark as _
from journal import changes, messages, outbox, problems
from journal.states import ACTIONS, WORDS, Handling, MessageState
from programme.app_tables import OUTBOX
from programme.record import Records
from programme.shown import show

BY_STAFF = _("by staff, in the spreadsheet")
ACTION, IDLE = "action", "idle"
"""The column of an action, and the code and source of the problem that one of them can do nothing."""
DONE = {
    "send": (MessageState.queued, MessageState.taken, MessageState.sending, MessageState.sent),
    "hold": (MessageState.held,),
    "skip": (MessageState.skipped,),
    "done": (MessageState.sent,),
    "arrived": (MessageState.sent,),
}
"""States in which what an action asks for has come about."""


def act(connection: sa.Connection, records: Records, now: datetime) -> bool:
    """Does what was written since the last time; what can do nothing is a problem. True when a message moved."""
    commands = [change for change in changes.unhandled(connection) if change.table == OUTBOX]
    ids = outbox.by_tags(connection, {change.reference for change in commands})
    idle = {one.problem.reference: one.problem for one in problems.standing(connection, IDLE)}
    idle = {reference: problem for reference, problem in idle.items() if _stands(records, problem)}
    done = False
    for change in commands:
        if change.column == ACTION and change.after in ACTIONS and change.reference in ids:
            row = messages.by_id(connection, ids[change.reference])
            assert row is not None  # nobody deletes a message
            idle.pop(change.reference, None)
            if outbox.act(connection, row.id, change.after, BY_STAFF, now, at_once=False):
                done = True
            elif row.state not in DONE.get(change.after, ()):
                idle[change.reference] = _idle(records, change, row)
    changes.set_handling(connection, [change.id for change in commands], Handling.seen_by_rules)
    problems.replace(connection, IDLE, idle.values(), now)
    return done


def _idle(records: Records, change: Any, row: Any) -> Problem:
    programme = records.programme
    column = programme.tables[OUTBOX].column(ACTION)
    assert column is not None  # every Outbox has one
    values = (
        ("action", show(programme, column, change.after, programme.language)),
        ("reason", WORDS[MessageState(row.state)]),
        ("written", change.after),
    )
    words = _("“{action}” changes nothing here. This message is: {reason}.")
    return Problem(IDLE, words, values, OUTBOX, change.reference, ACTION)


def _stands(records: Records, problem: Problem) -> bool:
    """Whether the cell still says so."""
    record, values = records.get(OUTBOX, problem.reference), dict(problem.values)
    said: Mapping[str, Any] = record.values if record else {}
    return said.get(ACTION) == values["written"]
