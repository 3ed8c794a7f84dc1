"""What is pasted beside cells: merges, and the rules of conditional formats."""

from collections.abc import Callable
from dataclasses import dataclass

from sheets.local.content.conditional import FORMULA
from sheets.local.formulas import references
from sheets.local.model import a1
from sheets.local.model.a1 import Area
from sheets.local.model.json_parts import items_of, part_of
from sheets.local.model.spreadsheet import Cell, Formula, Json, Sheet
from sheets.local.requests.cells.merges import take_apart, within

Span = tuple[int, int]
ROWS = ("startRowIndex", "endRowIndex")
COLUMNS = ("startColumnIndex", "endColumnIndex")


@dataclass(frozen=True)
class Pasting:
    """A range and where it is put, as often as it fits there.

    `target` is all that is filled: its height and width are multiples of those of the
    source, of the source turned where rows become columns.
    """

    source: Area
    target: Area
    is_turned: bool = False
    is_cut: bool = False

    def size(self) -> tuple[int, int]:
        """Height and width of what is put in once."""
        if self.is_turned:
            return self.source.width, self.source.height
        return self.source.height, self.source.width

    def pasted(self, part: Area) -> list[Area]:
        """Where a part of the source comes to lie, once for each copy."""
        rows, columns = self._offsets(part)
        height, width = self.size()
        areas: list[Area] = []
        for top in range(self.target.top, self.target.bottom, height):
            for left in range(self.target.left, self.target.right, width):
                areas.append(
                    self._area(
                        top + rows[0],
                        top + rows[1],
                        left + columns[0],
                        left + columns[1],
                    )
                )
        return areas

    def covered(self, part: Area) -> list[Area]:
        """The same as few areas as can be: copies that touch are one."""
        rows, columns = self._offsets(part)
        height, width = self.size()
        target = self.target
        areas: list[Area] = []
        for vertical in _copies(rows, height, (target.top, target.bottom)):
            for horizontal in _copies(columns, width, (target.left, target.right)):
                areas.append(self._area(*vertical, *horizontal))
        return areas

    def _offsets(self, part: Area) -> tuple[Span, Span]:
        source = self.source
        rows = (part.top - source.top, part.bottom - source.top)
        columns = (part.left - source.left, part.right - source.left)
        if self.is_turned:
            return columns, rows
        return rows, columns

    def _area(self, top: int, bottom: int, left: int, right: int) -> Area:
        return Area(self.target.sheet, top, bottom, left, right)


def _copies(span: Span, size: int, target: Span) -> list[Span]:
    """A span in each copy; one for all where it is as long as they are."""
    if span == (0, size):
        return [target]
    starts = range(target[0], target[1], size)
    return [(start + span[0], start + span[1]) for start in starts]


def paste_merges(pasting: Pasting) -> None:
    """Merges the copies of merged cells. What was merged at the target no longer is;
    refuses to tear a merge there apart.
    """
    source = pasting.source
    merges = []
    for merge in source.sheet.merges:
        if within(source, merge):
            merges.append(merge)
    if pasting.is_cut:
        take_apart(source)
    take_apart(pasting.target)
    for merge in merges:
        copies = pasting.pasted(_area(source.sheet, merge))
        for copy in copies:
            pasting.target.sheet.merges.append(a1.to_grid(copy))


def paste_conditional_formats(pasting: Pasting) -> None:
    """Lets the rules of the source hold at the target, and no others there.

    1. A rule of the same tab gets the target as a further range, and keeps its place
       among the rules.
    2. Into another tab a copy of it goes, with its formula written for there.
    """
    source = pasting.source
    target = pasting.target
    copies: list[Json] = []
    if source.sheet is not target.sheet:
        for rule in source.sheet.conditional:
            gained = _gained(pasting, rule)
            if gained:
                copies.append(_anchored(rule, gained))
        if pasting.is_cut:
            _change_rules(source.sheet, lambda rule: _left_over(rule, [source]))
    _change_rules(target.sheet, lambda rule: _ranges_after(pasting, rule))
    target.sheet.conditional += copies


