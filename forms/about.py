"""What a form is about: a record that a signed link fixes, or that staff choose from a list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from core.clock import local_date
from core.links import Links
from forms.who import whose
from journal import known_records
from journal.database import Journal
from journal.record_reader import RecordReader
from programme.forms import Form, FormField
from programme.model import Programme
from programme.parts import Kind
from programme.record import Record, Records, View
from programme.shown import title


class Ended(StrEnum):
    """Why a link that was one of ours opens nothing any more."""

    old = "old"
    handed_over = "handed_over"
    gone = "gone"


@dataclass(frozen=True)
class Opened:
    """What a signed link opens: which column it fixes to which record, what people call that and by when it is due.

    `person`: the name of whose link it is, "" for an old link that names nobody. `ended`: it opens nothing any more.
    """

    fixed: Mapping[str, str] = field(default_factory=dict)
    title: str = ""
    day: date | None = None
    person: str = ""
    ended: Ended | None = None


def opened(
    programme: Programme, journal: Journal, links: Links, form: Form, about: str, today: date, language: str
) -> Opened | None:
    """What the link of a form opens today; nothing without a link; None where the link is not one for this form."""
    if not about:
        return Opened()
    data = links.read("form", about)
    if not isinstance(data, list) or data[:1] != [form.name] or len(data) not in (2, 4):
        return None
    reference, *personal = (str(part) for part in data[1:])
    with journal.read() as connection:
        row = known_records.by_reference(connection, reference)
        columns = [programme.tables[form.table].column(name) for name in form.fixed]
        name = next((column.name for column in columns if column and row and column.table == row.table), None)
        if row is None or name is None:
            return None
        record = Record(row.table, row.reference, row.values)
        view = View(RecordReader(programme, connection), programme.tables[row.table], record, today)
        person = whose(view, links, personal[0]) if personal else ""
        ended = None
        if row.gone_at is not None:
            ended = Ended.gone
        elif personal and date.fromisoformat(personal[1]) < today:
            ended = Ended.old
        elif person is None:
            ended = Ended.handed_over
        day = first_day(view, view.table.date)
        return Opened({name: reference}, title(view, language), day, person or "", ended)


def first_day(view: View, paths: Sequence[str]) -> date | None:
    """The first filled one of some dates of a record."""
    for path in paths:
        holder, name = view.path(path)
        if value := holder.value(name):
            return _day(str(value), view.records.programme.time_zone)
    return None


def _day(value: str, zone: str) -> date | None:
    """The day of a date, or of a moment by the programme's calendar; None for a text from before it became one."""
    try:
        return local_date(datetime.fromisoformat(value), zone) if "T" in value else date.fromisoformat(value)
    except (ValueError, OverflowError):
        return None


def choosable(programme: Programme, journal: Journal, form: Form) -> dict[str, Sequence[tuple[str, str]]]:
    """Table → (reference, name) of its records, for each table that a form is about."""
    with journal.read() as connection:
        rows = known_records.present(connection)
    records = Records(programme, [Record(row.table, row.reference, row.values) for row in rows])
    columns = [programme.tables[form.table].column(name) for name in form.fixed]
    found: dict[str, Sequence[tuple[str, str]]] = {}
    for table in {column.table for column in columns if column and column.table}:
        name = programme.tables[table].title
        named = [
            (row.reference, f"{row.values.get(name) or ''} ({row.reference})") for row in records.table(table).values()
        ]
        found[table] = sorted(named, key=lambda pair: pair[1].casefold())
    return found


def with_choosers(programme: Programme, form: Form) -> Form:
    """The form with what it is about as questions in front; one of several suffices."""
    columns = [column for name in form.fixed if (column := programme.tables[form.table].column(name))]
    asked = {field.name for field in form.fields}
    choosers = tuple(
        FormField(
            name=column.name, type=Kind.reference, label=column.label, table=column.table, required=len(columns) == 1
        )
        for column in columns
        if column.name not in asked
    )
    return form.model_copy(update={"fields": (*choosers, *form.fields), "fixed": ()})
