"""A table that is read-only: nothing of a programme writes into it."""

import pytest

from programme.load import load
from tests.programme.files import FORM, MAIN, RULES, mistakes, write

READ_ONLY = MAIN.replace("    prefix: VT\n", "    prefix: VT\n    read_only: true\n")
REPEAT = (
    FORM + "  seen: {type: repeat, table: visits, label: Seen, fields: {day: {}}}\n"
)
LADDER = RULES + """\
  - name: visited
    label: Visited
    table: visits
    date: day
    steps: [{name: late, days: 7, flag: Late}]
"""  # fmt: skip
ROWS = RULES + """\
rows:
  - {name: next, table: trees, into: visits, link: tree, date: planted, after_days: 7, set: {remark: Look}}
"""  # fmt: skip
VALUE = READ_ONLY.replace(
    "remark: {label: Remark}", 'remark: {label: Remark, value: "concat(tree.kind, 1)"}'
)


FORM_PLACE = "config/forms/new_tree.yaml"
OTHER_FORM = "title: Seen\ntable: visits\nfields: {day: {}}\n"
CASES = [
    ({"form": REPEAT}, f"{FORM_PLACE}:7:31", "no form adds rows there"),
    ({"form": OTHER_FORM}, f"{FORM_PLACE}:2:8", "no form adds rows there"),
    (
        {"rules": LADDER},
        "config/rules.yaml:25:41",
        "nothing is flagged there; say whom to `tell`",
    ),
    ({"rules": ROWS}, "config/rules.yaml:22:38", "no rule makes rows there"),
    (
        {"main": VALUE},
        "config/programme.yaml:37:38",
        "write `sheet: false`, and it is worked out for pages, mails and rules alone",
    ),
]


@pytest.mark.parametrize(("files", "place", "told"), CASES)
def test_whatever_writes_into_it_is_told_once(tmp_path, files, place, told):
    lines = mistakes(tmp_path, **{"main": READ_ONLY, **files})
    assert lines == [f"{place}: visits is `read_only`: {told}"]


def test_app_has_no_column_there_but_the_reference(tmp_path):
    programme = load(write(tmp_path, READ_ONLY))
    columns = [column.name for column in programme.tables["visits"].columns]
    assert columns == ["reference", "tree", "day", "remark"]


def test_rules_and_conditions_read_it(tmp_path):
    rules = RULES.replace('state == "alive"', "count(visits) > 1 and visit.day < today")
    assert load(write(tmp_path, READ_ONLY, rules=rules)).rules.ladders[0].only
