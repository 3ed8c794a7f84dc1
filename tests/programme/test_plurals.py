"""A text that holds a number is written for each plural of its language, and `flask
check` says which is missing.
"""

import pytest

from programme.checks.hints import hints
from programme.load import load
from programme.models.plurals import (
    categories,
    in_number,
    plural,
    plural_hint,
    plural_mistake,
)
from tests.programme.files import RULES, mistakes, write

BETTER = '“{days} days”: English has other words for other numbers of {days}; they can be written as {one: "…", other: "…"}'
DAY = {"one": "{days} day", "other": "{days} days"}
POLISH = {"one": "dzień", "few": "dni", "many": "dni"}
FLAG = '"Due on {date}"'


@pytest.mark.parametrize(
    ("days", "text"),
    [(1, "{days} day"), (-1, "{days} day"), (9, "{days} days"), (0, "{days} days")],
)
def test_number_has_its_own_words(days, text):
    assert in_number(DAY, "en", days) == text


def test_words_that_stay_the_same_are_the_same_for_every_number():
    assert [in_number("{days} d", "en", days) for days in (1, 2)] == ["{days} d"] * 2


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ("one", "other")),
        ("es", ("one", "other")),
        ("pt", ("one", "other")),
        ("pl", ("one", "few", "many")),
        ("ar", ("zero", "one", "two", "few", "many", "other")),
        ("ja", ("other",)),
    ],
)
def test_language_has_the_categories_of_its_whole_numbers(language, expected):
    assert categories(language, 0, 9999) == expected


@pytest.mark.parametrize(
    ("wording", "language", "days", "mistake"),
    [
        ("{days} days", "en", (2, 7), ""),
        ("{days} day", "en", (1, 1), ""),
        ("{days} dias", "ja", (0, 9999), ""),
        ("late", "en", (1, 7), ""),
        ("{days} days", "en", (1, 7), ""),
        (DAY, "en", (1, 7), ""),
        ({"other": "x"}, "en", (1, 7), "the words for one are missing; English has one, other for {days} here"),
        ({"one": "x", "few": "x"}, "pl", (1, 9), "the words for many are missing; Polish has one, few, many for {days} here"),
        (DAY | {"few": "x"}, "en", (1, 7), 'English has no few: write {one: "…", other: "…"}'),
    ],
)  # fmt: skip
def test_plurals_that_are_missing_or_useless_are_a_mistake(
    wording, language, days, mistake
):
    assert plural_mistake(wording, language, "{days}", *days) == mistake


@pytest.mark.parametrize(
    ("number", "word"), [(1, "dzień"), (3, "dni"), ("1", "dzień"), ("", "")]
)
def test_template_says_the_word_for_a_number(number, word):
    assert plural("pl", number, **POLISH) == word


@pytest.mark.parametrize(
    ("flag", "said"),
    [
        (
            'en: {one: "In {days} day"}',
            "the words for other are missing; English has one, other for {days} here",
        ),
        (
            'en: {once: "In {days} day", other: x}',
            "ladders.visits.steps.soon.flag.en: no plural once; there are zero, one, two, few, many, other",
        ),
        (
            "en: {one: 1, other: x}",
            'ladders.visits.steps.soon.flag.en: write a text, or one for each plural: {one: "…", other: "…"}',
        ),
    ],
)
def test_check_names_the_place_of_a_plural(tmp_path, flag, said):
    rules = RULES.replace(FLAG, f"{{{flag}, es: x}}")
    [mistake] = mistakes(tmp_path, rules=rules)
    assert mistake.startswith("config/rules.yaml:19:")
    assert mistake.endswith(said)


@pytest.mark.parametrize(
    ("wording", "language", "days", "hint"),
    [
        ("{days} days", "en", (1, 7), BETTER),
        ("{days} days", "en", (2, 7), ""),
        ("{days} dias", "ja", (0, 9999), ""),
        ("late", "en", (1, 7), ""),
        (DAY, "en", (1, 7), ""),
    ],
)
def test_one_text_for_all_numbers_is_right_and_could_be_said_better(
    wording, language, days, hint
):
    assert plural_hint(wording, language, "{days}", *days) == hint


def test_hints_name_the_step(tmp_path):
    programme = load(
        write(tmp_path, rules=RULES.replace(FLAG, '{en: "In {days} days", es: x}'))
    )
    assert [hint.partition(":")[0] for hint in hints(programme)] == ["visits, soon"]


def test_flag_that_stands_on_no_single_day_needs_no_singular(tmp_path):
    rules = RULES.replace(FLAG, '"In {days} days"').replace(
        "days: 7,", "days: -1, flag: Tomorrow,"
    )
    assert list(hints(load(write(tmp_path, rules=rules)))) == []
