"""What of a case's rows a timeline shows: each on its day, done or still open. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from documents.timeline import Lane, Mark, Shape
from programme.checks.checker import condition_on
from programme.model import Programme
from programme.models.desk import Track
from programme.records.days import first_day
from programme.records.display import title
from programme.records.record import View
from rules.unfit import UNFIT


@dataclass(frozen=True)
class TrackRow:
    """A row on its day. `label`: of its track."""

    label: str
    table: str
    reference: str
    day: date
    words: str
    shape: Shape


def track_rows(
    programme: Programme,
    belonging: Callable[[str], Iterable[View]],
    language: str,
    today: date,
) -> list[list[TrackRow]]:
    """The rows of each track by their day.

    `belonging`: the rows of a table that belong to the case.
    """
    return [
        _rows(programme, track, belonging(track.table), language, today)
        for track in programme.desk.timeline
    ]


def progress_of(
    programme: Programme, tracks: Iterable[list[TrackRow]]
) -> list[tuple[str, int, int]]:
    """How far a case is: of each track that says when a row is done, and that has rows,
    its label, how many are done, and how many there are.
    """
    counts = []
    for track, rows in zip(programme.desk.timeline, tracks, strict=True):
        if track.done and rows:
            done = sum(row.shape is Shape.done for row in rows)
            counts.append((rows[0].label, done, len(rows)))
    return counts


def lanes_of(tracks: Iterable[list[TrackRow]]) -> list[Lane]:
    """The lanes of those tracks that have rows."""
    lanes = []
    for rows in tracks:
        if rows:
            marks = tuple(Mark(row.day, row.words, row.shape) for row in rows)
            lanes.append(Lane(rows[0].label, marks))
    return lanes


def _rows(
    programme: Programme,
    track: Track,
    views: Iterable[View],
    language: str,
    today: date,
) -> list[TrackRow]:
    table = programme.tables[track.table]
    label = programme.text(track.label, language) or programme.text(
        table.label, language
    )
    only = None
    if track.only:
        only = condition_on(programme, table, track.only)
    done = None
    if track.done:
        done = condition_on(programme, table, track.done)
    rows: list[TrackRow] = []
    for view in views:
        day = first_day(view, track.date or table.date)
        if day is None or view.record is None:
            continue
        try:
            is_shown = only is None or only.holds(view)
            is_done = done is not None and is_shown and done.holds(view)
        except UNFIT:  # a row that cannot be read is told elsewhere
            continue
        if is_shown:
            shape = _shape(day, today, is_done=is_done)
            rows.append(
                TrackRow(
                    label,
                    table.name,
                    view.record.reference,
                    day,
                    title(view, language),
                    shape,
                )
            )
    return sorted(rows, key=lambda row: (row.day, row.words))


def _shape(day: date, today: date, *, is_done: bool) -> Shape:
    if is_done:
        return Shape.done
    if day < today:
        return Shape.late
    return Shape.open
