"""What a form is about: a record that a signed link fixes, or that staff choose from a list."""

from collections.abc import Sequence

from core.links import Links
from journal import seen
from journal.database import Journal
from programme.model import Form, FormField, Kind, Programme
from programme.record import Record, Records


def fixed(programme: Programme, journal: Journal, links: Links, form: Form, about: str) -> dict[str, str] | None:
    """Fixed column → reference, from a signed link; {} without a link; None where the link is not for this form."""
    if not about:
        return {}
    data = links.read("form", about)
    if not isinstance(data, list) or data[:1] != [form.name]:
        return None
    with journal.read() as connection:
        row = seen.one(connection, str(data[1]))
    columns = [programme.tables[form.table].column(name) for name in form.fixed]
    name = next((column.name for column in columns if column and row and column.table == row.table), None)
    return {name: str(data[1])} if name else None


def title(programme: Programme, journal: Journal, references: Sequence[str]) -> str:
    """The name by which people call what a form is fixed to."""
    for reference in references:
        with journal.read() as connection:
            row = seen.one(connection, reference)
        if row:
            return str(row.values.get(programme.tables[row.table].title) or reference)
    return ""


def choosable(programme: Programme, journal: Journal, form: Form) -> dict[str, Sequence[tuple[str, str]]]:
    """Table → (reference, name) of its records, for each table that a form is about."""
    with journal.read() as connection:
        rows = seen.present(connection)
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
