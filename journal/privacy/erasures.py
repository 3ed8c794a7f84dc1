"""Whose data was erased: a keyed digest of the address
(core.links.Links.erasure_mark), and when.

It blocks what is older: data that comes back with a backup from before. Whoever was
erased may apply again later.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from journal.rows import put_row
from journal.schema import erasures as table

SECOND = timedelta(seconds=1)


def all_of_them(connection: Connection) -> dict[str, datetime]:
    """Mark → when the data was erased last."""
    rows = connection.execute(sa.select(table.c.mark, table.c.erased_at))
    return {row.mark: row.erased_at for row in rows}


def note(connection: Connection, mark: str, moment: datetime) -> None:
    """Keeps that somebody's data was erased; the last time counts.

    In whole seconds, as the spreadsheet's mark keeps it, rounded up: what came within
    the same second is older.
    """
    erased_at = moment.replace(microsecond=0)
    if erased_at < moment:
        erased_at += SECOND
    put_row(connection, table, {"mark": mark}, {"erased_at": erased_at})


def adopt(connection: Connection, marks: Mapping[str, datetime]) -> bool:
    """Keeps what another copy of the journal has erased since this one was made.

    True where there was anything.
    """
    own_marks = all_of_them(connection)
    newer = {}
    for mark, moment in marks.items():
        if mark not in own_marks or own_marks[mark] < moment:
            newer[mark] = moment
    for mark, moment in newer.items():
        note(connection, mark, moment)
    return bool(newer)
