"""What every check of an expression needs: the names in scope, a place for mistakes,
and types that must agree.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum

from core.notation.spelling import nearest
from expressions.reading.syntax import Attribute, Call, Literal, Mistake, Name, Syntax
from expressions.tree import Constant, Node, Operation
from expressions.types import (
    UNKNOWN_CHOICE,
    ChoiceType,
    RecordsType,
    RecordType,
    Type,
    ValueType,
    in_words,
    value_type,
)


class Open(Enum):
    """No type of its own: `null`, which is of every type, and what a mistake that
    has been told leaves behind.
    """

    blank = "blank"
    unknown = "unknown"


@dataclass(frozen=True)
class ListedType:
    """A list that is written out."""

    items: "tuple[Typed, ...]"


@dataclass(frozen=True)
class ColumnType:
    """One value of each of several rows, as in `budget.amount`:
    `value` is evaluated in a row.
    """

    records: RecordsType
    value: "Typed"


@dataclass(frozen=True)
class Typed:
    """A checked part of an expression with its type."""

    tree: Node
    type: Type | Open | ListedType | ColumnType
    syntax: Syntax

    @property
    def value_type(self) -> ValueType | None:
        """The type of the value itself, if it is one value."""
        if isinstance(self.type, ValueType | ChoiceType):
            return value_type(self.type)
        return None

    @property
    def is_unknown(self) -> bool:
        """Whether a mistake has been told here."""
        return self.type is Open.unknown

    @property
    def is_blank(self) -> bool:
        """Whether it is `null` or an empty text."""
        return self.type is Open.blank


BLANK = Constant(None)
KINDS = {
    Open.blank: "blank",
    Open.unknown: "not known",
}


@dataclass
class Checker:
    """Checks one expression. `scopes`: the names that may be used; in an
    aggregate its row's are the last.

    `answers`: what names in ${…} mean where they do not mean the same as others: in a
    filter of choices, the first scope.
    """

    scopes: list[RecordType]
    handlers: Mapping[type[Syntax], Callable[["Checker", Syntax], Typed]]
    answers: RecordType | None = None
    mistakes: list[Mistake] = field(default_factory=list)

    @property
    def scope(self) -> RecordType:
        """The row that names are looked up in."""
        return self.scopes[-1]

    @property
    def has_row_around(self) -> bool:
        """Whether `parent` means something: not beside the answers of a form,
        which are written ${name}.
        """
        return len(self.scopes) > (1 if self.answers is None else 2)

    def check(self, node: Syntax) -> Typed:
        """The checked part; mistakes are noted."""
        return self.handlers[type(node)](self, node)

    def report(self, node: Syntax, text: str) -> Typed:
        """Notes a mistake, and gives what stands for the part from then on."""
        self.mistakes.append(Mistake(text, node.position))
        return Typed(BLANK, Open.unknown, node)

    @contextmanager
    def inside(self, row: RecordType) -> Iterator[None]:
        """Names mean the columns of a row of an aggregate."""
        self.scopes.append(row)
        try:
            yield
        finally:
            self.scopes.pop()

    def value(self, node: Syntax) -> Typed:
        """A part that must be one value: neither a row nor several, nor a list."""
        return self.as_value(self.check(node))

    def as_value(self, typed: Typed) -> Typed:
        """The same part, with a mistake noted where it is not one value."""
        name = described(typed.syntax)
        if isinstance(typed.type, RecordType):
            fields = []
            for field, type in typed.type.fields.items():
                if value_type(type):
                    fields.append(field)
            example = (
                f"{name}.{'name' if 'name' in fields or not fields else fields[0]}"
            )
            return self.report(
                typed.syntax,
                f"{name} is {in_words(typed.type)}; write which column, like {example}",
            )
        if isinstance(typed.type, RecordsType):
            text = f"{name} are {in_words(typed.type)}; they are counted by count({name}), and summed up by sum({name}.column)"
            return self.report(typed.syntax, text)
        if isinstance(typed.type, ColumnType):
            text = f"{name} are values of several rows; write sum, min, max, first or last, as in first({name})"
            return self.report(typed.syntax, text)
        if isinstance(typed.type, ListedType):
            return self.report(
                typed.syntax,
                "a list in […] stands only behind `in`, and beside == of a list of choices",
            )
        return typed

    def condition(self, node: Syntax) -> Typed:
        """A part that must be true or not."""
        typed = self.value(node)
        if typed.is_unknown or typed.is_blank or typed.value_type is ValueType.boolean:
            return typed
        name = described(node)
        if isinstance(typed.tree, Constant):
            remedy = "the whole condition is written again, as in a == 1 or a == 2"
            return self.report(
                node, f"{name} is {in_type(typed)}, and not true or false; {remedy}"
            )
        if isinstance(typed.type, ChoiceType) and typed.value_type is ValueType.text:
            ask = f'{name} == "…"'
        else:
            ask = f"{name} != null"
        return self.report(
            node,
            f"{name} is {in_type(typed)}, and not true or false; ask for example `{ask}`",
        )

    def agree(
        self, parts: Sequence[Typed], where: str
    ) -> tuple[list[Typed], Type | Open]:
        """The same parts with one type for all of them; a date with a time counts
        as its day beside a date.
        """
        filled = []
        for part in parts:
            if not part.is_blank:
                filled.append(part)
        types = {part.value_type for part in filled}
        if any(part.is_unknown for part in filled):
            return list(parts), Open.unknown
        if not filled:
            return list(parts), Open.blank
        if types == {ValueType.date, ValueType.moment}:
            return [as_day(part) for part in parts], ValueType.date
        if len(types) > 1:
            first = filled[0]
            other = next(
                part for part in filled if part.value_type is not first.value_type
            )
            kinds = (
                f"{described(other.syntax)} is {in_type(other)}, not {in_type(first)}"
            )
            text = f"{where}: all values must be of one kind, and {kinds}"
            self.report(other.syntax, text)
            return list(parts), Open.unknown
        return list(parts), _common(filled)

    def check_choices(self, chosen: Typed, other: Typed) -> None:
        """`status == "aproved"` is a mistake that types alone do not find."""
        if not isinstance(chosen.type, ChoiceType) or not isinstance(
            other.tree, Constant
        ):
            return
        word = other.tree.value
        if UNKNOWN_CHOICE in chosen.type.choices:
            return
        if isinstance(word, str) and word not in chosen.type.choices:
            text = f'"{word}" is not a choice of {described(chosen.syntax)}{nearest(word, chosen.type.choices)}'
            self.report(other.syntax, text)


def _common(parts: Sequence[Typed]) -> Type:
    """The type of parts that are all of one kind: their choices
    together, where all have some.
    """
    first = parts[0].type
    choices: dict[str, None] = {}
    for part in parts:
        if isinstance(part.type, ChoiceType):
            choices.update(dict.fromkeys(part.type.choices))
        elif isinstance(part.tree, Constant) and isinstance(part.tree.value, str):
            choices[part.tree.value] = None
        else:
            break
    else:
        if isinstance(first, ChoiceType):
            return ChoiceType(first.value, tuple(choices))
    type = parts[0].value_type
    assert type is not None
    return type


def as_day(part: Typed) -> Typed:
    """A date with a time as its day; anything else as it is."""
    if part.value_type is ValueType.moment:
        return Typed(Operation("dayOf", (part.tree,)), ValueType.date, part.syntax)
    return part


def in_type(part: Typed) -> str:
    """The type of a part as messages call it."""
    if isinstance(part.type, Open):
        return KINDS[part.type]
    if isinstance(part.type, ListedType):
        return "a list"
    if isinstance(part.type, ColumnType):
        return in_words(part.type.records)
    return in_words(part.type)


def described(node: Syntax) -> str:
    """A part as messages call it: by its name where it has one."""
    if isinstance(node, Name):
        return node.name
    if isinstance(node, Attribute):
        return f"{described(node.base)}.{node.name}"
    if isinstance(node, Call):
        return f"{node.name}(…)"
    if isinstance(node, Literal):
        return _literal(node)
    return "this"


def _literal(node: Literal) -> str:
    value = node.value
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:.15g}"
    if value is None:
        return "null"
    return str(value)
