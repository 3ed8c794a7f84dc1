"""Calls of functions."""

from collections.abc import Callable, Sequence

from core.notation.spelling import nearest
from expressions.checks import aggregates
from expressions.checks.checker import (
    BLANK,
    Checker,
    Open,
    Typed,
    as_day,
    described,
    in_type,
)
from expressions.checks.paths import beside
from expressions.functions import ALIASES, FUNCTIONS, UNLIMITED, Function
from expressions.patterns.automaton import compile_pattern
from expressions.patterns.syntax import PatternError
from expressions.reading.syntax import Band, Call, Syntax
from expressions.tree import Constant, Node, Operation
from expressions.types import ValueType, in_words

NUMBER, TEXT, BOOLEAN, NAMES = (
    ValueType.number,
    ValueType.text,
    ValueType.boolean,
    ValueType.names,
)
DATE, MOMENT = ValueType.date, ValueType.moment
OTHER_NAMES = {
    "len": "length", "size": "length", "str": "concat", "join": "concat", "concatenate": "concat", "float": "number",
    "iif": "if", "ifelse": "if", "countif": "count", "sumif": "sum", "average": "sum(…) / count(…)", "avg": "sum(…) / count(…)",
    "isblank": "== null", "isempty": "== null", "empty": "== null",
    "is_null": "== null", "now": "today", "floor": "int", "match": "regex",
    "datedif": "a date minus a date", "datediff": "a date minus a date", "days": "a date minus a date",
    "edate": "add_months", "eomonth": "end_of_month", "counta": "count_filled", "rounddown": "int",
    "matches": "regex", "regexmatch": "regex", "search": "contains", "find": "contains", "includes": "contains",
    "left": "starts_with(x, part) to look at its beginning", "upper": "lower(x) and compare with small letters",
    "substr": "contains(x, part) to look for a part", "substring": "contains(x, part) to look for a part",
    "si": "if", "se": "if", "suma": "sum", "soma": "sum", "contar": "count", "hoy": "today", "hoje": "today",
    "redondear": "round", "arred": "round", "largo": "length", "concatenar": "concat",
    "fecha": "date", "data": "date", "mes": "month", "dia": "day", "ano": "year",
    "promedio": "sum(…) / count(…)", "media": "sum(…) / count(…)", "esblanco": "== null",
}  # fmt: skip
"""What other notations call them, spreadsheets in Spanish and Portuguese among them."""
YEAR_MONTH_DAY = 3
ORDERED = (NUMBER, DATE, MOMENT, ValueType.time)


def check_call(checker: Checker, node: Syntax) -> Typed:
    """A call: its function, the number of its arguments, and their types."""
    assert isinstance(node, Call)
    name = ALIASES.get(node.name, node.name)
    if name == "today" and not node.arguments:
        return Typed(Operation("today"), DATE, node)
    function = FUNCTIONS.get(name)
    if function is None:
        return checker.report(node, _unknown(node.name))
    for argument in node.arguments:
        if isinstance(argument, Band) and name != "band":
            return checker.report(
                argument, '`:` stands only in band(x, 10000: "small", "large")'
            )
    if name in SPECIAL:
        least, largest_count, check = SPECIAL[name]
        if not least <= len(node.arguments) <= largest_count:
            return _wrong_number(checker, node, function, least, largest_count)
        return check(checker, node)
    return _check_ordinary(checker, node, function)


def _unknown(name: str) -> str:
    small = name.lower()
    if small in FUNCTIONS:
        return f"functions are written in small letters: {FUNCTIONS[small].shape}"
    if small in OTHER_NAMES:
        other = OTHER_NAMES[small]
        return f"there is no function {name}; write {FUNCTIONS[other].shape if other in FUNCTIONS else other}"
    near = nearest(name, FUNCTIONS)
    return f"there is no function {name}{near}"


def _wrong_number(
    checker: Checker, node: Call, function: Function, least: int, largest_count: int
) -> Typed:
    expected = str(least)
    if largest_count == UNLIMITED:
        expected = f"at least {least}"
    elif largest_count > least:
        expected = f"{least} to {largest_count}"
    plural = ""
    if expected != "1":
        plural = "s"
    text = f"{function.name} takes {expected} value{plural} and is given {len(node.arguments)}; it is written {function.shape}"
    return checker.report(node, text)


def _check_ordinary(checker: Checker, node: Call, function: Function) -> Typed:
    largest_count = len(function.parameters)
    least = largest_count - function.optional
    if not least <= len(node.arguments) <= largest_count:
        return _wrong_number(checker, node, function, least, largest_count)
    operands: list[Node] = []
    for argument, types in zip(node.arguments, function.parameters, strict=False):
        operands.append(_argument(checker, argument, types, function).tree)
    assert function.result is not None
    return Typed(Operation(function.name, tuple(operands)), function.result, node)


