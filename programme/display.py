"""What a template sees of a record: words in the reader's language, and a way along references."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

from core.texts import mark as _
from core.texts import texts
from programme.model import Programme
from programme.parts import Column, Kind
from programme.record import Value, View


class TemplateRecord:
    """A record for templates: `record.due` is the date written out, `record.town.name` follows a reference."""

    __slots__ = ("_language", "_view")

    def __init__(self, view: View, language: str) -> None:
        self._view, self._language = view, language

    def __getitem__(self, name: str) -> Any:
        view = self._view
        if name in view.table.latest:
            return TemplateRecord(view.get(name), self._language)
        column = view.table.column(name)
        if column is None:
            raise KeyError(name)
        if column.table:
            return TemplateRecord(view.get(name), self._language)
        return show(view.records.programme, column, view.value(name), self._language)

    def __str__(self) -> str:
        return title(self._view, self._language)

    def __bool__(self) -> bool:
        return self._view.record is not None


def title(view: View, language: str) -> str:
    """The name by which people call a record."""
    column = view.table.column(view.table.title)
    if column is None or view.record is None:
        return ""
    if column.table:
        return title(view.get(column.name), language)
    return show(view.records.programme, column, view.value(column.name), language)


def show(programme: Programme, column: Column, value: Value, language: str) -> str:
    """A canonical value in words of a language; "" for blank."""
    if value is None or value in ("", []):
        return ""
    match column.type:
        case Kind.date:
            return written_date(date.fromisoformat(str(value)), language)
        case Kind.moment:
            moment = datetime.fromisoformat(str(value)).astimezone(ZoneInfo(programme.time_zone))
            return str(format_datetime(moment, "long", locale=language, tzinfo=ZoneInfo(programme.time_zone)))
        case Kind.acknowledge:
            return texts(language).gettext(_("yes") if value else _("no"))
        case Kind.integer | Kind.decimal:
            return str(format_decimal(str(value), locale=language))
        case Kind.select_one | Kind.select_multiple:
            names = value if isinstance(value, list) else [str(value)]
            return ", ".join(_choice(programme, column, name, language) for name in names)
        case Kind.file if isinstance(value, list):
            return "\n".join(value)
        case _:
            return str(value)


def written_date(day: date, language: str) -> str:
    """A date written out: 12 de marzo de 2027."""
    return str(format_date(day, "long", locale=language))


def short_date(day: date, language: str) -> str:
    """A date that no country reads otherwise: 12 mar 2027."""
    return str(format_date(day, "medium", locale=language))


def _choice(programme: Programme, column: Column, name: str, language: str) -> str:
    choice = column.choice(name)
    if choice:
        return programme.text(choice.label, language)
    return name
