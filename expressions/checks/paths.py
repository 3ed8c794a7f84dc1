"""Names, and ways over references."""

from core.notation.spelling import closest, nearest
from expressions.checks.checker import Checker, ColumnType, Typed, as_day, described
from expressions.functions import ALIASES, FUNCTIONS
from expressions.reading.syntax import Attribute, Name, Syntax
from expressions.tree import Operation, Path
from expressions.types import (
    ChoiceType,
    RecordsType,
    RecordType,
    Type,
    ValueType,
    value_type,
)

TODAY = "today"
PARENT = "parent"
OTHER_WORDS = {
    "yes": "true", "no": "false", "none": "null", "nil": "null", "blank": "null", "empty": "null", "now": "today",
    "true": "true", "false": "false", "null": "null", "today": "today", "and": "and", "or": "or", "not": "not",
}  # fmt: skip
"""What other notations call what has a word of ours, in small letters."""
PARTS_OF_DATE = ("year", "month", "day", "weekday")


def check_name(checker: Checker, node: Syntax) -> Typed:
    """A name: a column, `today`, or in an aggregate `parent`."""
    assert isinstance(node, Name)
    if node.name == TODAY:
        return Typed(Operation("today"), ValueType.date, node)
    if node.braced and checker.answers is not None:
        return _answer(checker, checker.answers, node)
    fields = checker.scope.fields
    if node.name == PARENT and checker.has_row_around:
        if PARENT in fields:
            text = f"{PARENT} means two things here: the row around, and a column of {checker.scope.label}; rename that column"
            return checker.report(node, text)
        return Typed(Path((), levels=1), checker.scopes[-2], node)
    type = fields.get(node.name)
    if type is None:
        return checker.report(node, _unknown(checker, node.name))
    return _typed(Path((node.name,)), type, node)


def _answer(checker: Checker, answers: RecordType, node: Name) -> Typed:
    """${name} in a filter of choices: an answer of the form, from wherever it
    stands.
    """
    type = answers.fields.get(node.name)
    if type is None:
        return checker.report(
            node,
            f'"{node.name}" is not a question here{nearest(node.name, answers.fields)}',
        )
    return _typed(Path((node.name,), len(checker.scopes) - 1), type, node)


def check_attribute(checker: Checker, node: Syntax) -> Typed:
    """A column of the row behind a reference, or of several rows; or a part of
    a value, like `due.year`.
    """
    assert isinstance(node, Attribute)
    base = checker.check(node.base)
    if base.is_unknown:
        return base
    if isinstance(base.type, RecordType):
        return _column(checker, base, base.type, node)
    if isinstance(base.type, RecordsType):
        return _of_rows(checker, base, base.type, node)
    if isinstance(base.type, ColumnType):
        value = Typed(base.type.value.tree, base.type.value.type, base.syntax)
        step = _step(checker, value, node)
        return _in_rows(base, base.type.records, step)
    return _part(checker, base, node)


def _step(checker: Checker, base: Typed, node: Attribute) -> Typed:
    if isinstance(base.type, RecordType):
        return _column(checker, base, base.type, node)
    if isinstance(base.type, RecordsType):
        return checker.report(
            node,
            "rows of rows are reached by a function inside a function, as in sum(orders, sum(lines.amount))",
        )
    return _part(checker, base, node)


def _column(checker: Checker, base: Typed, row: RecordType, node: Attribute) -> Typed:
    path = base.tree
    assert isinstance(path, Path)
    type = row.fields.get(node.name)
    if type is not None:
        return _typed(Path((*path.names, node.name), path.levels), type, node)
    if (
        node.name == PARENT
        and not path.names
        and path.levels
        and path.levels + 1 < len(checker.scopes)
    ):
        return Typed(Path((), path.levels + 1), checker.scopes[-2 - path.levels], node)
    if node.name == "is_empty":
        return Typed(
            Operation("isBlank", (_identity(path, row),)), ValueType.boolean, node
        )
    return checker.report(
        node, f'"{node.name}" is not a column there{nearest(node.name, row.fields)}'
    )


def _of_rows(
    checker: Checker, base: Typed, records: RecordsType, node: Attribute
) -> Typed:
    type = records.row.fields.get(node.name)
    if type is None:
        hint = nearest(node.name, records.row.fields)
        return checker.report(
            node, f'"{node.name}" is not a column of {records.label}{hint}'
        )
    return _in_rows(base, records, _typed(Path((node.name,)), type, node))


