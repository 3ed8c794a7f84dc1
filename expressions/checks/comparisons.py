"""Values that are written out, comparisons, `in`, and what joins conditions."""

import re

from expressions.checks.checker import (
    BLANK,
    Checker,
    ListedType,
    Open,
    Typed,
    as_day,
    described,
    in_type,
)
from expressions.checks.paths import beside, blank_test, unknown_word
from expressions.reading.syntax import (
    Band,
    Comparison,
    Listing,
    Literal,
    Logic,
    Membership,
    Not,
    Syntax,
)
from expressions.tree import Constant, Node, Operation
from expressions.types import RecordsType, RecordType, ValueType

NUMBER, TEXT, BOOLEAN, NAMES = (
    ValueType.number,
    ValueType.text,
    ValueType.boolean,
    ValueType.names,
)
DAYS = (ValueType.date, ValueType.moment)
ORDERED = (NUMBER, *DAYS, ValueType.time)
DAY = re.compile(r"\d{4}-\d\d-\d\d")
WRITTEN = {
    ValueType.date: 'a date is written d"2027-03-12"',
    ValueType.moment: 'a date with a time is written d"2027-03-12 10:30"',
    ValueType.time: 'a time of day is written t"10:30"',
}


def check_literal(_checker: Checker, node: Syntax) -> Typed:
    """A value that is written out; an empty text is blank."""
    assert isinstance(node, Literal)
    if node.value is None or node.value == "":
        return Typed(BLANK, Open.blank, node)
    return Typed(Constant(node.value), _type_of(node.value), node)


def _type_of(value: object) -> ValueType:
    # The order matters: true is a number in Python, and a moment a date.
    names = {"bool": BOOLEAN, "float": NUMBER, "str": TEXT}
    return (
        names.get(type(value).__name__)
        or {
            "datetime": ValueType.moment,
            "date": ValueType.date,
            "time": ValueType.time,
        }[type(value).__name__]
    )


def check_listing(checker: Checker, node: Syntax) -> Typed:
    """A list that is written out."""
    assert isinstance(node, Listing)
    return Typed(
        BLANK, ListedType(tuple(checker.value(item) for item in node.items)), node
    )


def check_band(checker: Checker, node: Syntax) -> Typed:
    """`limit: value` where it has no meaning."""
    assert isinstance(node, Band)
    return checker.report(node, '`:` stands only in band(x, 10000: "small", "large")')


# Conditions


def check_logic(checker: Checker, node: Syntax) -> Typed:
    """`and`, `or`: with a blank among them they are decided by the others, or blank."""
    assert isinstance(node, Logic)
    operands = tuple(checker.condition(operand).tree for operand in node.operands)
    return Typed(Operation(node.word, operands), BOOLEAN, node)


def check_not(checker: Checker, node: Syntax) -> Typed:
    """`not`; of a blank it is blank."""
    assert isinstance(node, Not)
    return Typed(
        Operation("not", (checker.condition(node.operand).tree,)), BOOLEAN, node
    )


def check_comparison(checker: Checker, node: Syntax) -> Typed:
    """Two values compared.

    Equality is always true or false; the order of a blank is blank.
    """
    assert isinstance(node, Comparison)
    left, right = _sides(checker, node)
    if left.is_unknown or right.is_unknown:
        return Typed(BLANK, BOOLEAN, node)
    if node.sign in ("==", "!="):
        tree = _equality(checker, node, left, right)
        if node.sign == "!=":
            tree = Operation("not", (tree,))
    else:
        tree = _order(checker, node, left, right)
    return Typed(tree, BOOLEAN, node)


def _sides(checker: Checker, node: Comparison) -> tuple[Typed, Typed]:
    """Both sides; a word that is no column, beside a text or choice, may be
    one that lacks its quotes.
    """
    if unknown_word(checker, node.right):
        left = checker.check(node.left)
        return left, beside(checker, node.right, left)
    right = checker.check(node.right)
    return beside(checker, node.left, right), right


