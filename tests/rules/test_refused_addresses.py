import pytest

from core.problem import ProblemCode
from rules.findings.refused_addresses import refused_address_problems
from tests.rules.small import record, records

REFUSED = {"oto@example.org": "550 no"}


def found(**values):
    problems = refused_address_problems(records(record("CP-1", **values)), REFUSED)
    return [
        (problem.code, problem.reference, problem.column, dict(problem.values)["value"])
        for problem in problems
    ]


@pytest.mark.parametrize(
    "cell",
    ["OTO@example.org", "Oto <OTO@example.org>", "eva@example.org, OTO@example.org"],
)
def test_cell_with_a_refused_address_is_a_problem(cell):
    assert found(mail=cell) == [
        (ProblemCode.refused_address, "CP-1", "mail", "OTO@example.org")
    ]


@pytest.mark.parametrize(
    "values", [{"mail": "eva@example.org"}, {"mail": None}, {"who": "oto@example.org"}]
)
def test_other_cells_are_none(values):
    assert found(**values) == []
