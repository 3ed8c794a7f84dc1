"""Cells that people set on a page: each is written while it still holds what was shown
to them, and never otherwise.

1. A command waits in the journal, with the value that the person saw.
2. Its row is found by its reference, and the cell is read again right before. Holds it
   something else, the command is refused and stands under *To review*.
3. The command is marked as tried, and that one cell is written.
4. What became of it is told by the next look, never by Google's answer
   (docs/decisions/0002): the cell says what was wanted, and the change that this
   look shows is the person's; or it does not, and is tried again when the call
   can no longer take effect.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa

from core.clock import Clock, steady_seconds
from core.errors import Later, Refused, Unknown
from core.logs import effect
from fieldtypes.cells import as_text
from journal.records import known_records
from journal.records.cells import cell_commands
from journal.records.cells.cell_commands import WRITTEN, CellCommand, CommandEnd
from journal.records.record_changes import CellChange, Edited, RecordChange
from journal.states import CommandState, Refusal
from journal.tabs import deliveries
from programme.records.comparison import same, same_second
from programme.records.record import Value
from sheets.columns import Layout
from sheets.reading.snapshot import Row, Snapshot
from sheets.writing.staff_cells import PresentCell, read_cells, write_cells
from sync.context import SyncContext
from sync.rows.listed_names import listed_names
from sync.rows.matches import Kind, Matches
from sync.rows.matching import TabView

STEP = "command"
AT_ONCE = 50
"""Commands that are tried in one round: a form with all its
answers changed is one write.
"""
FRESH_SECONDS = 10.0
"""So long after a reading began may it be written by: a machine that was
asleep in between reads again.
"""
SHOWN = 300
"""Characters that are kept of what stood in a cell instead."""


class Verdict(StrEnum):
    """What is to be done about a cell: `write` it; it `stands` as it is wanted
    already; or a person must decide.
    """

    write = "write"
    stands = "stands"
    decide = "decide"


def judge(shown: Value, present: Value, new: Value) -> Verdict:
    """What the value that was shown, the one that stands there
    and the wanted one come to.

    Pure.
    """
    if _is_same(present, new):
        return Verdict.stands
    if _is_same(present, shown):
        return Verdict.write
    return Verdict.decide


def _is_same(left: Value, right: Value) -> bool:
    return same(left, right) or same_second(left, right)


def end_before_writing(
    command: CellCommand, cell: PresentCell | None
) -> CommandEnd | None:
    """The end of a command that is not to be written; None for one that is.

    `cell`: None where its row is not there. Pure.
    """
    if cell is None:
        return _refused(Refusal.gone)
    if cell.is_twice:
        return _refused(Refusal.twice)
    if cell.is_formula:
        return _refused(Refusal.formula, cell.text)
    if not cell.is_clear:
        return _refused(Refusal.changed, cell.text)
    verdict = judge(command.shown, cell.value, command.wanted)
    if verdict is Verdict.stands:
        return WRITTEN
    if verdict is Verdict.decide:
        return _refused(Refusal.changed, cell.text)
    return None


def end_after_writing(
    command: CellCommand, cell: PresentCell | None, *, is_over: bool
) -> CommandEnd | None:
    """The end of a command that Google was asked to write, as a look shows it; None
    where only time can tell. Pure.

    `cell`: None where its row or its column is not there; `is_over`: the call
    can no longer take effect.
    """
    if cell is None:
        if is_over:
            return _refused(Refusal.gone)
        return None
    if not cell.is_clear:
        return _refused(Refusal.changed, cell.text)
    verdict = judge(command.shown, cell.value, command.wanted)
    if verdict is Verdict.stands:
        return WRITTEN
    if verdict is Verdict.decide:
        return _refused(Refusal.changed, cell.text)
    if is_over:
        return CommandEnd(CommandState.waiting)
    return None


def _refused(refusal: Refusal, present: str = "", error: str = "") -> CommandEnd:
    return CommandEnd(CommandState.refused, refusal, present[:SHOWN], error)


@dataclass(frozen=True)
class CarriedOut:
    """`wrote`: Google was asked to write: look what became of it; `moved`: commands
    have come to an end; `failure`: why some could not be tried.
    """

    wrote: bool = False
    moved: bool = False
    failure: Later | None = None


def carry_out(
    context: SyncContext, snapshot: Snapshot, matches: Mapping[str, Matches]
) -> CarriedOut:
    """Tries the oldest waiting commands.

    `matches`: what the rows of the newest look are.
    """
    with context.journal.read() as connection:
        commands = cell_commands.waiting(connection, AT_ONCE)
        if not commands:
            return CarriedOut()
        ready, ends = _sorted_out(connection, snapshot, matches, commands)
    _settle(context, ends)
    batch = _Batch(context, snapshot, moved=bool(ends))
    batch.carry_out(ready)
    return CarriedOut(batch.wrote, batch.moved, batch.failure)


def rows_of(matches: Matches) -> dict[str, Row]:
    """Reference → row of each record that stands under its own reference, and once."""
    rows: dict[str, Row] = {}
    for match in matches.rows:
        is_sure = match.kind not in (Kind.duplicate, Kind.invalid, Kind.empty)
        if is_sure and match.reference and match.row.reference == match.reference:
            rows[match.reference] = match.row
    return rows


def _sorted_out(
    connection: sa.Connection,
    snapshot: Snapshot,
    matches: Mapping[str, Matches],
    commands: Sequence[CellCommand],
) -> tuple[list[CellCommand], dict[int, CommandEnd]]:
    """Those that can be tried now, and the ends of those that never can be.

    All others wait: for their row, or their tab.
    """
    pending = deliveries.pending_by_table(connection)
    rows = {table: rows_of(of_table) for table, of_table in matches.items()}
    ready: list[CellCommand] = []
    ends: dict[int, CommandEnd] = {}
    for command in commands:
        tab = snapshot.writable.get(command.table)
        # The line about the lost tab says it; the rest waits for its return.
        if tab is None or command.table not in rows:
            continue
        if not _is_writable(tab.layout, command.column):
            ends[command.id] = _refused(Refusal.column)
        elif command.reference in rows[command.table]:
            ready.append(command)
        elif command.reference in {row.reference for row in tab.copies}:
            ends[command.id] = _refused(Refusal.twice)
        elif command.reference in pending.get(command.table, ()):
            continue
        elif _is_gone(connection, command):
            ends[command.id] = _refused(Refusal.gone)
    return ready, ends


def _is_writable(layout: Layout, name: str) -> bool:
    column = layout.table.column(name)
    if column is None:
        return False
    if column.own:
        return False
    if name not in layout.metadata:
        return False
    return "reference" in layout.metadata


def _is_gone(connection: sa.Connection, command: CellCommand) -> bool:
    """Whether a record is no row any more.

    One whose row is being given back its reference is not gone.
    """
    records = known_records.all_by_reference(connection, command.reference)
    return all(
        record.gone_at is not None
        for record in records
        if record.table == command.table
    )


@dataclass
class _Batch:
    """Commands that are tried together, in ever smaller parts where
    Google refuses some of them.
    """

    context: SyncContext
    snapshot: Snapshot
    wrote: bool = False
    moved: bool = False
    failure: Later | None = None

    def carry_out(self, commands: list[CellCommand]) -> None:
        """Tries them until each is written or has an end, or only time can tell."""
        if commands:
            parts = [commands]
        else:
            parts = []
        while parts:
            part = parts.pop()
            began = steady_seconds()
            # Each part is read anew: the time between reading and writing
            # is as short as it can be.
            writable = self._read_again(part)
            try:
                self._write(writable, began)
            except Unknown:
                self.wrote = self.moved = True
                return  # a look tells; what is left of the parts is still waiting
            except Refused as error:
                parts += _smaller([command for command, _cell in writable])
                if len(writable) == 1:
                    self._settle(
                        {
                            writable[0][0].id: _refused(
                                Refusal.not_taken, error=str(error)
                            )
                        }
                    )
            except Later as error:
                # Nothing was done. One protected column must not hold up all others.
                columns = _by_column(command for command, _cell in writable)
                parts += columns
                if not columns:
                    self.failure = error

    def _read_again(
        self, commands: Sequence[CellCommand]
    ) -> list[tuple[CellCommand, PresentCell]]:
        """What is to be written, with its cell as it stands now.

        The others come to an end here.
        """
        context = self.context
        layouts = self._layouts(commands)
        cells = read_cells(
            context.spreadsheet,
            context.programme,
            layouts,
            [command.cell for command in commands],
        )
        writable: list[tuple[CellCommand, PresentCell]] = []
        ends: dict[int, CommandEnd] = {}
        for command in commands:
            cell = cells.get(command.cell)
            end = end_before_writing(command, cell)
            if end is not None:
                ends[command.id] = end
            elif cell is not None:
                writable.append((command, cell))
        self._settle(ends)
        return writable

    def _write(
        self, writable: Sequence[tuple[CellCommand, PresentCell]], began: float
    ) -> None:
        """Asks Google to write cells, in one call.

        After Refused and Later they wait as before.
        """
        if not writable:
            return
        context = self.context
        layouts = self._layouts([command for command, _cell in writable])
        names = listed_names(context.programme, self.snapshot.tabs, ())
        values = {}
        for command, cell in writable:
            column = layouts[command.table].table.column(command.column)
            assert column
            values[command.cell] = (cell.index, names.in_cell(column, command.wanted))
        ids = [command.id for command, _cell in writable]
        context.guard()
        with context.journal.write() as connection:
            cell_commands.mark_tried(connection, ids, Clock().now())
        try:
            if steady_seconds() - began > FRESH_SECONDS:
                raise Later("this machine was held up between reading and writing")
            write_cells(context.spreadsheet, context.programme, layouts, values)
        except (Refused, Later) as error:
            self._settle(
                {id: CommandEnd(CommandState.waiting, error=str(error)) for id in ids}
            )
            raise
        self.wrote = self.moved = True
        for command, _cell in writable:
            effect(STEP, "written", reference=command.reference, table=command.table)

    def _layouts(self, commands: Iterable[CellCommand]) -> dict[str, Layout]:
        return {
            command.table: self.snapshot.tabs[command.table].layout
            for command in commands
        }

    def _settle(self, ends: Mapping[int, CommandEnd]) -> None:
        _settle(self.context, ends)
        self.moved |= any(
            end.state is not CommandState.waiting for end in ends.values()
        )


def _smaller(commands: list[CellCommand]) -> list[list[CellCommand]]:
    """Parts of a batch that Google refused whole: its columns, then each command by
    itself; none of a single one.
    """
    if len(commands) == 1:
        return []
    return _by_column(commands) or [[command] for command in commands]


def _by_column(commands: Iterable[CellCommand]) -> list[list[CellCommand]]:
    """The commands of each column, where there are several columns; else nothing."""
    columns: dict[tuple[str, str], list[CellCommand]] = {}
    for command in commands:
        columns.setdefault((command.table, command.column), []).append(command)
    if len(columns) > 1:
        return list(columns.values())
    return []


def _settle(context: SyncContext, ends: Mapping[int, CommandEnd]) -> None:
    if ends:
        with context.journal.write() as connection:
            cell_commands.settle(connection, ends, context.now())


def over_before_look(
    context: SyncContext, commands: Iterable[CellCommand], began_at: datetime
) -> frozenset[int]:
    """The ids of commands whose calls could not take effect any more when a look
    began.
    """
    longest = timedelta(seconds=context.effect_seconds)
    ids = set()
    for command in commands:
        if command.tried_at is not None and began_at - command.tried_at > longest:
            ids.add(command.id)
    return frozenset(ids)


def ends_after_look(
    commands: Iterable[CellCommand], view: TabView, over: Collection[int]
) -> dict[str, dict[int, CommandEnd]]:
    """Reference → id → what a look shows of the commands about a table that Google
    was asked to write. Pure.

    `over`: ids of those whose calls can no longer take effect.
    """
    ends: dict[str, dict[int, CommandEnd]] = {}
    rows = rows_of(view.matches)
    for command in commands:
        row = rows.get(command.reference)
        is_over = command.id in over
        end: CommandEnd | None
        if row is not None:
            end = end_after_writing(
                command, _cell_in(view, row, command), is_over=is_over
            )
        elif command.reference in view.matches.unsure:
            # Which of its rows is the record a person must say, and may never do:
            # nothing can be told about the cell.
            end = None
            if is_over:
                end = _refused(Refusal.twice)
        elif command.reference not in view.matches.gone and _was_present(
            view, command.reference
        ):
            continue  # it is being given back its reference: the next look tells
        else:
            end = end_after_writing(command, None, is_over=is_over)
        if end is not None:
            ends.setdefault(command.reference, {})[command.id] = end
    return ends


def _was_present(view: TabView, reference: str) -> bool:
    """Whether a record stood in the sheet at the last look.

    Of one that was gone by then, time alone ends the commands.
    """
    last_seen = view.state.known.records.get(reference)
    return last_seen is not None and last_seen.present


def _cell_in(view: TabView, row: Row, command: CellCommand) -> PresentCell | None:
    """The cell of a row as a look shows it; None where the tab does not
    have its column any more.
    """
    layout = view.tab.layout
    column = command.column
    if column not in layout.columns:
        return None
    raw = dict(zip(layout.columns, row.raw, strict=True))[column]
    is_clear = column not in row.wrong
    value = row.erased.get(column, row.values.get(column))
    return PresentCell(row.index, as_text(raw), value, is_clear=is_clear)


def attributed(change: RecordChange, commands: Iterable[CellCommand]) -> RecordChange:
    """A record's change with the names of those whose commands made it: a cell
    says now what they wanted.

    Pure.
    """
    if not isinstance(change, Edited):
        return change
    cells: list[CellChange] = []
    for cell in change.cells:
        authors = []
        for command in commands:
            if command.column == cell.column and _is_same(command.wanted, cell.after):
                authors.append(command.by)
        cells.append(replace(cell, by=authors[-1]) if authors else cell)
    return replace(change, cells=cells)
