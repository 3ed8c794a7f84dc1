"""What happens when the spreadsheet meets changed files: tables, columns and choices
that came, went, or are called otherwise.

Told from the journal (what was last seen), so that it can be asked without Google;
`setup-sheet` does it, and deletes nothing.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from core.texts import counted
from fieldtypes.errors import NotUnderstoodError
from fieldtypes.normalise import plain
from fieldtypes.parsing.choices import choice
from journal.records import known_records
from journal.records.known_records import KnownRecord
from journal.tabs import deliveries
from programme.model import Programme, Table
from programme.parts import Choice, Column
from sheets.header import spellings
from sheets.tab_schema import ColumnSchema, TabSchema
from sync.diff import is_retired
from sync.tabs.tab_schemas import every


def meets(connection: sa.Connection, programme: Programme) -> list[str]:
    """A line for each thing that will happen; none where the spreadsheet
    has not been looked at yet.
    """
    schemas = every(connection)
    if not schemas:
        return []
    lines: list[str] = []
    left = {}
    for name, shape in schemas.items():
        if name not in programme.tables:
            left[plain(shape.title)] = name
    for name, table in programme.tables.items():
        label = table.label[programme.language]
        if name in schemas:
            lines.extend(_columns(connection, programme, table, schemas[name]))
        elif plain(label) in left:
            former = left[plain(label)]
            lines.append(
                f"the tab “{label}” of the table {former} becomes that of {name}: its rows are taken for new ones"
            )
        else:
            lines.append(f"the tab “{label}” is added")
    for name, shape in schemas.items():
        if name not in programme.tables:
            count = sum(
                row.gone_at is None
                for row in known_records.of_table(connection, name).values()
            )
            lines.append(
                f"the table {name} is no longer in the programme: its tab “{shape.title}” stays, and nothing in it is read"
                f" ({counted(count, 'row')})"
            )
            waiting = len(deliveries.pending_references(connection, name))
            if waiting:
                lines.append(
                    f"{counted(waiting, 'row')} on the way to the table {name}: waiting until it is there again"
                )
    return lines


def _columns(
    connection: sa.Connection, programme: Programme, table: Table, shape: TabSchema
) -> Iterator[str]:
    rows = []
    for row in known_records.of_table(connection, table.name).values():
        if row.gone_at is None:
            rows.append(row)
    for column in table.in_sheet:
        former = shape.column(column.name)
        label = column.label[programme.language]
        adopted = None
        if former is None:
            adopted = _adopted(column, table, shape)
        if former is not None:
            yield from _stays(shape, column, former, label, rows)
        elif adopted is not None:
            yield from _is_adopted(shape, column, adopted, label)
        else:
            yield f"the column “{label}” is added to “{shape.title}”{_blank_in(rows)}"
        if column.field_type.has_choices:
            yield from _choices(programme, shape, column, former, rows)
    for former in shape.places:
        is_known = not former.name or former.name in _names(table)
        if not is_known and not _taken(table, former):
            yield (
                f"the column “{former.header}” of “{shape.title}” is no longer in the programme: it stays, and is the team's"
            )


def _stays(
    shape: TabSchema,
    column: Column,
    former: ColumnSchema,
    label: str,
    rows: Sequence[KnownRecord],
) -> Iterator[str]:
    """What changes for a column that the tab has already."""
    yield from _header(shape, column, former, label)
    if former.kind and former.kind != column.type:
        yield (
            f"the column “{former.header}” of “{shape.title}” holds {column.type} and not {former.kind} from now on:"
            " cells that make no sense as such are problems"
        )
    if column.value is None:
        return
    typed = sum(row.values.get(column.name) not in (None, "", []) for row in rows)
    if typed:
        yield _overwritten(former, shape, f"what {counted(typed, 'row')} said there")


def _adopted(column: Column, table: Table, shape: TabSchema) -> ColumnSchema | None:
    """The column of the team's that is called as a new one of the programme is."""
    team_columns = {}
    for former in shape.places:
        if former.name not in _names(table):
            team_columns[plain(former.header)] = former
    for word in spellings(column):
        if plain(word) in team_columns:
            return team_columns[plain(word)]
    return None


