"""The cells of a tab, bounded, and what is too much of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from core.texts import mark as _
from published_tabs.mistakes import TabMistake, of_sheet

Cell = str | int | float | bool | None
Lines = tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Most:
    """What is read of a tab. `lines`: rows, the headers among them; `characters`: of a
    cell.
    """

    lines: int
    columns: int
    characters: int


def bounded_lines(
    tab: str, lines: Sequence[Sequence[Any]], most: Most, excess: list[TabMistake]
) -> Lines:
    """The cells of a tab as they were read, cut where they are too many or too long.

    Each cut is added to `excess`.
    """
    limit = most.lines
    filled = max(
        (number for number, line in enumerate(lines, 1) if _is_filled(line)), default=0
    )
    if filled > limit:
        text = _("a tab has at most {number} rows: those from here on are not read")
        excess.append(
            TabMistake(tab, of_sheet(limit + 1), text, (("number", str(limit - 1)),))
        )
    cut_lines: list[tuple[Cell, ...]] = []
    for number, line in enumerate(lines[: min(filled, limit)], 1):
        cut_lines.append(_cells(tab, number, line, most, excess))
    return tuple(cut_lines)


def _cells(
    tab: str, number: int, line: Sequence[Any], most: Most, excess: list[TabMistake]
) -> tuple[Cell, ...]:
    if _is_filled(line[most.columns :]):
        text = _("a tab has at most {number} columns: those further right are not read")
        excess.append(
            TabMistake(
                tab,
                of_sheet(number, most.columns),
                text,
                (("number", str(most.columns)),),
            )
        )
    cells: list[Cell] = []
    for index, value in enumerate(line[: most.columns]):
        if isinstance(value, str):
            if len(value) > most.characters:
                text = _("a cell has at most {number} characters")
                excess.append(
                    TabMistake(
                        tab,
                        of_sheet(number, index),
                        text,
                        (("number", f"{most.characters:,}"),),
                    )
                )
            cells.append(value[: most.characters])
        else:
            cells.append(value if isinstance(value, int | float | bool) else None)
    while cells and cells[-1] in ("", None):
        cells.pop()
    return tuple(cells)


def _is_filled(line: Iterable[Any]) -> bool:
    return any(value not in ("", None) for value in line)
