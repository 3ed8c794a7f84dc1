"""Takes rows that were brought in out of the spreadsheet again, as long as nobody has
worked with them.

Google removes rows by where they stand (sheets.writing.remove): each is looked for by
its reference right before, and what was hit in its place comes back at once.
"""

from collections.abc import Collection, Iterable, Mapping

from core.logs import effect
from journal.connection import Connection
from journal.records import known_records, row_imports
from journal.records.cells import cell_commands
from journal.records.cells.team_cells import NO_CELLS
from journal.records.known_records import KnownRecord
from journal.records.row_imports import RowImport
from journal.states import DeliveryState
from journal.tabs import deliveries
from programme.app_tables import LISTED_SEPARATOR
from programme.model import Programme, Table
from programme.records.record import Value
from sheets.header import canonical_reference
from sheets.reading.snapshot import Row, Snapshot, Tab
from sheets.writing.remove import remove_rows, standing_references
from sync.context import SyncContext
from sync.rows.likeness import differences

Naming = tuple[str, str, Mapping[str, Value]]
"""(table, reference, values) of a row that may name others."""


def undo_imports(context: SyncContext, snapshot: Snapshot) -> bool:
    """Takes back the imports that somebody wants undone.

    True when the sheet was written. Raises as the client does: the next round goes on.
    """
    with context.journal.read() as connection:
        wanted = row_imports.to_undo(connection)
    wrote = False
    for row_import in wanted:
        tab = snapshot.writable.get(row_import.table)
        if tab is None or "reference" not in tab.layout.metadata:
            continue
        wrote |= _undo(context, tab, row_import)
    return wrote


def _undo(context: SyncContext, tab: Tab, row_import: RowImport) -> bool:
    table = row_import.table
    with context.journal.write() as connection:
        references = {
            row.reference for row in row_imports.rows_of(connection, row_import.id)
        }
        waiting = deliveries.by_references(connection, table, references)
        queued = set()
        for delivery in waiting:
            if delivery.state is DeliveryState.queued:
                queued.add(delivery.reference)
        # Those never came: nothing has to be taken out of the sheet.
        row_imports.forget_rows(connection, table, queued)
        if len(queued) < len(waiting):
            return False  # a look tells first whether the others came
        present = known_records.present(connection)
        touched = row_imports.edited(connection, table, references)
        for command in cell_commands.under_way(connection, table):
            touched.add(command.reference)
        under_way = _under_way(connection, context.programme)
    known = [_naming(record) for record in present]
    touched |= _named(context.programme, table, [*known, *under_way], references)
    untouched = _untouched(tab, present, references - queued - touched)
    hit, wrote = _remove(context, tab, untouched)
    with context.journal.write() as connection:
        row_imports.forget_rows(connection, table, untouched)
        row_imports.undone(connection, row_import.id, context.now())
        rows = {}
        for reference in hit:
            row = tab.rows[reference]
            rows[reference] = ({**row.own, **row.values}, NO_CELLS.as_json())
        deliveries.send_again(connection, table, rows)
    effect("import", "undone", table=table, rows=len(queued) + len(untouched))
    return wrote


def _naming(record: KnownRecord) -> Naming:
    return record.table, record.reference, record.values


def _under_way(connection: Connection, programme: Programme) -> list[Naming]:
    """What is going to stand in the sheet: rows on their way, and cells that somebody
    has set.
    """
    rows: list[Naming] = []
    for table, references in deliveries.pending_by_table(connection).items():
        for delivery in deliveries.by_references(connection, table, references):
            rows.append((table, delivery.reference, delivery.values))
    for table in programme.tables:
        for command in cell_commands.under_way(connection, table):
            rows.append((table, command.reference, {command.column: command.wanted}))
    return rows


def _untouched(
    tab: Tab, present: Iterable[KnownRecord], references: Collection[str]
) -> set[str]:
    """The rows that stand as they came: nothing beside them, and no copy of them.
    Pure.
    """
    known: Mapping[str, KnownRecord] = {
        record.reference: record
        for record in present
        if record.table == tab.layout.table.name
    }
    copied = {row.reference for row in tab.copies}
    untouched = set()
    for reference in references:
        row = tab.rows.get(reference)
        record = known.get(reference)
        if row is None or record is None:
            continue
        is_beside = reference in tab.beside or reference in copied
        values = _with_references(tab.layout.table, row)
        is_same = not row.wrong and not differences(record.values, values)
        if is_same and not is_beside:
            untouched.add(reference)
    return untouched


def _with_references(table: Table, row: Row) -> Mapping[str, Value]:
    """What a row says, references without the names that stand beside them."""
    values = dict(row.values)
    for column in table.columns:
        text = values.get(column.name)
        if column.table and text:
            code = str(text).rpartition(LISTED_SEPARATOR)[2]
            values[column.name] = canonical_reference(code)
    return values


def _named(
    programme: Programme,
    table: str,
    rows: Iterable[Naming],
    references: Collection[str],
) -> set[str]:
    """Those of these rows that another row names. Pure."""
    named = set()
    for row_table, reference, values in rows:
        if row_table == table and reference in references:
            continue
        definition = programme.tables.get(row_table)
        if definition is None:
            continue
        for column in definition.columns:
            if column.table == table:
                named.add(str(values.get(column.name) or ""))
    return named


def _remove(
    context: SyncContext, tab: Tab, references: Collection[str]
) -> tuple[set[str], bool]:
    """Removes rows; gives what was hit in their place, and whether anything was
    written.
    """
    if not references:
        return set(), False
    before = standing_references(context.spreadsheet, tab.layout)
    indexes = []
    for index, reference in before.items():
        if reference in references:
            indexes.append(index)
    context.guard()
    remove_rows(context.spreadsheet, tab.layout, indexes)
    after = set(standing_references(context.spreadsheet, tab.layout).values())
    hit = set(before.values()) - after - set(references)
    return hit & tab.rows.keys(), True
