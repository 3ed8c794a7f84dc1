"""Problems that stand now. A source (watch, decide …) hands in all of its problems each time; what is mended goes."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from core.ids import digest
from core.problem import Problem
from journal.schema import problems


def replace(connection: Connection, source: str, found: Iterable[Problem], now: datetime) -> None:
    """Makes `found` the problems of a source; those that stood before keep the day they were first seen."""
    wanted = {digest(problem.key): problem for problem in found}
    rows = connection.execute(sa.select(problems.c.key).where(problems.c.source == source)).scalars()
    standing = set(rows)
    if gone := standing - set(wanted):
        connection.execute(sa.delete(problems).where(problems.c.key.in_(gone), problems.c.source == source))
    new = [key for key in wanted if key not in standing]
    if new:
        rows_ = [{"key": key, "source": source, "problem": asdict(wanted[key]), "since": now} for key in new]
        connection.execute(sa.insert(problems), rows_)


def standing(connection: Connection) -> list[tuple[Problem, datetime]]:
    """Every problem that stands, with the moment it was first seen, oldest first."""
    rows = connection.execute(sa.select(problems).order_by(problems.c.since, problems.c.key))
    return [
        (Problem(**{**row.problem, "values": tuple(tuple(pair) for pair in row.problem["values"])}), row.since)
        for row in rows
    ]
