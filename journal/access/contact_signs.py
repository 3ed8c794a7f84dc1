"""When somebody was last heard of by a link of theirs.

People are known by the mark of their address, not by the address.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from journal.rows import put_row
from journal.schema import contact_signs as table


def note(connection: Connection, mark: str, now: datetime) -> None:
    """Keeps that a form came by a link with this mark (core.links.Links.mark)."""
    put_row(connection, table, {"mark": mark}, {"heard_at": now})


def heard(connection: Connection) -> dict[str, datetime]:
    """Mark → when somebody was last heard of."""
    rows = connection.execute(sa.select(table.c.mark, table.c.heard_at))
    return {row.mark: row.heard_at for row in rows}
