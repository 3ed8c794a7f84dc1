"""What the team keeps beside Hoja's columns: the cells of its own columns, and cells of ours that make no sense.

They start nothing and are judged by nobody. They are kept, once for each record and without a history, so that a row that comes
back comes back whole.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from journal.schema import beside

AT_ONCE = 500
"""References in one statement."""


@dataclass(frozen=True)
class Beside:
    """A record's cells as the sheet gave them: `cells` header → value, `wrong` column of ours → what it says instead."""

    cells: Mapping[str, Any] = field(default_factory=dict)
    wrong: Mapping[str, Any] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.cells or self.wrong)

    def kept(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)


NOTHING = Beside()


def of_table(connection: Connection, table: str) -> dict[str, Beside]:
    """Reference → what stands, or stood last, beside it; only where there is anything."""
    rows = connection.execute(sa.select(beside).where(beside.c.table == table))
    return {row.reference: Beside(row.cells, row.wrong) for row in rows}


def one(connection: Connection, table: str, reference: str) -> Beside:
    """What stands, or stood last, beside a record."""
    query = sa.select(beside).where(beside.c.table == table, beside.c.reference == reference)
    row = connection.execute(query).first()
    return Beside(row.cells, row.wrong) if row else NOTHING


def put(connection: Connection, table: str, changed: Mapping[str, Beside]) -> None:
    """Keeps what stands beside these records now, in place of what was kept of them."""
    forget(connection, table, changed)
    rows = [{"table": table, "reference": reference, **now.kept()} for reference, now in changed.items() if now]
    if rows:
        connection.execute(sa.insert(beside), rows)


def forget(connection: Connection, table: str, references: Collection[str]) -> None:
    """Keeps nothing of these records any more."""
    every = list(references)
    for at in range(0, len(every), AT_ONCE):
        part = beside.c.reference.in_(every[at : at + AT_ONCE])
        connection.execute(sa.delete(beside).where(beside.c.table == table, part))
