"""Which cells of the sheet make no sense at the moment, by the problems that stand."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from core.problem import Problem, ProblemCode
from journal.schema import problems

READABLE = frozenset(
    {
        ProblemCode.agreement,
        ProblemCode.check,
        ProblemCode.circle,
        ProblemCode.closed_day,
        ProblemCode.refused_address,
    }
    | {
        ProblemCode.idle,
        ProblemCode.untrue_since,
        ProblemCode.switch,
        ProblemCode.read_as,
    }
)
"""Problems of cells that make sense, or count as something: they keep
nobody from being reminded.
"""
STANDING = sa.select(
    *(problems.c.problem[name].as_string() for name in ("table", "reference", "column"))
).where(problems.c.problem["code"].as_string().not_in(sorted(READABLE)))
Cells = Mapping[tuple[str, str], frozenset[str]]
"""(table, reference) → columns."""


def unreadable_cells(standing: Iterable[Problem]) -> Cells:
    """The cells that make no sense, and count as nothing."""
    return _grouped(
        (each.table, each.reference, each.column)
        for each in standing
        if each.code not in READABLE
    )


def standing_unreadable_cells(connection: Connection) -> Cells:
    """The same of the problems that stand now."""
    rows = connection.execute(STANDING)
    return _grouped((row[0], row[1], row[2]) for row in rows)


def _grouped(places: Iterable[tuple[str, str, str]]) -> Cells:
    cells: dict[tuple[str, str], set[str]] = defaultdict(set)
    for table, reference, column in places:
        if reference and column:
            cells[table, reference].add(column)
    return {key: frozenset(columns) for key, columns in cells.items()}
