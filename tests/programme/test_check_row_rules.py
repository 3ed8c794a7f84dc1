"""Mistakes in `rows` of config/rules.yaml are told where they stand,
with what to write instead.
"""

import pytest

from programme.load import load
from tests.programme.files import MAIN, RULES, mistakes, write

ROWS = """\
rows:
  - name: yearly_visit
    table: trees
    into: visits
    only: state == "alive"
    date: planted
    every: year
    days_before: 30
    set: {remark: {en: See how it grows, es: Ver cómo crece}}
    values: {day: row_day}
"""


REMARK = "set: {remark: {en: See how it grows, es: Ver cómo crece}}"
FILLED = f"{REMARK}\n    values: {{day: row_day}}"


def rules_with(old="", new=""):
    assert old in ROWS
    return RULES + ROWS.replace(old, new, 1)


def test_rule_that_makes_rows_is_read(tmp_path):
    [rule] = load(write(tmp_path, rules=rules_with())).rules.rows
    assert (rule.name, rule.months, rule.is_endless, rule.date) == (
        "yearly_visit",
        12,
        True,
        ("planted",),
    )


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("into: visits", "into: visit", 'no table "visit"; did you mean "visits"?'),
        ("into: visits", "into: people", 'no table "people"'),
        ("every: year", "every: jear", 'every: "jear" is not known; did you mean "year"?'),
        ("every: year", "every: year\n    every_months: 2", "say one of both: `every: year`"),
        ("every: year", "times: 3", "say how far apart they are: `every: year`, `every_months: 18`"),
        ("date: planted\n    ", "", "say the day from which is counted: `date: <a column of dates>`"),
        ("date: planted", "date: plantd", 'trees has no column "plantd"; did you mean "planted"?'),
        ("date: planted", "date: kind", "kind is of type text; needed: date, moment"),
        ('state == "alive"', 'state == "alife"', '"alife" is not a choice of state; did you mean "alive"?'),
        ("day: row_day", "day: row_dax", '"row_dax" is not a column here; did you mean "row_day"?'),
        ("day: row_day", "day: kind", "day is of type date, and this gives a text"),
        ("day: row_day", "days: row_day", 'visits has no column "days"; did you mean "day"?'),
        ("day: row_day", "tree: tree", "tree refers to the row that this one is made for: it is filled by itself"),
        ("day: row_day", "received: row_day", "received is filled by the app"),
        ("day: row_day", "remark: kind", "remark stands under `set`, too"),
        (REMARK, "set: {remark: {en: See how it grows}}", "a text is missing in: es"),
        (FILLED, "set: {day: tomorrow}", "day is of type date: write its value under `values`"),
        ("days_before: 30", "link: remark", "visits.remark does not refer to trees"),
        ("days_before: 30", "language: state", "the choices of state are no languages of this programme: en, es"),
        ("name: yearly_visit", "name: felled", 'two rules are called "felled"'),
        ("days_before: 30", "day_before: 30", '"day_before" is not known here; did you mean "days_before"?'),
    ],
)  # fmt: skip
def test_mistake_in_a_rule_that_makes_rows_is_told(tmp_path, old, new, told):
    lines = mistakes(tmp_path, rules=rules_with(old, new))
    assert [told in line for line in lines] == [True], lines


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (
            "date: planted, every: year, values: {planted: row_day}",
            "`each`, `every` and `times` would make ever more",
        ),
        ("values: {kind: kind}", "would make one after the other"),
        ("date: planted, values: {planted: row_day}", "would make one after the other"),
        (
            "date: planted, values: {planted: planted + 27}",
            "would make one after the other",
        ),
        (
            "date: planted, days_before: 60, values: {planted: 'add_months(planted, 60)'}",
            "",
        ),
        ("date: planted, after_months: 12, values: {planted: row_day}", ""),
    ],
)
def test_rows_that_a_rule_makes_of_its_own_rows_come_to_an_end(tmp_path, rule, told):
    rules = (
        RULES
        + "rows:\n  - {name: seedling, table: trees, into: trees, link: parent, "
        + rule
        + "}\n"
    )
    if told:
        assert [line for line in mistakes(tmp_path, rules=rules) if told in line]
    else:
        assert load(write(tmp_path, rules=rules)).rules.rows


def test_rules_that_make_rows_of_one_another_are_told(tmp_path):
    there = (
        "  - {name: there, table: trees, into: visits, date: planted, every: year}\n"
    )
    back = "  - {name: back, table: visits, into: trees, link: seen, date: day}\n"
    main = MAIN.replace(
        "      parent:",
        "      seen: {type: reference, table: visits, label: Seen}\n      parent:",
    )
    lines = mistakes(tmp_path, main=main, rules=f"{RULES}rows:\n{there}{back}")
    assert [line.partition(": this ends nowhere")[2] != "" for line in lines] == [
        True,
        True,
    ]
