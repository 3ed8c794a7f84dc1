"""Records as last seen in the sheet."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict, Unpack

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from core.batches import batches
from core.ids import digest
from journal.rows import all_rows, as_columns, first_row, select_rows
from journal.schema import known_records
from programme.records.record import Record, Value

AT_ONCE = 500
"""References in one query."""


@dataclass(frozen=True)
class KnownRecord:
    """A record as last seen.

    `occasions`: column → what set its present value (a submission, a change; ENDED
    for an agreement of somebody who is not there any more);
    `own`: the values of the app's own columns; `digest`: of `values`;
    `changed_at`: when a staff cell last changed; `gone_at`: when its row
    disappeared from the sheet, or None.
    """

    table: str
    reference: str
    values: Mapping[str, Value]
    occasions: Mapping[str, str]
    own: Mapping[str, Value]
    digest: str
    changed_at: datetime
    gone_at: datetime | None

    def as_record(self) -> Record:
        """The same for rules, conditions and mails."""
        return Record(self.table, self.reference, self.values, self.occasions)


@dataclass(frozen=True)
class Appeared:
    """A row typed by hand, seen for the first time with its reference."""

    reference: str
    values: Mapping[str, Value]
    own: Mapping[str, Value]


class Update(TypedDict, total=False):
    """What can change of a record."""

    values: Mapping[str, Value]
    occasions: Mapping[str, str]
    own: Mapping[str, Value]
    gone_at: datetime | None


SELECT = select_rows(known_records, KnownRecord)
IS_PRESENT = known_records.c.gone_at.is_(None)
OF_TABLES = SELECT.where(
    known_records.c.table.in_(sa.bindparam("tables", expanding=True))
)
PRESENT_OF_TABLE = SELECT.where(
    known_records.c.table == sa.bindparam("table"),
    known_records.c.reference.in_(sa.bindparam("references", expanding=True)),
    IS_PRESENT,
)
MARKS = sa.select(
    known_records.c.table,
    known_records.c.reference,
    known_records.c.digest,
    sa.cast(known_records.c.occasions, sa.Text),
).where(IS_PRESENT)


def of_table(connection: Connection, table: str) -> dict[str, KnownRecord]:
    """Every record of a table ever seen, by reference; those
    that are gone have `gone_at`.
    """
    records = all_rows(
        connection, SELECT.where(known_records.c.table == table), KnownRecord
    )
    return {record.reference: record for record in records}


def by_table(
    connection: Connection, tables: Collection[str]
) -> dict[str, dict[str, KnownRecord]]:
    """Table → every record of it ever seen, by reference; for each
    of `tables`, in one query.
    """
    records: dict[str, dict[str, KnownRecord]] = {table: {} for table in tables}
    asked = {"tables": list(tables)}
    for record in all_rows(connection, OF_TABLES, KnownRecord, asked):
        records[record.table][record.reference] = record
    return records


def present(connection: Connection) -> Sequence[KnownRecord]:
    """Every record that the sheet holds."""
    return all_rows(connection, SELECT.where(IS_PRESENT), KnownRecord)


def marks(connection: Connection) -> dict[tuple[str, str], tuple[str, str]]:
    """(table, reference) of every record that the sheet holds → what is different as
    soon as anything of it is.
    """
    return {(row[0], row[1]): (row[2], row[3]) for row in connection.execute(MARKS)}


def by_keys(
    connection: Connection, keys: Iterable[tuple[str, str]]
) -> Iterator[KnownRecord]:
    """The records of these (table, reference) that the sheet holds."""
    references_of: dict[str, list[str]] = {}
    for table, reference in keys:
        references_of.setdefault(table, []).append(reference)
    for table, references in references_of.items():
        for part in batches(references, AT_ONCE):
            asked = {"table": table, "references": part}
            yield from all_rows(connection, PRESENT_OF_TABLE, KnownRecord, asked)


def references_elsewhere(connection: Connection, table: str) -> set[str]:
    """References of all records ever seen in other tables."""
    query = sa.select(known_records.c.reference).where(known_records.c.table != table)
    return set(connection.execute(query).scalars())


def by_reference(connection: Connection, reference: str) -> KnownRecord | None:
    """The record of a reference, or None."""
    return first_row(
        connection, SELECT.where(known_records.c.reference == reference), KnownRecord
    )


def is_gone(connection: Connection, reference: str) -> bool:
    """Whether a record was seen in the sheet and is there no more."""
    rows = all_by_reference(connection, reference)
    return bool(rows) and all(row.gone_at is not None for row in rows)


def all_by_reference(connection: Connection, reference: str) -> Sequence[KnownRecord]:
    """The records of a reference: one, or one of each tab that its row has been in."""
    return all_rows(
        connection, SELECT.where(known_records.c.reference == reference), KnownRecord
    )


def add(
    connection: Connection,
    table: str,
    reference: str,
    values: Mapping[str, Value],
    *,
    own: Mapping[str, Value],
    occasion: str,
    now: datetime,
) -> None:
    """Seeds a record: every filled value is set by `occasion` (a submission, or the
    change that made it appear).
    """
    record = _seed(table, Appeared(reference, values, own), occasion, now)
    connection.execute(sa.insert(known_records).values(as_columns(record)))


def update(
    connection: Connection,
    table: str,
    reference: str,
    now: datetime | None = None,
    **changed: Unpack[Update],
) -> None:
    """Updates a record; `now` marks its staff cells as changed at that moment."""
    values: dict[str, object] = {**changed}
    if "values" in changed:
        values["digest"] = digest(dict(changed["values"]))
    if now is not None:
        values["changed_at"] = now
    is_record = sa.and_(
        known_records.c.table == table, known_records.c.reference == reference
    )
    connection.execute(sa.update(known_records).where(is_record).values(values))


def _seed(table: str, row: Appeared, occasion: str, now: datetime) -> KnownRecord:
    occasions = {}
    for name, value in row.values.items():
        if _is_filled(value):
            occasions[name] = occasion
    values = dict(row.values)
    return KnownRecord(
        table,
        row.reference,
        values,
        occasions,
        dict(row.own),
        digest(values),
        now,
        None,
    )


def _is_filled(value: Value) -> bool:
    return value not in (None, "", [])
