"""What people set on a page and the sheet does not say: lines of the tab *To review*,
for a person to decide which is right.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

import sqlalchemy as sa

from core.problem import Problem, ProblemCode
from core.texts import mark as _
from journal.records import changes, known_records
from journal.records.cells import cell_commands
from journal.records.cells.cell_commands import SENDER, CellCommand
from journal.records.changes import Change
from journal.records.known_records import KnownRecord
from journal.states import REFUSAL_WORDS, CommandState, Refusal
from programme.model import Programme
from programme.parts import Column
from programme.records.comparison import same
from programme.records.display import show_anyway
from programme.records.record import Value

STANDS_FOR = timedelta(days=14)
"""So long a line stands, unless somebody settles it before: it says what one
person wanted at one moment.
"""
BY_STAFF = _(
    "{who} wanted “{wanted}” in place of “{shown}”, and nothing was written: {reason}. It says: “{present}”."
)
BY_SENDER = _(
    "Whoever sent this form wants “{wanted}” in place of “{shown}”, and nothing was written: {reason}. It says: “{present}”."
)
BY_ERASURE = _(
    "The data of a person was to be erased here, and nothing was written: {reason}. Please look at the cell."
)
BLANK = "–"


def refused_commands(
    programme: Programme, connection: sa.Connection, now: datetime
) -> list[Problem]:
    """A line for the last command about each cell, if it was refused and
    nobody has settled it since.

    It is settled when the cell says what was wanted, when somebody has changed it
    since, or when the command is old.
    """
    problems: list[Problem] = []
    for command in cell_commands.refused_since(connection, now - STANDS_FOR):
        table = programme.tables.get(command.table)
        column = None
        if table:
            column = table.column(command.column)
        if column is not None and _stands(connection, command):
            problems.append(_problem(programme, column, command))
    return problems


def _stands(connection: sa.Connection, command: CellCommand) -> bool:
    """Whether a refused command is still to be settled."""
    if any(later.id > command.id for later in _of_cell(connection, command)):
        return False
    record = _record(connection, command)
    if record is not None and same(record.values.get(command.column), command.wanted):
        return False
    return not any(
        _settles(edit, command)
        for edit in changes.history(connection, command.reference)
    )


def _settles(edit: Change, command: CellCommand) -> bool:
    """Whether somebody has looked at the cell since, and changed it."""
    if (
        edit.column != command.column
        or command.settled_at is None
        or edit.seen_at <= command.settled_at
    ):
        return False
    # The edit for which the command was refused is often seen by a look after that.
    return not same(edit.before, command.shown)


def _of_cell(connection: sa.Connection, command: CellCommand) -> Iterator[CellCommand]:
    for other_command in cell_commands.of_record(
        connection, command.table, command.reference
    ):
        if (
            other_command.column == command.column
            and other_command.state is not CommandState.waiting
        ):
            yield other_command


def _record(connection: sa.Connection, command: CellCommand) -> KnownRecord | None:
    for record in known_records.all_by_reference(connection, command.reference):
        if record.table == command.table:
            return record
    return None


def _problem(programme: Programme, column: Column, command: CellCommand) -> Problem:
    def shown(value: Value) -> str:
        return show_anyway(programme, column, value, programme.language) or BLANK

    reason = REFUSAL_WORDS[command.refusal or Refusal.changed]
    if command.is_erasure:
        gaps = (("reason", reason),)
        return Problem(
            ProblemCode.not_set,
            BY_ERASURE,
            gaps,
            command.table,
            command.reference,
            command.column,
        )
    values = [("present", command.present or BLANK), ("reason", reason)]
    values += [("shown", shown(command.shown)), ("wanted", shown(command.wanted))]
    text = BY_SENDER
    if command.by != SENDER:
        text = BY_STAFF
        values.append(("who", command.by))
    return Problem(
        ProblemCode.not_set,
        text,
        tuple(sorted(values)),
        command.table,
        command.reference,
        command.column,
    )
