"""Problems that stand now.

A source (watch, decide …) hands in all of its problems each time; what is mended goes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.engine import Connection

from core.batches import batches
from core.ids import digest
from core.problem import Problem
from journal.schema import problems
from journal.visible_references import draw

PREFIX = "REV"
"""Prefix of a problem's visible reference, its row in the tab Problems."""
AT_ONCE = 500
"""Keys in one statement."""
PROBLEM = TypeAdapter(Problem)
"""Reads a problem's JSON, which has lists where a problem has tuples."""
SELECT = sa.select(problems).order_by(problems.c.since, problems.c.key)
OF_SOURCE = SELECT.where(problems.c.source == sa.bindparam("source"))
SOURCES = sa.select(problems.c.key, problems.c.source)


@dataclass(frozen=True)
class Standing:
    """A problem that stands, who found it, the reference of its row in the tab
    Problems, and when it was first seen.
    """

    problem: Problem
    source: str
    tag: str
    since: datetime


def replace(
    connection: Connection, source: str, present: Iterable[Problem], now: datetime
) -> None:
    """Makes `present` the problems of a source; those that stood before keep the
    day they were first seen.
    """
    replace_all(connection, {source: present}, now)


def replace_all(
    connection: Connection, present: Mapping[str, Iterable[Problem]], now: datetime
) -> None:
    """Makes these the problems of each source, as `replace` does; a problem of two
    sources stands once, under the first.
    """
    by_key: dict[str, tuple[str, Problem]] = {}
    for source, source_problems in present.items():
        for problem in source_problems:
            by_key.setdefault(digest(problem.key), (source, problem))
    sources = {row.key: row.source for row in connection.execute(SOURCES)}
    settled = [
        key
        for key, source in sources.items()
        if source in present and key not in by_key
    ]
    for part in batches(settled, AT_ONCE):
        connection.execute(sa.delete(problems).where(problems.c.key.in_(part)))
    # What another source has told stands once.
    new = []
    for key in by_key:
        if key not in sources:
            new.append(key)
    if new:
        tags = draw(connection, problems.c.tag, PREFIX, len(new))
        rows = []
        for key, tag in zip(new, tags, strict=True):
            source, problem = by_key[key]
            rows.append(
                {
                    "key": key,
                    "tag": tag,
                    "source": source,
                    "since": now,
                    "problem": asdict(problem),
                }
            )
        connection.execute(sa.insert(problems), rows)


def place(connection: Connection, standing: Standing, address: str) -> None:
    """Keeps where the cell of a problem is by now."""
    placed = asdict(standing.problem) | {"address": address}
    connection.execute(
        sa.update(problems).where(problems.c.tag == standing.tag).values(problem=placed)
    )


def standing(connection: Connection, source: str = "") -> list[Standing]:
    """Every problem that stands (of one source, if it is said), oldest first."""
    if source:
        rows = connection.execute(OF_SOURCE, {"source": source})
    else:
        rows = connection.execute(SELECT)
    return [
        Standing(PROBLEM.validate_python(row.problem), row.source, row.tag, row.since)
        for row in rows
    ]
