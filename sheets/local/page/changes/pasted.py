"""What is pasted beside cells on the page: merges, and rules of conditional formats."""

from dataclasses import dataclass

from sheets.local.model.a1 import Area
from sheets.local.model.spreadsheet import Sheet
from sheets.local.requests.cells.merges import is_torn
from sheets.local.requests.copying.pasted_ranges import (
    Pasting,
    paste_conditional_formats,
    paste_merges,
)

Spot = tuple[int, int]


@dataclass(frozen=True)
class PastedCell:
    """Where a cell was copied from, and where it was put."""

    sheet: Sheet
    source: Spot
    target: Spot


@dataclass(frozen=True)
class Run:
    """Rows or columns that follow each other in the source and in the target; what is
    longer in the target is the source repeated.
    """

    source: int
    target: int
    length: int
    repeats: int = 1


def paste_ranges(cells: list[PastedCell], sheet: Sheet, *, is_cut: bool) -> None:
    """Brings the merges and rules of the copied cells along, piece by piece where
    hidden rows or columns were passed over.

    A merge at the target that reaches beyond it stays, and then none is brought.
    """
    for pasting in _pastings(cells, sheet, is_cut=is_cut):
        torn = is_torn(pasting.target) or (is_cut and is_torn(pasting.source))
        if not torn:
            paste_merges(pasting)
        paste_conditional_formats(pasting)


def _pastings(cells: list[PastedCell], sheet: Sheet, *, is_cut: bool) -> list[Pasting]:
    rows = {cell.target[0]: cell.source[0] for cell in cells}
    columns = {cell.target[1]: cell.source[1] for cell in cells}
    tabs = {cell.sheet.id: cell.sheet for cell in cells}
    # Some were copied from cells that say something else by now.
    if len(tabs) != 1 or len(cells) != len(rows) * len(columns):
        return []
    [source] = tabs.values()
    pastings: list[Pasting] = []
    for down in _runs(rows):
        for right in _runs(columns):
            pastings.append(
                Pasting(
                    _area(source, down.source, right.source, down.length, right.length),
                    _area(
                        sheet,
                        down.target,
                        right.target,
                        down.length * down.repeats,
                        right.length * right.repeats,
                    ),
                    is_cut=is_cut,
                )
            )
    return pastings


def _area(sheet: Sheet, top: int, left: int, height: int, width: int) -> Area:
    return Area(sheet, top, top + height, left, left + width)


def _runs(sources: dict[int, int]) -> list[Run]:
    """Rows or columns of a target, each with that of its source, taken together."""
    runs: list[Run] = []
    for target, source in sorted(sources.items()):
        last = runs[-1] if runs else None
        if (
            last
            and last.target + last.length == target
            and last.source + last.length == source
        ):
            runs[-1] = Run(last.source, last.target, last.length + 1)
        else:
            runs.append(Run(source, target, 1))
    return _repeated(runs)


def _repeated(runs: list[Run]) -> list[Run]:
    together: list[Run] = []
    for run in runs:
        last = together[-1] if together else None
        if (
            last
            and (last.source, last.length) == (run.source, run.length)
            and last.target + last.length * last.repeats == run.target
        ):
            together[-1] = Run(last.source, last.target, last.length, last.repeats + 1)
        else:
            together.append(run)
    return together
