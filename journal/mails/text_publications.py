"""What staff have published of the texts of mails: each press of the button, none of
them forgotten.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from journal.rows import all_rows, first_row, select_rows
from journal.schema import mail_text_publications as table

Key = tuple[str, str]
"""(mail, language)."""


@dataclass(frozen=True)
class TextPublication:
    """One press of the button.

    `id`: grows; `words`: what the mail says from then on, by part, None for what its
    file says; `file_digest`: of what the file said then.
    """

    id: int
    message: str
    language: str
    words: Mapping[str, str] | None
    file_digest: str
    published_by: str
    published_at: datetime

    @property
    def key(self) -> Key:
        """Which mail it is, in which language."""
        return self.message, self.language


SELECT = select_rows(table, TextPublication)


def add(
    connection: Connection,
    key: Key,
    words: Mapping[str, str] | None,
    file_digest: str,
    actor: str,
    now: datetime,
) -> int:
    """Keeps a publication and gives its number."""
    insert = sa.insert(table).values(
        message=key[0],
        language=key[1],
        words=words,
        file_digest=file_digest,
        published_by=actor,
        published_at=now,
    )
    return int(connection.execute(insert.returning(table.c.id)).scalar_one())


def newest_number(connection: Connection) -> int:
    """The number of the last publication of any mail, 0 before the first."""
    newest = sa.select(sa.func.coalesce(sa.func.max(table.c.id), 0))
    return int(connection.execute(newest).scalar_one())


def newest_of_each(connection: Connection) -> dict[Key, TextPublication]:
    """The last publication of each mail in each language."""
    newest = sa.select(sa.func.max(table.c.id)).group_by(
        table.c.message, table.c.language
    )
    publications = all_rows(
        connection, SELECT.where(table.c.id.in_(newest)), TextPublication
    )
    return {publication.key: publication for publication in publications}


def by_id(connection: Connection, id: int) -> TextPublication | None:
    """The publication of that number, or None."""
    return first_row(connection, SELECT.where(table.c.id == id), TextPublication)


def of_mail(connection: Connection, key: Key, limit: int) -> list[TextPublication]:
    """The last publications of a mail in a language, the newest first."""
    is_mail = sa.and_(table.c.message == key[0], table.c.language == key[1])
    query = SELECT.where(is_mail).order_by(table.c.id.desc()).limit(limit)
    return all_rows(connection, query, TextPublication)
