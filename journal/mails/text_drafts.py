"""What stands in the tab in which staff edit the texts of mails, as it was last seen.

Nothing of it is live.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from journal.mails.text_publications import Key
from journal.rows import all_rows, as_columns, first_row, put_row, select_rows
from journal.schema import mail_text_drafts as table


@dataclass(frozen=True)
class TextDraft:
    """A row of the tab. `words`: by part; `live_digest`: of these words, if they were
    live the last time that they were seen to be what is live, else of others or "".
    """

    message: str
    language: str
    words: Mapping[str, str]
    mistakes: Sequence[Mapping[str, Any]]
    live_digest: str
    seen_at: datetime

    @property
    def key(self) -> Key:
        """Which mail it is, in which language."""
        return self.message, self.language


SELECT = select_rows(table, TextDraft)


def keep(connection: Connection, draft: TextDraft) -> None:
    """Keeps it in the place of what stood there before."""
    key = {"message": draft.message, "language": draft.language}
    put_row(connection, table, key, as_columns(draft))


def of_mail(connection: Connection, key: Key) -> TextDraft | None:
    """What stands in the row of a mail, or None where it has not been seen."""
    return first_row(connection, SELECT.where(_is(key)), TextDraft)


def every(connection: Connection) -> dict[Key, TextDraft]:
    """(mail, language) → what stands in its row."""
    return {draft.key: draft for draft in all_rows(connection, SELECT, TextDraft)}


def forget(connection: Connection, keys: Collection[Key]) -> None:
    """Takes away what was seen of rows that are not there any more."""
    for key in keys:
        connection.execute(sa.delete(table).where(_is(key)))


def _is(key: Key) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.message == key[0], table.c.language == key[1])
