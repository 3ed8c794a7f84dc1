"""Records as last seen in the sheet, and the changes between one look and the next."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from core.ids import digest, new_id
from journal.schema import changes, seen
from journal.states import Handling, Happening

AT_ONCE = 500
"""References in one query."""


@dataclass(frozen=True)
class Appeared:
    """A row typed by hand, seen for the first time with its reference."""

    reference: str
    values: Mapping[str, Any]
    own: Mapping[str, Any]


def of_table(connection: Connection, table: str) -> dict[str, Row[Any]]:
    """Every record of a table ever seen, by reference; those that are gone have `gone_at`."""
    return {row.reference: row for row in connection.execute(sa.select(seen).where(seen.c.table == table))}


def present(connection: Connection) -> Sequence[Row[Any]]:
    """Every record that the sheet holds, as last seen."""
    return connection.execute(sa.select(seen).where(seen.c.gone_at.is_(None))).all()


def marks(connection: Connection) -> dict[tuple[str, str], tuple[str, str]]:
    """(table, reference) of every record that the sheet holds → what is different as soon as anything of it is."""
    occasions = sa.cast(seen.c.occasions, sa.Text)
    query = sa.select(seen.c.table, seen.c.reference, seen.c.digest, occasions).where(seen.c.gone_at.is_(None))
    return {(row[0], row[1]): (row[2], row[3]) for row in connection.execute(query)}


def some(connection: Connection, keys: Iterable[tuple[str, str]]) -> Iterator[Row[Any]]:
    """The records of these (table, reference) that the sheet holds."""
    by_table: dict[str, list[str]] = {}
    for table, reference in keys:
        by_table.setdefault(table, []).append(reference)
    for table, references in by_table.items():
        for start in range(0, len(references), AT_ONCE):
            which = seen.c.reference.in_(references[start : start + AT_ONCE])
            query = sa.select(seen).where(seen.c.table == table, seen.c.gone_at.is_(None), which)
            yield from connection.execute(query)


def elsewhere(connection: Connection, table: str) -> set[str]:
    """References of all records ever seen in other tables."""
    return set(connection.execute(sa.select(seen.c.reference).where(seen.c.table != table)).scalars())


def one(connection: Connection, reference: str) -> Row[Any] | None:
    """The record of a reference, or None."""
    return connection.execute(sa.select(seen).where(seen.c.reference == reference)).first()


def everywhere(connection: Connection, reference: str) -> Sequence[Row[Any]]:
    """The records of a reference: one, or one of each tab that its row has been in."""
    return connection.execute(sa.select(seen).where(seen.c.reference == reference)).all()


def add(
    connection: Connection,
    table: str,
    reference: str,
    values: Mapping[str, Any],
    *,
    own: Mapping[str, Any],
    occasion: str,
    now: datetime,
) -> None:
    """Seeds a record: every filled value is set by `occasion` (a submission, or the change that made it appear)."""
    connection.execute(sa.insert(seen).values(_seed(table, reference, values, own, occasion, now)))


def add_appeared(connection: Connection, table: str, rows: Sequence[Appeared], now: datetime) -> None:
    """Seeds records that were typed by hand, each with the change that made it appear; all in two statements."""
    if not rows:
        return
    ids = [new_id() for _row in rows]
    seeds = [_seed(table, row.reference, row.values, row.own, id, now) for id, row in zip(ids, rows, strict=True)]
    connection.execute(sa.insert(seen), seeds)
    notes = [
        _note(Happening.appeared, table, row.reference, now) | {"id": id} for id, row in zip(ids, rows, strict=True)
    ]
    connection.execute(sa.insert(changes), notes)


def note_typed(
    connection: Connection,
    table: str,
    rows: Iterable[Appeared],
    columns: Collection[str],
    now: datetime,
    copies: Collection[str] = (),
) -> None:
    """Keeps what of these columns was filled when rows appeared: it was blank before. `copies`: references of rows that are
    copies of others.
    """
    notes = [
        _note(Happening.typed, table, row.reference, now, _handling(row, copies), column=column, after=value)
        for row in rows
        for column in columns
        if (value := row.values.get(column)) not in (None, "", [])
    ]
    if notes:
        connection.execute(sa.insert(changes), notes)


def _handling(row: Appeared, copies: Collection[str]) -> Handling:
    return Handling.copied if row.reference in copies else Handling.new


def no_copy(connection: Connection, table: str, reference: str, now: datetime) -> None:
    """A row that was a copy of another is edited: from now on what came with it counts."""
    mine = sa.and_(changes.c.table == table, changes.c.reference == reference, changes.c.handling == Handling.copied)
    connection.execute(sa.update(changes).where(mine).values(handling=Handling.new, seen_at=now))


def _seed(
    table: str, reference: str, values: Mapping[str, Any], own: Mapping[str, Any], occasion: str, now: datetime
) -> dict[str, Any]:
    return {
        "table": table,
        "reference": reference,
        "values": dict(values),
        "own": dict(own),
        "occasions": {name: occasion for name, value in values.items() if value not in (None, "", [])},
        "digest": digest(dict(values)),
        "changed_at": now,
        "gone_at": None,
    }


def update(connection: Connection, table: str, reference: str, now: datetime | None = None, **values: Any) -> None:
    """Updates a record's row; `now` marks its staff cells as changed at that moment."""
    if "values" in values:
        values["digest"] = digest(values["values"])
    if now is not None:
        values["changed_at"] = now
    connection.execute(sa.update(seen).where(seen.c.table == table, seen.c.reference == reference).values(values))


def note(
    connection: Connection,
    happening: Happening,
    table: str,
    reference: str,
    now: datetime,
    *,
    column: str = "",
    before: Any = None,
    after: Any = None,
    handling: Handling = Handling.new,
) -> str:
    """Keeps a change and gives its id."""
    row = _note(happening, table, reference, now, column=column, before=before, after=after, handling=handling)
    connection.execute(sa.insert(changes).values(row))
    return str(row["id"])


def _note(
    happening: Happening, table: str, reference: str, now: datetime, handling: Handling = Handling.new, **cell: Any
) -> dict[str, Any]:
    row = {"id": new_id(), "table": table, "reference": reference, "happening": happening, "seen_at": now}
    return {**row, "column": "", "before": None, "after": None, **cell, "handling": handling}


def change(connection: Connection, id: str) -> Row[Any] | None:
    """A change by its id, or None."""
    return connection.execute(sa.select(changes).where(changes.c.id == id)).first()


def unhandled(connection: Connection) -> Sequence[Row[Any]]:
    """Changes that the rules have not looked at, oldest first."""
    return connection.execute(
        sa.select(changes).where(changes.c.handling == Handling.new).order_by(changes.c.seen_at, changes.c.id)
    ).all()


def handled(connection: Connection, ids: Iterable[str], handling: Handling) -> None:
    """Marks changes as looked at, or as undone."""
    connection.execute(sa.update(changes).where(changes.c.id.in_(list(ids))).values(handling=handling))


def came_back(connection: Connection, table: str, reference: str, since: datetime) -> None:
    """A row that was gone is there again: from now on what had changed in it since a moment counts."""
    mine = sa.and_(changes.c.table == table, changes.c.reference == reference, changes.c.handling == Handling.gone)
    connection.execute(sa.update(changes).where(mine, changes.c.seen_at >= since).values(handling=Handling.new))


def history(connection: Connection, reference: str) -> Sequence[Row[Any]]:
    """Every change of a record, oldest first."""
    return connection.execute(
        sa.select(changes).where(changes.c.reference == reference).order_by(changes.c.seen_at, changes.c.id)
    ).all()
