"""All rows of the journal as JSON, and a journal made of them: the same on SQLite and
on PostgreSQL, and from one to the other.

A backup is of one schema. It is put back into that one, and then brought up to date
like every older journal.
"""

import base64
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from core.errors import Refused
from journal.database import Journal
from journal.operation import monitored
from journal.schema import installation, known_records, messages, metadata, submissions

NOT_RESTORED = ("leases", "signins", "staff_sessions")
"""Who had the spreadsheet, and who was signed in, when a backup
was made, no longer counts.
"""
AT_ONCE = 500
"""Rows that are fetched, or inserted, at a time."""
Rows = Iterable[Mapping[str, Any]]


def tables() -> list[str]:
    """The tables in an order in which rows only refer to what came before them."""
    return [table.name for table in metadata.sorted_tables]


def rows_of(connection: Connection, name: str) -> Iterator[dict[str, Any]]:
    """The rows of a table as JSON has them."""
    result = connection.execution_options(yield_per=AT_ONCE).execute(
        sa.select(metadata.tables[name])
    )
    for row in result.mappings():
        yield {column: _as_json(value) for column, value in row.items()}


def _as_json(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value


def is_empty(connection: Connection) -> bool:
    """Whether nothing was ever kept in a journal: nobody loses
    anything when it is replaced.
    """
    return not any(
        connection.execute(sa.select(table).limit(1)).first()
        for table in (submissions, known_records, messages)
    )


def must_be_empty(journal: Journal) -> None:
    """Raises Refused where a journal holds anything."""
    with journal.read() as connection:
        if not is_empty(connection):
            raise Refused(
                "the journal is not empty: a backup is put into a new one only; name another DATABASE_URL or STATE_DIR"
            )


def restore(
    journal: Journal, revision: str, backup: Iterable[tuple[str, Rows]]
) -> dict[str, int]:
    """Makes an empty journal what the backup says, and brings it up to
    date; gives table → rows.

    The outbox is closed, and the journal older than any mark of a spreadsheet: nothing
    is written or mailed before `takeover`. Raises Refused where the journal is not
    empty. All of it is one transaction.
    """
    must_be_empty(journal)
    counts: dict[str, int] = {}

    def put_in(connection: Connection) -> None:
        present = sa.MetaData()
        present.reflect(connection)
        for table in present.tables.values():
            for column in table.c:
                if isinstance(column.type, sa.JSON):
                    column.type = sa.JSON(none_as_null=True)
        for name, rows in backup:
            table = present.tables[name]
            connection.execute(sa.delete(table))
            counts[name] = _insert(
                connection, table, () if name in NOT_RESTORED else rows
            )
        _go_on_counting(connection, present)

    journal.replace_schema(revision, put_in)
    journal.upgrade()
    with journal.write() as connection:
        c = installation.c
        connection.execute(
            sa.update(installation).values(
                outbox_is_open=False, generation=c.generation - 1
            )
        )
        monitored.forget_beat(connection)
    return counts


def _insert(connection: Connection, table: sa.Table, rows: Rows) -> int:
    convert = {column.name: _reader(column) for column in table.c}
    count = 0
    part = list[dict[str, Any]]()
    for row in rows:
        part.append(
            {
                name: None if value is None else convert[name](value)
                for name, value in row.items()
            }
        )
        count += 1
        if len(part) == AT_ONCE:
            connection.execute(sa.insert(table), part)
            part = []
    if part:
        connection.execute(sa.insert(table), part)
    return count


def _reader(column: sa.Column[Any]) -> Callable[[Any], Any]:
    kind = column.type
    if isinstance(kind, sa.DateTime):
        is_aware = bool(getattr(kind, "timezone", False))
        return lambda text: _moment(text, is_aware=is_aware)
    if isinstance(kind, sa.Date):
        return date.fromisoformat
    if isinstance(kind, sa.LargeBinary):
        return base64.b64decode
    return lambda value: value


def _moment(text: str, *, is_aware: bool) -> datetime:
    """SQLite keeps moments without a zone, in UTC; the backup has them in UTC with
    it.
    """
    moment = datetime.fromisoformat(text)
    if is_aware:
        return moment
    return moment.replace(tzinfo=None)


def _go_on_counting(connection: Connection, present: sa.MetaData) -> None:
    """On PostgreSQL a column that counts by itself does not know of rows
    that came with their numbers.
    """
    if connection.dialect.name != "postgresql":
        return
    for name in _counting():
        if name in present.tables:
            query = "SELECT setval(pg_get_serial_sequence(:table, 'id'), (SELECT coalesce(max(id), 0) + 1 FROM {0}), false)"
            # the names are ours
            connection.execute(sa.text(query.format(name)), {"table": name})


def _counting() -> list[str]:
    """The tables whose rows get numbers by themselves."""
    names: list[str] = []
    for table in metadata.tables.values():
        column = table.columns.get("id")
        if column is not None and column.autoincrement is True:
            names.append(table.name)
    return names
