"""All that the journal holds of a person, to be handed to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from journal.forms.submissions import StoredSubmission, StoredUpload
from journal.privacy.record_values import own_part
from journal.privacy.rules import Person
from journal.records import known_records
from journal.records.known_records import KnownRecord
from journal.rows import all_rows, select_rows
from journal.schema import (
    messages,
    security_events,
    staff_sessions,
    submissions,
    suppressions,
    uploads,
)
from journal.states import MessageKind
from programme.app_tables import STEERING


@dataclass(frozen=True)
class SentMail:
    """A message that was written to the person."""

    subject: str
    text: str
    state: str
    due_at: datetime


@dataclass(frozen=True)
class NotedSuppression:
    """That an address gets no mail, and why."""

    reason: str
    said: str
    since: datetime


@dataclass(frozen=True)
class NotedSession:
    """A device on which somebody signed in."""

    device: str
    created_at: datetime
    seen_at: datetime


@dataclass(frozen=True)
class NotedAct:
    """What the security log says of somebody."""

    at: datetime
    action: str
    about: str


@dataclass(frozen=True)
class Kept:
    """All of it.

    `records`: those that the sheet holds and that name the person; `forms`: what
    they sent, or were named in.
    """

    records: tuple[KnownRecord, ...] = ()
    forms: tuple[StoredSubmission, ...] = ()
    uploads: tuple[StoredUpload, ...] = ()
    mails: tuple[SentMail, ...] = ()
    suppressions: tuple[NotedSuppression, ...] = ()
    sessions: tuple[NotedSession, ...] = ()
    acts: tuple[NotedAct, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing at all."""
        return not any(
            (
                self.records,
                self.forms,
                self.mails,
                self.suppressions,
                self.sessions,
                self.acts,
            )
        )


def kept_of(connection: Connection, person: Person) -> Kept:
    """Reads all of it."""
    records = []
    for record in known_records.present(connection):
        if record.table not in STEERING and own_part(
            person.parts.get(record.table, ()), record.values, person.address
        ):
            records.append(record)
    references = sorted(person.submissions)
    forms = select_rows(submissions, StoredSubmission).where(
        submissions.c.reference.in_(references)
    )
    files = select_rows(uploads, StoredUpload).where(
        sa.or_(uploads.c.submission.in_(references), uploads.c.row.in_(references))
    )
    # A link that signs somebody in is for nobody but its reader: whoever hands
    # the data over could use it.
    is_readable = sa.and_(
        _is(messages.c.email, person), messages.c.kind != MessageKind.sign_in
    )
    mails = (
        select_rows(messages, SentMail).where(is_readable).order_by(messages.c.due_at)
    )
    stopped = select_rows(suppressions, NotedSuppression).where(
        _is(suppressions.c.address, person)
    )
    sessions = select_rows(staff_sessions, NotedSession).where(
        _is(staff_sessions.c.email, person)
    )
    acts = select_rows(security_events, NotedAct).where(
        _is(security_events.c.email, person)
    )
    return Kept(
        tuple(records),
        tuple(
            all_rows(
                connection, forms.order_by(submissions.c.received_at), StoredSubmission
            )
        ),
        tuple(
            all_rows(
                connection,
                files.order_by(uploads.c.submission, uploads.c.position),
                StoredUpload,
            )
        ),
        tuple(all_rows(connection, mails, SentMail)),
        tuple(all_rows(connection, stopped, NotedSuppression)),
        tuple(all_rows(connection, sessions, NotedSession)),
        tuple(all_rows(connection, acts.order_by(security_events.c.at), NotedAct)),
    )


def _is(column: sa.Column[Any], person: Person) -> sa.ColumnElement[bool]:
    return sa.func.lower(column) == person.address


def own_values(person: Person, table: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """A row without what it says of other people. Pure."""
    shared: set[str] = set()
    own: set[str] = set()
    for part in person.parts.get(table, ()):
        if own_part([part], values, person.address):
            names = own
        else:
            names = shared
        names.update(part.columns)
    return {
        name: value
        for name, value in values.items()
        if name in own or name not in shared
    }
