"""Rows and columns put in, taken out and moved, and all that follows
them: ranges, metadata, sizes.
"""

from dataclasses import replace

from sheets.local.errors import invalid
from sheets.local.formulas import references
from sheets.local.formulas.references import Follow, Span
from sheets.local.model.json_parts import number_of, part_of
from sheets.local.model.spreadsheet import (
    COLUMNS,
    MAX_CELLS,
    ROWS,
    Book,
    Cell,
    Json,
    Metadata,
    Row,
    Rows,
    Sheet,
)

PARTS = {ROWS: "Row", COLUMNS: "Column"}
"""What the sides of a range are called."""


def insert(
    book: Book, sheet: Sheet, dimension: str, index: int, count: int, like: int | None
) -> None:
    """Puts in empty rows or columns; `like` is the one whose formats they take over."""
    check_room(book, sheet, dimension, count)
    if dimension == ROWS:
        _insert_rows(sheet, index, count, like)
    else:
        _insert_columns(sheet, index, count, like)
    sheet.resize(dimension, sheet.count(dimension) + count)

    carry(book, sheet, dimension, after_insert(index, count))


def after_insert(index: int, count: int) -> Follow:
    """Where spans are once so many rows or columns were put in at a place."""

    def follow(start: int | None, end: int | None) -> Span:
        if start is not None and start >= index:
            start += count
        if end is not None and end > index:
            end += count
        # One that holds nothing and stands at the place would end before it begins.
        if start is not None and end is not None:
            end = max(start, end)
        return start, end

    return follow


def check_room(book: Book, sheet: Sheet, dimension: str, count: int) -> None:
    """Refuses to grow beyond the ten million cells of a workbook."""
    if dimension == ROWS:
        cross_count = sheet.column_count
    else:
        cross_count = sheet.row_count
    # Google counts the whole grid, empty cells too.
    if book.cell_count() + count * cross_count > MAX_CELLS:
        raise invalid(
            f"This action would increase the number of cells in the workbook above the limit of {MAX_CELLS} cells."
        )


def grow(book: Book, sheet: Sheet, dimension: str, count: int) -> None:
    """Adds empty rows or columns at the end."""
    if count > 0:
        check_room(book, sheet, dimension, count)
        end = f"end{PARTS[dimension]}Index"
        covered = part_of(sheet.basic_filter, "range")
        # A filter down to the last row of a tab holds for rows that are added there.
        if covered.get(end) == sheet.count(dimension):
            covered[end] += count
        sheet.resize(dimension, sheet.count(dimension) + count)


def _plain(cell: Cell | None) -> Cell | None:
    """What a new neighbour takes over: format and validation."""
    if cell is None or (cell.style is None and cell.rule is None):
        return None
    # As at Google: neither value nor note is inherited.
    return Cell(style=cell.style, rule=cell.rule)


def _insert_rows(sheet: Sheet, index: int, count: int, like: int | None) -> None:
    if index > len(sheet.rows):
        return
    model = None
    if like is not None and like < len(sheet.rows):
        model = sheet.rows[like]
    if model:
        cells = [_plain(cell) for cell in model.cells]
    else:
        cells = []
    new = []
    for _ in range(count):
        new.append(Row(cells) if any(cells) else None)
    sheet.rows[index:index] = new
    sheet.trim()


def _insert_columns(sheet: Sheet, start: int, count: int, like: int | None) -> None:
    for index, row in enumerate(sheet.rows):
        if row is None or len(row.cells) < start:
            continue
        model = None
        if like is not None and like < len(row.cells):
            model = row.cells[like]
        line = [*row.cells[:start], *[_plain(model)] * count, *row.cells[start:]]
        sheet.rows[index] = _row(line, row.id)
    sheet.trim()


def _row(line: list[Cell | None], id: int) -> Row | None:
    while line and line[-1] is None:
        line.pop()
    if line:
        return Row(line, id)
    return None


