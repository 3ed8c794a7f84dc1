"""Mistakes in the order and groups of columns, and in what the summary counts:
nothing personal can be counted.
"""

import pytest

from programme.load import load
from tests.programme.files import MAIN, mistakes, write

ORDERED = MAIN.replace(
    "    case: self\n",
    "    case: self\n    order: [state, height]\n    groups: [[keeper, keeper_email], [height, planted]]\n",
)
COUNTING = (
    ORDERED + "summary:\n  - {table: trees, by: state}\n  - {table: visits, by: tree}\n"
)


def test_programme_without_mistakes_loads(tmp_path):
    programme = load(write(tmp_path, main=COUNTING))
    assert programme.tables["trees"].order == ("state", "height")
    assert [(counted.table, counted.by) for counted in programme.summary] == [
        ("trees", "state"),
        ("visits", "tree"),
    ]
    assert "summary" in programme.tables


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("order: [state", "order: [stat", 'no column "stat"; did you mean "state"?'),
        ("[[keeper, ", "[[keepr, ", 'no column "keepr"; did you mean "keeper"?'),
        (
            "[height, planted]",
            "[keeper, planted]",
            "keeper stands in two groups: a column folds away in one place",
        ),
        (
            "{table: trees, by",
            "{table: tree, by",
            'no table "tree"; did you mean "trees"?',
        ),
        ("by: state", "by: stat", 'no column "stat"; did you mean "state"?'),
    ],
)
def test_mistake_is_told(tmp_path, before, after, told):
    assert COUNTING.count(before) == 1
    [mistake] = mistakes(tmp_path, main=COUNTING.replace(before, after))
    assert mistake.endswith(told)


@pytest.mark.parametrize("column", ["keeper", "keeper_email", "kind"])
def test_nothing_personal_can_be_counted(tmp_path, column):
    [mistake] = mistakes(tmp_path, main=COUNTING.replace("by: state", f"by: {column}"))
    assert f"{column} may hold words about a person" in mistake
