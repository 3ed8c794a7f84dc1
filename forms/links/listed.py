"""The records that a page lists of a case: by day, each in words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from forms.services import Services
from journal.records.record_reader import RecordReader
from programme.checks.checker import condition_on
from programme.model import Table
from programme.models.pages.signed_pages import Listed
from programme.records.days import first_day
from programme.records.display import shown_value
from programme.records.record import Record, View


@dataclass(frozen=True)
class Line:
    """A record of a list. `day`: None where it has none."""

    day: date | None
    words: str
    reference: str


def lines(services: Services, case: View, listed: Listed, language: str) -> list[Line]:
    """A line for each record that the list holds, by day; those without one last."""
    table = services.programme.tables[listed.table]
    shows = (table.title,) if listed.shows is None else listed.shows
    shown: list[Line] = []
    for record in belonging_to(case, listed.table, table.case or ""):
        view = View(case.records, table, record, case.today)
        if listed.only is None or holds(services, table, listed.only, view):
            line_text = " · ".join(
                text for _label, text in filled_values(view, shows, language)
            )
            shown.append(
                Line(
                    first_day(view, listed.date or table.date),
                    line_text,
                    record.reference,
                )
            )
    return sorted(shown, key=lambda line: (line.day or date.max, line.words))


def heading(services: Services, listed: Listed, language: str) -> str:
    """What stands above a list: its label, or that of its table."""
    programme = services.programme
    return programme.text(listed.label, language) or programme.text(
        programme.tables[listed.table].label, language
    )


def filled_values(
    view: View, paths: Sequence[str], language: str
) -> Iterator[tuple[str, str]]:
    """(label, value in words) of those columns that say something."""
    for path in paths:
        holder, name = view.path(path)
        column = holder.table.column(name)
        # `flask check` has seen to it.
        assert column
        text = shown_value(view, path, language)
        if text:
            yield view.records.programme.text(column.label, language), text


def holds(services: Services, table: Table, text: str, view: View) -> bool:
    """Whether a condition of the programme holds of a record; not
    of one that cannot be read.
    """
    key = (table.name, text)
    if key not in services.conditions:
        services.conditions[key] = condition_on(services.programme, table, text)
    try:
        return services.conditions[key].holds(view)
    # A row that cannot be read is left out, and the others are shown.
    except (ValueError, TypeError, LookupError):
        return False


def belonging_to(case: View, table: str, path: str) -> list[Record]:
    """The records of a table that belong to a case by a way over references."""
    assert isinstance(case.records, RecordReader)
    assert case.record
    return case.records.of_case(table, path, case.record.reference)
