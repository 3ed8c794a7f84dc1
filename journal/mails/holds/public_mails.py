"""Mails that follow from forms which anybody can send: which they are, and how many
of them there were of late.

A mail follows from a form where its notice tells that a row was received, that whoever
had sent it changed a cell of it, or that a condition became true of a row which nobody
of the team has changed, and the submission behind the row was public. That is the
submission of the row's reference, or the one that became this row beside its own.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from core.batches import batches
from journal.mails.messages import RECEIVED
from journal.records.cells.cell_commands import SENDER
from journal.records.changes import BY_CONDITION
from journal.schema import changes, messages, notices, submission_rows, submissions
from journal.states import NEVER_SENT, PUBLIC, Happening, Origin
from programme.models.rules import ROLE

AT_ONCE = 500
"""References, or ids, in one statement."""
BY_SENDER = sa.exists().where(
    changes.c.id == notices.c.occasion, changes.c.by == SENDER
)
TEAM_CHANGES = changes.alias()
BY_TEAM = sa.and_(
    TEAM_CHANGES.c.happening.in_((Happening.edited, Happening.typed)),
    TEAM_CHANGES.c.by.not_in((SENDER, BY_CONDITION)),
)
BY_ITSELF = sa.and_(
    sa.exists().where(changes.c.id == notices.c.occasion, changes.c.by == BY_CONDITION),
    ~sa.exists().where(
        TEAM_CHANGES.c.table == notices.c.table,
        TEAM_CHANGES.c.reference == notices.c.reference,
        BY_TEAM,
    ),
)
SUBMISSION_OF_NOTICE = sa.func.coalesce(
    sa.select(submission_rows.c.submission)
    .where(submission_rows.c.reference == notices.c.reference)
    .correlate(notices)
    .scalar_subquery(),
    notices.c.reference,
)
IS_PUBLIC = sa.and_(
    sa.or_(notices.c.occasion == RECEIVED, BY_SENDER, BY_ITSELF),
    submissions.c.reference == SUBMISSION_OF_NOTICE,
    submissions.c.origin.in_(PUBLIC),
)
SOURCES_OF_MESSAGES = sa.select(
    notices.c.message, notices.c.path, submissions.c.form, submissions.c.origin
).where(
    IS_PUBLIC,
    messages.c.id == notices.c.message,
    messages.c.asked_by == "",
    messages.c.approved_basis == "",
    notices.c.message.in_(sa.bindparam("ids", expanding=True)),
)
UNTOLD_SINCE = (
    sa.select(submissions.c.form, sa.func.count(sa.distinct(submissions.c.reference)))
    .where(
        IS_PUBLIC,
        notices.c.message.is_(None),
        submissions.c.received_at > sa.bindparam("moment"),
    )
    .group_by(submissions.c.form)
)


@dataclass(frozen=True)
class Source:
    """The submission behind a row: by which form, and who could send it."""

    form: str
    origin: Origin


@dataclass(frozen=True)
class MessageSource(Source):
    """The submission behind a mail. `to_team`: it goes to one of the team."""

    to_team: bool


@dataclass(frozen=True)
class PublicMail:
    """A mail that follows from a form.

    `is_told`: it has gone out, or may; `to_team`: to one of the team.
    """

    form: str
    email: str
    to_team: bool
    is_told: bool


def sources(
    connection: Connection, references: Collection[str]
) -> Mapping[str, Source]:
    """Reference → where its row comes from; only of rows that anybody may have sent."""
    s = submissions.c
    other = submission_rows.c
    by_reference: dict[str, Source] = {}
    for part in batches(sorted(references), AT_ONCE):
        own = sa.select(s.reference, s.form, s.origin).where(
            s.reference.in_(part), s.origin.in_(PUBLIC)
        )
        beside = sa.select(other.reference, s.form, s.origin).where(
            other.reference.in_(part),
            s.reference == other.submission,
            s.origin.in_(PUBLIC),
        )
        for row in connection.execute(own.union_all(beside)):
            by_reference[row.reference] = Source(row.form, row.origin)
    return by_reference


def untouched(
    connection: Connection, rows: Collection[tuple[str, str]]
) -> frozenset[str]:
    """The references of those of the rows (table, reference) in which nobody of the
    team has changed anything.
    """
    changed: set[str] = set()
    for table in sorted({table for table, _reference in rows}):
        references = sorted(
            reference for of_table, reference in rows if of_table == table
        )
        for part in batches(references, AT_ONCE):
            query = sa.select(TEAM_CHANGES.c.reference).where(
                TEAM_CHANGES.c.table == table,
                TEAM_CHANGES.c.reference.in_(part),
                BY_TEAM,
            )
            changed.update(connection.scalars(query))
    return frozenset(
        reference for _table, reference in rows if reference not in changed
    )


def sources_of_messages(
    connection: Connection, ids: Sequence[str]
) -> Mapping[str, MessageSource]:
    """Message → where it comes from; only of those that follow from public forms and
    that no person has let go.
    """
    by_message: dict[str, MessageSource] = {}
    for part in batches(ids, AT_ONCE):
        for row in connection.execute(SOURCES_OF_MESSAGES, {"ids": part}):
            by_message[row.message] = MessageSource(
                row.form, row.origin, row.path.startswith(ROLE)
            )
    return by_message


def handed_since(connection: Connection, moment: datetime) -> Mapping[str, int]:
    """Form → how many of its mails a server has had in hand since a moment."""
    is_handed = sa.and_(
        messages.c.id == notices.c.message, messages.c.handed_at > moment
    )
    query = sa.select(submissions.c.form, sa.func.count()).where(IS_PUBLIC, is_handed)
    return Counter(
        {
            row[0]: int(row[1])
            for row in connection.execute(query.group_by(submissions.c.form))
        }
    )


def written_since(connection: Connection, moment: datetime) -> Sequence[PublicMail]:
    """Every such mail that was written since a moment, also those that were not
    sent.
    """
    is_new = sa.and_(messages.c.id == notices.c.message, messages.c.created_at > moment)
    query = sa.select(
        submissions.c.form, messages.c.email, messages.c.state, notices.c.path
    ).where(IS_PUBLIC, is_new)
    return [
        PublicMail(
            row.form, row.email, row.path.startswith(ROLE), row.state not in NEVER_SENT
        )
        for row in connection.execute(query)
    ]


def untold_since(connection: Connection, moment: datetime) -> Mapping[str, int]:
    """Form → how many submissions since a moment there was no room for a mail about."""
    rows = connection.execute(UNTOLD_SINCE, {"moment": moment})
    return {row[0]: int(row[1]) for row in rows}
