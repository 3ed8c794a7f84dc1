"""Which translations a machine may make: texts of cases that run, which somebody of the
case reads in another language, and that the team has not translated. Pure.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from privacy.people import personal_columns
from programme.model import Programme
from programme.parts import Column
from programme.records.record import Cell, Record, Records, View
from programme.records.translations import language_of_row, misses_translation
from rules.book import Book
from rules.recipients.people import people


@dataclass(frozen=True)
class MissingTranslation:
    """A blank cell for the translation of a text from one language into another."""

    cell: Cell
    text: str
    source: str
    target: str


def missing_translations(
    book: Book, records: Records, today: date
) -> Iterator[MissingTranslation]:
    """Those of all tables, in their order."""
    for table in book.programme.tables.values():
        translated = [column for column in table.columns if column.translation_of]
        if not translated:
            continue
        for record in records.table(table.name).values():
            view = View(records, table, record, today)
            case = book.case_of(view)
            if case is not None and not book.silent(case):
                languages = _languages_read(case)
                yield from _missing_of(view, record, translated, languages)


def _missing_of(
    view: View, record: Record, translated: Sequence[Column], languages: set[str]
) -> Iterator[MissingTranslation]:
    """Those of one record, into the languages that are read."""
    for column in translated:
        of = column.translation_of
        if of is None or of.language not in languages:
            continue
        if misses_translation(view, of.language, of.column):
            yield MissingTranslation(
                Cell(record.table, record.reference, column.name),
                str(view.value(of.column)),
                language_of_row(view),
                of.language,
            )


def names_of_people(programme: Programme, records: Records) -> set[str]:
    """What people are called in any row: nothing of it may leave the house."""
    names: set[str] = set()
    for table, parts in personal_columns(programme).items():
        columns: set[str] = set()
        for part in parts:
            columns.update((part.name, *part.naming))
        for form in programme.forms.values():
            if form.person and form.table == table:
                columns.add(form.person)
        for record in records.table(table).values():
            names.update(str(record.values.get(column) or "") for column in columns)
    return names - {""}


def _languages_read(case: View) -> set[str]:
    """In which languages the contacts of a case and of what it refers to read."""
    ways = list(case.table.contacts)
    for column in case.table.columns:
        target = case.records.programme.tables.get(column.table or "")
        if target is not None:
            ways += [f"{column.name}.{name}" for name in target.contacts]
    return {person.language for person in people(case, tuple(ways))}
