"""What the team keeps beside Hoja's columns: the cells of its own columns, and cells
of ours that make no sense.

They start nothing and are judged by nobody. They are kept, once for each record and
without a history, so that a row that comes back comes back whole.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from core.batches import batches
from journal.schema import team_cells
from programme.records.record import Value

AT_ONCE = 500
"""References in one statement."""


@dataclass(frozen=True)
class TeamCells:
    """A record's cells as the sheet gave them: `cells` header → value, `wrong` column
    of ours → what it says instead.
    """

    cells: Mapping[str, Value] = field(default_factory=dict)
    wrong: Mapping[str, Value] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.cells or self.wrong)

    def as_json(self) -> dict[str, dict[str, Value]]:
        """As a delivery keeps them."""
        return asdict(self)


NO_CELLS = TeamCells()


def of_table(connection: Connection, table: str) -> dict[str, TeamCells]:
    """Reference → what stands, or stood last, beside it; only where there is
    anything.
    """
    rows = connection.execute(sa.select(team_cells).where(team_cells.c.table == table))
    return {row.reference: TeamCells(row.cells, row.wrong) for row in rows}


def by_table(
    connection: Connection, tables: Collection[str]
) -> dict[str, dict[str, TeamCells]]:
    """Table → what `of_table` gives; for each of `tables`, in one query."""
    cells: dict[str, dict[str, TeamCells]] = {table: {} for table in tables}
    for row in connection.execute(
        sa.select(team_cells).where(team_cells.c.table.in_(list(tables)))
    ):
        cells[row.table][row.reference] = TeamCells(row.cells, row.wrong)
    return cells


def by_reference(connection: Connection, table: str, reference: str) -> TeamCells:
    """What stands, or stood last, beside a record."""
    is_record = sa.and_(
        team_cells.c.table == table, team_cells.c.reference == reference
    )
    row = connection.execute(sa.select(team_cells).where(is_record)).first()
    if row:
        return TeamCells(row.cells, row.wrong)
    return NO_CELLS


def put(connection: Connection, table: str, changed: Mapping[str, TeamCells]) -> None:
    """Keeps what stands beside these records now, in place of what was kept of them."""
    forget(connection, table, changed)
    rows = []
    for reference, cells in changed.items():
        if cells:
            rows.append({"table": table, "reference": reference, **cells.as_json()})
    if rows:
        connection.execute(sa.insert(team_cells), rows)


def forget(connection: Connection, table: str, references: Collection[str]) -> None:
    """Keeps nothing of these records any more."""
    for part in batches(list(references), AT_ONCE):
        is_forgotten = sa.and_(
            team_cells.c.table == table, team_cells.c.reference.in_(part)
        )
        connection.execute(sa.delete(team_cells).where(is_forgotten))