def delete(book: Book, sheet: Sheet, dimension: str, start: int, end: int) -> None:
    """Takes rows or columns out, with what lies in them."""
    if dimension == ROWS:
        del sheet.rows[start:end]
        sheet.trim()
    else:
        for index, row in enumerate(sheet.rows):
            if row and len(row.cells) > start:
                sheet.rows[index] = _row([*row.cells[:start], *row.cells[end:]], row.id)
        sheet.trim()
    remaining = sheet.count(dimension) - (end - start)
    sheet.resize(dimension, remaining)

    def shifted(position: int) -> int:
        if position <= start:
            return position
        return max(start, position - (end - start))

    def follow(first: int | None, last: int | None) -> Span | None:
        low = None
        if first is not None:
            low = shifted(first)
        high = None
        if last is not None:
            high = shifted(last)
        # An open end reaches to the grid's, of which nothing may be left.
        if high is None:
            stop = remaining
        else:
            stop = high
        if stop <= (low or 0):
            return None
        return (low, high)

    carry(book, sheet, dimension, follow)


def move(
    book: Book, sheet: Sheet, dimension: str, start: int, end: int, to: int
) -> None:
    """Moves rows or columns so that they stand before what is now at `to`."""
    count = sheet.count(dimension)
    block = list(range(start, end))
    remaining = []
    for index in range(count):
        if not start <= index < end:
            remaining.append(index)
    # The destination is counted before the block is taken out.
    if to <= start:
        insert_index = to
    else:
        insert_index = to - (end - start)
    order = [*remaining[:insert_index], *block, *remaining[insert_index:]]
    rearrange(book, sheet, dimension, order)


def rearrange(book: Book, sheet: Sheet, dimension: str, order: list[int]) -> None:
    """Puts what was at `order[i]` at place i, with all that follows it."""
    reorder(sheet, dimension, order)
    new_place = {old: new for new, old in enumerate(order)}
    carry(book, sheet, dimension, lambda first, last: _moved(new_place, first, last))


def _moved(new_place: dict[int, int], start: int | None, end: int | None) -> Span:
    """Spans that stay in one piece move along; any other stays where it is."""
    if start is None or end is None:
        return start, end
    positions = sorted(new_place.get(index, index) for index in range(start, end))
    in_one_piece = bool(positions) and positions[-1] - positions[0] + 1 == len(
        positions
    )
    # Google leaves a range alone that would fall apart.
    if in_one_piece:
        return (positions[0], positions[-1] + 1)
    return (start, end)


def reorder(sheet: Sheet, dimension: str, order: list[int]) -> None:
    """Puts what was at `order[i]` at place i."""
    if dimension == ROWS:
        rows = sheet.rows
        sheet.rows = Rows(rows[index] if index < len(rows) else None for index in order)
    else:
        for row_index, row in enumerate(sheet.rows):
            if row:
                cells = row.cells
                line = []
                for index in order:
                    line.append(cells[index] if index < len(cells) else None)
                sheet.rows[row_index] = _row(line, row.id)
    sheet.trim()


def carry(book: Book, sheet: Sheet, dimension: str, follow: Follow) -> None:
    """Takes along everything of the book that is tied to rows or columns of the
    sheet.
    """
    references.follow_all(book, sheet, dimension, follow)
    carry_metadata(book, sheet, dimension, follow)
    _carry_sizes(sheet, dimension, follow)
    sheet.merges = _ranges(sheet.merges, dimension, follow)
    sheet.protected = _carry_ranged(sheet.protected, dimension, follow)
    for rule in sheet.conditional:
        rule["ranges"] = _ranges(rule.get("ranges", []), dimension, follow)
    # A rule without a range holds nowhere: it goes with its last row.
    sheet.conditional = [rule for rule in sheet.conditional if rule["ranges"]]
    if sheet.basic_filter:
        sheet.basic_filter = _carry_filter(sheet.basic_filter, dimension, follow)
    views = [_carry_filter(view, dimension, follow) for view in sheet.filter_views]
    sheet.filter_views = [view for view in views if view]
    sheet.banded = _carry_ranged(sheet.banded, dimension, follow)
    _carry_named(book, sheet, dimension, follow)
    _carry_groups(sheet, dimension, follow)


