"""A checked expression as JSON for static/expressions.js.

An array is an operation with its operands; everything else is a value. Dates and times
are ISO texts, which compare as they should; a pattern is an object.
"""

import json
from datetime import date, datetime, time
from typing import Any

from expressions.patterns.automaton import Pattern
from expressions.patterns.syntax import CharacterClass
from expressions.tree import Constant, Node, Path
from expressions.values import WHOLE


def as_json(tree: Node) -> str:
    """The tree as compact JSON that can stand inside of a page."""
    text = json.dumps(as_data(tree), ensure_ascii=False, separators=(",", ":"))
    # In a script element `</script>` would end it, whatever quotes stand around.
    return text.replace("<", "\\u003c")


def as_data(tree: Node) -> Any:
    """The tree as lists, numbers, texts and None."""
    if isinstance(tree, Constant):
        return value_data(tree.value)
    if isinstance(tree, Path):
        data: Any = ["get", *tree.names]
        for _ in range(tree.levels):
            data = ["parent", data]
        return data
    return [tree.name, *(as_data(operand) for operand in tree.operands)]


def value_data(value: Any) -> Any:
    """A value of an expression as the browser has it."""
    if isinstance(value, Pattern):
        return {
            "classes": [_class_data(each) for each in value.classes],
            "first": list(value.first),
            "last": list(value.last),
            "following": [list(positions) for positions in value.following],
            "empty": value.matches_nothing,
        }
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, time):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < WHOLE:
        return int(value)
    if isinstance(value, tuple | list):
        return [value_data(each) for each in value]
    return value


def _class_data(each: CharacterClass) -> list[Any]:
    """[is negated, code points in pairs, properties]."""
    bounds = [bound for pair in each.ranges for bound in pair]
    return [int(each.negated), bounds, list(each.properties)]
