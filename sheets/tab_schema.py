"""What a tab looked like beside its cells: its name, the order of its columns, their headers, widths and number formats."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from programme.parts import Column
from sheets.client import Spreadsheet
from sheets.columns import Layout
from sheets.team_columns import keys

LOOKED_AT = 10
"""Rows below the header in which a column's number format is looked for."""
FIELDS = (
    "sheets(properties(sheetId,title),data(columnMetadata(pixelSize),rowData.values.userEnteredFormat(numberFormat)))"
)


@dataclass(frozen=True)
class Place:
    """One column. `name`: which column of the programme it is; `key`: what it is called where it is the team's own.

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
class Shape:
    """A tab's name and its columns from left to right."""

    title: str
    places: tuple[Place, ...]

    def kept(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)

    @property
    def names(self) -> set[str]:
        """The programme's columns that the tab has."""
        return {place.name for place in self.places if place.name}

    def place(self, name: str) -> Place | None:
        """One of the programme's columns, or None where the tab has no such column."""
        return next((place for place in self.places if place.name == name), None)

    def holds(self, other: "Shape") -> bool:
        """Whether every column of another shape is in this one."""
        mine = {(place.name, place.key) for place in self.places}
        return all((place.name, place.key) in mine for place in other.places)

    @property
    def formats(self) -> dict[str, Mapping[str, Any]]:
        """Key of each of the team's own columns → its number format, where it has one."""
        return {place.key: place.format for place in self.places if place.key and place.format}


def shape_of(kept: Mapping[str, Any]) -> Shape:
    """A shape from its JSON."""
    return Shape(str(kept["title"]), tuple(Place(**place) for place in kept["places"]))


def shapes(spreadsheet: Spreadsheet, layouts: Iterable[Layout], language: str) -> dict[str, Shape]:
    """Table → what its tab looks like at this moment (one call); `language` of the labels."""
    by_sheet = {layout.sheet_id: layout for layout in layouts}
    part = {"startRowIndex": 0, "endRowIndex": LOOKED_AT + 1}
    found = spreadsheet.grids([{"gridRange": {"sheetId": id, **part}} for id in by_sheet], FIELDS) if by_sheet else []
    made = {}
    for sheet in found:
        layout = by_sheet.get(int(sheet["properties"].get("sheetId", 0)))
        if layout is not None:
            made[layout.table.name] = _shape(layout, sheet, language)
    return made


def _shape(layout: Layout, sheet: Mapping[str, Any], language: str) -> Shape:
    data = (sheet.get("data") or [{}])[0]
    widths = [int(column.get("pixelSize", 0)) for column in data.get("columnMetadata", [])]
    formats: dict[int, Any] = {}
    for row in data.get("rowData", [])[1:]:
        for at, cell in enumerate(row.get("values", [])):
            if form := cell.get("userEnteredFormat", {}).get("numberFormat"):
                formats.setdefault(at, form)
    ours = {at: name for name, at in layout.columns.items()}
    width = max([len(layout.headers), *(at + 1 for at in ours)])
    theirs = keys(layout, width)
    places = tuple(
        Place(
            ours.get(at, ""),
            theirs.get(at, ""),
            layout.headers[at] if at < len(layout.headers) else "",
            widths[at] if at < len(widths) else 0,
            formats.get(at) if at in theirs else None,
            **_said(layout.table.column(ours.get(at, "")), language),
        )
        for at in range(width)
    )
    return Shape(str(sheet["properties"]["title"]), places)


def _said(column: Column | None, language: str) -> dict[str, Any]:
    if column is None:
        return {}
    choices = {choice.name: choice.label[language] for choice in column.choices}
    return {"label": column.label[language], "kind": str(column.type), "choices": choices}
