"""What a tab looked like beside its cells: its name, the order of its columns, their
headers, widths and number formats.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from programme.parts import Column
from sheets.client import Spreadsheet
from sheets.columns import Layout
from sheets.team_columns import team_keys

LOOKED_AT = 10
"""Rows below the header in which a column's number format is looked for."""
FIELDS = "sheets(properties(sheetId,title),data(columnMetadata(pixelSize),rowData.values.userEnteredFormat(numberFormat)))"


@dataclass(frozen=True)
class ColumnSchema:
    """One column. `name`: which column of the programme it is; `key`: what it is called
    where it is the team's own.

    `label`, `kind` and `choices` (name → label) are what the programme said of it then.
    """

    name: str
    key: str
    header: str
    width: int = 0
    format: Mapping[str, Any] | None = None
    label: str = ""
    kind: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class TabSchema:
    """A tab's name and its columns from left to right."""

    title: str
    # The field's name stands in what the journal keeps.
    places: tuple[ColumnSchema, ...]

    def as_json(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)

    @property
    def names(self) -> set[str]:
        """The programme's columns that the tab has."""
        return {column.name for column in self.places if column.name}

    def column(self, name: str) -> ColumnSchema | None:
        """One of the programme's columns, or None where the tab has no such column."""
        return next((column for column in self.places if column.name == name), None)

    def holds(self, other_schema: "TabSchema") -> bool:
        """Whether every column of another schema is in this one."""
        mine = {(column.name, column.key) for column in self.places}
        return all((column.name, column.key) in mine for column in other_schema.places)

    @property
    def formats(self) -> dict[str, Mapping[str, Any]]:
        """Key of each of the team's own columns → its number format, where it has
        one.
        """
        return {
            column.key: column.format
            for column in self.places
            if column.key and column.format
        }


def tab_schema_from_json(data: Mapping[str, Any]) -> TabSchema:
    """A schema from its JSON."""
    return TabSchema(
        str(data["title"]), tuple(ColumnSchema(**column) for column in data["places"])
    )


def read_tab_schemas(
    spreadsheet: Spreadsheet, layouts: Iterable[Layout], language: str
) -> dict[str, TabSchema]:
    """Table → what its tab looks like at this moment (one call);
    `language` of the labels.

    A tab that has lost its header row is left out: what it looks like is not what it
    should be made again from.
    """
    # A tab without headers would be remembered as one without columns.
    by_sheet = {layout.sheet_id: layout for layout in layouts if not layout.headless}
    if not by_sheet:
        return {}
    filters = [{"gridRange": _sample(layout)} for layout in by_sheet.values()]
    schemas: dict[str, TabSchema] = {}
    for sheet in spreadsheet.grids(filters, FIELDS):
        layout = by_sheet.get(int(sheet["properties"].get("sheetId", 0)))
        if layout is not None:
            schemas[layout.table.name] = _tab_schema(layout, sheet, language)
    return schemas


def _sample(layout: Layout) -> dict[str, int]:
    """The rows in which the number formats are looked for; at least one, so that the
    columns' widths come along.
    """
    end = layout.first_row + LOOKED_AT
    return {
        "sheetId": layout.sheet_id,
        "startRowIndex": layout.first_row,
        "endRowIndex": end,
    }


def _tab_schema(layout: Layout, sheet: Mapping[str, Any], language: str) -> TabSchema:
    data = (sheet.get("data") or [{}])[0]
    widths = [
        int(column.get("pixelSize", 0)) for column in data.get("columnMetadata", [])
    ]
    formats: dict[int, Any] = {}
    for row in data.get("rowData", []):
        for index, cell in enumerate(row.get("values", [])):
            if number_format := cell.get("userEnteredFormat", {}).get("numberFormat"):
                # The first row that has one: formats of whole
                # columns show in every row.
                formats.setdefault(index, number_format)
    names = {index: name for name, index in layout.columns.items()}
    key_by_index = team_keys(layout, layout.width)
    column_schemas = tuple(
        ColumnSchema(
            names.get(index, ""),
            key_by_index.get(index, ""),
            layout.header(index),
            widths[index] if index < len(widths) else 0,
            formats.get(index) if index in key_by_index else None,
            **_said(layout.table.column(names.get(index, "")), language),
        )
        for index in range(layout.width)
    )
    return TabSchema(str(sheet["properties"]["title"]), column_schemas)


def _said(column: Column | None, language: str) -> dict[str, Any]:
    if column is None:
        return {}
    choices = {choice.name: choice.label[language] for choice in column.choices}
    return {
        "label": column.label[language],
        "kind": str(column.type),
        "choices": choices,
    }
