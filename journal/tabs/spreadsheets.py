"""The spreadsheets that were worked in: which it is now, and into which others
earlier ones were brought back.
"""

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from journal.rows import put_row
from journal.schema import spreadsheets as table


def current_key(connection: Connection, set_to: str = "") -> str:
    """The key of the spreadsheet that is worked in; "" where there is none yet.
    `set_to`: what the environment says.

    One that was brought back into another spreadsheet is that other one from then on.
    """
    key = set_to
    moved: dict[str, str] = {}
    for row in connection.execute(sa.select(table)):
        if row.is_current and not set_to:
            key = row.key
        if row.moved_to:
            moved[row.key] = row.moved_to
    while key in moved:
        key = moved[key]
    return key


def use(connection: Connection, key: str, in_place_of: str = "") -> None:
    """From now on this spreadsheet is worked in.

    `in_place_of`: the key of the one that was brought back into it.
    """
    connection.execute(sa.update(table).values(is_current=False))
    if in_place_of:
        put_row(connection, table, {"key": in_place_of}, {"moved_to": key})
    # Last: what is worked in leads nowhere else, also where it once did.
    put_row(connection, table, {"key": key}, {"is_current": True, "moved_to": ""})
