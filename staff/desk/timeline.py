"""The history of a case as a drawing: its stages as bars, and below them what arrived, what was held, what was sent. Pure."""

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
FEWEST_DAYS = 14
MOST_TICKS = 12


class EventKind(StrEnum):
    """What an event is: something was `changed`; something `arrived`; something took place (`held`); a mail went out."""

    changed = "changed"
    arrived = "arrived"
    held = "held"
    mailed = "mailed"


LANES = (EventKind.arrived, EventKind.held, EventKind.mailed)
"""Lanes of single marks, from above; the stages have the one above them."""


@dataclass(frozen=True)
class Event:
    """Something that happened. `address`: where there is more of it; `reference`: of the record that it is about."""

    day: date
    kind: EventKind
    words: str
    table: str = ""
    reference: str = ""
    address: str = ""


@dataclass(frozen=True)
class Bar:
    """A stage in the drawing; `label` is what of its name there is room for."""

    x: float
    width: float
    name: str
    label: str


@dataclass(frozen=True)
class Mark:
    """An event in the drawing."""

    x: float
    y: int
    kind: EventKind
    words: str


@dataclass(frozen=True)
class Drawing:
    """Everything that the drawing consists of. `ticks`: (x, day); `now`: where today is."""

    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]
    ticks: tuple[tuple[float, date], ...]
    now: float
    height: int


def draw(events: Sequence[Event], spans: Sequence[Span], today: date) -> Drawing:
    """The drawing of a case's history up to today."""
    days = [event.day for event in events] + [span.first for span in spans] + [today - timedelta(days=FEWEST_DAYS)]
    first, last = min(days), max([*days, today])
    length = max(1, (last - first).days)

    def place(day: date) -> float:
        return round(LEFT + (RIGHT - LEFT) * (day - first).days / length, 1)

    ends = [*(span.first for span in spans[1:]), today][: len(spans)]
    bars = tuple(_bar(span.label, place(span.first), place(end)) for span, end in zip(spans, ends, strict=True))
    marks = tuple(
        Mark(place(event.day), lane_y(event.kind), event.kind, event.words) for event in events if event.kind in LANES
    )
    ticks = tuple((place(day), day) for day in _ticks(first, last))
    return Drawing(bars, marks, ticks, place(today), TOP + LANE_HEIGHT * (len(LANES) + 1) + 8)


def lane_y(kind: EventKind) -> int:
    """The middle of a lane."""
    return TOP + LANE_HEIGHT * (LANES.index(kind) + 1) + LANE_HEIGHT // 2


def _bar(name: str, start: float, end: float) -> Bar:
    width = max(2.0, round(end - start, 1))
    room = int((width - 8) / LETTER)
    label = name
    if len(name) > room:
        label = f"{name[: room - 1]}…" if room > 3 else ""  # noqa: PLR2004 - three letters say nothing
    return Bar(start, width, name, label)


def _ticks(first: date, last: date) -> Iterable[date]:
    """The first days of months between two days, so many that their names have room."""
    months = (last.year - first.year) * 12 + last.month - first.month
    step = max(1, -(-months // MOST_TICKS))
    ticks: list[date] = []
    for passed in range(1, months + 1, step):
        number = first.month - 1 + passed
        ticks.append(date(first.year + number // 12, number % 12 + 1, 1))
    return ticks
