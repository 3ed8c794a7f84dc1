"""A record with all that happened to it: its edits, and the cells
that people set on pages.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.engine import Connection

from journal.records import changes, known_records
from journal.records.cells import cell_commands
from journal.records.cells.cell_commands import CellCommand
from journal.records.changes import BY_CONDITION, Change
from journal.records.known_records import KnownRecord
from journal.states import Happening
from programme.records.record import Value


@dataclass(frozen=True)
class RecordHistory:
    """A record that is in the sheet.

    `edits`: the oldest first; `commands`: the newest first.
    """

    record: KnownRecord
    edits: Sequence[Change]
    commands: Sequence[CellCommand]

    def command(self, column: str) -> CellCommand | None:
        """The last command about a column, or None."""
        return cell_commands.newest_by_column(self.commands).get(column)

    def standing(self, column: str) -> Value:
        """What a cell says, or what it is going to say."""
        return cell_commands.standing_value(
            self.command(column), self.record.values.get(column)
        )


def history_of(
    connection: Connection, table: str, reference: str
) -> RecordHistory | None:
    """The history of a record, or None where it is not in the sheet (yet)."""
    for record in known_records.all_by_reference(connection, reference):
        if record.table == table and record.gone_at is None:
            history = changes.history(connection, reference)
            edits = []
            for change in history:
                if _is_edit(change, table):
                    edits.append(change)
            return RecordHistory(
                record, edits, cell_commands.of_record(connection, table, reference)
            )
    return None


def _is_edit(change: Change, table: str) -> bool:
    """Whether a cell of the record was changed, and not just the truth of a
    condition.
    """
    if change.happening is not Happening.edited:
        return False
    if change.table != table:
        return False
    return change.by != BY_CONDITION
