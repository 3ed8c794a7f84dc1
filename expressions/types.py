"""The types of values in expressions."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class ValueType(StrEnum):
    """What a value is.

    `names` is a list of names: the choices that were ticked, or files.
    """

    text = "text"
    number = "number"
    boolean = "boolean"
    date = "date"
    moment = "moment"
    time = "time"
    names = "names"


UNKNOWN_CHOICE = "unknown_choice"
"""Among the choices of a list that could not be read whole, which has been told: nobody
knows what its names are.
"""


@dataclass(frozen=True)
class ChoiceType:
    """One name out of a list (`value` is text), or several of them (`value` is
    names).
    """

    value: ValueType
    choices: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class RecordType:
    """A row, or the answers of a form: its fields by name.
    `label`: what messages call it.

    It is also the scope of an expression: the names that it may use.
    """

    label: str
    fields: Mapping[str, "Type"]


@dataclass(frozen=True, eq=False)
class RecordsType:
    """The rows of another table that belong to this one, or the
    repetitions of a part of a form.
    """

    label: str
    row: RecordType


Type = ValueType | ChoiceType | RecordType | RecordsType

WORDS = {
    ValueType.text: "a text",
    ValueType.number: "a number",
    ValueType.boolean: "true or false",
    ValueType.date: "a date",
    ValueType.moment: "a date with a time",
    ValueType.time: "a time of day",
    ValueType.names: "a list of names",
}


def value_type(type: Type | None) -> ValueType | None:
    """The type of the value itself: a choice is a text or a list of names; None for
    rows and for what is always blank.
    """
    if isinstance(type, ChoiceType):
        return type.value
    if isinstance(type, ValueType):
        return type
    return None


def in_words(type: Type | None) -> str:
    """A type as messages call it."""
    if isinstance(type, ValueType):
        return WORDS[type]
    if isinstance(type, ChoiceType):
        if type.value is ValueType.text:
            return "a choice"
        return "a list of choices"
    if isinstance(type, RecordType):
        return f"a row of {type.label}"
    if isinstance(type, RecordsType):
        return f"rows of {type.label}"
    return "blank"