def _is_adopted(
    shape: TabSchema, column: Column, adopted: ColumnSchema, label: str
) -> Iterator[str]:
    yield (
        f"the column “{adopted.header}” of “{shape.title}” is taken for {column.name};"
        " what stands in it already starts nothing"
    )
    yield from _header(shape, column, adopted, label)
    if column.value is not None:
        yield _overwritten(adopted, shape, "what the team has written there")


def _blank_in(rows: Sequence[KnownRecord]) -> str:
    if not rows:
        return ""
    return f": empty in what is there ({counted(len(rows), 'row')}), and it need not be filled"


def _overwritten(former: ColumnSchema, shape: TabSchema, lost: str) -> str:
    """What becomes of cells that were the team's."""
    return (
        f"the column “{former.header}” of “{shape.title}” is computed from now on: {lost} is replaced; under another name and "
        "label the new column stands beside it"
    )


def _names(table: Table) -> set[str]:
    return {column.name for column in table.columns}


def _taken(table: Table, former: ColumnSchema) -> bool:
    """Whether a column that went is the one of another name by now."""
    return any(
        plain(former.header) in map(plain, spellings(column))
        for column in table.columns
    )


def _header(
    shape: TabSchema, column: Column, former: ColumnSchema, label: str
) -> Iterator[str]:
    subject = f"the column “{former.header}” of “{shape.title}”"
    header = plain(former.header)
    if not former.header.strip() or header == plain(label):
        return
    if header in {plain(old) for old in column.was}:
        yield f"{subject} is called “{label}”"
        return
    is_renamed = former.label and plain(former.label) != plain(label)
    if not is_renamed or header in map(plain, spellings(column)):
        return
    if header == plain(former.label):
        yield f"{subject} keeps its header; with `was: [{former.header}]` it would be called “{label}”"
    else:
        yield f"{subject} keeps the header that the team gave it"


def _choices(
    programme: Programme,
    shape: TabSchema,
    column: Column,
    former: ColumnSchema | None,
    rows: Sequence[KnownRecord],
) -> Iterator[str]:
    labels: Mapping[str, str] = {}
    if former:
        labels = former.choices
    for name, count in sorted(_chosen(column, labels, rows).items()):
        label = labels.get(name, name)
        meant = _understood(programme, column, label)
        if meant is not None and meant.name == name:
            continue
        has = "has" if count == 1 else "have"
        subject = f"{counted(count, 'row')} of “{shape.title}” {has} “{label}” in “{column.label[programme.language]}”"
        same_name = column.choice(name)
        if meant is not None:
            yield f"{subject}, which means “{meant.label[programme.language]}” from now on; nobody is told of that"
        elif same_name is not None:
            yield (
                f"{subject}, which is called “{same_name.label[programme.language]}” from now on: they will be problems;"
                f" with `aliases: [{label}]` beside {name} they go on"
            )
        else:
            yield f"{subject}, which is no longer a choice: they will be problems; put it back, or make it an alias of another"


def _chosen(
    column: Column, labels: Mapping[str, str], rows: Sequence[KnownRecord]
) -> Counter[str]:
    """How many rows have each of the choices that the tab had, or that went."""
    counts: Counter[str] = Counter()
    for row in rows:
        value = row.values.get(column.name)
        names: Sequence[Any] = value if isinstance(value, list) else [value]
        for name in names:
            if is_retired(column, name) or name in labels:
                counts[name] += 1
    return counts


def _understood(programme: Programme, column: Column, label: str) -> Choice | None:
    try:
        return column.choice(str(choice(label, column.choices, programme.language)))
    except NotUnderstoodError:
        # A label that no choice has now: it is told which rows hold it.
        return None
