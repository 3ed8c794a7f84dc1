"""Example data (config/example.yaml): rows with dates relative to today, to look at
and to try things out on.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from core.notation.spelling import nearest
from expressions.types import UNKNOWN_CHOICE
from programme.app_tables import SETTINGS
from programme.model import Programme
from programme.parts import Column
from programme.reading.mistakes import Mistakes
from programme.reading.source import Source, read_yaml
from programme.records.record import Value

NewReference = Callable[[str], str]


@dataclass(frozen=True)
class Example:
    """Table → key in the file → column → value as written."""

    programme: Programme
    data: dict[str, dict[str, dict[str, Any]]]

    def rows(
        self, today: date, new_reference: NewReference
    ) -> Iterator[tuple[str, str, dict[str, Value]]]:
        """(table, reference, canonical values) of each row;
        `new_reference` makes one for a table.
        """
        references = {
            (table, key): key if table == SETTINGS else new_reference(table)
            for table, rows in self.data.items()
            for key in rows
        }
        for table, rows in self.data.items():
            for key, row in rows.items():
                values = {
                    name: _value(
                        self.programme,
                        self.programme.tables[table].column(name),
                        value,
                        today,
                        references,
                    )
                    for name, value in row.items()
                }
                yield table, references[table, key], values


def read_example(folder: Path, programme: Programme, mistakes: Mistakes) -> Example:
    """The example data of a programme, empty where it has none; what is
    wrong goes to `mistakes`.
    """
    file = folder / "config" / "example.yaml"
    if not file.exists():
        return Example(programme, {})
    source = read_yaml(file, mistakes)
    if isinstance(source.data, dict):
        data = source.data
    else:
        data = {}
    if source.data is not None and not isinstance(source.data, dict):
        mistakes.add(
            file, (1, 1), "this file must hold tables: a name, and below it the rows"
        )
    for table, rows in data.items():
        _check_table(programme, source, table, rows, data, mistakes)
    return Example(programme, data)


def _check_table(
    programme: Programme,
    source: Source,
    table: str,
    rows: Any,
    data: dict[str, Any],
    mistakes: Mistakes,
) -> None:
    if table not in programme.tables:
        mistakes.add(
            source.file,
            source.position((table, "@key")),
            f'no table "{table}"{nearest(table, programme.tables)}',
        )
        return
    if not isinstance(rows, dict):
        text = f"{table} must hold rows: a name, and below it columns and values"
        mistakes.add(source.file, source.position((table,)), text)
        return
    columns = programme.tables[table].columns
    for key, row in rows.items():
        if not isinstance(row, dict):
            mistakes.add(
                source.file,
                source.position((table, key)),
                f"{key} must hold columns and values",
            )
            continue
        for name, value in row.items():
            position = source.position((table, key, name))
            column = next((column for column in columns if column.name == name), None)
            if column is None:
                mistakes.add(
                    source.file,
                    position,
                    f'{table} has no column "{name}"{nearest(name, (c.name for c in columns))}',
                )
            elif wrong := _wrong(programme, column, value, data):
                mistakes.add(source.file, position, wrong)


def _wrong(
    programme: Programme, column: Column, value: Any, data: dict[str, Any]
) -> str:
    """What is wrong with an example value of a column; "" where nothing is."""
    if isinstance(value, dict):
        return f"{column.name} takes one value"
    if isinstance(value, list) and not column.field_type.is_list:
        return f"{column.name} takes one value"
    # What is wrong with a column itself has been told, and not beside each of its rows.
    if any(column.field_type.mistakes(column)):
        return ""
    if column.choices:
        for name in map(str, _listed(value)):
            if column.choice(UNKNOWN_CHOICE):
                return ""
            if not column.choice(name):
                suggestion = nearest(name, column.choice_names)
                return f'"{name}" is not a choice of {column.name}{suggestion}'
    if column.table:
        if column.table not in programme.tables:
            return ""
        return _wrong_reference(column.table, str(value), data)
    return column.field_type.wrong_example(column, value)


def _wrong_reference(table: str, key: str, data: dict[str, Any]) -> str:
    """An example refers to another by its key in the file."""
    rows = data.get(table)
    # A table that holds no rows is told by itself; here it only has no keys.
    if isinstance(rows, dict):
        keys = rows
    else:
        keys = {}
    if key in keys:
        return ""
    return f'no example "{key}" in {table}{nearest(key, keys)}'


def _listed(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    return [value]


def _value(
    programme: Programme,
    column: Column | None,
    value: Any,
    today: date,
    references: dict[tuple[str, str], str],
) -> Value:
    # Checked when the file was read.
    assert column is not None
    if column.table:
        return references[column.table, value]
    return column.field_type.from_example(value, today, programme.time_zone)
