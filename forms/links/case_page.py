"""The page of a case: how far it is and what is next, for everybody who has its link.

It shows no personal contacts.
"""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, g, render_template

from documents.history import stage_spans
from documents.timeline import draw
from documents.tracks import lanes_of, progress_of, track_rows
from forms.links.expired_link import expired_link_page
from forms.links.listed import belonging_to, filled_values, heading, lines
from forms.links.stages import stages
from forms.services import Services, current_services
from journal.access import case_pages
from journal.records import changes
from journal.records.changes import Change
from journal.records.record_reader import RecordReader
from programme.models.pages.signed_pages import CasePage
from programme.records.display import plain_name, shown_value, title
from programme.records.record import View
from programme.records.stage import stage_column

blueprint = Blueprint("case", __name__)


@blueprint.get("/<language>/case/<token>")
def show_case(language: str, token: str) -> str | tuple[str, int]:
    """The case whose link this is; a kind word where staff have made a new
    link, or the case is gone.
    """
    services = current_services()
    case = services.programme.case
    data = services.links.read("case", token)
    if (
        language not in services.programme.languages
        or not isinstance(data, list)
        or case.page is None
    ):
        abort(404)
    g.language = language
    reference = str(data[0])
    edition = data[1]
    with services.journal.read() as connection:
        records = RecordReader(services.programme, connection)
        record = records.get(case.table, reference)
        if record is None:
            return expired_link_page("gone")
        # Staff have made a new link: the old one may have gone to too many people.
        if edition != case_pages.edition(connection, reference):
            return expired_link_page("renewed")
        view = View(
            records, services.programme.tables[case.table], record, services.today()
        )
        all_changes = changes.history(connection, reference)
        history = []
        for row in all_changes:
            if row.column == case.page.stage:
                history.append((row.before, row.after))
        looked = services.last_look(connection)
        return render_template(
            "case.html",
            looked=looked,
            feed=_feed(services, language, reference, edition),
            history=history,
            **_timeline(services, view, all_changes, language),
            **_shown(services, view, case.page, history, language),
            shared=_shared(
                view,
                case.page,
                services.links.case(language, reference, edition),
                language,
            ),
        )


def _feed(services: Services, language: str, reference: str, edition: int) -> str:
    """The address of the case's calendar; "" where no table of
    meetings belongs to cases.
    """
    tables = services.programme.tables.values()
    if not any(table.calendar and table.case for table in tables):
        return ""
    return services.links.case_feed(language, reference, edition)


def _shown(
    services: Services,
    view: View,
    page: CasePage,
    history: list[tuple[Any, Any]],
    language: str,
) -> dict[str, Any]:
    programme = services.programme
    column = view.table.column(page.stage)
    # `flask check` has seen to it.
    assert column
    value = str(view.value(page.stage) or "")
    labels = {
        choice.name: programme.text(choice.label, language) for choice in column.choices
    }
    lists = [
        (heading(services, listed, language), shown)
        for listed in page.lists
        if (shown := lines(services, view, listed, language))
    ]
    aside = ""
    if value not in page.stages:
        aside = labels.get(value, "")
    return {
        "name": title(view, language),
        "stages": [
            (labels[name], state) for name, state in stages(page.stages, value, history)
        ],
        "aside": aside,
        "stage": labels.get(value, ""),
        "said": list(filled_values(view, page.shows, language)),
        "lists": lists,
    }


def _timeline(
    services: Services, view: View, history: Sequence[Change], language: str
) -> dict[str, Any]:
    """The drawing and its rows; no drawing where the programme names no lanes."""
    programme = services.programme
    if not programme.desk.timeline:
        return {"drawing": None, "tracks": [], "progress": []}

    def belonging(name: str) -> list[View]:
        table = programme.tables[name]
        views: list[View] = []
        for record in belonging_to(view, name, table.case or ""):
            views.append(View(view.records, table, record, view.today))
        return views

    tracks = track_rows(programme, belonging, language, view.today)
    drawing = draw(stage_spans(view, history, language), lanes_of(tracks), view.today)
    column = stage_column(programme)
    stage_label = ""
    if column:
        stage_label = programme.text(column.label, language)
    return {
        "drawing": drawing if drawing.bars or drawing.marks else None,
        "tracks": [row for rows in tracks for row in rows],
        "progress": progress_of(programme, tracks),
        "stage_label": stage_label,
    }


def _shared(view: View, page: CasePage, address: str, language: str) -> str:
    """What is told in the group: the name, how far it is, and the page.

    Somebody may have typed an address as a name.
    """
    name = plain_name(title(view, language))
    stage = shown_value(view, page.stage, language)
    if stage:
        first_line = f"{name}: {stage}"
    else:
        first_line = name
    return f"{first_line}\n{address}"
