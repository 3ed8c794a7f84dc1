"""What can be chosen from the rows of a table, as the sheet was last seen: references,
and choices out of a tab.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from fieldtypes.parsing.choices import as_choice
from journal.database import Journal
from journal.records.record_reader import RecordReader
from programme.form_parts.choice_filters import (
    ChoiceFilter,
    Option,
    compile_choice_filter,
)
from programme.form_parts.form_scope import scope_around
from programme.form_parts.repeats import questions_in
from programme.model import Programme
from programme.models.forms import Form, FormField
from programme.records.display import shown_value, title
from programme.records.record import View

Lists = Mapping[tuple[object, ...], tuple[Option, ...]]
"""The list of each question that has one, by `FormField.list_key`."""


def record_lists(
    programme: Programme,
    journal: Journal,
    form: Form,
    today: date,
    language: str,
    *,
    is_staff: bool,
) -> Lists:
    """The lists of a form.

    Only staff choose from those that the form does not show to everybody.
    """
    fields = []
    for field, repeat in questions_in(form):
        if field.list_table and (is_staff or field.public_list):
            fields.append((field, repeat))
    if not fields:
        return {}
    lists: dict[tuple[object, ...], tuple[Option, ...]] = {}
    with journal.read() as connection:
        records = RecordReader(programme, connection)
        for field, repeat in fields:
            # Several questions may have the same list.
            if field.list_key not in lists:
                answers = scope_around(form.fields, repeat)
                choice_filter = compile_choice_filter(field, answers, programme.tables)
                views = _views(records, field, choice_filter, today)
                options = _options(
                    views, field, choice_filter, language, is_staff=is_staff
                )
                lists[field.list_key] = tuple(
                    sorted(options, key=lambda option: option.label.casefold())
                )
    return lists


def _views(
    records: RecordReader,
    field: FormField,
    choice_filter: ChoiceFilter | None,
    today: date,
) -> list[View]:
    table = records.programme.tables[field.list_table or ""]
    views = [
        View(records, table, record, today)
        for record in records.table(table.name).values()
    ]
    if choice_filter is None:
        return views
    return [view for view in views if choice_filter.lets_through(view)]


def _options(
    views: list[View],
    field: FormField,
    choice_filter: ChoiceFilter | None,
    language: str,
    *,
    is_staff: bool,
) -> list[Option]:
    """What can be chosen; a row that has no words for it cannot."""
    if field.choices_from:
        options = [_by_words(view, field, choice_filter, language) for view in views]
    else:
        options = _by_reference(views, choice_filter, language, is_staff=is_staff)
    return [option for option in options if option.label]


def _by_reference(
    views: list[View],
    choice_filter: ChoiceFilter | None,
    language: str,
    *,
    is_staff: bool,
) -> list[Option]:
    """Staff, and whoever reads two of one name, see the reference, too."""
    names = [title(view, language) for view in views]
    times = Counter(names)
    options = []
    for view, name in zip(views, names, strict=True):
        reference = ""
        if view.record:
            reference = view.record.reference
        is_unclear = is_staff or not name or times[name] > 1
        if is_unclear:
            label = f"{name} ({reference})"
        else:
            label = name
        options.append(Option(reference, label, _facts(view, choice_filter)))
    return options


def _by_words(
    view: View, field: FormField, choice_filter: ChoiceFilter | None, language: str
) -> Option:
    """The answer is in the sheet's language, whatever language the form is read in."""
    column = None
    if field.choices_from:
        column = field.choices_from.label
    answer = as_choice(_words(view, column, view.records.programme.language))
    label = as_choice(_words(view, column, language))
    return Option(answer, label, _facts(view, choice_filter))


def _words(view: View, column: str | None, language: str) -> str:
    if column is None:
        return title(view, language)
    return shown_value(view, column, language)


def _facts(view: View, choice_filter: ChoiceFilter | None) -> dict[str, Any] | None:
    if choice_filter:
        return choice_filter.facts_of(view)
    return None
