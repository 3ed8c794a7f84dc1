"""Files that arrived lately: what quotas are counted by, and which of
them no submission refers to.

The order of writes, by which a sweep never takes a file of an accepted submission, and
no file is left without a row:

1. `reserve`: the row of a file is committed, as *pending*, before
   its first byte is written.
2. The file is written and synced. Only then does the browser get the token by which a
   submission may refer to it.
3. `claim`: the transaction that accepts the submission turns *pending* into *accepted*.
4. `take_old` turns what has been *pending* for a day into *swept*, and commits, before
   any such file is removed. `forget` takes the row away after the file is gone.

3 and 4 change the same row from the same state: whichever commits first wins, and the
other sees it. A submission that comes too late is refused (UploadsGoneError), and its
sender is asked for the file once more. A power cut between any two steps leaves a row
by which the next sweep goes.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from core.batches import batches
from core.errors import HojaError
from journal.rows import as_columns
from journal.schema import recent_uploads as table
from journal.schema import uploads
from journal.states import UploadState

AT_ONCE = 500
"""Ids in one statement."""


@dataclass(frozen=True)
class RecentUpload:
    """A file that is about to be kept.

    `is_public`: it came without a signed link and without signing in.
    """

    id: str
    form: str
    is_public: bool
    bytes: int
    arrived_at: datetime


class UploadsGoneError(HojaError):
    """A submission refers to files that were swept. `ids`: which."""

    def __init__(self, ids: Collection[str]) -> None:
        super().__init__(f"{len(ids)} files of a submission are gone")
        self.ids = frozenset(ids)


def reserve(connection: Connection, upload: RecentUpload) -> None:
    """Keeps that a file is about to be written."""
    connection.execute(
        sa.insert(table).values({**as_columns(upload), "state": UploadState.pending})
    )


def release(connection: Connection, id: str) -> None:
    """Takes back what was reserved for a file that could not be written."""
    connection.execute(sa.delete(table).where(table.c.id == id))


def bytes_of_form(
    connection: Connection, form: str, is_public: bool, since: datetime
) -> int:
    """How many bytes came with a form since a moment, whatever became of them."""
    is_counted = sa.and_(
        table.c.form == form, table.c.is_public == is_public, table.c.arrived_at > since
    )
    return _bytes(connection, is_counted)


def pending_bytes(connection: Connection, is_public: bool) -> int:
    """How many bytes lie on the disk to which no submission refers."""
    is_counted = sa.and_(
        table.c.state != UploadState.accepted, table.c.is_public == is_public
    )
    return _bytes(connection, is_counted)


def _bytes(connection: Connection, is_counted: sa.ColumnElement[bool]) -> int:
    query = sa.select(sa.func.coalesce(sa.func.sum(table.c.bytes), 0)).where(is_counted)
    return int(connection.execute(query).scalar_one())


def claim(connection: Connection, ids: Sequence[str]) -> None:
    """Makes pending files those of the submission that is being accepted.

    Raises UploadsGoneError where any was swept.
    """
    is_pending = sa.and_(table.c.id.in_(ids), table.c.state == UploadState.pending)
    connection.execute(
        sa.update(table).where(is_pending).values(state=UploadState.accepted)
    )
    swept = set(ids) - usable(connection, ids)
    if swept:
        raise UploadsGoneError(swept)


def usable(connection: Connection, ids: Collection[str]) -> set[str]:
    """Those of these files that a submission may refer to: not swept, or of
    another submission already.
    """
    recent = sa.select(table.c.id).where(
        table.c.id.in_(ids), table.c.state != UploadState.swept
    )
    of_submissions = sa.select(uploads.c.id).where(uploads.c.id.in_(ids))
    return set(connection.execute(recent.union(of_submissions)).scalars())


def give_up(connection: Connection, ids: Sequence[str]) -> None:
    """Makes files that are erased *swept*: a page that still carries one is asked for
    it again.
    """
    for part in batches(ids, AT_ONCE):
        connection.execute(
            sa.update(table).where(table.c.id.in_(part)).values(state=UploadState.swept)
        )


def take_old(connection: Connection, before: datetime) -> list[str]:
    """The files to remove: those that no submission has referred to in time.

    From this commit on none can.
    """
    is_old = sa.and_(table.c.state == UploadState.pending, table.c.arrived_at < before)
    connection.execute(sa.update(table).where(is_old).values(state=UploadState.swept))
    # Also those of an earlier sweep that was cut off.
    return list(
        connection.execute(
            sa.select(table.c.id).where(table.c.state == UploadState.swept)
        ).scalars()
    )


def forget(connection: Connection, removed: Collection[str], before: datetime) -> None:
    """Drops the rows of files that were removed, and of accepted ones that
    no quota counts any more.
    """
    is_counted_no_more = sa.and_(
        table.c.state == UploadState.accepted, table.c.arrived_at < before
    )
    is_removed = sa.and_(table.c.state == UploadState.swept, table.c.id.in_(removed))
    connection.execute(sa.delete(table).where(sa.or_(is_counted_no_more, is_removed)))
