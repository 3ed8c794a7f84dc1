"""Questions that are shown and not asked (XLSForm's read_only): their value
is a default, or computed.
"""

from collections.abc import Iterator
from datetime import UTC, date

from expressions.evaluate import Expression, closure
from expressions.types import ValueType
from fieldtypes.base import Value
from fieldtypes.cells import is_number
from programme.form_parts.choice_filters import constant
from programme.models.forms import FormField


def mistakes(field: FormField) -> Iterator[str]:
    """What is wrong with how a question that is read only is written."""
    if not field.read_only:
        return
    if field.field_type.takes_files:
        yield "read_only: a file cannot be there before it is sent"
    elif field.default is None and field.calculate is None:
        yield "read_only: nothing would ever stand there; say `default` or `calculate`"
    elif field.calculate is None:
        yield from _mistakes_of_default(field)
    if field.prefill:
        yield "prefill: what is read only is never filled in by whoever opens the form"
    if field.required or field.constraint or field.unique or field.choice_filter:
        yield "required, constraint, unique and choice_filter are for what people answer, and this is read only"


def fixed_value(field: FormField) -> Expression | None:
    """The default of a question that is read only, as an expression that gives nothing
    else; None for all other questions.
    """
    # What is wrong with it is told at its place.
    if not field.read_only or field.default is None or any(mistakes(field)):
        return None
    # The zone is of no matter: no moment can stand there.
    value = field.field_type.typed(_canonical(field), UTC)
    tree = constant(value)
    return Expression(
        repr(value), field.field_type.expression_type, tree, closure(tree)
    )


def _mistakes_of_default(field: FormField) -> Iterator[str]:
    mistake = _mistake_of_choice(field) or _mistake_of_value(field)
    if mistake:
        yield f"read_only: {mistake}"


def _mistake_of_choice(field: FormField) -> str:
    names = field.choice_names
    if not field.field_type.has_choices or not names:
        return ""
    if set(_names(field)).issubset(names):
        return ""
    return f"the default is the name of a choice: {', '.join(names)}"


def _mistake_of_value(field: FormField) -> str:
    """What is wrong with a default that is no choice."""
    default = field.default
    if field.field_type.has_choices:
        return ""
    match field.field_type.expression_type:
        case ValueType.moment:
            return f"a default of type {field.type} says another time elsewhere; say `calculate`"
        case ValueType.number if not is_number(default):
            return f"the default is a number without quotes, not {default}"
        case ValueType.boolean if not isinstance(default, bool):
            return f"the default is true or false, not {default}"
        case ValueType.date if not _is_date(str(default)):
            return f'the default is a date as 2027-03-12, not "{default}"'
    wrong = field.field_type.wrong_example(field, default)
    return f"default: {wrong}" if wrong else ""


def _is_date(default: str) -> bool:
    try:
        date.fromisoformat(default)
    except ValueError:
        return False
    return True


def _canonical(field: FormField) -> Value:
    if field.field_type.is_list:
        return list(_names(field))
    return field.default


def _names(field: FormField) -> list[str]:
    if field.field_type.is_list:
        return str(field.default).split()
    return [str(field.default)]
