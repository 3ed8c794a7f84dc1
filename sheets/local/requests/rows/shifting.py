"""Cells put in or taken out, with the rest of their rows or columns shifted."""

from dataclasses import dataclass, replace

from sheets.local.content import dimensions
from sheets.local.errors import invalid
from sheets.local.formulas import references
from sheets.local.formulas.references import Corner, Follow, Reference, Span
from sheets.local.model.a1 import Area
from sheets.local.model.json_parts import number_of, part_of
from sheets.local.model.spreadsheet import COLUMNS, EMPTY, ROWS, Cell, Json, Sheet
from sheets.local.requests.batch import Batch

Sides = tuple[str, str]
SIDES: dict[str, Sides] = {
    ROWS: ("startRowIndex", "endRowIndex"),
    COLUMNS: ("startColumnIndex", "endColumnIndex"),
}


@dataclass(frozen=True)
class Band:
    """The columns (or rows) in which cells shift down (or right), from `start` to the
    last filled place at `end`.
    """

    sheet: Sheet
    dimension: str
    across: range
    start: int
    end: int

    def area(self, start: int, end: int) -> Area:
        """A piece of the band."""
        low = self.across.start
        high = self.across.stop
        if self.dimension == ROWS:
            return Area(self.sheet, start, end, low, high)
        return Area(self.sheet, low, high, start, end)

    def holds(self, start: int | None, end: int | None) -> bool:
        """Whether a span across the band lies in it; an open one does where the
        band is as wide as the grid.
        """
        if end is None:
            last = self.sheet.count(COLUMNS if self.dimension == ROWS else ROWS)
        else:
            last = end
        return self.across.start <= (start or 0) and last <= self.across.stop


def insert_range(batch: Batch, request: Json) -> None:
    """Puts empty cells in; what was there moves down or right.

    The grid grows so that nothing is lost.
    """
    band, count = _band(batch, request)
    sheet = band.sheet
    index = band.start
    dimensions.grow(
        batch.book,
        sheet,
        band.dimension,
        max(band.end, _last_end(batch, band)) + count - sheet.count(band.dimension),
    )

    _shift(band, index, count)
    _carry(batch, band, dimensions.after_insert(index, count))


def _last_end(batch: Batch, band: Band) -> int:
    """Where the last of what moves along ends, also below the cells."""
    sheet = band.sheet
    across = SIDES[COLUMNS if band.dimension == ROWS else ROWS]
    along = SIDES[band.dimension]
    grids = list(sheet.merges)
    grids += [part for rule in sheet.conditional for part in rule["ranges"]]
    entries = [*sheet.protected, *sheet.banded]
    for entry in batch.book.named:
        if _is_on(sheet, entry):
            entries.append(entry)
    for entry in entries:
        if "range" in entry:
            grids.append(entry["range"])
    moving = []
    for grid in grids:
        if band.holds(grid.get(across[0]), grid.get(across[1])):
            moving.append(grid)
    return max((grid.get(along[1]) or 0 for grid in moving), default=0)


def delete_range(batch: Batch, request: Json) -> None:
    """Takes cells out; what is below or to the right moves in."""
    band, count = _band(batch, request)
    start = band.start
    end = band.start + count

    def shifted(position: int) -> int:
        if position <= start:
            return position
        return max(start, position - count)

    def follow(first: int | None, last: int | None) -> Span | None:
        low = None
        if first is not None:
            low = shifted(first)
        high = None
        if last is not None:
            high = shifted(last)
        if high is not None and high <= (low or 0):
            return None
        return (low, high)

    _put(band.area(start, end), [])
    _shift(band, end, -count)
    _carry(batch, band, follow)


def _band(batch: Batch, request: Json) -> tuple[Band, int]:
    """Where cells shift, and how many places far."""
    area = batch.area(part_of(request, "range"))
    dimension = request.get("shiftDimension")
    if dimension not in SIDES:
        raise invalid("No shift dimension specified.")
    if dimension == ROWS:
        return _whole(
            Band(
                area.sheet,
                ROWS,
                range(area.left, area.right),
                area.top,
                len(area.sheet.rows),
            )
        ), area.height
    rows = area.sheet.rows[area.top : area.bottom]
    longest = max((len(row.cells) for row in rows if row), default=0)
    return _whole(
        Band(area.sheet, COLUMNS, range(area.top, area.bottom), area.left, longest)
    ), area.width