def _argument(
    checker: Checker, node: Syntax, types: tuple[ValueType, ...], function: Function
) -> Typed:
    """A value of one of these types; a mistake is noted where it is another."""
    part = checker.value(node)
    if part.is_unknown or part.is_blank or part.value_type in types:
        return part
    if part.value_type is MOMENT and DATE in types:
        return as_day(part)
    expected = " or ".join(in_words(type) for type in types)
    text = (
        f"{described(node)} is {in_type(part)}, and {function.shape} needs {expected}"
    )
    if types == (NUMBER,) and part.value_type is TEXT:
        text += f"; number({described(node)}) reads a number out of it"
    return checker.report(node, text)


def _check_if(checker: Checker, node: Call) -> Typed:
    condition = checker.condition(node.arguments[0])
    parts, type = checker.agree(
        [checker.value(part) for part in node.arguments[1:]], "if"
    )
    return Typed(Operation("if", (condition.tree, *_trees(parts))), type, node)


def _check_same(checker: Checker, node: Call) -> Typed:
    """`coalesce`, `min` and `max` of values."""
    parts, type = checker.agree(
        [checker.value(part) for part in node.arguments], node.name
    )
    if node.name != "coalesce" and not isinstance(type, Open) and type not in ORDERED:
        return checker.report(
            node, f"{node.name} compares numbers, dates or times, not {in_words(type)}"
        )
    return Typed(Operation(node.name, _trees(parts)), type, node)


def _check_extreme(checker: Checker, node: Call) -> Typed:
    """`min` and `max`: of rows, or of values."""
    if aggregates.is_of_rows(checker, node):
        return aggregates.check_extreme(checker, node)
    return _check_same(checker, node)


def _check_sum(checker: Checker, node: Call) -> Typed:
    if aggregates.is_of_rows(checker, node):
        return aggregates.check_sum(checker, node)
    function = FUNCTIONS["sum"]
    parts = [
        _argument(checker, argument, (NUMBER,), function) for argument in node.arguments
    ]
    return Typed(Operation("sum", _trees(parts)), NUMBER, node)


def _check_count(checker: Checker, node: Call) -> Typed:
    if aggregates.is_of_rows(checker, node):
        return aggregates.check_count(checker, node)
    part = checker.value(node.arguments[0])
    if part.value_type is NAMES and len(node.arguments) == 1:
        return Typed(Operation("count_selected", (part.tree,)), NUMBER, node)
    if part.is_unknown:
        return part
    kind = f"{described(node.arguments[0])} is {in_type(part)}"
    text = f"count counts rows, and {kind}; filled values are counted by count_filled(a, b, …)"
    return checker.report(node.arguments[0], text)


def _check_count_filled(checker: Checker, node: Call) -> Typed:
    parts = [checker.value(argument) for argument in node.arguments]
    return Typed(Operation("count_filled", _trees(parts)), NUMBER, node)


def _check_at_least(checker: Checker, node: Call) -> Typed:
    number = _argument(checker, node.arguments[0], (NUMBER,), FUNCTIONS["at_least"])
    conditions = [checker.condition(argument) for argument in node.arguments[1:]]
    return Typed(Operation("at_least", _trees([number, *conditions])), BOOLEAN, node)


def _check_concat(checker: Checker, node: Call) -> Typed:
    parts = [checker.value(argument) for argument in node.arguments]
    for part in parts:
        if part.value_type is NAMES:
            checker.report(
                part.syntax,
                f"{described(part.syntax)} is {in_type(part)}, and concat joins single values",
            )
    return Typed(Operation("concat", tuple(_shown(part) for part in parts)), TEXT, node)


def _shown(part: Typed) -> Node:
    """A value that is joined with texts.

    In the browser a moment is a text already, and must not be taken for one.
    """
    if part.value_type is MOMENT:
        return Operation("showMoment", (part.tree,))
    if part.value_type is ValueType.time:
        return Operation("showTime", (part.tree,))
    return part.tree


def _check_selected(checker: Checker, node: Call) -> Typed:
    part = checker.value(node.arguments[0])
    choice = checker.as_value(beside(checker, node.arguments[1], part))
    if part.is_unknown or choice.is_unknown:
        return Typed(BLANK, BOOLEAN, node)
    checker.check_choices(part, choice)
    if choice.value_type is not TEXT and not choice.is_blank:
        return checker.report(
            choice.syntax,
            f'a choice is called by its name in quotes, as in selected({described(part.syntax)}, "a")',
        )
    if part.value_type is NAMES:
        return Typed(Operation("selected", (part.tree, choice.tree)), BOOLEAN, node)
    if part.value_type is TEXT:
        # Of a question with one answer it is the same as ==, but that
        # a blank is never selected.
        return Typed(Operation("oneOf", (part.tree, choice.tree)), BOOLEAN, node)
    return checker.report(
        part.syntax,
        f"{described(part.syntax)} is {in_type(part)}, and selected asks a choice",
    )


