"""Cells of the team's that a person sets on a page: kept durably when they press,
carried out by the worker.

A command names the value that was shown to the person. It is written only
while the cell still holds that (sync/cell_commands.py); otherwise it is
refused, and a person decides.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from journal.rows import all_rows, select_rows
from journal.schema import cell_commands as table
from journal.states import CommandState, Refusal
from programme.records.record import Cell, Value

SENDER = "sender"
"""Who sent the form that made the row, by the link of the receipt; all others
are named by their address.
"""
ERASURE = "erasure"
"""Who blanks cells of somebody whose data is erased: what stood there is forgotten as
soon as the command has an end.
"""
OPEN = (CommandState.waiting, CommandState.unknown)


@dataclass(frozen=True)
class CellCommand:
    """A cell that a person set. `key`: the one-time key of the page; `shown`, `wanted`:
    canonical values; `by`: their address, SENDER or ERASURE.

    `tried_at`: when Google was asked to write it; `settled_at`: when its end was known.
    `present`: what stood in the cell instead of `shown`; `error`: what Google said the
    last time it did not write.
    """

    id: int
    key: str
    table: str
    reference: str
    column: str
    shown: Value
    wanted: Value
    by: str
    asked_at: datetime
    state: CommandState
    tried_at: datetime | None
    settled_at: datetime | None
    refusal: Refusal | None
    present: str
    error: str

    @property
    def cell(self) -> Cell:
        """Which cell it is about."""
        return Cell(self.table, self.reference, self.column)

    @property
    def is_open(self) -> bool:
        """Whether its end is still to come."""
        return self.state in OPEN

    @property
    def is_erasure(self) -> bool:
        """Whether it takes somebody's data away: nothing follows
        from that, whoever sees it.
        """
        return self.by == ERASURE


@dataclass(frozen=True)
class CommandEnd:
    """What has become of a command.

    `state`: `waiting` where it is to be tried once more.
    """

    state: CommandState
    refusal: Refusal | None = None
    present: str = ""
    error: str = ""


WRITTEN = CommandEnd(CommandState.written)
SELECT = select_rows(table, CellCommand)
OLDEST_FIRST, NEWEST_FIRST = table.c.id, table.c.id.desc()
UNKNOWN = SELECT.where(table.c.state == CommandState.unknown).order_by(OLDEST_FIRST)
ERASING = SELECT.where(table.c.by == ERASURE, table.c.state.in_(OPEN)).order_by(
    OLDEST_FIRST
)
REFUSED_SINCE = SELECT.where(
    table.c.state == CommandState.refused,
    table.c.settled_at >= sa.bindparam("moment"),
).order_by(OLDEST_FIRST)


def _select_waiting() -> "sa.Select[Any]":
    earlier = table.alias()
    is_behind = sa.exists().where(
        earlier.c.table == table.c.table,
        earlier.c.reference == table.c.reference,
        earlier.c.column == table.c.column,
        earlier.c.id < table.c.id,
        earlier.c.state.in_(OPEN),
    )
    query = SELECT.where(table.c.state == CommandState.waiting, ~is_behind)
    team_first = table.c.by.in_((SENDER, ERASURE))
    return query.order_by(team_first, OLDEST_FIRST).limit(sa.bindparam("limit"))


WAITING = _select_waiting()


def ask(
    connection: Connection,
    cell: Cell,
    shown: Value,
    wanted: Value,
    actor: str,
    key: str,
    now: datetime,
) -> bool:
    """Keeps that a person wants a value in a cell in place of the one shown to them.

    False where the same page asked before.
    """
    if is_asked(connection, cell, key):
        return False
    values: dict[str, object] = {
        "key": key,
        "table": cell.table,
        "reference": cell.reference,
        "column": cell.column,
    }
    values |= {
        "shown": shown,
        "wanted": wanted,
        "by": actor,
        "asked_at": now,
        "state": CommandState.waiting,
    }
    connection.execute(sa.insert(table).values(values))
    return True


def is_asked(connection: Connection, cell: Cell, key: str) -> bool:
    """Whether a value was asked for under a key, whatever has become of it."""
    of_cell = _of_record(cell.table, cell.reference)
    is_same = sa.and_(of_cell, table.c.column == cell.column, table.c.key == key)
    return connection.execute(sa.select(table.c.id).where(is_same)).first() is not None


def waiting(connection: Connection, limit: int) -> list[CellCommand]:
    """The oldest commands that may be tried: of each cell the first one that has no
    end, unless that one's end is unknown.

    The team's come first: whoever can send a form can send many, an erasure may be of
    many cells, and nobody of the team waits behind them.
    """
    return all_rows(connection, WAITING, CellCommand, {"limit": limit})


def unknown(connection: Connection) -> list[CellCommand]:
    """Commands that Google was asked to write, and of which no look has shown the
    end.
    """
    return all_rows(connection, UNKNOWN, CellCommand)


def erasing(connection: Connection) -> list[CellCommand]:
    """Commands of erasures whose end is still to come, the oldest first."""
    return all_rows(connection, ERASING, CellCommand)


def of_record(
    connection: Connection, of_table: str, reference: str
) -> list[CellCommand]:
    """Every command about a record, the newest first."""
    return all_rows(
        connection,
        SELECT.where(_of_record(of_table, reference)).order_by(NEWEST_FIRST),
        CellCommand,
    )


def under_way(connection: Connection, of_table: str) -> list[CellCommand]:
    """Commands about a table's records whose end is still to come, the oldest first."""
    is_open = sa.and_(table.c.table == of_table, table.c.state.in_(OPEN))
    return all_rows(
        connection, SELECT.where(is_open).order_by(OLDEST_FIRST), CellCommand
    )


def refused_since(connection: Connection, moment: datetime) -> list[CellCommand]:
    """Commands that were refused since a moment, the oldest first."""
    return all_rows(connection, REFUSED_SINCE, CellCommand, {"moment": moment})


def mark_tried(connection: Connection, ids: Iterable[int], now: datetime) -> None:
    """Before Google is asked: from now on only a look tells what became of these."""
    query = sa.update(table).where(table.c.id.in_(list(ids)))
    connection.execute(query.values(state=CommandState.unknown, tried_at=now))


def settle(
    connection: Connection, ends: Mapping[int, CommandEnd], now: datetime
) -> None:
    """Keeps what has become of commands; those that have an end already keep it."""
    if not ends:
        return
    for id, end in ends.items():
        values: dict[str, object] = {"state": end.state, "refusal": end.refusal}
        values |= {"present": end.present, "error": end.error}
        if end.state not in OPEN:
            values["settled_at"] = now
        connection.execute(
            sa.update(table)
            .where(table.c.id == id, table.c.state.in_(OPEN))
            .values(values)
        )
    is_over = sa.and_(
        table.c.id.in_(list(ends)), table.c.by == ERASURE, table.c.state.not_in(OPEN)
    )
    connection.execute(
        sa.update(table).where(is_over).values(shown=sa.null(), present="")
    )


def newest_by_column(commands: Sequence[CellCommand]) -> dict[str, CellCommand]:
    """Column → the last command about it, of the commands of one
    record (the newest first).
    """
    newest: dict[str, CellCommand] = {}
    for command in commands:
        newest.setdefault(command.column, command)
    return newest


def standing_value(command: CellCommand | None, present: Value) -> Value:
    """What a cell says, or what it is going to say: the last
    command about it may be open.

    `present`: as it was last seen.
    """
    if command is not None and command.is_open:
        return command.wanted
    return present


def _of_record(of_table: str, reference: str) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.table == of_table, table.c.reference == reference)
