"""The cells of a form's two tabs, bounded, and what is too much of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.ids import digest
from core.texts import mark as _
from published_tabs.cells import Cell, Lines, Most, bounded_lines
from published_tabs.mistakes import TabMistake

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
        SURVEY: bounded_lines(SURVEY, survey, _most(SURVEY), excess),
        CHOICES: bounded_lines(CHOICES, choices, _most(CHOICES), excess),
    }
    if sum(map(_characters, tabs.values())) > MOST_CHARACTERS:
        text = _(
            "both tabs together have at most {number} characters: nothing was read"
        )
        excess = [TabMistake(SURVEY, "", text, (("number", f"{MOST_CHARACTERS:,}"),))]
        return TabRows(excess=tuple(excess))
    return TabRows(tabs[SURVEY], tabs[CHOICES], tuple(excess[:MOST_TOLD]))


def _most(tab: str) -> Most:
    return Most(MOST_LINES[tab], MOST_COLUMNS, LONGEST_CELL)


def _characters(lines: Lines) -> int:
    return sum(len(value) for line in lines for value in line if isinstance(value, str))


def _lines(lines: Iterable[Iterable[Cell]]) -> Lines:
    return tuple(tuple(line) for line in lines)