def _check_regex(checker: Checker, node: Call) -> Typed:
    text = _argument(checker, node.arguments[0], (TEXT,), FUNCTIONS["regex"])
    pattern = checker.check(node.arguments[1])
    source = None
    if isinstance(pattern.tree, Constant):
        source = pattern.tree.value
    if not isinstance(source, str):
        return checker.report(
            pattern.syntax,
            'a pattern is written out in quotes, as in regex(code, "[0-9]{4}")',
        )
    try:
        compiled = compile_pattern(source)
    except PatternError as error:
        return checker.report(pattern.syntax, str(error))
    return Typed(Operation("regex", (text.tree, Constant(compiled))), BOOLEAN, node)


def _check_date(checker: Checker, node: Call) -> Typed:
    function = FUNCTIONS["date"]
    if len(node.arguments) == 1:
        part = _argument(checker, node.arguments[0], (TEXT, DATE), function)
        if part.value_type is TEXT:
            return Typed(Operation("dateOf", (part.tree,)), DATE, node)
        return Typed(part.tree, DATE, node)
    if len(node.arguments) == YEAR_MONTH_DAY:
        parts = [
            _argument(checker, argument, (NUMBER,), function)
            for argument in node.arguments
        ]
        return Typed(Operation("dateFrom", _trees(parts)), DATE, node)
    return checker.report(
        node, "date takes one value or three, as in date(2027, 3, 12)"
    )


def _check_band(checker: Checker, node: Call) -> Typed:
    first, *others = node.arguments
    subject = checker.value(first)
    bands = []
    for argument in others:
        if isinstance(argument, Band):
            bands.append(argument)
    last = None
    if others and not isinstance(others[-1], Band):
        last = others[-1]
    in_order: list[Syntax] = [*bands]
    if last is not None:
        in_order.append(last)
    if isinstance(first, Band) or not bands or others != in_order:
        return checker.report(node, f"band is written {FUNCTIONS['band'].shape}")
    limits, type = checker.agree(
        [subject, *(checker.value(band.limit) for band in bands)], "band"
    )
    if type not in ORDERED and type is not Open.unknown:
        text = f"band compares numbers, dates or times, and {described(first)} is {in_type(subject)}"
        return checker.report(first, text)
    _check_ascending(checker, limits[1:])
    results = [_result(checker, band.result) for band in bands]
    if last is not None:
        results.append(_result(checker, last))
    parts, result_type = checker.agree(results, "band")
    operands: list[Node] = [limits[0].tree]
    for limit, result in zip(limits[1:], parts, strict=False):
        operands += [limit.tree, result.tree]
    operands.append(BLANK if last is None else parts[-1].tree)
    return Typed(Operation("band", tuple(operands)), result_type, node)


def _result(checker: Checker, node: Syntax) -> Typed:
    """A value of a band; most are texts, so that a word that is
    no column lacks its quotes.
    """
    return checker.as_value(beside(checker, node, Typed(BLANK, TEXT, node)))


def _check_ascending(checker: Checker, limits: Sequence[Typed]) -> None:
    numbers = []
    for limit in limits:
        if isinstance(limit.tree, Constant):
            numbers.append(limit.tree.value)
    for before, after, limit in zip(numbers, numbers[1:], limits[1:], strict=False):
        if isinstance(before, float) and isinstance(after, float) and before >= after:
            checker.report(
                limit.syntax,
                "the limits of band stand from the smallest to the largest",
            )


def _trees(parts: Sequence[Typed]) -> tuple[Node, ...]:
    return tuple(part.tree for part in parts)


Check = Callable[[Checker, Call], Typed]
SPECIAL: dict[str, tuple[int, int, Check]] = {
    "if": (3, 3, _check_if),
    "coalesce": (1, UNLIMITED, _check_same),
    "band": (2, UNLIMITED, _check_band),
    "at_least": (2, UNLIMITED, _check_at_least),
    "count_filled": (1, UNLIMITED, _check_count_filled),
    "min": (1, UNLIMITED, _check_extreme),
    "max": (1, UNLIMITED, _check_extreme),
    "sum": (1, UNLIMITED, _check_sum),
    "count": (1, 2, _check_count),
    "share": (2, 2, aggregates.check_share),
    "first": (1, 2, aggregates.check_end),
    "last": (1, 2, aggregates.check_end),
    "concat": (1, UNLIMITED, _check_concat),
    "selected": (2, 2, _check_selected),
    "regex": (2, 2, _check_regex),
    "date": (1, 3, _check_date),
}
"""Functions whose types depend on their arguments: how many they take, and their
check.
"""
