"""The types of values in expressions."""

from enum import StrEnum


class ValueType(StrEnum):
    """What a value is. `names` is a list of names: the choices that were ticked, or files."""

    text = "text"
    number = "number"
    boolean = "boolean"
    date = "date"
    moment = "moment"
    time = "time"
    names = "names"
