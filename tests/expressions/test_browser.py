"""static/expressions.js gives in Chromium what the table of cases says, and what Python
gives for random expressions.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from expressions.as_json import as_data
from expressions.evaluate import compile_expression
from expressions.operations import OPERATIONS, PLAIN
from tests.expressions.cases import SCOPE, TODAY, as_result, cases, scope
from tests.expressions.random_expressions import expressions, values
from tests.house import ROOT

pytestmark = pytest.mark.browser
EVALUATE = "pairs => pairs.map(pair => [Expressions.evaluate(...pair)].map(value => value === undefined ? '?' : value)[0])"
SCRIPT = ROOT / "static" / "expressions.js"


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    page.add_script_tag(path=SCRIPT)
    yield page
    context.close()


def as_pair(expression: str, names: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    return as_data(compile_expression(expression, SCOPE).tree), names | {"today": TODAY}


def marked(value: Any) -> tuple[bool, Any]:
    """A value such that 1 is not true."""
    return isinstance(value, bool), value


def test_browser_gives_the_result_of_every_case(page: Page) -> None:
    table = list(cases())
    results = page.evaluate(
        EVALUATE, [as_pair(expression, names) for expression, names, _ in table]
    )
    pairs = zip(table, results, strict=True)
    differences = [
        (*case, result) for case, result in pairs if marked(case[2]) != marked(result)
    ]
    assert differences == []


def test_table_uses_every_operation() -> None:
    used: set[str] = set()
    for expression, _, _ in cases():
        used |= operations(as_data(compile_expression(expression, SCOPE).tree))
    assert used >= {*OPERATIONS, *PLAIN}


def operations(data: Any) -> set[str]:
    if not isinstance(data, list):
        return set()
    return {data[0]}.union(*(operations(part) for part in data[1:]))


# shrinking a batch takes minutes
@settings(max_examples=20, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(st.lists(st.tuples(expressions(), values()), min_size=1, max_size=20))
def test_random_expressions_give_the_same_in_python_and_in_the_browser(
    page: Page, batch: list[tuple[str, dict[str, Any]]]
) -> None:
    in_browser = page.evaluate(EVALUATE, [as_pair(*case) for case in batch])
    for (expression, names), result in zip(batch, in_browser, strict=True):
        evaluated = as_result(
            compile_expression(expression, SCOPE).evaluate(scope(names))
        )
        assert (expression, names, marked(evaluated)) == (
            expression,
            names,
            marked(result),
        )
