"""A figure as it was reported, beside what it is now."""

import pytest

from programme.models.desk import Figure
from staff.desk.figures.figure_table import FigureRow, FigureTable, Heading
from staff.desk.figures.frozen import (
    Changed,
    as_json,
    from_json,
    groups_since,
    rows_since,
)
from tests.rules.small import TOWNS

FIGURE = Figure.model_validate(
    {
        "name": "sizes",
        "label": {},
        "about": {},
        "table": "towns",
        "measure": "sum",
        "value": "1",
        "by": ["status"],
    }
)


def table(**rows):
    """A figure of rows: reference → (group, value)."""
    found = tuple(
        FigureRow(name, name.upper(), (group,), value)
        for name, (group, value) in rows.items()
    )
    headings = tuple(
        Heading(key, key.title()) for key in sorted({row.keys[0] for row in found})
    )
    return FigureTable(FIGURE, TOWNS, found, (headings,), ("Status",))


THEN = table(a=("open", 2.0), b=("open", 3.0), c=("done", 5.0))


def test_report_keeps_no_name_of_a_row():
    assert "A" not in str(as_json("Sizes", THEN)["rows"])


@pytest.mark.parametrize(
    ("now", "changes"),
    [
        (THEN, []),
        (
            table(a=("open", 2.0), b=("open", 4.0), c=("done", 5.0)),
            [("b", Changed.value, 3.0, 4.0)],
        ),
        (
            table(a=("done", 2.0), b=("open", 3.0), c=("done", 5.0)),
            [("a", Changed.group, 2.0, 2.0)],
        ),
        (table(a=("open", 2.0), b=("open", 3.0)), [("c", Changed.gone, 5.0, None)]),
        (
            table(a=("open", 2.0), b=("open", 3.0), c=("done", 5.0), d=("open", 1.0)),
            [("d", Changed.added, None, 1.0)],
        ),
    ],
)
def test_rows_that_make_the_difference_are_named(now, changes):
    rows = rows_since(from_json(as_json("Sizes", THEN)), now)
    assert [
        (row.reference, row.change, row.before, row.after) for row in rows
    ] == changes


def test_groups_stand_with_what_was_reported_and_what_is_now():
    now = table(a=("open", 2.0), d=("new", 1.0))
    groups = groups_since(from_json(as_json("Sizes", THEN)), now)
    assert [(group.words, group.reported, group.present) for group in groups] == [
        (("Done",), 5.0, None),
        (("New",), None, 1.0),
        (("Open",), 5.0, 2.0),
        ((), 10.0, 3.0),
    ]


def test_figure_that_is_no_more_shows_what_was_reported():
    groups = groups_since(from_json(as_json("Sizes", THEN)), None)
    assert [(group.reported, group.present) for group in groups] == [
        (5.0, None),
        (5.0, None),
        (10.0, None),
    ]