def _carry_sizes(sheet: Sheet, dimension: str, follow: Follow) -> None:
    sizes: dict[int, Json] = {}
    for index, size in sheet.sizes[dimension].items():
        span = follow(index, index + 1)
        if span and span[0] is not None:
            sizes[span[0]] = size
    sheet.sizes[dimension] = sizes


def _carry_ranged(ranged: list[Json], dimension: str, follow: Follow) -> list[Json]:
    """Entries with their ranges where they are now; one of a whole tab has no range,
    and stays.
    """
    entries: list[Json] = []
    for entry in ranged:
        if "range" not in entry:
            entries.append(entry)
        elif moved := _ranges([entry["range"]], dimension, follow):
            entries.append(entry | {"range": moved[0]})
    return entries


def _carry_filter(given: Json, dimension: str, follow: Follow) -> Json | None:
    """The filter where it is now; None where nothing of its range is left."""
    moved = given
    if "range" in given:
        ranges = _ranges([given["range"]], dimension, follow)
        if not ranges:
            return None
        moved = given | {"range": ranges[0]}
    if moved and dimension == COLUMNS:
        return _filter(moved, follow)
    return moved


def _carry_groups(sheet: Sheet, dimension: str, follow: Follow) -> None:
    groups: list[Json] = []
    for group in sheet.groups[dimension]:
        span = follow(group["range"]["startIndex"], group["range"]["endIndex"])
        if span:
            groups.append(
                group
                | {
                    "range": group["range"]
                    | {"startIndex": span[0], "endIndex": span[1]}
                }
            )
    sheet.groups[dimension] = groups


def _filter(given: Json, follow: Follow) -> Json:
    """A filter whose columns are somewhere else by now; what asked for a
    column that is gone is dropped.
    """

    def moved_column(column: int) -> int | None:
        span = follow(column, column + 1)
        if span:
            return span[0]
        return None

    moved_filter = dict(given)
    if "criteria" in given:
        criteria: Json = {}
        for column, held in given["criteria"].items():
            moved = moved_column(int(column))
            if moved is not None:
                criteria[str(moved)] = held
        moved_filter["criteria"] = criteria
    for name, index in (
        ("filterSpecs", "columnIndex"),
        ("sortSpecs", "dimensionIndex"),
    ):
        if name in given:
            specs = []
            for spec in given[name]:
                specs.append(spec | {index: moved_column(int(spec.get(index) or 0))})
            moved_filter[name] = [spec for spec in specs if spec[index] is not None]
    return moved_filter


def _carry_named(book: Book, sheet: Sheet, dimension: str, follow: Follow) -> None:
    named = []
    for entry in book.named:
        if number_of(entry["range"], "sheetId") != sheet.id:
            named.append(entry)
        elif moved := _ranges([entry["range"]], dimension, follow):
            named.append(entry | {"range": moved[0]})
    book.named = named


def carry_metadata(book: Book, sheet: Sheet, dimension: str, follow: Follow) -> None:
    """Moves developer metadata on rows or columns along, or drops it with them."""
    if dimension == COLUMNS:
        kind = "COLUMN"
    else:
        kind = "ROW"
    for item in list(book.metadata.values()):
        if item.sheet_id != sheet.id or item.kind != kind:
            continue
        span = follow(item.start, item.end)
        if span is None:
            del book.metadata[item.id]
        elif span != (item.start, item.end):
            book.metadata[item.id] = _moved_to(item, span)


def _moved_to(item: Metadata, span: Span) -> Metadata:
    return replace(item, start=span[0], end=span[1])


def _ranges(ranges: list[Json], dimension: str, follow: Follow) -> list[Json]:
    if dimension == ROWS:
        part = "Row"
    else:
        part = "Column"
    first = f"start{part}Index"
    last = f"end{part}Index"
    moved = []
    for entry in ranges:
        span = follow(entry.get(first), entry.get(last))
        if span is not None:
            sides = {first: span[0], last: span[1]}
            moved.append(
                entry
                | {
                    name: position
                    for name, position in sides.items()
                    if position is not None
                }
            )
    return moved