def _change_rules(sheet: Sheet, ranges_after: Callable[[Json], list[Json]]) -> None:
    rules: list[Json] = []
    for rule in sheet.conditional:
        ranges = ranges_after(rule)
        # A rule that holds nowhere goes.
        if ranges:
            rules.append(_anchored(rule, ranges))
    sheet.conditional = rules


def _ranges_after(pasting: Pasting, rule: Json) -> list[Json]:
    """Where a rule of the target's tab holds once all is pasted."""
    source = pasting.source
    target = pasting.target
    gained: list[Json] = []
    if source.sheet is target.sheet:
        gained = _gained(pasting, rule)
    if not pasting.is_cut and gained == [a1.to_grid(target)]:
        areas = [_area(target.sheet, grid) for grid in rule["ranges"]]
        # It holds there already: its ranges are not broken into pieces.
        if any(_common(area, target) == target for area in areas):
            return list(rule["ranges"])
    if pasting.is_cut:
        emptied = [source, target]
    else:
        emptied = [target]
    return _left_over(rule, emptied) + gained


def _gained(pasting: Pasting, rule: Json) -> list[Json]:
    grids: list[Json] = []
    for grid in rule["ranges"]:
        part = _common(_area(pasting.source.sheet, grid), pasting.source)
        if part is not None:
            for area in pasting.covered(part):
                grids.append(a1.to_grid(area))
    return grids


def _left_over(rule: Json, emptied: list[Area]) -> list[Json]:
    """The ranges of a rule without some areas; areas of other tabs take nothing."""
    ranges: list[Json] = list(rule["ranges"])
    for area in emptied:
        if int(ranges[0]["sheetId"] if ranges else -1) == area.sheet.id:
            ranges = [part for grid in ranges for part in _without(grid, area)]
    return ranges


def _without(grid: Json, area: Area) -> list[Json]:
    """What is left of a range without an area: at most four pieces."""
    own = _area(area.sheet, grid)
    cut = _common(own, area)
    if cut is None:
        return [grid]
    pieces = [
        (own.top, cut.top, own.left, own.right),
        (cut.top, cut.bottom, own.left, cut.left),
        (cut.top, cut.bottom, cut.right, own.right),
        (cut.bottom, own.bottom, own.left, own.right),
    ]
    return [
        a1.to_grid(Area(area.sheet, top, bottom, left, right))
        for top, bottom, left, right in pieces
        if top < bottom and left < right
    ]


def _anchored(rule: Json, ranges: list[Json]) -> Json:
    """A rule that holds in other ranges: its formula is written for the first cell of
    the first of them.
    """
    down, right = (
        int(ranges[0].get(side) or 0) - int(rule["ranges"][0].get(side) or 0)
        for side in (ROWS[0], COLUMNS[0])
    )
    moved = rule | {"ranges": ranges}
    boolean = part_of(rule, "booleanRule")
    condition = part_of(boolean, "condition")
    if condition.get("type") != FORMULA:
        return moved
    values = [_value(value, down, right) for value in items_of(condition, "values")]
    condition = condition | {"values": values}
    return moved | {"booleanRule": boolean | {"condition": condition}}


def _value(value: Json, down: int, right: int) -> Json:
    text = str(value.get("userEnteredValue", ""))
    cell = references.copied(Cell(Formula(text)), down, right)
    return value | {"userEnteredValue": str(cell.entered)}


def _area(sheet: Sheet, grid: Json) -> Area:
    """The cells of a range; an open end is the grid's."""
    bottom = grid.get(ROWS[1])
    right = grid.get(COLUMNS[1])
    return Area(
        sheet,
        int(grid.get(ROWS[0]) or 0),
        sheet.row_count if bottom is None else int(bottom),
        int(grid.get(COLUMNS[0]) or 0),
        sheet.column_count if right is None else int(right),
    )


def _common(first: Area, second: Area) -> Area | None:
    """The cells that two areas of a tab have in common."""
    top = max(first.top, second.top)
    bottom = min(first.bottom, second.bottom)
    left = max(first.left, second.left)
    right = min(first.right, second.right)
    if top < bottom and left < right:
        return Area(second.sheet, top, bottom, left, right)
    return None
