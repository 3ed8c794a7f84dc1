"""Problems that stand now. A source (watch, decide …) hands in all of its problems each time; what is mended goes."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from core.ids import digest
from core.problem import Problem
from journal.schema import problems
from journal.tags import fresh

TAG = "REV"
"""Prefix of a problem's visible reference, its row in the tab Problems."""


def replace(connection: Connection, source: str, found: Iterable[Problem], now: datetime) -> None:
    """Makes `found` the problems of a source; those that stood before keep the day they were first seen."""
    wanted = {digest(problem.key): problem for problem in found}
    sources = {row.key: row.source for row in connection.execute(sa.select(problems.c.key, problems.c.source))}
    if gone := {key for key, of in sources.items() if of == source and key not in wanted}:
        connection.execute(sa.delete(problems).where(problems.c.key.in_(gone)))
    new = [key for key in wanted if key not in sources]  # what another source has told stands once
    if new:
        tags = fresh(connection, problems.c.tag, TAG, len(new))
        rows = [_row(key, source, wanted[key], now, tag) for key, tag in zip(new, tags, strict=True)]
        connection.execute(sa.insert(problems), rows)


def place(connection: Connection, standing: "Standing", address: str) -> None:
    """Keeps where the cell of a problem is by now."""
    kept = asdict(standing.problem) | {"address": address}
    connection.execute(sa.update(problems).where(problems.c.tag == standing.tag).values(problem=kept))


@dataclass(frozen=True)
class Standing:
    """A problem that stands, who found it, the reference of its row in the tab Problems, and when it was first seen."""

    problem: Problem
    source: str
    tag: str
    since: datetime


def standing(connection: Connection, source: str = "") -> list[Standing]:
    """Every problem that stands (of one source, if it is said), oldest first."""
    query = sa.select(problems).order_by(problems.c.since, problems.c.key)
    rows = connection.execute(query.where(problems.c.source == source) if source else query)
    return [Standing(_problem(row.problem), row.source, row.tag, row.since) for row in rows]


def _row(key: str, source: str, problem: Problem, now: datetime, tag: str) -> dict[str, Any]:
    return {"key": key, "tag": tag, "source": source, "problem": asdict(problem), "since": now}


def _problem(kept: dict[str, Any]) -> Problem:
    pairs = {part: tuple((name, value) for name, value in kept.get(part, ())) for part in ("values", "said")}
    return Problem(**{**kept, **pairs})
