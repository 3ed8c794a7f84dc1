"""The pages of the cases: how often the address of each has been made anew.

Links of earlier editions have ended.
"""

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from journal.rows import put_row
from journal.schema import case_pages as table

FIRST = 0
"""The edition of a page whose address was never made anew."""


def edition(connection: Connection, reference: str) -> int:
    """The edition of the page of a case: which links open it."""
    query = sa.select(table.c.edition).where(table.c.reference == reference)
    stored = connection.execute(query).scalar()
    if stored is None:
        return FIRST
    return int(stored)


def renew(connection: Connection, reference: str) -> int:
    """Ends every link to the page of this case that is out, and gives the
    edition of the next ones.
    """
    newer = edition(connection, reference) + 1
    put_row(connection, table, {"reference": reference}, {"edition": newer})
    return newer