def _equality(checker: Checker, node: Comparison, left: Typed, right: Typed) -> Node:
    for part, other in ((left, right), (right, left)):
        if other.is_blank:
            return _blank_equality(checker, part)
    if isinstance(left.type, RecordType) and isinstance(right.type, RecordType):
        return Operation(
            "eq", tuple(blank_test(part).operands[0] for part in (left, right))
        )
    for part, other in ((left, right), (right, left)):
        if isinstance(part.type, ListedType) and other.value_type is NAMES:
            return Operation(
                "sameNames", (other.tree, *_items(checker, other, part.type))
            )
    left = checker.as_value(left)
    right = checker.as_value(right)
    if left.is_unknown or right.is_unknown:
        return BLANK
    if _is_column_in_quotes(checker, node, left, right):
        return BLANK
    checker.check_choices(left, right)
    checker.check_choices(right, left)
    left, right = _alike(checker, node, left, right)
    if left.value_type is NAMES:
        return Operation("sameNames", (left.tree, right.tree))
    return Operation("eq", (left.tree, right.tree))


def _is_column_in_quotes(
    checker: Checker, node: Comparison, left: Typed, right: Typed
) -> bool:
    """Whether two texts are compared, of which one is the name
    of a column; that is told.
    """
    if not isinstance(left.tree, Constant) or not isinstance(right.tree, Constant):
        return False
    for part in (left, right):
        name = None
        if isinstance(part.tree, Constant):
            name = part.tree.value
        if isinstance(name, str) and name in checker.scope.fields:
            checker.report(
                node,
                f'"{name}" in quotes is a text; the column stands without them: {name}',
            )
            return True
    return False


def _blank_equality(checker: Checker, part: Typed) -> Node:
    if part.is_blank:
        return Constant(value=True)
    if isinstance(part.type, RecordType | RecordsType):
        return blank_test(part)
    return blank_test(checker.as_value(part))


def _order(checker: Checker, node: Comparison, left: Typed, right: Typed) -> Node:
    left = checker.as_value(left)
    right = checker.as_value(right)
    if left.is_unknown or right.is_unknown:
        return BLANK
    for part in (left, right):
        if part.is_blank:
            checker.report(
                part.syntax,
                "nothing is more or less than blank; whether it is blank is asked by == null",
            )
            return BLANK
    for part, other in ((left, right), (right, left)):
        if part.value_type in ORDERED:
            continue
        is_written = isinstance(part.tree, Constant)
        if is_written and other.value_type in WRITTEN and _types_differ(left, right):
            _differ(checker, node, left, right)
            return BLANK
        text = f"{described(part.syntax)} is {in_type(part)}; {node.sign} compares numbers, dates and times"
        checker.report(part.syntax, text + _hint_of_order(part))
        return BLANK
    left, right = _alike(checker, node, left, right)
    if node.sign in (">", ">="):
        left, right = right, left
    return Operation("lt" if node.sign in ("<", ">") else "le", (left.tree, right.tree))


def _alike(
    checker: Checker, node: Comparison, left: Typed, right: Typed
) -> tuple[Typed, Typed]:
    """Both of one type; a mistake is noted where they cannot be."""
    if {left.value_type, right.value_type} == set(DAYS):
        return as_day(left), as_day(right)
    if _types_differ(left, right):
        _differ(checker, node, left, right)
    return left, right


def _types_differ(left: Typed, right: Typed) -> bool:
    return len({left.value_type, right.value_type}) > 1


def _hint_of_order(part: Typed) -> str:
    """How something may have been meant that stands in no order."""
    is_text = part.value_type is TEXT
    if isinstance(part.tree, Constant):
        return "; a number stands without quotes" if is_text else ""
    if is_text:
        return f"; number({described(part.syntax)}) reads a number out of it"
    if part.value_type is NAMES:
        return f"; how many there are is count_selected({described(part.syntax)})"
    return ""


