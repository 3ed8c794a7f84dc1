"""What `flask check` says of programmes that are right and could be better."""

import pytest

from programme.checks.hints import hints
from programme.load import load
from tests.house import ROOT
from tests.programme.files import MAIN, RULES, write

BECOMES = """\
events:
  - name: tall_tree
    label: Tall
    table: trees
    on: {when: """
TELL = "    tell: [{to: keeper, message: felled}]\n"
HALF_A_YEAR = "    after_months: 6\n    steps:"


def test_shipped_programme_could_not_be_said_better():
    assert list(hints(load(ROOT))) == []


@pytest.mark.parametrize(
    ("silent", "cuts_off"),
    [
        ("visit.day < today", True),
        ("visit.day != null and visit.day < today", True),
        ("visit.day + 100 < today", True),
        ("visit.day + 365 < today", False),
        ("visit.day < today and not (state == 'alive')", False),
        ("state == 'felled'", False),
    ],
)
def test_silence_that_begins_before_a_clock_has_run_out_is_pointed_out(
    tmp_path, silent, cuts_off
):
    main = MAIN.replace(
        "case: {table: trees}", f'case: {{table: trees, silent: "{silent}"}}'
    )
    programme = load(
        write(tmp_path, main, rules=RULES.replace("    steps:", HALF_A_YEAR))
    )
    assert ["visits (6 months)" in hint for hint in hints(programme)] == [
        True
    ] * cuts_off


def test_silence_that_only_waits_for_an_extension_is_pointed_out_too(tmp_path):
    silent = "visit.day < today and (planted == null or planted < today)"
    main = MAIN.replace(
        "case: {table: trees}", f'case: {{table: trees, silent: "{silent}"}}'
    )
    extended = "    after_months: 6\n    extended_to: planted\n    steps:"
    rules = RULES.replace("date: [visit.day, planted]", "date: [visit.day]").replace(
        "    steps:", extended
    )
    assert [
        "visits (6 months)" in hint
        for hint in hints(load(write(tmp_path, main, rules=rules)))
    ] == [True]


def test_silence_cuts_off_nothing_that_is_not_counted_in_months(tmp_path):
    main = MAIN.replace(
        "case: {table: trees}", "case: {table: trees, silent: visit.day < today}"
    )
    assert list(hints(load(write(tmp_path, main)))) == []


@pytest.mark.parametrize(
    ("condition", "is_told"),
    [
        ("height > 3", True),
        ("height > 3 and protected == null", False),
        ("planted + 30 < today", False),
        ("count(visits) > 2", False),
        ("state == 'felled'", False),
        ("tall", True),
    ],
)
def test_condition_that_a_form_decides_at_once_is_pointed_out(
    tmp_path, condition, is_told
):
    main = MAIN.replace(
        "      planted: {type: date",
        "      tall: {type: acknowledge, label: Tall, value: height > 10}\n      planted: {type: date",
    )
    programme = load(write(tmp_path, main, rules=BECOMES + f'"{condition}"}}\n' + TELL))
    assert [
        hint.startswith("tall_tree: the form new_tree") for hint in hints(programme)
    ] == [True] * is_told


def test_condition_that_is_told_on_arrival_too_is_not_pointed_out(tmp_path):
    arrives = (
        TELL
        + "  - name: arrives\n    label: Tall\n    table: trees\n    on: received\n    only: height > 3\n"
        + TELL
    )
    programme = load(write(tmp_path, rules=BECOMES + "height > 3}\n" + arrives))
    assert list(hints(programme)) == []
