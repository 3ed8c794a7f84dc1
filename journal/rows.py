"""How rows leave the journal: as frozen dataclasses whose fields are named like the
columns that they come from.

A query that every round of the worker asks is built once, with a `bindparam` for each
value, and handed in with its values: building one costs twice what asking it does.
"""

from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")


@cache  # what is made of it shares it: a statement is never changed in place
def select_rows(table: sa.Table, kind: type[T]) -> "sa.Select[Any]":
    """A query for the columns of a table that `kind` has fields for; `all_rows` and
    `first_row` read what it gives.
    """
    return sa.select(*(table.c[field.name] for field in fields(kind)))


def all_rows(
    connection: Connection,
    query: "sa.Select[Any]",
    kind: type[T],
    values: Mapping[str, object] | None = None,
) -> list[T]:
    """Every row of a query by `select_rows`; `values`: those of its parameters."""
    return [kind(*row) for row in connection.execute(query, values)]


def first_row(
    connection: Connection,
    query: "sa.Select[Any]",
    kind: type[T],
    values: Mapping[str, object] | None = None,
) -> T | None:
    """The first row of a query by `select_rows`, or None."""
    row = connection.execute(query, values).first()
    if row is None:
        return None
    return kind(*row)


def as_columns(row: "DataclassInstance") -> Mapping[str, object]:
    """The values of a row that is to be inserted, by column."""
    return {field.name: getattr(row, field.name) for field in fields(row)}


def put_row(
    connection: Connection,
    table: sa.Table,
    key: Mapping[str, object],
    values: Mapping[str, object],
) -> None:
    """Sets columns of the row with a key; inserts it where there is none."""
    is_row = sa.and_(*(table.c[name] == value for name, value in key.items()))
    update = sa.update(table).where(is_row).values(values)
    if connection.execute(update).rowcount:
        return
    if not insert_new(connection, table, {**key, **values}):
        connection.execute(update)


def insert_new(
    connection: Connection, table: sa.Table, values: Mapping[str, object]
) -> bool:
    """Inserts a row; False where one with its key stands there by now.

    On PostgreSQL somebody else may insert it between a look and this, and the
    transaction is to go on.
    """
    try:
        with connection.begin_nested():
            connection.execute(sa.insert(table).values(values))
    except IntegrityError:
        return False
    return True
