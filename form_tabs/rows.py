"""The cells of a form's two tabs, bounded, and what is too much of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.ids import digest
from core.texts import mark as _
from form_tabs.mistakes import TabMistake, of_sheet

Cell = str | int | float | bool | None
Lines = tuple[tuple[Cell, ...], ...]
SURVEY, CHOICES = "survey", "choices"
MOST_LINES: Mapping[str, int] = {SURVEY: 401, CHOICES: 3_001}
"""Rows of a tab that are read, the headers among them."""
# XLSForm has some thirty columns, and each language adds a few.
MOST_COLUMNS = 60
LONGEST_CELL = 5_000
"""Characters; the longest text that a form shows has no more."""
MOST_TOLD = 20
"""Of things that are too much."""
MOST_CHARACTERS = 1_000_000
"""Of both tabs together."""


@dataclass(frozen=True)
class TabRows:
    """What stands in both tabs, the headers first, without what is too much;
    `excess`: where that was.
    """

    survey: Lines = ()
    choices: Lines = ()
    excess: tuple[TabMistake, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As the journal keeps it."""
        return {
            SURVEY: [list(line) for line in self.survey],
            CHOICES: [list(line) for line in self.choices],
            "excess": [mistake.as_json() for mistake in self.excess],
        }

    @property
    def digest(self) -> str:
        """The same for the same cells."""
        return digest(self.as_json())


def rows_of_json(data: Mapping[str, Any]) -> TabRows:
    """What the journal has kept."""
    excess = tuple(TabMistake.of_json(mistake) for mistake in data.get("excess", ()))
    return TabRows(_lines(data.get(SURVEY, ())), _lines(data.get(CHOICES, ())), excess)


def bounded(
    survey: Sequence[Sequence[Any]], choices: Sequence[Sequence[Any]]
) -> TabRows:
    """The cells of both tabs as they were read, cut where they are too many or
    too long: each cut is told.
    """
    excess: list[TabMistake] = []
    tabs = {
        SURVEY: _bounded(SURVEY, survey, excess),
        CHOICES: _bounded(CHOICES, choices, excess),
    }
    if sum(map(_characters, tabs.values())) > MOST_CHARACTERS:
        text = _(
            "both tabs together have at most {number} characters: nothing was read"
        )
        excess = [TabMistake(SURVEY, "", text, (("number", f"{MOST_CHARACTERS:,}"),))]
        return TabRows(excess=tuple(excess))
    return TabRows(tabs[SURVEY], tabs[CHOICES], tuple(excess[:MOST_TOLD]))


def _bounded(
    tab: str, lines: Sequence[Sequence[Any]], excess: list[TabMistake]
) -> Lines:
    limit = MOST_LINES[tab]
    filled = max(
        (number for number, line in enumerate(lines, 1) if _is_filled(line)), default=0
    )
    if filled > limit:
        text = _("a tab has at most {number} rows: those from here on are not read")
        excess.append(
            TabMistake(tab, of_sheet(limit + 1), text, (("number", str(limit - 1)),))
        )
    bounded_lines: list[tuple[Cell, ...]] = []
    for number, line in enumerate(lines[: min(filled, limit)], 1):
        bounded_lines.append(_cells(tab, number, line, excess))
    return tuple(bounded_lines)


def _cells(
    tab: str, number: int, line: Sequence[Any], excess: list[TabMistake]
) -> tuple[Cell, ...]:
    if _is_filled(line[MOST_COLUMNS:]):
        text = _("a tab has at most {number} columns: those further right are not read")
        excess.append(
            TabMistake(
                tab,
                of_sheet(number, MOST_COLUMNS),
                text,
                (("number", str(MOST_COLUMNS)),),
            )
        )
    cells: list[Cell] = []
    for index, value in enumerate(line[:MOST_COLUMNS]):
        if isinstance(value, str):
            if len(value) > LONGEST_CELL:
                text = _("a cell has at most {number} characters")
                excess.append(
                    TabMistake(
                        tab,
                        of_sheet(number, index),
                        text,
                        (("number", f"{LONGEST_CELL:,}"),),
                    )
                )
            cells.append(value[:LONGEST_CELL])
        else:
            cells.append(value if isinstance(value, int | float | bool) else None)
    while cells and cells[-1] in ("", None):
        cells.pop()
    return tuple(cells)


def _is_filled(line: Iterable[Any]) -> bool:
    return any(value not in ("", None) for value in line)


def _characters(lines: Lines) -> int:
    return sum(len(value) for line in lines for value in line if isinstance(value, str))


def _lines(lines: Iterable[Iterable[Cell]]) -> Lines:
    return tuple(tuple(line) for line in lines)
