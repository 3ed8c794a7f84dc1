"""The files that went with messages, byte by byte."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from journal.rows import all_rows, as_columns, select_rows
from journal.schema import message_files


@dataclass(frozen=True)
class MessageFile:
    """A file.

    `number`: its place among those of its message; `kind`: its media type.
    """

    number: int
    name: str
    kind: str
    data: bytes


SELECT = select_rows(message_files, MessageFile)


def of(connection: Connection, message: str, digest: str = "") -> Sequence[MessageFile]:
    """The files of a message in their order; with a digest only those that
    were made of these words.
    """
    query = SELECT.where(message_files.c.message == message).order_by(
        message_files.c.number
    )
    if digest:
        query = query.where(message_files.c.digest == digest)
    return all_rows(connection, query, MessageFile)


def keep(
    connection: Connection, message: str, digest: str, files: Sequence[MessageFile]
) -> None:
    """Keeps the files of a message in place of those of earlier words."""
    connection.execute(
        sa.delete(message_files).where(message_files.c.message == message)
    )
    rows = [
        {"message": message, "digest": digest, **as_columns(file)} for file in files
    ]
    if rows:
        connection.execute(sa.insert(message_files), rows)
