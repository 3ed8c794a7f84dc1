"""Which problems come first."""

from types import SimpleNamespace

import pytest

from core.problem import Problem, ProblemCode
from programme.app_tables import SETTINGS
from rules.findings.urgency import is_urgent, most_urgent_first


@pytest.mark.parametrize(
    ("code", "table", "expected"),
    [
        (ProblemCode.bulk_change, "towns", True),
        (ProblemCode.tab_lost, "towns", True),
        (ProblemCode.column_moved, "towns", True),
        (ProblemCode.cell, SETTINGS, True),
        (ProblemCode.switch, SETTINGS, True),
        (ProblemCode.cell, "towns", False),
        (ProblemCode.header_moved, "towns", False),
        (ProblemCode.closed_day, "tasks", False),
    ],
)
def test_what_mails_wait_for_is_urgent(code, table, expected):
    assert is_urgent(Problem(code, "", table=table)) is expected


def test_the_rest_stays_in_its_order():
    codes = [
        ProblemCode.cell,
        ProblemCode.check,
        ProblemCode.tab_lost,
        ProblemCode.nobody,
        ProblemCode.bulk_change,
    ]
    standing = [SimpleNamespace(problem=Problem(code, "")) for code in codes]
    in_order = [item.problem.code for item in most_urgent_first(standing)]
    assert in_order == [codes[index] for index in (2, 4, 0, 1, 3)]
