"""The one language of conditions (`only`, `relevant`, `constraint`, `silent`), on rule-engine.

Names and types are checked when the programme is loaded. What could run for ever or reach beyond the record is refused:
regular expressions, comprehensions, functions and the engine's own clock. `today` is the day that is being judged.
A comparison with a blank date or number makes the whole condition untrue; `due != null` asks whether there is one.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import rule_engine
from rule_engine import ast, errors

from expressions.types import ValueType
from fieldtypes.registry import field_type
from programme.mistakes import nearest
from programme.model import Table
from programme.parts import Column
from programme.record import DEPTH, View

LONGEST = 500
REFUSED: dict[type, str] = {
    ast.ComprehensionExpression: "[… for … in …]",
    ast.FuzzyComparisonExpression: "=~ and !~ (patterns)",
    ast.FunctionCallExpression: "functions",
    ast.BitwiseExpression: "&, | and ^ (write `and`, `or`)",
    ast.GetSliceExpression: "[…:…]",
}
TYPES = {
    ValueType.text: rule_engine.DataType.STRING,
    ValueType.time: rule_engine.DataType.STRING,
    ValueType.date: rule_engine.DataType.DATETIME,
    ValueType.moment: rule_engine.DataType.DATETIME,
    ValueType.number: rule_engine.DataType.FLOAT,
    ValueType.boolean: rule_engine.DataType.BOOLEAN,
    ValueType.names: rule_engine.DataType.ARRAY(rule_engine.DataType.STRING),
}
UNDEFINED = rule_engine.DataType.UNDEFINED
MAY_BE_NULL = (rule_engine.DataType.DATETIME, rule_engine.DataType.FLOAT, rule_engine.DataType.NULL)


class ConditionError(ValueError):
    """A condition that cannot be used; the text says why and names the nearest right word."""


@dataclass(frozen=True)
class Condition:
    """A checked condition."""

    text: str
    rule: rule_engine.Rule

    def holds(self, view: View | Mapping[str, Any]) -> bool:
        """Whether it holds of a record (or of a form's typed answers); False where a blank makes it senseless."""
        try:
            return bool(self.rule.evaluate(view))
        # A blank in an arithmetic comparison: the condition cannot hold, and one bad row must not stop the round.
        except (errors.EngineError, ArithmeticError):
            return False


def types_of(table: Table, tables: Mapping[str, Table], depth: int = DEPTH) -> dict[str, Any]:
    """The names that a condition on a record of `table` may use, with their types."""
    types: dict[str, Any] = {}
    for column in table.columns:
        if column.table is None:
            types[column.name] = TYPES[column.field_type.expression_type]
        elif depth and column.table in tables:
            types[column.name] = _object(tables[column.table], tables, depth - 1)
    for name in table.latest:
        if depth and (target := tables.get(table.latest_of(name).table)):
            types[name] = _object(target, tables, depth - 1)
    return types | {"today": rule_engine.DataType.DATETIME}


def types_of_columns(columns: Mapping[str, str]) -> dict[str, Any]:
    """The names that a condition on a form's answers may use, with their types."""
    types = {name: TYPES[field_type(type_name).expression_type] for name, type_name in columns.items()}
    return types | {"today": rule_engine.DataType.DATETIME}


def compile_condition(text: str, types: Mapping[str, Any], choices: Mapping[str, Column] | None = None) -> Condition:
    """Checks a condition against the names and types it may use. Raises ConditionError."""
    if len(text) > LONGEST:
        raise ConditionError(f"a condition has at most {LONGEST} characters")
    context = rule_engine.Context(
        type_resolver=rule_engine.type_resolver_from_dict(dict(types)),
        # Names are looked up by `get` alone: no attribute of a Python object can be reached.
        resolver=lambda thing, name: thing.get(name),
        default_timezone="utc",
    )
    try:
        rule = rule_engine.Rule(text, context=context)
    except errors.SymbolResolutionError as error:
        raise ConditionError(f'"{error.symbol_name}" is not a column here{nearest(error.symbol_name, types)}') from None
    except errors.ObjectAttributeError as error:
        attributes = error.object_type.attributes
        raise ConditionError(
            f'"{error.attribute_name}" is not a column there{nearest(error.attribute_name, attributes)}'
        ) from None
    except (errors.EngineError, ArithmeticError, LookupError, RecursionError) as error:
        raise ConditionError(f"this condition does not make sense: {_reason(text, error)}") from None
    # The engine checks types; what it allows beyond is refused here by looking at the whole syntax tree.
    for node in _walk(rule.statement):
        _refuse(node)
        _check_choice(node, choices or {})
        _check_comparison(node)
    # A condition like `status` is a value and would be true for every filled cell.
    kind = rule.statement.expression.result_type
    if kind not in (rule_engine.DataType.BOOLEAN, UNDEFINED):
        raise ConditionError("a condition must be something that is true or not, like `status == ...`")
    return Condition(text, rule)


def _object(table: Table, tables: Mapping[str, Table], depth: int) -> Any:
    return rule_engine.DataType.OBJECT(
        f"{table.name}_{depth}", attributes=types_of(table, tables, depth), accessor=lambda view, name: view.get(name)
    )


def _reason(text: str, error: Exception) -> str:
    # The engine's own message for a single `=` names a token, which helps nobody who does not program.
    if re.search(r"(?<![=!<>~])=(?![=~])", text):
        return "whether two things are equal is asked by =="
    if isinstance(error, RecursionError):
        return "it has too many parts inside one another"
    return str(getattr(error, "message", "") or error)


def _walk(node: Any) -> Iterator[Any]:
    yield node
    # The engine's nodes keep their children in slots of several classes, and offer no way to walk over them.
    slots = {name for kind in type(node).__mro__ for name in getattr(kind, "__slots__", ())}
    for name in slots | set(getattr(node, "__dict__", ())):
        value = getattr(node, name, None)
        for child in value if isinstance(value, list | tuple) else (value,):
            if isinstance(child, ast.ASTNodeBase):
                yield from _walk(child)


def _refuse(node: Any) -> None:
    for kind, construct in REFUSED.items():
        if isinstance(node, kind):
            raise ConditionError(f"{construct} cannot be used in a condition")
    if isinstance(node, ast.SymbolExpression) and node.scope == "built-in":
        raise ConditionError(f"${node.name} cannot be used in a condition; `today` is the day that is being judged")


def _check_choice(node: Any, choices: Mapping[str, Column]) -> None:
    """`status == "aproved"` is a mistake that types alone do not find."""
    for name, literal in _compared_with_literals(node):
        column = choices.get(_name(name))
        if column is None or not isinstance(literal, ast.StringExpression):
            continue
        word = literal.value
        if word and not column.choice(word):
            names = [choice.name for choice in column.choices]
            raise ConditionError(f'"{word}" is not a choice of {column.name}{nearest(word, names)}')


def _compared_with_literals(node: Any) -> list[tuple[Any, Any]]:
    """(what may be a column, what may be a literal) of a comparison or of `in`, either way round."""
    if isinstance(node, ast.ContainsExpression):
        listed = getattr(node.container, "value", ())
        literals = listed if isinstance(listed, tuple | list) else ()
        return [*((node.member, literal) for literal in literals), (node.container, node.member)]
    if isinstance(node, ast.ComparisonExpression):
        return [(node.left, node.right), (node.right, node.left)]
    return []


def _check_comparison(node: Any) -> None:
    """`name == null` or `due == "2027-03-12"` would quietly never hold."""
    if type(node) is not ast.ComparisonExpression:
        return
    left, right = node.left.result_type, node.right.result_type
    if UNDEFINED in (left, right) or left == right or (_is_list(left) and _is_list(right)):
        return
    for side, side_type, other_type in ((node.left, left, right), (node.right, right, left)):
        if other_type == rule_engine.DataType.NULL:
            if side_type in MAY_BE_NULL:
                return
            raise ConditionError(f"{_name(side) or 'this'} is never null; {_blank(side)}")
    hint = '; a date is written d"2027-03-12"' if rule_engine.DataType.DATETIME in (left, right) else ""
    raise ConditionError(f"{_name(node.left) or 'this'} is compared with something of another kind{hint}")


def _blank(node: Any) -> str:
    name = _name(node) or "it"
    if _is_list(node.result_type):
        return f"whether it is blank is asked by `{name}.is_empty`"
    if node.result_type == rule_engine.DataType.STRING:
        return f'whether it is blank is asked by `{name} == ""`'
    if node.result_type == rule_engine.DataType.BOOLEAN:
        return f"whether the box is empty is asked by `not {name}`"
    return f'whether it is blank is asked by `{name}.reference == ""`'


def _is_list(kind: Any) -> bool:
    return str(getattr(kind, "name", "")) == "ARRAY"


def _name(node: Any) -> str:
    if isinstance(node, ast.SymbolExpression):
        return str(node.name)
    if isinstance(node, ast.GetAttributeExpression):
        return f"{_name(node.object)}.{node.name}"
    return ""
