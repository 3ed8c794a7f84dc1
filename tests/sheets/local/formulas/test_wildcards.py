"""Wildcards: against what Python's own patterns say, and in a time that ends."""

import random
import re

import pytest

from sheets.local.formulas.wildcards import SIGN, wildcard

MEANINGS = {"*": ".*", "?": "."}


def pattern(text: str) -> str:
    """A regular expression for the same."""
    parts, position = [], 0
    for match in SIGN.finditer(text):
        parts.append(re.escape(text[position : match.start()]))
        parts.append(MEANINGS.get(match[0]) or re.escape(match[0][1:]))
        position = match.end()
    return "".join(parts) + re.escape(text[position:])


def test_random_wildcards_fit_what_a_pattern_fits() -> None:
    chance = random.Random(1)
    for _ in range(5_000):
        wild = "".join(chance.choices("ab?**~A", k=chance.randrange(8)))
        text = "".join(chance.choices("abA*?~", k=chance.randrange(8)))
        expected = re.fullmatch(pattern(wild), text, re.IGNORECASE | re.DOTALL)
        assert wildcard(wild).fits(text) == bool(expected), (wild, text)


@pytest.mark.parametrize(
    ("wild", "text", "fits"),
    [
        ("ÑANDÚ*", "ñandúes", True),
        ("stra?e", "STRAßE", True),
        ("?", "ß", True),
        ("ΟΔΟΣ", "οδος", True),
        ("a*b", "a\nb", True),
        ("?", "🥎", True),
        ("*aa", "a", False),
        ("a*a", "a", False),
    ],
)
def test_letters_are_compared_without_case(wild: str, text: str, fits: bool) -> None:
    assert wildcard(wild).fits(text) is fits


@pytest.mark.parametrize(
    ("wild", "fits"),
    [
        ("*x" * 2_000, True),
        ("*x" * 25_000 + "!", False),
        ("*x?" * 8_000, True),
        ("*" + "?x" * 12_000 + "!*", False),
    ],
)
def test_thousands_of_stars_end(wild: str, fits: bool) -> None:
    assert wildcard(wild).fits("x" * 50_000) is fits
