"""Links to the dossiers of cases, one a person: how often each was ended.

Links of earlier editions open nothing.
"""

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from journal.rows import put_row
from journal.schema import dossier_links as table

FIRST = 0
"""The edition of a link that was never ended."""


def edition(connection: Connection, case: str, person: str) -> int:
    """The edition of a person's link to the dossier of a case.

    `person`: the reference of their row of the tab People.
    """
    is_link = sa.and_(table.c.case == case, table.c.person == person)
    stored = connection.execute(sa.select(table.c.edition).where(is_link)).scalar()
    if stored is None:
        return FIRST
    return int(stored)


def end(connection: Connection, case: str, person: str) -> int:
    """Ends every link of a person to this dossier that is out, and gives the
    edition of the next ones.
    """
    newer = edition(connection, case, person) + 1
    put_row(connection, table, {"case": case, "person": person}, {"edition": newer})
    return newer
