"""The functions of mails, tried before anybody reads one: what they are
called with must be there.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from core.notation.spelling import nearest
from programme.checks.checker import follow
from programme.children import child_tables
from programme.model import Programme, Table
from programme.models.plurals import PERIOD, plural, plural_mistake
from programme.records.record import Record, View
from programme.records.templates.local_times import no_local_times
from programme.records.templates.template_record import TemplateRecord, rows_of
from programme.records.templates.template_values import money
from programme.records.translations import Passage


def tried_functions(view: View, language: str) -> Mapping[str, Callable[..., Any]]:
    """The functions of a mail about a blank record; each raises ValueError, or
    jinja2.UndefinedError, where it is asked for what is not there.
    """
    programme = view.records.programme
    table = view.table
    return {
        "link": _checked_link(programme, table),
        "link_case": _checked_link_case(programme, table),
        "link_page": _checked_link_page(programme),
        "link_dossier": _checked_link_dossier(programme, table),
        "link_meeting": _checked_link_meeting(programme, table),
        "link_feed": _checked_link_case(programme, table),
        "link_change": str,
        "rows": _checked_rows(view, language),
        "both": _checked_both(view),
        "local_times": no_local_times(programme, view, language),
        "plural": checked_plural(language),
        "money": checked_money(language),
    }


def checked_plural(language: str) -> Callable[..., str]:
    """`plural`, which raises ValueError where a word is missing."""
    return partial(_checked_plural, language)


def checked_money(language: str) -> Callable[..., str]:
    """`money`, which raises ValueError for a currency that is none."""
    return partial(money, language)


def _checked_plural(language: str, number: Any, /, **words: str) -> str:
    # Whatever the number is today, all words must be there.
    mistake = plural_mistake(words, language, "the number", 0, PERIOD)
    if mistake:
        raise ValueError(f"plural: {mistake}")
    return plural(language, number, **words)


def _checked_link(programme: Programme, table: Table) -> Callable[..., str]:
    def link(form: str, answer: str = "") -> str:
        if form not in programme.forms:
            raise ValueError(f'no form "{form}"{nearest(form, programme.forms)}')
        target = programme.tables[programme.forms[form].table]
        fixed = [target.column(name) for name in programme.forms[form].fixed]
        # One that leads to no table has been told at its column, or at the form.
        fixed = [
            column for column in fixed if column and column.table in programme.tables
        ]
        # A link to a form about something else would open nothing
        # for whoever gets the mail.
        if fixed and not any(column and column.table == table.name for column in fixed):
            raise ValueError(f'the form "{form}" is not about a record of {table.name}')
        answers = programme.forms[form].answers
        if answer and answer not in answers:
            raise ValueError(
                f'the form "{form}" has no answer "{answer}"{nearest(answer, answers)}'
            )
        return ""

    return link


def _require_case(programme: Programme, table: Table) -> None:
    """Raises ValueError for a table whose rows belong to no case."""
    if not table.case and table.name != programme.case.table:
        raise ValueError(
            f"{table.name} does not say to which of {programme.case.table} a row belongs (`case`)"
        )


def _checked_link_case(programme: Programme, table: Table) -> Callable[..., str]:
    def link_case() -> str:
        if programme.case.page is None:
            raise ValueError(
                "say in config/programme.yaml what the `page` of a case shows"
            )
        _require_case(programme, table)
        return ""

    return link_case


def _checked_link_page(programme: Programme) -> Callable[[str], str]:
    def link_page(name: str) -> str:
        if name not in programme.pages:
            raise ValueError(
                f'no page "{name}" in `pages` of config/programme.yaml{nearest(name, programme.pages)}'
            )
        return ""

    return link_page


def _checked_rows(view: View, language: str) -> Callable[..., list[TemplateRecord]]:
    def rows(name: str, only: str = "") -> list[TemplateRecord]:
        rows_of(view, language, name, only)
        # The blank record has no rows: one blank row shows whether what
        # is asked of each is there.
        table = view.records.programme.tables[
            child_tables(view.records.programme.tables, view.table)[name][0]
        ]
        return [
            TemplateRecord(
                View(view.records, table, Record(table.name, "XX-00000"), view.today),
                language,
            )
        ]

    return rows


def _checked_both(view: View) -> Callable[[str], list[Passage]]:
    def both(path: str) -> list[Passage]:
        holder, name = view.path(path)
        if holder.table.column(name) is None:
            raise ValueError(f'{holder.table.name} has no column "{name}"')
        return [Passage("")]

    return both


def _checked_link_dossier(programme: Programme, table: Table) -> Callable[..., str]:
    def link_dossier() -> str:
        if programme.criteria is None:
            raise ValueError(
                "there is no dossier: config/criteria.yaml says what cases are judged by"
            )
        _require_case(programme, table)
        return ""

    return link_dossier


def _checked_link_meeting(programme: Programme, table: Table) -> Callable[..., str]:
    def link_meeting(*steps: str) -> str:
        holder: Table | None = table
        for step in steps:
            if holder:
                holder = follow(programme, holder, step)
        if holder is None:
            raise ValueError(f"{table.name} has no reference {'.'.join(steps)}")
        if holder.calendar is None or not holder.calendar.invited:
            raise ValueError(
                f"say in config/programme.yaml who is invited (`calendar.invited` of {holder.name})"
            )
        return ""

    return link_meeting
