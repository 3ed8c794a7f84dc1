"""Patterns: what they refuse, and that they agree with Python's
own where both know them.
"""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expressions.patterns.automaton import LONGEST_TEXT, compile_pattern
from expressions.patterns.syntax import PatternError


@pytest.mark.parametrize(
    ("pattern", "told"),
    [
        (r"(a)\1", "back-references are not part of patterns"),
        (
            "(?=a)b",
            "looks ahead or behind, and (?…) in general, are not part of patterns",
        ),
        (
            "(?i)a",
            "looks ahead or behind, and (?…) in general, are not part of patterns",
        ),
        (r"a\b", r"\b is not part of patterns"),
        ("a**", "two signs of repetition stand side by side"),
        ("*a", "* has nothing before it to repeat"),
        ("a|+", "+ has nothing before it to repeat"),
        ("a^b", "^ stands only at the ends of the whole pattern"),
        ("a$b", "$ stands only at the ends of the whole pattern"),
        ("(a", "a ( is not closed"),
        ("a)", "a ) closes nothing"),
        ("[a", "a [ is not closed"),
        (
            "[z-a]",
            "in a range like a-z a single character stands on both sides, the smaller one first",
        ),
        (r"[\D]", r"\D, \W, \S and \P stand only outside of […]"),
        (r"\p{Greek}", r"of \p{…} there are L, Lu, Ll, N"),
        (
            "a{2",
            "a repetition is written {2}, {2,} or {2,5}; a brace itself is written \\{",
        ),
        ("a{5,2}", "in {2,5} the smaller number comes first"),
        ("(" * 30 + ")" * 30, "too many groups stand inside one another"),
    ],
)
def test_pattern_is_refused(pattern: str, told: str) -> None:
    with pytest.raises(PatternError) as raised:
        compile_pattern(pattern)
    assert str(raised.value) == f'in the pattern "{pattern}": {told}'


@pytest.mark.parametrize(
    ("pattern", "told"),
    [
        ("a" * 501, "a pattern has at most 500 characters"),
        ("a{301}", "a pattern stands for at most 300 characters in a row"),
        ("(a{20}){20}", "a pattern stands for at most 300 characters in a row"),
        ("(" + "a?" * 140 + ")*", "this pattern is too large"),
    ],
)
def test_limit_of_a_pattern_is_told(pattern: str, told: str) -> None:
    with pytest.raises(PatternError) as raised:
        compile_pattern(pattern)
    assert str(raised.value) == told


def test_text_that_is_too_long_matches_nothing() -> None:
    pattern = compile_pattern("a*")
    assert (
        pattern.matches("a" * LONGEST_TEXT),
        pattern.matches("a" * (LONGEST_TEXT + 1)),
    ) == (True, False)


def test_pattern_that_takes_for_ever_elsewhere_does_not_here() -> None:
    assert (
        compile_pattern("(a+)+(b|a*)*(a|a)*").matches("a" * LONGEST_TEXT + "") is True
    )
    assert compile_pattern("(x+x+)+y").matches("x" * LONGEST_TEXT) is False


ATOMS = [
    "a",
    "b",
    ".",
    "[ab]",
    "[^a]",
    "\\d",
    "\\w",
    "(a|b)",
    "(ab)*",
    "(a|)",
    "(?:ba)?",
    "c{2}",
    "a{0,2}",
    "b{1,}",
    "[a-c]+",
]


@given(
    st.lists(st.sampled_from(ATOMS), max_size=5).map("".join),
    st.lists(st.sampled_from(ATOMS), max_size=2).map("".join),
    st.text("abc1 \n", max_size=8),
)
def test_pattern_agrees_with_pythons(left: str, right: str, text: str) -> None:
    pattern = f"{left}|({right})+" if right else left
    assert compile_pattern(pattern).matches(text) is bool(
        re.fullmatch(pattern.replace(".", "[^\\n\\r]"), text, re.ASCII)
    )