def _whole(band: Band) -> Band:
    """The band, unless it would tear a merged range apart."""
    across = SIDES[COLUMNS if band.dimension == ROWS else ROWS]
    along = SIDES[band.dimension]
    for merge in band.sheet.merges:
        start = merge[across[0]]
        end = merge[across[1]]
        touches = (
            start < band.across.stop
            and band.across.start < end
            and merge[along[1]] > band.start
        )
        if touches and not band.holds(start, end):
            raise invalid(
                "You must select all cells in a merged range to merge or unmerge them."
            )
    return band


def _shift(band: Band, start: int, distance: int) -> None:
    """Moves the cells from a place on; what they leave behind is empty."""
    if start >= band.end:
        return
    source = band.area(start, band.end)
    columns = range(source.left, source.right)
    block = []
    for row in range(source.top, source.bottom):
        block.append([source.sheet.cell(row, c) for c in columns])
    # Emptied first: where the block lands may overlap with where it stood.
    _put(source, [])
    _put(band.area(start + distance, band.end + distance), block)


def _put(area: Area, block: list[list[Cell]]) -> None:
    """Puts cells into an area; none at all empties it."""
    for row in range(area.top, area.bottom):
        if block:
            line = block[row - area.top]
        else:
            line = [EMPTY] * area.width
        area.sheet.put(row, dict(enumerate(line, area.left)))


def _carry(batch: Batch, band: Band, follow: Follow) -> None:
    """Takes along what lies in the band or points at it.

    A filter stays where it was set.
    """
    book = batch.book
    sheet = band.sheet
    references.change_all(
        book, sheet, lambda reference: _followed(band, reference, follow)
    )
    sheet.merges = _grids(band, sheet.merges, follow)
    sheet.protected = _entries(band, sheet.protected, follow)
    sheet.banded = _entries(band, sheet.banded, follow)
    rules = [
        rule | {"ranges": _grids(band, rule["ranges"], follow)}
        for rule in sheet.conditional
    ]
    sheet.conditional = [rule for rule in rules if rule["ranges"]]
    named: list[Json] = []
    for entry in book.named:
        named.extend(
            _entries(band, [entry], follow) if _is_on(sheet, entry) else [entry]
        )
    book.named = named


def _is_on(sheet: Sheet, named: Json) -> bool:
    return number_of(named["range"], "sheetId") == sheet.id


def _followed(band: Band, reference: Reference, follow: Follow) -> Reference | None:
    across, along = ("column", "row") if band.dimension == ROWS else ("row", "column")
    first = reference.first
    last = reference.last or reference.first
    end = getattr(last, across)
    if not band.holds(getattr(first, across), None if end is None else end + 1):
        return reference
    stop = getattr(last, along)
    span = follow(getattr(first, along), None if stop is None else stop + 1)
    if span is None:
        return None
    final = None
    if span[1] is not None:
        final = span[1] - 1
    moved = _corner_at(band, first, span[0])
    return replace(
        reference,
        first=moved,
        last=reference.last and _corner_at(band, reference.last, final),
    )


def _corner_at(band: Band, corner: Corner, position: int | None) -> Corner:
    if band.dimension == ROWS:
        return replace(corner, row=position)
    return replace(corner, column=position)


def _grids(band: Band, grids: list[Json], follow: Follow) -> list[Json]:
    """GridRanges where they are now; those across other places than the band stay,
    those of which nothing is left go.
    """
    across = SIDES[COLUMNS if band.dimension == ROWS else ROWS]
    along = SIDES[band.dimension]
    moved = []
    for grid in grids:
        if not band.holds(grid.get(across[0]), grid.get(across[1])):
            moved.append(grid)
        elif span := follow(grid.get(along[0]), grid.get(along[1])):
            moved.append(
                grid
                | {
                    name: position
                    for name, position in zip(along, span, strict=True)
                    if position is not None
                }
            )
    return moved


def _entries(band: Band, entries: list[Json], follow: Follow) -> list[Json]:
    """Entries that have a range, with it where it is now; one without a range (of a
    whole tab) stays as it is.
    """
    carried: list[Json] = []
    for entry in entries:
        if "range" not in entry:
            carried.append(entry)
        elif moved := _grids(band, [entry["range"]], follow):
            carried.append(entry | {"range": moved[0]})
    return carried
