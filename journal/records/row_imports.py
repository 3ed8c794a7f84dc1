"""Old rows that somebody brought in from elsewhere: which they are, by which import,
and since when they count.

What was brought in is history. `met_at` is the moment at which planning first saw a
row: what had fallen due by then is told to nobody.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from core.batches import batches
from journal.rows import all_rows, as_columns, first_row, select_rows
from journal.schema import changes, deliveries, imported_rows, known_records
from journal.schema import row_imports as imports_table

AT_ONCE = 500
"""References in one statement."""
LONGEST_SOURCE = 200
RowName = tuple[str, str]
"""(table, reference)."""


@dataclass(frozen=True)
class RowImport:
    """Rows that were brought in together, into one table.

    `source`: the file or tab; `by`: whose address, "" for somebody at the terminal;
    `undo_asked_at`, `undone_at`: when somebody wanted it undone, and when it was.
    """

    id: int
    table: str
    source: str
    by: str
    began_at: datetime
    undo_asked_at: datetime | None
    undone_at: datetime | None


@dataclass(frozen=True)
class ImportedRow:
    """A row of an import. `mark`: what stands for the row as the source had it."""

    table: str
    reference: str
    row_import: int
    mark: str
    met_at: datetime | None = None


SELECT = select_rows(imports_table, RowImport)
SELECT_ROWS = select_rows(imported_rows, ImportedRow)


def begin(
    connection: Connection, table: str, source: str, by: str, now: datetime
) -> int:
    """Notes an import that begins; gives its number."""
    values = {
        "table": table,
        "source": source[:LONGEST_SOURCE],
        "by": by,
        "began_at": now,
    }
    result = connection.execute(sa.insert(imports_table).values(values))
    assert result.inserted_primary_key is not None
    return int(result.inserted_primary_key[0])


def add_rows(connection: Connection, rows: Iterable[ImportedRow]) -> None:
    """Keeps that these rows were brought in."""
    values = [as_columns(row) for row in rows]
    if values:
        connection.execute(sa.insert(imported_rows), values)


def marks(connection: Connection, table: str) -> frozenset[str]:
    """What stands for the rows that were brought into a table before."""
    query = sa.select(imported_rows.c.mark).where(imported_rows.c.table == table)
    return frozenset(connection.execute(query).scalars())


def known_marks(
    connection: Connection, table: str, marks: Collection[str]
) -> frozenset[str]:
    """Those of these marks whose rows were brought into a table before."""
    c = imported_rows.c
    known: set[str] = set()
    for part in batches(sorted(marks), AT_ONCE):
        query = sa.select(c.mark).where(c.table == table, c.mark.in_(part))
        known.update(connection.execute(query).scalars())
    return frozenset(known)


def all_imports(connection: Connection) -> Sequence[RowImport]:
    """Every import, the newest first."""
    return all_rows(connection, SELECT.order_by(imports_table.c.id.desc()), RowImport)


def by_id(connection: Connection, id: int) -> RowImport | None:
    """An import, or None."""
    return first_row(connection, SELECT.where(imports_table.c.id == id), RowImport)


def rows_of(connection: Connection, row_import: int) -> Sequence[ImportedRow]:
    """The rows of an import that were not taken out again."""
    query = SELECT_ROWS.where(imported_rows.c.row_import == row_import)
    return all_rows(connection, query.order_by(imported_rows.c.reference), ImportedRow)


def counts(connection: Connection) -> Mapping[int, int]:
    """Import → how many of its rows were not taken out again."""
    c = imported_rows.c
    query = sa.select(c.row_import, sa.func.count()).group_by(c.row_import)
    return {row[0]: row[1] for row in connection.execute(query)}


def met(connection: Connection) -> Mapping[RowName, datetime | None]:
    """(table, reference) of each row that was brought in → when planning saw it."""
    c = imported_rows.c
    query = sa.select(c.table, c.reference, c.met_at)
    return {(row[0], row[1]): row[2] for row in connection.execute(query)}


def not_met(connection: Connection) -> list[RowName]:
    """(table, reference) of each row that was brought in and planning never saw."""
    c = imported_rows.c
    query = sa.select(c.table, c.reference).where(c.met_at.is_(None))
    return [(row[0], row[1]) for row in connection.execute(query)]


def meet(connection: Connection, rows: Collection[RowName], now: datetime) -> None:
    """Keeps that planning has seen these rows for the first time."""
    for table, references in _by_table(rows).items():
        for part in batches(references, AT_ONCE):
            is_part = sa.and_(
                imported_rows.c.table == table, imported_rows.c.reference.in_(part)
            )
            connection.execute(
                sa.update(imported_rows)
                .where(is_part, imported_rows.c.met_at.is_(None))
                .values(met_at=now)
            )


def ask_undo(connection: Connection, id: int, now: datetime) -> bool:
    """Notes that somebody wants an import undone; False where it was wanted before."""
    is_open = sa.and_(imports_table.c.id == id, imports_table.c.undo_asked_at.is_(None))
    query = sa.update(imports_table).where(is_open).values(undo_asked_at=now)
    return bool(connection.execute(query).rowcount)


def takes_rows(connection: Connection, table: str, id: int) -> bool:
    """Whether rows may still be added to an import: nobody wants it undone.

    Until the transaction ends, nobody else adds rows of this table, or wants that.
    """
    is_of_table = imports_table.c.table == table
    # In one order, or two imports would wait for each other.
    query = SELECT.where(is_of_table).order_by(imports_table.c.id).with_for_update()
    open_ids = set()
    for row_import in all_rows(connection, query, RowImport):
        if row_import.undo_asked_at is None:
            open_ids.add(row_import.id)
    return id in open_ids


def to_undo(connection: Connection) -> Sequence[RowImport]:
    """The imports that are to be undone, the newest first: its rows may refer to those
    of older ones.
    """
    c = imports_table.c
    query = SELECT.where(c.undo_asked_at.is_not(None), c.undone_at.is_(None))
    return all_rows(connection, query.order_by(c.id.desc()), RowImport)


def undone(connection: Connection, id: int, now: datetime) -> None:
    """Notes that an import was undone as far as it can be."""
    query = sa.update(imports_table).where(imports_table.c.id == id)
    connection.execute(query.values(undone_at=now))


def edited(connection: Connection, table: str, references: Collection[str]) -> set[str]:
    """Those of these rows of which anything was changed after it came."""
    touched: set[str] = set()
    for part in batches(sorted(references), AT_ONCE):
        query = sa.select(changes.c.reference).where(
            changes.c.table == table, changes.c.reference.in_(part)
        )
        touched.update(connection.execute(query).scalars())
    return touched


def untouched(connection: Connection) -> frozenset[RowName]:
    """(table, reference) of the rows in which nothing was changed after they came."""
    c = imported_rows.c
    is_changed = sa.exists().where(
        changes.c.table == c.table, changes.c.reference == c.reference
    )
    query = sa.select(c.table, c.reference).where(~is_changed)
    return frozenset((row[0], row[1]) for row in connection.execute(query))


def forget_rows(
    connection: Connection, table: str, references: Collection[str]
) -> None:
    """Forgets rows that were taken out of the sheet, as if they had never come."""
    for part in batches(sorted(references), AT_ONCE):
        for kept in (imported_rows, known_records, deliveries):
            connection.execute(
                sa.delete(kept).where(kept.c.table == table, kept.c.reference.in_(part))
            )


def _by_table(rows: Iterable[RowName]) -> Mapping[str, list[str]]:
    references: dict[str, list[str]] = {}
    for table, reference in rows:
        references.setdefault(table, []).append(reference)
    return references
