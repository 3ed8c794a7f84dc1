"""Banded ranges: rows or columns in alternating colours."""

from sheets.local.model.json_parts import number_of, part_of
from sheets.local.model.spreadsheet import COLUMNS, ROWS, Json, Sheet


class Bands:
    """The background that a tab's banded ranges give its cells."""

    def __init__(self, sheet: Sheet) -> None:
        self.ranges = [Band(entry, sheet) for entry in sheet.banded]

    def colour(self, row: int, column: int) -> Json | None:
        """The format of the band that a cell lies in; the same object for the same
        band.
        """
        for band in self.ranges:
            if band.top <= row < band.bottom and band.left <= column < band.right:
                return band.of_column(column) or band.of_row(row)
        return None


class Band:
    """One banded range; the colours of columns lie over those of rows."""

    def __init__(self, entry: Json, sheet: Sheet) -> None:
        grid = entry["range"]
        self.top = number_of(grid, "startRowIndex")
        self.bottom = int(grid.get("endRowIndex", sheet.row_count))
        self.left = number_of(grid, "startColumnIndex")
        self.right = int(grid.get("endColumnIndex", sheet.column_count))
        self.rows = _formats(part_of(entry, "rowProperties"))
        self.columns = _formats(part_of(entry, "columnProperties"))

    def of_row(self, row: int) -> Json | None:
        """What the row's band looks like."""
        return _of(self.rows, row - self.top, self.bottom - self.top)

    def of_column(self, column: int) -> Json | None:
        """What the column's band looks like."""
        return _of(self.columns, column - self.left, self.right - self.left)


def _formats(properties: Json) -> dict[str, Json]:
    names = ("headerColor", "firstBandColor", "secondBandColor", "footerColor")
    formats = {}
    for name in names:
        style = properties.get(f"{name}Style")
        if style is not None:
            formats[name] = {"backgroundColorStyle": style}
    return formats


def _of(formats: dict[str, Json], index: int, count: int) -> Json | None:
    if not formats:
        return None
    if index == 0 and "headerColor" in formats:
        return formats["headerColor"]
    if index == count - 1 and "footerColor" in formats:
        return formats["footerColor"]
    after_header = index - ("headerColor" in formats)
    return formats.get("secondBandColor" if after_header % 2 else "firstBandColor")


def overlaps(entry: Json, other: Json, sheet: Sheet) -> bool:
    """Whether two banded ranges share a cell."""
    spans = []
    for grid in (entry["range"], other["range"]):
        for part, dimension in (("Row", ROWS), ("Column", COLUMNS)):
            start = int(grid.get(f"start{part}Index") or 0)
            end = int(grid.get(f"end{part}Index", sheet.count(dimension)))
            spans.append((start, end))
    (top, bottom), (left, right), (top2, bottom2), (left2, right2) = spans
    return top < bottom2 and top2 < bottom and left < right2 and left2 < right
