"""Keeping what somebody of the team sets on a page: one cell, if it still
says what was shown to them.
"""

from flask import g

from forms.services import current_services
from journal.access import security_events
from journal.connection import Connection
from journal.records.cells import cell_commands
from journal.records.record_history import RecordHistory
from journal.states import SecurityAction
from programme.records.comparison import same
from programme.records.record import Cell, Value
from staff.access.security_log import new_event

# A page sends it back: a longer one is none of ours.
LONGEST_KEY = 60


def keep_command(
    connection: Connection,
    history: RecordHistory,
    column: str,
    shown: Value,
    wanted: Value,
    page_key: str,
) -> bool:
    """Keeps the command; False where the cell is known to say something else
    by now than what was shown.

    `history`: of the record; `page_key`: the one-time key of the page: a second
    press of it is kept already.
    """
    key = f"page-{page_key[:LONGEST_KEY]}"
    command = history.command(column)
    present = history.standing(column)
    if command is not None and command.key == key:
        return True
    if not same(present, shown):
        return False
    if not same(present, wanted):
        record = history.record
        cell = Cell(record.table, record.reference, column)
        cell_commands.ask(
            connection,
            cell,
            present,
            wanted,
            g.staff,
            key,
            current_services().clock.now(),
        )
        security_events.add(
            connection, new_event(SecurityAction.set_cell, [record.reference, column])
        )
    return True
