"""Every case of the table gives what it says."""

from typing import Any

import pytest

from expressions.evaluate import compile_expression
from tests.expressions.cases import SCOPE, as_result, cases, scope


@pytest.mark.parametrize(("expression", "values", "result"), list(cases()))
def test_case_gives_its_result(
    expression: str, values: dict[str, Any], result: Any
) -> None:
    evaluated = as_result(compile_expression(expression, SCOPE).evaluate(scope(values)))
    assert (type(evaluated) is bool, evaluated) == (type(result) is bool, result)
