"""Names of choices inside expressions: a workbook's `1` is our `choice_1`, and
its ticked box says 'OK'.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields

from expressions.reading.parser import parse
from expressions.reading.syntax import (
    Call,
    Comparison,
    ExpressionError,
    Literal,
    Mistake,
    Name,
    Syntax,
)

NUMBER = re.compile(r"\d+(?:\.\d+)?")
TICKED = "OK"
"""What the answer to `acknowledge` is in XLSForm; with us it is true."""
COUNTING = ("count_selected", "count_filled")
"""Functions to which it does not matter what a choice is called."""


@dataclass(frozen=True)
class Edit:
    """What stands in a place of a text in its stead."""

    start: int
    end: int
    text: str


def with_our_choices(
    source: str, choices: Mapping[str, Mapping[str, str]], ticks: Collection[str]
) -> str:
    """A translated expression with the names that choices have
    here. Raises ExpressionError.

    `choices`: question → name in the workbook → ours; `ticks`: the
    questions with one box to tick.
    """
    syntax = parse(source)
    edits: list[Edit] = []
    compared: set[int] = set()
    for part in walk(syntax):
        name, literal = _compared(part)
        if name is not None:
            compared.add(name.position)
        if name is None or literal is None:
            continue
        if (
            name.name in ticks
            and literal.value == TICKED
            and isinstance(part, Comparison)
        ):
            edits.append(_ticked(part, name, literal, source))
        elif name.name in choices:
            edits.extend(renamed(literal, choices[name.name], source))
    for part in walk(syntax):
        if isinstance(part, Name) and part.position not in compared:
            check_as_value(part, choices.get(part.name, {}), source)
    return edited(source, edits)


def check_as_value(name: Name, choices: Mapping[str, str], source: str) -> None:
    """Raises ExpressionError where an answer is used as a value, and its
    choices have other names here.
    """
    if any(original != name_here for original, name_here in choices.items()):
        text = f"the choices of {name.name} have other names here: it can be compared with them, and not be used as a value"
        raise ExpressionError(source, [Mistake(text, name.position)])


def edited(source: str, edits: Iterable[Edit]) -> str:
    """The text with its edits made, from behind."""
    for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
        source = source[: edit.start] + edit.text + source[edit.end :]
    return source


def _compared(part: Syntax) -> tuple[Name | None, Literal | None]:
    """The question whose choice a part asks for, and the choice; no choice where a
    function only counts them.
    """
    sides: tuple[Syntax, ...] = ()
    if isinstance(part, Comparison):
        sides = (part.left, part.right)
    elif isinstance(part, Call) and part.name == "selected" and len(part.arguments) > 1:
        sides = part.arguments[:2]
    elif isinstance(part, Call) and part.name in COUNTING:
        sides = part.arguments[:1]
    name = next((side for side in sides if isinstance(side, Name)), None)
    literal = next((side for side in sides if isinstance(side, Literal)), None)
    # A question that is compared with another one is used as a value.
    if literal is None and isinstance(part, Comparison):
        return None, None
    return name, literal


def renamed(literal: Literal, names: Mapping[str, str], source: str) -> Iterator[Edit]:
    """The edit that gives a literal the name that a choice has here,
    where it has another one.
    """
    original = literal.value
    # A telephone stores the name of a choice, and so 1 and '1' are the same there.
    if isinstance(original, float):
        if original.is_integer():
            original = str(int(original))
        else:
            original = str(original)
    if not isinstance(original, str) or original not in names:
        return
    name = names[original]
    if name != original or isinstance(literal.value, float):
        yield Edit(literal.position, _end(literal, source), f'"{name}"')


def _ticked(comparison: Comparison, name: Name, literal: Literal, source: str) -> Edit:
    start = min(name.position, literal.position)
    end = max(name.position + len(name.name), _end(literal, source))
    if comparison.sign == "==":
        text = name.name
    else:
        text = f"not {name.name}"
    return Edit(start, end, text)


def _end(literal: Literal, source: str) -> int:
    """Where a literal that the translation wrote ends: a text in quotes, or a
    number.
    """
    quote = source[literal.position]
    if quote in "\"'":
        return source.index(quote, literal.position + 1) + 1
    number = NUMBER.match(source, literal.position)
    if number:
        return number.end()
    return literal.position


def walk(syntax: Syntax) -> Iterator[Syntax]:
    """Every part of an expression."""
    yield syntax
    for field in fields(syntax):
        value = getattr(syntax, field.name)
        for part in _parts(value):
            yield from walk(part)


def _parts(value: object) -> Iterator[Syntax]:
    if isinstance(value, Syntax):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _parts(item)
