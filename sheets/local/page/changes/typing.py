"""What a person types or pastes into the page, put into the cells that were meant."""

from typing import NamedTuple

from sheets.local.content.ranges import Writer
from sheets.local.files.workbooks import Switches
from sheets.local.formats.render import formatted
from sheets.local.formulas import references
from sheets.local.model.spreadsheet import COLUMNS, ROWS, Book, Cell, Json, Sheet
from sheets.local.page.changes.history import shown_in_field
from sheets.local.page.changes.pasted import PastedCell, paste_ranges
from sheets.local.page.shown import validation
from sheets.local.page.targets import (
    CONFLICT,
    UNPROCESSABLE,
    Refusal,
    Targets,
    header_row,
    headers,
    index_of,
    tab_of_id,
)
from sheets.local.requests import apply


class Source(NamedTuple):
    """A cell that is copied, and where it stands."""

    cell: Cell
    sheet: Sheet
    spot: tuple[int, int]


class Typing:
    """Types into one tab of a book that may be changed.

    All cells of a call are taken, or none.
    """

    def __init__(self, book: Book, sheet: Sheet, switches: Switches) -> None:
        self.book = book
        self.sheet = sheet
        self.switches = switches
        self.writer = Writer(book, "USER_ENTERED")
        self.targets = Targets(book, sheet)
        self.sources: list[Source | None] = []

    def put(self, cells: list[Json]) -> Json:
        """Puts the cells; gives the row's id, the column's name and what
        can be edited now, for each.

        Raises Refusal with the place in the list (`at`) of the
        first cell that is not taken.
        """
        spots: list[tuple[int, int]] = []
        for index, entry in enumerate(cells):
            try:
                spots.append(self._spot(entry))
            except Refusal as refusal:
                raise Refusal(refusal.status, at=index, **refusal.answer) from None
        # A range may be pasted onto itself: what is copied is read first.
        self.sources = [self._source(entry) for entry in cells]
        # All places are found before anything is changed: the first typed
        # cell could move a header.
        self._grow(spots)
        for index, (entry, spot) in enumerate(zip(cells, spots, strict=True)):
            try:
                self._type(index, entry, *spot)
            except Refusal as refusal:
                raise Refusal(refusal.status, at=index, **refusal.answer) from None
        self._paste_ranges(cells, spots)
        return self._after(spots)

    def _paste_ranges(self, cells: list[Json], spots: list[tuple[int, int]]) -> None:
        pasted: list[PastedCell] = []
        has_other_text = False
        is_cut = False
        for entry, source, spot in zip(cells, self.sources, spots, strict=True):
            if source is not None:
                pasted.append(PastedCell(source.sheet, source.spot, spot))
                is_cut = is_cut or bool(entry.get("cut"))
            elif entry.get("from"):
                has_other_text = True
        if not has_other_text:
            paste_ranges(pasted, self.sheet, is_cut=is_cut)

    def _spot(self, entry: Json) -> tuple[int, int]:
        row = self.targets.row(entry)
        try:
            return row, self.targets.column(entry)
        except Refusal:
            # What it said before decides whether it is overwritten.
            if row == header_row(self.sheet):
                return row, index_of(entry, "column")
            raise

    def _grow(self, spots: list[tuple[int, int]]) -> None:
        """Makes room for what was pasted beyond the edge of the grid."""
        needs = {
            ROWS: max((row for row, _ in spots), default=0),
            COLUMNS: max((c for _, c in spots), default=0),
        }
        more = {
            dimension: last + 1 - self.sheet.count(dimension)
            for dimension, last in needs.items()
        }
        requests: list[Json] = []
        for dimension, length in more.items():
            if length > 0:
                requests.append(
                    {
                        "appendDimension": {
                            "sheetId": self.sheet.id,
                            "dimension": dimension,
                            "length": length,
                        }
                    }
                )
        apply(self.book, self.switches, requests)

    def _source(self, entry: Json) -> Source | None:
        """The cell that a pasted one was copied from, while it still says the same."""
        origin = entry.get("from")
        if not origin:
            return None
        sheet = tab_of_id(self.book, origin.get("gid"))
        if sheet is None:
            return None
        targets = self.targets
        if sheet is not self.sheet:
            targets = Targets(self.book, sheet)
        try:
            row = targets.row(origin)
            column = targets.column(origin)
        except Refusal:
            # Taken away by somebody else meanwhile: nothing to copy from.
            return None
        if shown_in_field(self.book, sheet, row, column) != str(entry["value"]):
            return None
        return Source(sheet.cell(row, column), sheet, (row, column))

    def _copied(self, index: int, entry: Json, old: Cell, to: tuple[int, int]) -> Cell:
        """A cell as it is pasted: with its format and what is attached to it, its
        formula pointing as far away as before, or, when it was cut, at the same cells.
        """
        origin = entry["from"]
        source = self.sources[index]
        cell = self.writer.cell(old, str(entry["value"]))
        if source is not None:
            # A rule of the place itself stays: that is what it was made for.
            rule = old.rule or source.cell.rule
            note = source.cell.note or old.note
            cell = source.cell._replace(rule=rule, note=note)
        if entry.get("cut"):
            return cell
        down = to[0] - index_of(origin, "row")
        right = to[1] - index_of(origin, "column")
        return references.copied(cell, down, right)

    def _type(self, index: int, entry: Json, row: int, column: int) -> None:
        text = str(entry["value"])
        old = self.sheet.cell(row, column)
        now = shown_in_field(self.book, self.sheet, row, column)
        # Two people at one cell: the second one is shown what the first one wrote.
        if "was" in entry and now not in (entry["was"], text):
            raise Refusal(CONFLICT, now=now)
        cell = self.writer.cell(old, text)
        if entry.get("from"):
            cell = self._copied(index, entry, old, (row, column))
        self._check(old, cell)
        self.sheet.put(row, {column: cell})

    def _check(self, old: Cell, cell: Cell) -> None:
        if not old.rule or not old.rule.get("strict"):
            return
        shown = formatted(cell.entered, cell.style, self.writer.locale)
        if not validation.allows(old.rule, cell.entered, shown):
            raise Refusal(UNPROCESSABLE, rule=validation.kind(old.rule))

    def _after(self, spots: list[tuple[int, int]]) -> Json:
        rows = self.sheet.rows
        names = headers(self.book, self.sheet)
        lines = []
        for row, _ in spots:
            lines.append(rows[row] if row < len(rows) else None)
        return {
            "rows": [row.id if row else None for row in lines],
            "headers": [names[column] for _, column in spots],
            "now": [shown_in_field(self.book, self.sheet, *spot) for spot in spots],
        }
