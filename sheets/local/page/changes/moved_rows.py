"""Formulas of an older state of a tab, pointing at its rows where they are now."""

from sheets.local.formulas import references
from sheets.local.formulas.references import Reference, Span
from sheets.local.model.spreadsheet import ROWS, Book, Cell, Formula, Row, Sheet

Runs = tuple[tuple[int, int], ...]


def row_places(sheet: Sheet) -> dict[int, int]:
    """Where each row is, by its id."""
    return {row.id: index for index, row in enumerate(sheet.rows) if row}


def cells_of(row: Row | None) -> tuple[Cell | None, ...]:
    """The cells of a row, none of one that holds nothing."""
    if row:
        return row.cells
    return ()


class MovedRows:
    """What formulas of the state before are to say now, where rows have moved since."""

    def __init__(
        self, book: Book, sheet: Sheet, before: Sheet, *, has_moved: bool
    ) -> None:
        self.book = book
        self.sheet = sheet
        self.before = before
        self.has_moved = has_moved
        self.places = row_places(sheet)

    def rewrite(self, runs: Runs) -> None:
        """Lets the formulas of rows that were put in again point there."""
        if not self.has_moved:
            return
        for start, end in runs:
            for index in range(start, min(end, len(self.sheet.rows))):
                cells = enumerate(cells_of(self.sheet.rows[index]))
                formulas = {}
                for c, cell in cells:
                    if cell:
                        formulas[c] = self.cell(self.sheet, cell)
                self.sheet.put(index, formulas)

    def cell(self, own: Sheet, cell: Cell) -> Cell:
        """A cell whose formula points at the same rows, wherever they are now."""
        if not self.has_moved or not isinstance(cell.entered, Formula):
            return cell

        def change(reference: Reference) -> Reference | None:
            title = reference.bare_title()
            if reference.title:
                tab = self.book.titled(title)
            else:
                tab = own
            if tab is self.sheet:
                return references.followed(reference, ROWS, self._follow)
            return reference

        return cell._replace(entered=references.rewritten(cell.entered, change))

    def _follow(self, start: int | None, end: int | None) -> Span:
        first = None
        if start is not None:
            first = self._place(start)
        last = None
        if end is not None:
            last = self._place(end - 1) + 1
        return first, last

    def _place(self, index: int) -> int:
        """Where a row is now: by the nearest one above that is still there."""
        for above in range(min(index + 1, len(self.before.rows)) - 1, -1, -1):
            row = self.before.rows[above]
            if row is not None and row.id in self.places:
                return self.places[row.id] + index - above
        return index
