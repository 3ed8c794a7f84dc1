"""The history of a case as a drawing: its stages as bars, and below them lanes with
what happened and what is due.

Pure.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from documents.history import Span

WIDTH, LEFT, RIGHT = 900, 110, 890
"""The drawing's own units: the lanes' names stand left of LEFT."""
LANE_HEIGHT, TOP = 30, 24
LETTER = 6.2
"""About as wide is a letter of a label."""
# A drawing of one or two days has no room for its labels.
FEWEST_DAYS = 14
# More names of months would run into each other at the width of a page.
MOST_TICKS = 12


class Shape(StrEnum):
    """How a mark looks: something that happened (`dot`), took place (`diamond`) or was
    sent (`ring`); something that is `done`, still `open`, or `late`.
    """

    dot = "dot"
    diamond = "diamond"
    ring = "ring"
    done = "done"
    open = "open"
    late = "late"


@dataclass(frozen=True)
class Mark:
    """Something on a day."""

    day: date
    words: str
    shape: Shape


@dataclass(frozen=True)
class Lane:
    """A row of marks below the stages."""

    label: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Bar:
    """A stage in the drawing; `label` is what of its name there is room for."""

    x: float
    width: float
    name: str
    label: str


@dataclass(frozen=True)
class PlacedMark:
    """A mark in the drawing."""

    x: float
    y: int
    shape: Shape
    words: str


@dataclass(frozen=True)
class Drawing:
    """Everything that the drawing consists of.

    `labels`: (y, words) of the lanes; `ticks`: (x, day); `now`: where today is.
    """

    bars: tuple[Bar, ...]
    labels: tuple[tuple[int, str], ...]
    marks: tuple[PlacedMark, ...]
    ticks: tuple[tuple[float, date], ...]
    now: float
    height: int


def draw(spans: Sequence[Span], lanes: Sequence[Lane], today: date) -> Drawing:
    """The drawing of a case: from its beginning, or two weeks ago, until today or
    the last thing that is due.
    """
    days = [mark.day for lane in lanes for mark in lane.marks] + [
        span.first for span in spans
    ]
    first = min([*days, today - timedelta(days=FEWEST_DAYS)])
    last = max([*days, today])
    length = max(1, (last - first).days)

    def place(day: date) -> float:
        return round(LEFT + (RIGHT - LEFT) * (day - first).days / length, 1)

    ends = [*(span.first for span in spans[1:]), today][: len(spans)]
    bars = tuple(
        _bar(span.label, place(span.first), place(end))
        for span, end in zip(spans, ends, strict=True)
    )
    marks = []
    for number, lane in enumerate(lanes):
        for mark in lane.marks:
            marks.append(
                PlacedMark(place(mark.day), lane_y(number), mark.shape, mark.words)
            )
    labels = tuple(
        (lane_y(number) + 4, _cut(lane.label, LEFT - 8))
        for number, lane in enumerate(lanes)
    )
    ticks = tuple((place(day), day) for day in _ticks(first, last))
    return Drawing(
        bars,
        labels,
        tuple(marks),
        ticks,
        place(today),
        TOP + LANE_HEIGHT * (len(lanes) + 1) + 8,
    )


def lane_y(number: int) -> int:
    """The middle of a lane, counted from above; the stages have the one above them."""
    return TOP + LANE_HEIGHT * (number + 1) + LANE_HEIGHT // 2


def _bar(name: str, start: float, end: float) -> Bar:
    width = max(2.0, round(end - start, 1))
    return Bar(start, width, name, _cut(name, width - 8))


def _cut(name: str, width: float) -> str:
    """What of a name there is room for."""
    letters = int(width / LETTER)
    if len(name) <= letters:
        return name
    # Three letters say nothing.
    return f"{name[: letters - 1]}…" if letters > 3 else ""  # noqa: PLR2004 - said above


def _ticks(first: date, last: date) -> Iterable[date]:
    """The first days of months between two days, so many that their names have room."""
    months = (last.year - first.year) * 12 + last.month - first.month
    step = max(1, -(-months // MOST_TICKS))
    ticks: list[date] = []
    for passed in range(1, months + 1, step):
        number = first.month - 1 + passed
        ticks.append(date(first.year + number // 12, number % 12 + 1, 1))
    return ticks
