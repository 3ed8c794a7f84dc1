"""The drawing of a case."""

from datetime import date

from documents.history import Span
from documents.timeline import LEFT, RIGHT, Lane, Mark, Shape, draw

TODAY = date(2027, 3, 12)


def lane(*days):
    return Lane("Tasks", tuple(Mark(day, "x", Shape.open) for day in days))


def test_drawing_puts_each_day_in_its_place():
    spans = [Span("Approved", date(2027, 1, 11)), Span("Work plan", date(2027, 2, 10))]
    drawing = draw(spans, [lane(date(2027, 1, 11), TODAY)], TODAY)
    assert [mark.x for mark in drawing.marks] == [LEFT, RIGHT]
    assert drawing.now == RIGHT
    assert [(bar.x, round(bar.x + bar.width)) for bar in drawing.bars] == [
        (LEFT, 500),
        (500.0, RIGHT),
    ]
    assert [day for _x, day in drawing.ticks] == [date(2027, 2, 1), date(2027, 3, 1)]


def test_what_is_due_lies_behind_today():
    drawing = draw(
        [Span("Approved", date(2027, 3, 2))], [lane(date(2027, 3, 22))], TODAY
    )
    [bar], [mark] = drawing.bars, drawing.marks
    assert LEFT < drawing.now < mark.x == RIGHT
    assert bar.x + bar.width == drawing.now


def test_drawing_of_a_case_without_history_has_two_weeks():
    drawing = draw([], [], TODAY)
    assert (drawing.bars, drawing.marks, drawing.now) == ((), (), RIGHT)


def test_long_name_of_a_short_stage_is_cut():
    spans = [Span("Application received", date(2027, 3, 11)), Span("Approved", TODAY)]
    first, last = draw(spans, [], TODAY).bars
    assert (len(first.label) < len(first.name), last.label) == (True, "")
