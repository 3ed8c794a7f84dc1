"""Records in words of the reader's language."""

import unicodedata
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_skeleton

from core.texts import written_in
from fieldtypes.countries import country_code, country_name
from programme.app_tables import LISTED_SEPARATOR
from programme.model import Programme, Table
from programme.models.forms import FormField
from programme.parts import Column
from programme.records.record import Value, View

# A name stands in subjects of mails, where programs show about as much.
LONGEST_NAME = 60
PERIODS = {"month": "yMMMM", "year": "y"}
"""How a date is written that is exact to no day: octubre de 2016, 2016."""


def plain_name(text: str) -> str:
    """Letters, digits and single spaces of a text, at most 60 characters."""
    # Letters of another shape (𝐅𝐫𝐞𝐞, ｗｗｗ) become plain ones first.
    plain = unicodedata.normalize("NFKC", text)
    signs = (
        sign if unicodedata.category(sign)[0] in "LM" or sign.isdecimal() else " "
        for sign in plain
    )
    return " ".join("".join(signs).split())[:LONGEST_NAME].strip()


def title(view: View, language: str) -> str:
    """The name by which people call a record; its reference where records are named
    after one another in a circle.
    """
    if view.record is None:
        return ""
    holder = name_holder(view)
    if holder is None:
        return view.record.reference
    column = holder.table.column(holder.table.title)
    if column is None:
        return ""
    return show_anyway(
        view.records.programme, column, holder.value(column.name), language
    )


def listed_name(view: View, language: str) -> str:
    """A record as drop-downs offer it: its name, cut where it is long, and its
    reference, which tells it from its namesakes.
    """
    reference = ""
    if view.record:
        reference = view.record.reference
    name = " ".join(title(view, language).split())
    if name in ("", reference):
        return reference
    if len(name) > LONGEST_NAME:
        name = name[: LONGEST_NAME - 1].rstrip() + "…"
    return f"{name}{LISTED_SEPARATOR}{reference}"


def name_holder(view: View) -> View | None:
    """The record whose own column holds a record's name, along references
    where a table's title is one.

    None where they lead in a circle: nobody can tell the name then. The blank record
    where the last reference names none.
    """
    passed: set[tuple[str, str]] = set()
    while view.record is not None:
        column = view.table.column(view.table.title)
        if column is None or not column.table:
            break
        key = (view.table.name, view.record.reference)
        if key in passed:
            return None
        passed.add(key)
        view = view.get(column.name)
    return view


def show_anyway(
    programme: Programme, column: Column | FormField, value: Value, language: str
) -> str:
    """A value in words of a language; as it stands where it is not of the column's type
    (a text in what became a date).
    """
    try:
        return show(programme, column, value, language)
    except (ValueError, TypeError, ArithmeticError):
        # A column may have become one of another type: what stands there is shown
        # rather than hidden.
        return str(value)


def show(
    programme: Programme, column: Column | FormField, value: Value, language: str
) -> str:
    """A canonical value in words of a language; "" for blank."""
    if value is None or value in ("", []):
        return ""
    return column.field_type.show(value, column, programme.locality_in(language))


def precision_of(view: View, column: Column) -> str:
    """To what the date in a column is exact, where another column says it and it is not
    the day: `month` or `year`; else "".
    """
    if column.precision_from is None:
        return ""
    precision = str(view.value(column.precision_from) or "")
    if precision in PERIODS:
        return precision
    return ""


def country_columns(programme: Programme, table: Table) -> set[str]:
    """The columns in which people write a country: that of a contact, or of a case."""
    names = {contact.country for contact in table.contacts.values()}
    if table.name == programme.case.table:
        names.add(programme.case.country)
    columns: set[str] = set()
    for name in names:
        if name:
            columns.add(name)
    return columns


def country_in(programme: Programme, written: str, language: str) -> str:
    """What a country is called in a language; as it is written where it is none."""
    code = country_code(written, programme.languages)
    if code:
        return country_name(code, language)
    return written


def show_cell(view: View, column: Column, language: str) -> str:
    """The value of a record's own column in words; a date as exactly as it is known.

    Raises as a type's `show`.
    """
    value = view.value(column.name)
    precision = precision_of(view, column)
    programme = view.records.programme
    if value and column.name in country_columns(programme, view.table):
        return country_in(programme, str(value), language)
    if value and precision:
        return str(
            format_skeleton(
                PERIODS[precision],
                date.fromisoformat(str(value)),
                locale=written_in(language),
            )
        )
    return show(view.records.programme, column, value, language)


def shown_value(view: View, path: str, language: str) -> str:
    """A column of a record, or one along references, in words; of a reference, what
    people call the other record.

    "" for blank, and where there is no such column.
    """
    holder, name = view.path(path)
    column = holder.table.column(name)
    if column is None:
        return ""
    if column.table:
        return title(holder.get(name), language)
    try:
        return show_cell(holder, column, language)
    except (ValueError, TypeError, ArithmeticError):
        return str(holder.value(name))


# Beside thousands of rows stand the same few hundred days, and writing one out takes as
# long as judging a row: what has been written is remembered.
@lru_cache(maxsize=4000)
def written_date(day: date, language: str) -> str:
    """A date written out: 12 de marzo de 2027."""
    return str(format_date(day, "long", locale=written_in(language)))


@lru_cache(maxsize=4000)
def short_date(day: date, language: str) -> str:
    """A date that no country reads otherwise: 12 mar 2027."""
    return str(format_date(day, "medium", locale=written_in(language)))


def short_moment(moment: datetime, zone: str, language: str) -> str:
    """A moment by the clocks of a time zone: 12 mar 2027, 09:30."""
    return str(
        format_datetime(
            moment.astimezone(ZoneInfo(zone)),
            "d MMM y, HH:mm",
            locale=written_in(language),
        )
    )
