"""What is different between two texts of a message."""

import pytest

from staff.messages.differences import Piece, Sign, difference

SIGNS = {Sign.same: " ", Sign.removed: "-", Sign.added: "+", Sign.left_out: "…"}


def shown(before, after):
    return [f"{SIGNS[line.sign]}{line.text}" for line in difference(before, after)]


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        ("a\nb", "a\nb", []),
        ("a \nb\n", "a\nb", []),
        ("", "", []),
        ("a", "", ["-a"]),
        ("", "a", ["+a"]),
        ("a\nb\nc", "a\nx\nc", [" a", "-b", "+x", " c"]),
        ("a\nb\nc\nd", "a\nb\nc\nx", ["…", " c", "-d", "+x"]),
        ("x\nb\nc\nd", "a\nb\nc\nd", ["-x", "+a", " b", "…"]),
        ("x\nb\nc\nd\ny", "1\nb\nc\nd\n2", ["-x", "+1", " b", "…", " d", "-y", "+2"]),
        ("x\nb\nc\ny", "1\nb\nc\n2", ["-x", "+1", " b", " c", "-y", "+2"]),
        ("a\nb", "a\nb\nc", ["…", " b", "+c"]),
        ("a\nb\nc", "a\nx\ny\nc", [" a", "-b", "+x", "+y", " c"]),
    ],
)
def test_lines_that_went_and_came_are_shown_with_a_little_around_them(
    before, after, lines
):
    assert shown(before, after) == lines


def test_words_that_changed_in_a_line_are_marked():
    removed, added = difference(
        "The plan is due on 8 March, Ana.", "The plan is due on 12 March, Ana."
    )
    assert removed.pieces == (
        Piece("The plan is due on "),
        Piece("8 ", True),
        Piece("March, Ana."),
    )
    assert added.pieces == (
        Piece("The plan is due on "),
        Piece("12 ", True),
        Piece("March, Ana."),
    )


def test_line_that_is_quite_another_has_no_words_marked():
    removed, added = difference("You are approved.", "We are sorry to say no.")
    assert (removed.pieces, added.pieces) == (
        (Piece("You are approved."),),
        (Piece("We are sorry to say no."),),
    )
