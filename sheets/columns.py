"""Where the columns of each table are now: by developer metadata, then by header, then by an older header."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.problem import Problem
from core.texts import mark as _
from programme.model import Programme, Table
from programme.parts import Column
from programme.values import plain

TABLE, COLUMN, INSTALLATION = "hoja.table", "hoja.column", "hoja.installation"
"""Keys of the metadata that marks a tab (`towns`), a column (`towns.status`) and the spreadsheet itself."""


@dataclass(frozen=True)
class Layout:
    """A table's tab: `columns` name → index from 0; `metadata` name → metadata id of the columns that carry one."""

    table: Table
    sheet_id: int
    columns: Mapping[str, int] = field(default_factory=dict)
    metadata: Mapping[str, int] = field(default_factory=dict)
    headers: tuple[str, ...] = ()

    def cells(self, line: Sequence[Any]) -> tuple[Any, ...]:
        """The cells of a row that are the table's, in the order of `columns`."""
        return tuple(line[at] if at < len(line) else "" for at in self.columns.values())


def letters(index: int) -> str:
    """What a column is called by people: 0 is A, 26 is AA."""
    front, last = divmod(index, 26)
    return (letters(front - 1) if front else "") + chr(ord("A") + last)


def tabs(found: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Table name → sheet id, from the metadata of the tabs."""
    return {
        str(item["metadataValue"]): int(item["location"]["sheetId"])
        for item in sorted(found, key=lambda item: -int(item["metadataId"]))
        if item["metadataKey"] == TABLE
    }


def marked(found: Iterable[Mapping[str, Any]], table: str, sheet_id: int) -> dict[str, tuple[int, int]]:
    """Column name → (index, metadata id) of a table's marked columns on its tab. A copied tab's marks do not count twice."""
    places: dict[str, tuple[int, int]] = {}
    for item in sorted(found, key=lambda item: int(item["metadataId"])):
        owner, _dot, name = str(item.get("metadataValue", "")).partition(".")
        place = item["location"].get("dimensionRange", {})
        if item["metadataKey"] == COLUMN and owner == table and place.get("sheetId") == sheet_id:
            places.setdefault(name, (int(place.get("startIndex", 0)), int(item["metadataId"])))
    return places


def locate(
    table: Table, sheet_id: int, headers: Sequence[Any], found: Iterable[Mapping[str, Any]]
) -> tuple[Layout, list[Problem]]:
    """The layout of a tab whose first row is `headers`, and a problem for each column that is not to be found."""
    marks = marked(found, table.name, sheet_id)
    columns = {name: index for name, (index, _id) in marks.items() if table.column(name)}
    taken = set(columns.values())
    free = [(index, plain(header)) for index, header in enumerate(headers) if index not in taken]
    problems = []
    for column in table.columns:
        if column.name in columns:
            continue
        names = {plain(name) for name in spellings(column)}
        found_at = [index for index, header in free if header in names]
        if len(found_at) == 1:
            columns[column.name] = found_at[0]
        else:
            problems.append(_twice(table, column) if found_at else _lost(table, column))
    metadata = {name: id for name, (_index, id) in marks.items() if name in columns}
    return Layout(table, sheet_id, columns, metadata, tuple(str(header) for header in headers)), problems


def spellings(column: Column) -> list[str]:
    """Headers by which a column may be known: its labels in every language, then the older ones."""
    return [*column.label.values(), *column.was]


def lost_tab(programme: Programme, table: Table) -> Problem:
    """The problem of a table that has no tab."""
    label = table.label[programme.language]
    return Problem(
        "tab_lost",
        _("The tab “{tab}” is gone. Bring it back from the spreadsheet's version history, or have an empty one made."),
        (("tab", label),),
        table=table.name,
    )


def _twice(table: Table, column: Column) -> Problem:
    label = next(iter(column.label.values()))
    return Problem(
        "column_twice",
        _("Several columns could be “{column}”. Rename all but the right one; until then none of them is touched."),
        (("column", label),),
        table=table.name,
        column=column.name,
    )


def _lost(table: Table, column: Column) -> Problem:
    label = next(iter(column.label.values()))
    return Problem(
        "column_lost",
        _("The column “{column}” is not in this tab any more. Undo its removal, or have an empty one made."),
        (("column", label),),
        table=table.name,
        column=column.name,
    )
