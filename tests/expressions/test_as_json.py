"""What the browser is given."""

import json

import pytest

from expressions.as_json import as_json
from expressions.evaluate import compile_expression
from tests.expressions.cases import SCOPE


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("due < today", '["lt",["get","due"],["today"]]'),
        ('town.name == "x"', '["eq",["get","town","name"],"x"]'),
        ("count + 1.5 > 2", '["lt",2,["add",["get","count"],1.5]]'),
        ("not done", '["not",["isTrue",["get","done"]]]'),
        ('due == d"2027-03-12"', '["eq",["get","due"],"2027-03-12"]'),
        (
            "count(reports, amount > parent.count)",
            '["count",["get","reports"],["lt",["parent",["get","count"]],["get","amount"]]]',
        ),
        ("name == null", '["isBlank",["get","name"]]'),
    ],
)
def test_tree_is_compact_json(text: str, told: str) -> None:
    assert as_json(compile_expression(text, SCOPE).tree) == told


def test_text_cannot_end_a_script_element() -> None:
    text = as_json(compile_expression('name == "</script>"', SCOPE).tree)
    assert "<" not in text
    assert json.loads(text) == ["eq", ["get", "name"], "</script>"]