def _differ(checker: Checker, node: Comparison, left: Typed, right: Typed) -> None:
    hint = _hint_of_difference(left, right) or _hint_of_difference(right, left)
    text = f"{described(left.syntax)} is {in_type(left)} and is compared with {in_type(right)}{hint}"
    checker.report(node, text)


def _hint_of_difference(part: Typed, other: Typed) -> str:
    """How `part` may have been meant, beside what it is compared with."""
    name = described(part.syntax)
    if part.value_type in WRITTEN:
        return f"; {_written(part.value_type, other)}"
    if part.value_type is BOOLEAN:
        return f"; whether it is so is asked by `{name}` or `not {name}`"
    if part.value_type is NAMES:
        example = '"…"'
        if isinstance(other.tree, Constant):
            example = described(other.syntax)
        return f"; whether a choice is among several is asked by `{example} in {name}`"
    if not isinstance(part.tree, Constant):
        return ""
    if part.value_type is NUMBER and other.value_type is TEXT:
        return f'; a text stands in quotes: "{name}"'
    if part.value_type is TEXT and other.value_type is NUMBER:
        return "; a number stands without quotes"
    return ""


def _written(kind: ValueType, other: Typed) -> str:
    """How a date or time is written: the very one that stands there as a
    text, where it can be read.
    """
    value = None
    if isinstance(other.tree, Constant):
        value = other.tree.value
    if kind in DAYS and isinstance(value, str) and DAY.fullmatch(value):
        return f'a date is written d"{value}"'
    return WRITTEN[kind]


def check_membership(checker: Checker, node: Syntax) -> Typed:
    """`status in ["open", "paused"]`, `"water" in themes`, `"x" in
    name`: always true or false.
    """
    assert isinstance(node, Membership)
    member = checker.value(node.member)
    if isinstance(node.container, Listing):
        items = tuple(
            checker.as_value(beside(checker, item, member))
            for item in node.container.items
        )
        container = Typed(BLANK, ListedType(items), node.container)
    else:
        container = checker.check(node.container)
    if member.is_unknown or container.is_unknown:
        return Typed(BLANK, BOOLEAN, node)
    is_text = member.value_type is TEXT or member.is_blank
    if isinstance(container.type, ListedType):
        tree: Node = _one_of(checker, member, container.type)
    elif container.value_type is NAMES and is_text:
        checker.check_choices(container, member)
        tree = Operation("selected", (container.tree, member.tree))
    elif container.value_type is TEXT and is_text:
        tree = Operation("contains", (container.tree, member.tree))
    else:
        kind = f"{described(node.container)} is {in_type(container)}"
        text = f"behind `in` stands a list or a column of several choices, and {kind}"
        checker.report(node.container, text)
        tree = BLANK
    if node.negated:
        tree = Operation("not", (tree,))
    return Typed(tree, BOOLEAN, node)


def _one_of(checker: Checker, member: Typed, listed: ListedType) -> Node:
    for item in listed.items:
        checker.check_choices(member, item)
    parts, _ = checker.agree([member, *listed.items], "in")
    if member.value_type is NAMES:
        name = described(member.syntax)
        checker.report(
            member.syntax,
            f'{name} is a list itself; whether a choice is in it is asked by `"…" in {name}`',
        )
    return Operation("oneOf", tuple(part.tree for part in parts))


def _items(checker: Checker, names: Typed, listed: ListedType) -> tuple[Node, ...]:
    """The names of a list that is compared with several choices."""
    for item in listed.items:
        checker.check_choices(names, item)
        if item.value_type is not TEXT and not item.is_unknown:
            checker.report(
                item.syntax,
                f"{described(item.syntax)} is {in_type(item)}, and the list is one of names",
            )
    return (Operation("list", tuple(item.tree for item in listed.items)),)
