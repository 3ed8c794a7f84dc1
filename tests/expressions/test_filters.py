"""Filters of choices give in Python and in Chromium what the table says,
and misspelt names are told.
"""

from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser

from expressions.as_json import as_data
from expressions.evaluate import compile_filter
from expressions.operations import Row
from expressions.reading.syntax import ExpressionError
from expressions.types import ChoiceType, RecordsType, RecordType, ValueType
from tests.expressions.cases import TODAY, Text, scope
from tests.house import ROOT

V = ValueType
ANSWERS = RecordType(
    "answers",
    {
        "country": ChoiceType(V.text, ("ec", "pe")),
        "count": V.number,
        "uses": ChoiceType(V.names, ("fruit", "wool")),
        "done": V.boolean,
        "due": V.date,
        "today": V.date,
    },
)
CHOICE = RecordType(
    "the choices",
    {
        "name": V.text,
        "country": ChoiceType(V.text, ("ec", "pe")),
        "size": V.number,
        "open": V.boolean,
        "opens": V.date,
        "town": RecordType("towns", {"region": V.text}),
        "rows": RecordsType("rows", RecordType("rows", {"size": V.number})),
    },
)
TABLE = yaml.load(
    (ROOT / "tests" / "expressions" / "filters.yaml").read_text("utf-8"), Text
)
CASES = [
    (filter, *example) for filter, examples in TABLE.items() for example in examples
]


@pytest.mark.parametrize(("filter", "choice", "answers", "fits"), CASES)
def test_filter_gives_its_result(
    filter: str, choice: dict[str, Any], answers: dict[str, Any], fits: bool
) -> None:
    row = Row(scope(choice, CHOICE), scope({"today": TODAY, **answers}, ANSWERS))
    assert (compile_filter(filter, ANSWERS, CHOICE).evaluate(row) is True) == fits


@pytest.mark.browser
def test_browser_gives_the_result_of_every_filter(browser: Browser) -> None:
    page = browser.new_page()
    page.add_script_tag(path=ROOT / "static" / "expressions.js")
    given = [
        (
            as_data(compile_filter(filter, ANSWERS, CHOICE).tree),
            choice,
            {"today": TODAY, **answers},
        )
        for filter, choice, answers, _ in CASES
    ]
    results = page.evaluate(
        "cases => cases.map(each => Expressions.fits(...each))", given
    )
    page.close()
    assert [
        (*case, result)
        for case, result in zip(CASES, results, strict=True)
        if case[3] != result
    ] == []


@pytest.mark.parametrize(
    ("filter", "told"),
    [
        (
            "countri == ${country}",
            '"countri" is not a column here; did you mean "country"?',
        ),
        (
            "country == ${countri}",
            '"countri" is not a question here; did you mean "country"?',
        ),
        (
            "size <= count",
            '"count" is not a column here, where columns of the choices are meant; the answer to that question is ${count}',
        ),
        ('country == "ecu"', '"ecu" is not a choice of country; did you mean "ec"?'),
        ("size == ${country}", "size is a number and is compared with a choice"),
        ("size", "a condition must be something that is true or not"),
    ],
)
def test_mistake_in_a_filter_is_told(filter: str, told: str) -> None:
    with pytest.raises(ExpressionError) as error:
        compile_filter(filter, ANSWERS, CHOICE)
    assert str(error.value).startswith(told)
