"""What the ladders last said of records that are late or want to be looked at."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from journal.rows import all_rows, as_columns, select_rows
from journal.schema import findings as table
from journal.states import FindingKind


@dataclass(frozen=True)
class KeptFinding:
    """A record that has reached a rung of a ladder.

    `date`: the one that the ladder counts from; `person`: who was to do it, `phone`:
    their number, `email`: where mail reaches them who have none; `case`: the case that
    the record belongs to.
    """

    table: str
    reference: str
    ladder: str
    rung: str
    date: date
    kind: FindingKind
    person: str
    phone: str
    email: str
    case: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What there is one of."""
        return self.table, self.reference, self.ladder


SELECT = select_rows(table, KeptFinding)
OLDEST_FIRST = (table.c.date, table.c.reference, table.c.ladder)
OF_KINDS = SELECT.where(
    table.c.kind.in_(sa.bindparam("kinds", expanding=True))
).order_by(*OLDEST_FIRST)


def of_kinds(connection: Connection, *kinds: FindingKind) -> Sequence[KeptFinding]:
    """Every finding of these kinds, the longest overdue first."""
    return all_rows(connection, OF_KINDS, KeptFinding, {"kinds": list(kinds)})


def of_case(connection: Connection, case: str) -> Sequence[KeptFinding]:
    """The findings of one case, the longest overdue first."""
    return all_rows(
        connection,
        SELECT.where(table.c.case == case).order_by(*OLDEST_FIRST),
        KeptFinding,
    )


def late_by_person(connection: Connection) -> Mapping[str, tuple[int, date]]:
    """Person → how much they are late with, and since when the
    oldest; those with most first.
    """
    c = table.c
    number = sa.func.count()
    is_late = c.kind.in_((FindingKind.late, FindingKind.passed_up))
    query = (
        sa.select(c.person, number, sa.func.min(c.date))
        .where(is_late, c.person != "")
        .group_by(c.person)
    )
    rows = connection.execute(query.order_by(number.desc(), c.person))
    return {row[0]: (int(row[1]), row[2]) for row in rows}


def of_person(connection: Connection, person: str) -> Sequence[KeptFinding]:
    """What somebody is late with, the longest overdue first."""
    c = table.c
    is_theirs = sa.and_(
        c.person == person, c.kind.in_((FindingKind.late, FindingKind.passed_up))
    )
    return all_rows(
        connection, SELECT.where(is_theirs).order_by(*OLDEST_FIRST), KeptFinding
    )


def replace(connection: Connection, present: Iterable[KeptFinding]) -> None:
    """Makes `present` all findings there are; what has not
    changed is not written again.
    """
    new = {finding.key: finding for finding in present}
    old = {
        finding.key: finding for finding in all_rows(connection, SELECT, KeptFinding)
    }
    c = table.c
    for key, finding in old.items():
        if new.get(key) != finding:
            is_it = sa.and_(
                c.table == key[0], c.reference == key[1], c.ladder == key[2]
            )
            connection.execute(sa.delete(table).where(is_it))
    added = []
    for key, finding in new.items():
        if old.get(key) != finding:
            added.append(as_columns(finding))
    if added:
        connection.execute(sa.insert(table), added)
