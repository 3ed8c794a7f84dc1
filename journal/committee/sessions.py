"""Sessions in which people decide on cases: what a secretary enters is kept here press
by press; closing one fixes it.

Each part (the head, and the decision on each case) has a revision: what was typed on a
page that showed an older one is not written over what somebody else has saved since.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from journal.rows import all_rows, first_row, insert_new, select_rows
from journal.schema import committee_decisions as decisions
from journal.schema import committee_sessions as sessions

FIRST = 0
"""The revision of a part that was never saved."""


@dataclass(frozen=True)
class CommitteeSession:
    """A session.

    `reference`: that of its row; `head`: what is said of it as a whole, by what it is
    called; `cases`: the references of its cases in their order.
    """

    id: str
    reference: str
    day: date
    head: Mapping[str, object]
    cases: Sequence[str]
    revision: int
    opened_by: str
    opened_at: datetime
    closed_by: str
    closed_at: datetime | None


@dataclass(frozen=True)
class CaseDecision:
    """What was entered about a case of a session. `entered`: by what it is called."""

    session: str
    case: str
    entered: Mapping[str, object]
    revision: int
    saved_by: str
    saved_at: datetime


SELECT = select_rows(sessions, CommitteeSession)
SELECT_DECISIONS = select_rows(decisions, CaseDecision)


def begin(
    connection: Connection,
    id: str,
    reference: str,
    day: date,
    cases: Sequence[str],
    actor: str,
    now: datetime,
) -> bool:
    """Opens a session. False where the same press has opened it before."""
    if of_id(connection, id):
        return False
    values: dict[str, object] = {
        "id": id,
        "reference": reference,
        "day": day,
        "head": {},
        "cases": list(cases),
    }
    values |= {
        "revision": FIRST,
        "opened_by": actor,
        "opened_at": now,
        "closed_by": "",
        "closed_at": None,
    }
    return insert_new(connection, sessions, values)


def of_id(connection: Connection, id: str) -> CommitteeSession | None:
    """A session, or None."""
    return first_row(connection, SELECT.where(sessions.c.id == id), CommitteeSession)


def newest(connection: Connection, limit: int) -> list[CommitteeSession]:
    """The last sessions, the newest day first."""
    query = SELECT.order_by(sessions.c.day.desc(), sessions.c.opened_at.desc()).limit(
        limit
    )
    return all_rows(connection, query, CommitteeSession)


def references(connection: Connection) -> set[str]:
    """The references that sessions have or will have in the sheet."""
    return set(connection.execute(sa.select(sessions.c.reference)).scalars())


def save_head(
    connection: Connection,
    session: CommitteeSession,
    revision: int,
    day: date,
    head: Mapping[str, object],
    cases: Sequence[str],
) -> bool:
    """Keeps what is said of a session as a whole.

    False where it is closed, or has been saved since that revision.
    """
    if session.revision != revision and (session.day, session.head, session.cases) == (
        day,
        head,
        list(cases),
    ):
        return True  # the same press came twice
    is_shown = sa.and_(
        sessions.c.id == session.id,
        sessions.c.revision == revision,
        sessions.c.closed_at.is_(None),
    )
    values: dict[str, object] = {
        "day": day,
        "head": dict(head),
        "cases": list(cases),
        "revision": revision + 1,
    }
    return (
        connection.execute(sa.update(sessions).where(is_shown).values(values)).rowcount
        == 1
    )


def decisions_of(connection: Connection, session: str) -> dict[str, CaseDecision]:
    """Case → what was entered about it."""
    rows = all_rows(
        connection, SELECT_DECISIONS.where(decisions.c.session == session), CaseDecision
    )
    return {row.case: row for row in rows}


def save_decision(
    connection: Connection,
    session: CommitteeSession,
    case: str,
    revision: int,
    entered: Mapping[str, object],
    actor: str,
    now: datetime,
) -> bool:
    """Keeps what was entered about a case.

    False where the session is closed, or it has been saved since that revision.
    """
    if session.closed_at is not None:
        return False
    before = decisions_of(connection, session.id).get(case)
    if before is not None and before.revision != revision:
        # the same press came twice, or somebody else has saved
        return before.entered == entered
    if before is None and revision != FIRST:
        return False
    values: dict[str, object] = {
        "entered": dict(entered),
        "revision": revision + 1,
        "saved_by": actor,
        "saved_at": now,
    }
    if before is None:
        key = {"session": session.id, "case": case}
        if insert_new(connection, decisions, {**key, **values}):
            return True
        return decisions_of(connection, session.id)[case].entered == entered
    is_shown = sa.and_(
        decisions.c.session == session.id,
        decisions.c.case == case,
        decisions.c.revision == revision,
    )
    return (
        connection.execute(sa.update(decisions).where(is_shown).values(values)).rowcount
        == 1
    )


def fix(
    connection: Connection, id: str, case: str, noted: Mapping[str, object]
) -> None:
    """Adds to what was entered about a case what was true when the session was
    closed.
    """
    before = decisions_of(connection, id).get(case)
    if before is not None:
        is_case = sa.and_(decisions.c.session == id, decisions.c.case == case)
        connection.execute(
            sa.update(decisions)
            .where(is_case)
            .values(entered={**before.entered, **noted})
        )


def close(connection: Connection, id: str, actor: str, now: datetime) -> bool:
    """Fixes a session. False where it was closed before."""
    is_open = sa.and_(sessions.c.id == id, sessions.c.closed_at.is_(None))
    query = sa.update(sessions).where(is_open).values(closed_by=actor, closed_at=now)
    return connection.execute(query).rowcount == 1