def _in_rows(base: Typed, records: RecordsType, value: Typed) -> Typed:
    if value.is_unknown:
        return value
    return Typed(base.tree, ColumnType(records, value), value.syntax)


def _part(checker: Checker, base: Typed, node: Attribute) -> Typed:
    if node.name == "is_empty":
        return Typed(blank_test(base), ValueType.boolean, node)
    if node.name in PARTS_OF_DATE and base.value_type in (
        ValueType.date,
        ValueType.moment,
    ):
        return Typed(Operation(node.name, (as_day(base).tree,)), ValueType.number, node)
    if node.name == "length" and base.value_type is ValueType.text:
        return Typed(Operation("length", (base.tree,)), ValueType.number, node)
    name = described(node.base)
    return checker.report(
        node,
        f"{name} is a value and has no columns; `.{node.name}` stands only behind a reference",
    )


def blank_test(part: Typed) -> Operation:
    """Asks whether a value is blank. A box that is not ticked is."""
    if isinstance(part.type, RecordType) and isinstance(part.tree, Path):
        return Operation("isBlank", (_identity(part.tree, part.type),))
    if isinstance(part.tree, Operation) and part.tree.name == "isTrue":
        return Operation("not", (part.tree,))
    return Operation("isBlank", (part.tree,))


def _identity(path: Path, row: RecordType) -> Path:
    """By what a row is known to be there: its reference, where it has one."""
    if "reference" in row.fields:
        return Path((*path.names, "reference"), path.levels)
    return path


def _typed(path: Path, type: Type, node: Syntax) -> Typed:
    if type is ValueType.boolean:
        # A box that nobody ticked is blank in the sheet and false here.
        return Typed(Operation("isTrue", (path,)), type, node)
    return Typed(path, type, node)


def _unknown(checker: Checker, name: str) -> str:
    text = f'"{name}" is not a column here'
    if name == "record":
        return f"{text}; columns stand without it: status, and not record.status"
    if name.lower() in OTHER_WORDS:
        return f"{text}; write {OTHER_WORDS[name.lower()]}"
    if ALIASES.get(name, name) in FUNCTIONS and not closest(name, checker.scope.fields):
        return f"{text}; the function is written {FUNCTIONS[ALIASES.get(name, name)].shape}"
    if checker.answers is not None and name in checker.answers.fields:
        return f"{text}, where columns of {checker.scope.label} are meant; the answer to that question is ${{{name}}}"
    if len(checker.scopes) > 1 and name in checker.scopes[-2].fields:
        return f"{text}, where columns of {checker.scope.label} are meant; of the row around it is {PARENT}.{name}"
    return text + (
        _of_several(checker, name) or nearest(name, [*checker.scope.fields, TODAY])
    )


def _of_several(checker: Checker, name: str) -> str:
    """What to write for a column of rows that stands here as if there were only one;
    "" where no rows have it.
    """
    for rows, type in checker.scope.fields.items():
        if not isinstance(type, RecordsType) or name not in type.row.fields:
            continue
        value = value_type(type.row.fields[name])
        if value is ValueType.number:
            function = "sum"
        else:
            function = "last"
        return f": each of the {rows} has one; write for example {function}({rows}.{name}), or count({rows}, {name} != null)"
    return ""


def unknown_word(checker: Checker, node: Syntax) -> str:
    """The name that stands where a value is compared, if it is
    not a column; "" otherwise.
    """
    if (
        not isinstance(node, Name)
        or node.name in (TODAY, PARENT)
        or node.name.lower() in OTHER_WORDS
    ):
        return ""
    if node.braced and checker.answers is not None:
        return ""
    if node.name in checker.scope.fields:
        return ""
    return node.name


def beside(checker: Checker, node: Syntax, other: Typed) -> Typed:
    """A value that stands beside another one; the mistake where it is a text or
    choice that lacks its quotes.
    """
    word = unknown_word(checker, node)
    if not word or other.value_type not in (ValueType.text, ValueType.names):
        return checker.check(node)
    if isinstance(other.type, ChoiceType):
        choices = other.type.choices
    else:
        choices = ()
    choice = closest(word, choices)
    if not choice and closest(word, checker.scope.fields):
        return checker.check(node)
    return checker.report(
        node,
        f'"{word}" is not a column here; a text stands in quotes: "{choice or word}"',
    )
