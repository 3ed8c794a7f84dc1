"""The references of formulas, followed when what they point at moves, and shifted when
they are copied themselves.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from sheets.local.model import a1
from sheets.local.model.json_parts import items_of
from sheets.local.model.spreadsheet import ROWS, Book, Cell, Formula, Json, Row, Sheet

Span = tuple[int | None, int | None]
Follow = Callable[[int | None, int | None], Span | None]
"""Where a span is after a change; None once nothing of it is left.

An open end stays open.
"""
LOST = "#REF!"
LARGEST = 18_278
"""Columns up to ZZZ."""
PARTS = re.compile(
    r"""(?P<text>"(?:[^"]|"")*")
    |(?P<title>'(?:[^']|'')*'!|(?<![\w.])[^\W\d][\w.]*!)?
     (?<![\w.$])(?P<first>\$?[A-Za-z]{1,3}\$?\d+|\$?[A-Za-z]{1,3}(?=:\$?[A-Za-z])|\$?\d+(?=:\$?\d))
     (?::(?P<last>\$?[A-Za-z]{1,3}\$?\d*|\$?\d+))?(?![\w.(!])""",
    re.VERBOSE,
)
CORNER = re.compile(r"(\$?)([A-Za-z]*)(\$?)(\d*)")


@dataclass(frozen=True)
class Corner:
    """One end of a reference: places counted from 0, None where the whole row or column
    is meant; `$` fixes a place.
    """

    column: int | None
    row: int | None
    column_fixed: bool
    row_fixed: bool

    @classmethod
    def of(cls, text: str) -> "Corner":
        """Reads `$B7`, `B`, `7`."""
        first, letters, second, digits = re.fullmatch(CORNER, text).groups()  # type: ignore[union-attr]  # PARTS saw to it
        column = None
        if letters:
            column = a1.column_index(letters)
        fixed = bool(second) or (not letters and bool(first))
        return cls(
            column,
            int(digits) - 1 if digits else None,
            bool(first) and bool(letters),
            fixed,
        )

    def text(self) -> str:
        """As it stands in a formula."""
        column = ""
        if self.column is not None:
            column = "$" * self.column_fixed + a1.column_name(self.column)
        return column + (
            "" if self.row is None else "$" * self.row_fixed + str(self.row + 1)
        )

    def shifted(self, down: int, right: int) -> "Corner | None":
        """Where it points from a cell so much further; None beyond the sheet's edge."""
        row = self.row
        column = self.column
        if row is not None and not self.row_fixed:
            row += down
        if column is not None and not self.column_fixed:
            column += right
        is_inside = (row or 0) >= 0 and 0 <= (column or 0) < LARGEST
        if is_inside:
            return replace(self, row=row, column=column)
        return None


@dataclass(frozen=True)
class Reference:
    """`'Towns'!B2:C`: the tab's title with its mark ("" for the formula's own
    tab) and one or two corners.
    """

    title: str
    first: Corner
    last: Corner | None

    def text(self) -> str:
        """As it stands in a formula."""
        return (
            self.title
            + self.first.text()
            + (f":{self.last.text()}" if self.last else "")
        )

    def bare_title(self) -> str:
        """The tab's title without quotes and mark."""
        return self.title[:-1].strip("'").replace("''", "'")


Change = Callable[[Reference], Reference | None]
"""What a reference becomes; None where what it pointed at is gone."""


def rewritten(formula: Formula, change: Change) -> Formula:
    """The formula with each of its references changed; texts in quotes stay."""

    def put(match: re.Match[str]) -> str:
        # What stands in quotes only looks like a reference.
        if match["text"]:
            return match[0]
        last = None
        if match["last"]:
            last = Corner.of(match["last"])
        reference = Reference(match["title"] or "", Corner.of(match["first"]), last)
        changed = change(reference)
        if changed == reference:
            return match[0]
        if changed:
            return changed.text()
        return LOST

    return Formula(PARTS.sub(put, formula))


def copied(cell: Cell, down: int, right: int) -> Cell:
    """A cell as it is pasted so much further down and right."""
    if not isinstance(cell.entered, Formula) or (not down and not right):
        return cell

    def change(reference: Reference) -> Reference | None:
        first = reference.first.shifted(down, right)
        last = None
        if reference.last:
            last = reference.last.shifted(down, right)
        if first is None or (reference.last and last is None):
            return None
        return replace(reference, first=first, last=last)

    return cell._replace(entered=rewritten(cell.entered, change))


def follow_all(book: Book, moved: Sheet, dimension: str, follow: Follow) -> None:
    """Lets all formulas of a book point at what they pointed at before rows
    or columns of a tab moved.
    """

    def change(reference: Reference) -> Reference | None:
        return followed(reference, dimension, follow)

    change_all(book, moved, change)


def change_all(book: Book, target: Sheet, change: Change) -> None:
    """Changes every reference in the book that points into one tab."""
    for sheet in book.sheets:

        def only(reference: Reference, own: Sheet = sheet) -> Reference | None:
            # Without a title it is the formula's own tab.
            if reference.title:
                points_at = book.titled(reference.bare_title())
            else:
                points_at = own
            if points_at is target:
                return change(reference)
            return reference

        _rewrite(sheet, only)


def move(book: Book, source: a1.Area, target: a1.Area) -> None:
    """Lets formulas that point at cells which were cut point at where these were
    put.
    """
    rows = range(source.top, source.bottom)
    columns = range(source.left, source.right)
    down = target.top - source.top
    right = target.left - source.left
    title = ""
    if target.sheet is not source.sheet:
        title = f"{a1.quoted(target.sheet.title)}!"

    def is_cut(corner: Corner) -> bool:
        return corner.row in rows and corner.column in columns

    def change(reference: Reference) -> Reference:
        last = reference.last
        # A range of which only a part was cut stays where it is.
        if not is_cut(reference.first) or (last and not is_cut(last)):
            return reference
        moved_last = None
        if last:
            moved_last = _put(last, down, right)
        return Reference(
            title or reference.title, _put(reference.first, down, right), moved_last
        )

    change_all(book, source.sheet, change)


def _put(corner: Corner, down: int, right: int) -> Corner:
    # A whole column is in no range that is cut.
    assert corner.row is not None
    assert corner.column is not None
    return replace(corner, row=corner.row + down, column=corner.column + right)


def rename(book: Book, old: str, new: str) -> None:
    """Puts a tab's new title into all formulas that name it."""

    def change(reference: Reference) -> Reference:
        same = reference.title and reference.bare_title().casefold() == old.casefold()
        if same:
            return replace(reference, title=f"{a1.quoted(new)}!")
        return reference

    for sheet in book.sheets:
        _rewrite(sheet, change)


def _rewrite(sheet: Sheet, change: Change) -> None:
    """Changes the references of a tab's formulas, and of the rules of its
    cells: Google lets both follow.
    """
    rules = _Rules(change)
    for index, row in sheet.rows.pointing():
        cells = []
        for cell in row.cells:
            cells.append(cell and rules.changed(_changed(cell, change)))
        # Untouched rows stay the same object, and are neither stored nor drawn anew.
        if any(new is not old for new, old in zip(cells, row.cells, strict=True)):
            sheet.rows[index] = Row(cells, row.id)


class _Rules:
    """The rules of drop-downs whose options stand in a range.

    A rule that many cells share stays one object.
    """

    def __init__(self, change: Change) -> None:
        self.change = change
        self.changed_rules: dict[int, tuple[Json, Json]] = {}

    def changed(self, cell: Cell) -> Cell:
        """A cell whose rule names its range where that is now."""
        if cell.rule is None or not cell.has_range_rule:
            return cell
        # The old rule is held beside the new one, so that no other gets its identity.
        if id(cell.rule) not in self.changed_rules:
            self.changed_rules[id(cell.rule)] = (cell.rule, self._rule(cell.rule))
        rule = self.changed_rules[id(cell.rule)][1]
        if rule is cell.rule:
            return cell
        return cell._replace(rule=rule)

    def _rule(self, rule: Json) -> Json:
        values = [
            str(value.get("userEnteredValue", ""))
            for value in items_of(rule["condition"], "values")
        ]
        new_values = [str(rewritten(Formula(value), self.change)) for value in values]
        if new_values == values:
            return rule
        condition = rule["condition"] | {
            "values": [{"userEnteredValue": value} for value in new_values]
        }
        return rule | {"condition": condition}


def _changed(cell: Cell, change: Change) -> Cell:
    if not isinstance(cell.entered, Formula):
        return cell
    formula = rewritten(cell.entered, change)
    if formula == cell.entered:
        return cell
    return cell._replace(entered=formula)


def followed(reference: Reference, dimension: str, follow: Follow) -> Reference | None:
    """A reference once the rows or columns of what it points at have moved; None where
    nothing of it is left.
    """
    if dimension == ROWS:
        name = "row"
    else:
        name = "column"
    start = getattr(reference.first, name)
    if reference.last:
        end = getattr(reference.last, name)
    else:
        end = start
    if start is None and end is None:
        return reference
    span = follow(start, _plus(end, 1))
    if span is None:
        return None
    first = _corner_at(reference.first, dimension, span[0])
    last = reference.last and _corner_at(reference.last, dimension, _plus(span[1], -1))
    return replace(reference, first=first, last=last)


def _plus(position: int | None, distance: int) -> int | None:
    """A position so much further; an open one stays open."""
    if position is None:
        return None
    return position + distance


def _corner_at(corner: Corner, dimension: str, position: int | None) -> Corner:
    if dimension == ROWS:
        return replace(corner, row=position)
    return replace(corner, column=position)
