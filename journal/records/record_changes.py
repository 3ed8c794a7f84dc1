"""What a look at the sheet makes of records, kept together with
the changes that it shows.

One call is one part of a look. A record's known state and its changes are written in
one transaction: after a crash the next look finds what is missing, and nothing twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeAlias

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from core.ids import digest
from journal.records import changes as changes_of_records
from journal.records.changes import Change, new_change
from journal.records.known_records import SELECT, KnownRecord
from journal.rows import all_rows, as_columns
from journal.schema import changes as changes_table
from journal.schema import known_records
from journal.states import Handling, Happening
from programme.records.record import ENDED, Value

BLANK: tuple[Value, ...] = (None, "", [])


@dataclass(frozen=True)
class CellChange:
    """A cell that staff changed.

    `by`: who set it on a page; "" for an edit in the sheet.
    """

    column: str
    before: Value
    after: Value
    by: str = ""


@dataclass(frozen=True)
class Arrived:
    """A row that was sent and is in the sheet now; it begins as it was sent.

    `is_submission`: a form brought it.
    """

    reference: str
    values: Mapping[str, Value]
    own: Mapping[str, Value]
    is_submission: bool = False


@dataclass(frozen=True)
class Appeared:
    """A row that staff made a record. `typed`: what stands in the columns whose filling
    counts, which were blank before.

    `is_copy`: it says what another row says; nothing follows from what came
    with it until it is edited.
    """

    reference: str
    values: Mapping[str, Value]
    own: Mapping[str, Value]
    typed: Mapping[str, Value] = field(default_factory=dict)
    is_copy: bool = False


@dataclass(frozen=True)
class Edited:
    """A record that is otherwise than it was. `values` and `own`: what is known of it
    from now on; `cells`: what staff meant.

    `before`: the values with which it was compared; `is_back`: it was gone; `ended`:
    boxes by which somebody agreed in whose place another person may stand now.
    """

    reference: str
    before: Mapping[str, Value]
    values: Mapping[str, Value]
    own: Mapping[str, Value]
    cells: Sequence[CellChange] = ()
    is_back: bool = False
    ended: Sequence[str] = ()


@dataclass(frozen=True)
class Gone:
    """A record that no row is any more.

    `before`: the values with which it was last seen.
    """

    reference: str
    before: Mapping[str, Value]


RecordChange: TypeAlias = Arrived | Appeared | Edited | Gone


def apply_changes(
    connection: Connection, table: str, changes: Sequence[RecordChange], now: datetime
) -> set[str]:
    """Keeps changes of a table's records; gives the references of
    those that were passed over.

    A change counts only for the state that it was compared with: should another worker
    have looked meanwhile, the next look of whoever has the lease compares anew. What
    has arrived comes first, as it may have been edited since.
    """
    arrivals = []
    for change in changes:
        if isinstance(change, Arrived):
            arrivals.append(change)
    _add_arrived(connection, table, arrivals, now)
    records = _known(connection, table, [change.reference for change in changes])
    appeared: list[Appeared] = []
    edited: list[tuple[Edited, KnownRecord]] = []
    lost: list[KnownRecord] = []
    passed_over: set[str] = set()
    for change in changes:
        record = records.get(change.reference)
        if isinstance(change, Arrived):
            continue
        if isinstance(change, Appeared):
            if record is None:
                appeared.append(change)
        elif record is None or record.digest != digest(dict(change.before)):
            passed_over.add(change.reference)
        elif isinstance(change, Edited):
            edited.append((change, record))
        else:
            lost.append(record)
    _add_appeared(connection, table, appeared, now)
    _update_edited(connection, table, edited, now)
    _mark_gone(connection, lost, now)
    return passed_over


def _add_arrived(
    connection: Connection, table: str, arrivals: Sequence[Arrived], now: datetime
) -> None:
    """Those that are records already were brought back: they go on as they were."""
    present = _known(connection, table, [arrival.reference for arrival in arrivals])
    records: list[KnownRecord] = []
    received: list[Change] = []
    for arrival in arrivals:
        if arrival.reference in present:
            continue
        records.append(_record(table, arrival, arrival.reference, now))
        if arrival.is_submission:
            received.append(
                new_change(Happening.received, table, arrival.reference, now)
            )
    _add_records(connection, records)
    changes_of_records.add_all(connection, received)


def _add_appeared(
    connection: Connection, table: str, rows: Sequence[Appeared], now: datetime
) -> None:
    records: list[KnownRecord] = []
    notes: list[Change] = []
    for row in rows:
        note = new_change(Happening.appeared, table, row.reference, now)
        records.append(_record(table, row, note.id, now))
        notes.append(note)
        if row.is_copy:
            handling = Handling.copied
        else:
            handling = Handling.new
        for column, value in row.typed.items():
            notes.append(
                new_change(
                    Happening.typed,
                    table,
                    row.reference,
                    now,
                    column=column,
                    after=value,
                    handling=handling,
                )
            )
    _add_records(connection, records)
    changes_of_records.add_all(connection, notes)


def _update_edited(
    connection: Connection,
    table: str,
    edited: Sequence[tuple[Edited, KnownRecord]],
    now: datetime,
) -> None:
    updates: list[KnownRecord] = []
    notes: list[Change] = []
    meant: list[str] = []
    for change, record in edited:
        if change.is_back:
            notes.append(new_change(Happening.back, table, change.reference, now))
        cells = [_edit(table, change.reference, cell, now) for cell in change.cells]
        notes.extend(cells)
        if cells:
            meant.append(change.reference)
        updates.append(
            _updated(record, change, {cell.column: cell.id for cell in cells}, now)
        )
    _release_copied(connection, table, meant, now)
    changes_of_records.add_all(connection, notes)
    _update(
        connection,
        updates,
        "values",
        "own",
        "occasions",
        "digest",
        "changed_at",
        "gone_at",
    )


def _edit(table: str, reference: str, cell: CellChange, now: datetime) -> Change:
    edited = Happening.edited
    column = cell.column
    return new_change(
        edited,
        table,
        reference,
        now,
        column=column,
        before=cell.before,
        after=cell.after,
        actor=cell.by,
    )


def _updated(
    record: KnownRecord, change: Edited, occasions: Mapping[str, str], now: datetime
) -> KnownRecord:
    record = replace(
        record,
        own=dict(change.own),
        occasions={
            **record.occasions,
            **dict.fromkeys(change.ended, ENDED),
            **occasions,
        },
        gone_at=None,
    )
    # only the app's cells are otherwise: the row has been still
    if change.values == change.before:
        return record
    values = dict(change.values)
    return replace(record, values=values, digest=digest(values), changed_at=now)


def _mark_gone(
    connection: Connection, records: Sequence[KnownRecord], now: datetime
) -> None:
    notes = [
        new_change(Happening.gone, record.table, record.reference, now)
        for record in records
    ]
    changes_of_records.add_all(connection, notes)
    _update(connection, [replace(record, gone_at=now) for record in records], "gone_at")


def _release_copied(
    connection: Connection, table: str, references: Sequence[str], now: datetime
) -> None:
    """Rows that were copies of others are edited: from now on
    what came with them counts.
    """
    if not references:
        return
    is_of_table = sa.and_(
        changes_table.c.table == table, changes_table.c.reference.in_(references)
    )
    query = sa.update(changes_table).where(
        is_of_table, changes_table.c.handling == Handling.copied
    )
    connection.execute(query.values(handling=Handling.new, seen_at=now))


def _known(
    connection: Connection, table: str, references: Sequence[str]
) -> dict[str, KnownRecord]:
    if not references:
        return {}
    is_wanted = sa.and_(
        known_records.c.table == table, known_records.c.reference.in_(references)
    )
    return {
        record.reference: record
        for record in all_rows(connection, SELECT.where(is_wanted), KnownRecord)
    }


def _record(
    table: str, row: Arrived | Appeared, occasion: str, now: datetime
) -> KnownRecord:
    """A record as it begins: every filled value is set by `occasion`, a submission or
    the change that made it appear.
    """
    filled = []
    for name, value in row.values.items():
        if value not in BLANK:
            filled.append(name)
    values = dict(row.values)
    return KnownRecord(
        table,
        row.reference,
        values,
        dict.fromkeys(filled, occasion),
        dict(row.own),
        digest(values),
        now,
        None,
    )


def _add_records(connection: Connection, records: Sequence[KnownRecord]) -> None:
    if records:
        connection.execute(
            sa.insert(known_records), [as_columns(record) for record in records]
        )


def _update(
    connection: Connection, records: Sequence[KnownRecord], *columns: str
) -> None:
    """Sets these columns of records, in one statement."""
    if not records:
        return
    c = known_records.c
    query = sa.update(known_records).where(
        c.table == sa.bindparam("of_table"), c.reference == sa.bindparam("of")
    )
    assignments = {
        c[name]: sa.bindparam(f"new_{name}", type_=c[name].type) for name in columns
    }
    parameters: list[dict[str, object]] = []
    for record in records:
        fields = {f"new_{name}": getattr(record, name) for name in columns}
        parameters.append({"of_table": record.table, "of": record.reference, **fields})
    connection.execute(query.values(assignments), parameters)
