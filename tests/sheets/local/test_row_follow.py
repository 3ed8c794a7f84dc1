"""Where the rows of an older state are now, when others have changed the tab since."""

import pytest

from sheets.local.model.spreadsheet import Cell, Row, Rows, Sheet
from sheets.local.page.changes.restore import RowFollow

LETTER = {letter: number for number, letter in enumerate("abcdexy", 1)}


def sheet(rows: str, extra: int = 0) -> Sheet:
    """A tab whose rows have letters for ids; "." is an empty one."""
    grid = {"rowCount": 10 + extra, "columnCount": 1}
    properties = {"sheetId": 0, "title": "Towns", "gridProperties": grid}
    held = [
        None if letter == "." else Row([Cell(letter)], LETTER[letter])
        for letter in rows
    ]
    return Sheet(properties, Rows(held))


@pytest.mark.parametrize(
    ("older", "now", "extra", "span", "expected"),
    [
        ("abc", "abc", 0, (1, 2), (1, 2)),
        ("abc", "xabc", 1, (1, 2), (2, 3)),
        ("abc", "xabc", 1, (1, None), (2, None)),
        ("abc", "xabc", 1, (8, 9), (9, 10)),
        # Put in within the span, or right behind it.
        ("abc", "axbc", 1, (0, 3), (0, 4)),
        ("abc", "abxc", 1, (0, 2), (0, 2)),
        # An empty row stays below the one above.
        ("a.c", "xa.c", 1, (1, 2), (2, 3)),
        # Emptied, not deleted; then deleted.
        ("abc", "a.c", 0, (1, 2), (1, 2)),
        ("abc", "ab", 0, (2, 3), (2, 3)),
        ("abc", "ac", -1, (1, 2), None),
        ("abc", "ac", -1, (0, 3), (0, 2)),
        ("abc", "ab", -1, (2, 3), None),
        ("abc", "ab", -1, (0, 3), (0, 2)),
        # Sorted: a span of several rows stays, one row goes along.
        ("abc", "cba", 0, (0, 3), (0, 3)),
        ("abc", "cba", 0, (0, 1), (2, 3)),
    ],
)
def test_span_is_followed(
    older: str,
    now: str,
    extra: int,
    span: tuple[int, int | None],
    expected: tuple[int, int | None] | None,
) -> None:
    assert RowFollow(sheet(older), sheet(now, extra))(*span) == expected
