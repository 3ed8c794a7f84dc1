"""The page of a case: how far it is and what is next, for everybody who has its link. It shows no personal contacts."""

from datetime import date
from typing import Any

from flask import Blueprint, abort, g, render_template
from werkzeug.wrappers import Response

from forms.about import first_day
from forms.desk import Desk, desk
from forms.ended import ended
from forms.stages import stages
from journal import case_pages, changes, worker_steps
from journal.record_reader import RecordReader
from journal.states import WorkerStep
from programme.checker import condition_on
from programme.model import CasePage, Listed
from programme.record import Record, View
from programme.shown import show_anyway, title

blueprint = Blueprint("case", __name__)
Line = tuple[date | None, str]


@blueprint.get("/<language>/case/<token>")
def show_case(language: str, token: str) -> str | tuple[str, int]:
    """The case whose link this is; a kind word where staff have made a new link, or the case is gone."""
    here = desk()
    case, data = here.programme.case, here.links.read("case", token)
    if language not in here.programme.languages or not isinstance(data, list) or case.page is None:
        abort(404)
    g.language = language
    reference, edition = str(data[0]), data[1]
    with here.journal.read() as connection:
        records = RecordReader(here.programme, connection)
        record = records.get(case.table, reference)
        if record is None:
            return ended("gone")
        if edition != case_pages.edition(connection, reference):
            return ended("renewed")
        view = View(records, here.programme.tables[case.table], record, here.today())
        history = [
            (row.before, row.after) for row in changes.history(connection, reference) if row.column == case.page.stage
        ]
        looked = worker_steps.statuses(connection)[WorkerStep.watch].done_at
        return render_template(
            "case.html",
            looked=looked,
            history=history,
            **_shown(here, view, case.page, history, language),
        )


@blueprint.after_request
def unlisted(response: Response) -> Response:
    """Not for search engines; and it tells no other site where it is."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _shown(here: Desk, view: View, page: CasePage, history: list[tuple[Any, Any]], language: str) -> dict[str, Any]:
    column = view.table.column(page.stage)
    assert column  # flask check has seen to it
    value = str(view.value(page.stage) or "")
    labels = {choice.name: here.programme.text(choice.label, language) for choice in column.choices}
    lists = [(here.programme.text(one.label, language), _lines(here, view, one, language)) for one in page.lists]
    return {
        "name": title(view, language),
        "stages": [(labels[name], state) for name, state in stages(page.stages, value, history)],
        "aside": labels.get(value, "") if value not in page.stages else "",
        "said": [(label, words) for label, words in (_value(view, path, language) for path in page.shows) if words],
        "lists": [
            (heading or here.programme.text(here.programme.tables[one.table].label, language), lines)
            for one, (heading, lines) in zip(page.lists, lists, strict=True)
            if lines
        ],
    }


def _lines(here: Desk, case: View, listed: Listed, language: str) -> list[Line]:
    """(day, words) of each record that the list holds, by day; those without one last."""
    table = here.programme.tables[listed.table]
    shows = (table.title,) if listed.shows is None else listed.shows
    lines: list[Line] = []
    for record in _belonging(case, listed.table, table.case or ""):
        view = View(case.records, table, record, case.today)
        if listed.only is None or _holds(here, listed, view):
            words = [said for _label, said in (_value(view, path, language) for path in shows) if said]
            lines.append((first_day(view, listed.date or table.date), " · ".join(words)))
    return sorted(lines, key=lambda line: (line[0] or date.max, line[1]))


def _belonging(case: View, table: str, path: str) -> list[Record]:
    assert isinstance(case.records, RecordReader)
    assert case.record
    return case.records.of_case(table, path, case.record.reference)


def _holds(here: Desk, listed: Listed, view: View) -> bool:
    key = (listed.table, listed.only or "")
    if key not in here.conditions:
        here.conditions[key] = condition_on(here.programme, view.table, key[1])
    try:
        return here.conditions[key].holds(view)
    except (ValueError, TypeError, LookupError):  # a row that cannot be read is left out, and the others are shown
        return False


def _value(view: View, path: str, language: str) -> tuple[str, str]:
    """A column's label and its value in words; of a reference, what people call the other record."""
    holder, name = view.path(path)
    column = holder.table.column(name)
    assert column  # flask check has seen to it
    programme = view.records.programme
    label = programme.text(column.label, language)
    if column.table:
        return label, title(holder.get(name), language)
    return label, show_anyway(programme, column, holder.value(name), language)
