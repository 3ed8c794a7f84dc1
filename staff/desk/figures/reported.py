"""Figures that were reported: kept as they stood on that day, and
shown beside those of today.
"""

from dataclasses import dataclass

from flask import (
    Blueprint,
    abort,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response

from core.texts import mark as _
from forms.services import current_services
from journal.access import security_events
from journal.records import figure_reports
from journal.records.figure_reports import FigureReport
from journal.states import SecurityAction
from programme.models.permissions import Permission
from staff.access.security_log import new_event
from staff.access.signing import allowed, signed_in
from staff.desk.figures.figure_pages import asked_year, worked_out
from staff.desk.figures.figure_paper import number
from staff.desk.figures.figure_table import figure_table
from staff.desk.figures.frozen import (
    Changed,
    GroupThen,
    RowSince,
    as_json,
    from_json,
    groups_since,
    rows_since,
)
from staff.desk.reading import read_cases
from staff.say import say

blueprint = Blueprint("reported", __name__)
LONGEST_TITLE, LONGEST_KEY = 200, 32
MOST_ROWS = 200
CHANGED_WORDS = {
    Changed.added: _("came since"),
    Changed.gone: _("no longer counts"),
    Changed.value: _("has another value"),
    Changed.group: _("is in another group"),
}


@dataclass(frozen=True)
class Shown:
    """A figure of a report on the page.

    `table`: where its rows stand, "" where the programme has no such figure any more.
    """

    label: str
    labels: tuple[str, ...]
    groups: list[GroupThen]
    rows: list[RowSince]
    table: str

    @property
    def is_same(self) -> bool:
        """Whether nothing has changed since."""
        return not self.rows and all(
            group.reported == group.present for group in self.groups
        )


@blueprint.post("/staff/reported")
@allowed(Permission.report)
def add() -> Response:
    """Keeps all figures as they stand, under a title; pressed twice, once."""
    services = current_services()
    title = " ".join(request.form.get("title", "").split())[:LONGEST_TITLE]
    key = request.form.get("key", "")[:LONGEST_KEY]
    if not title or not key:
        flash(say(_("Please say for whom or what the figures are.")))
        return redirect(
            url_for("figures.figures", year=asked_year()) + "#reported", 303
        )
    figures = [as_json(section.label, section.table) for section in worked_out()]
    report = FigureReport(
        key, title, g.staff, services.clock.now(), asked_year(), figures
    )
    with services.journal.write() as connection:
        if figure_reports.by_id(connection, key) is None:
            figure_reports.add(connection, report)
            security_events.add(connection, new_event(SecurityAction.reported, [title]))
    return redirect(url_for("reported.show", id=key), 303)


@blueprint.get("/staff/reported/<id>")
@signed_in
def show(id: str) -> str:
    """A report: each figure as it was reported, as it stands now, and which
    rows make the difference.
    """
    services = current_services()
    defined = {figure.name: figure for figure in services.programme.desk.figures}
    shown: list[Shown] = []
    with services.journal.read() as connection:
        report = figure_reports.by_id(connection, id) or abort(404)
        cases = read_cases(services, connection)
        for data in report.figures:
            frozen = from_json(data)
            figure = defined.get(frozen.name)
            if figure:
                present = figure_table(cases, figure, g.language, report.year)
                label = services.programme.text(figure.label, g.language)
            else:
                present = None
                label = frozen.label
            shown.append(
                Shown(
                    label,
                    present.labels if present else frozen.labels,
                    groups_since(frozen, present),
                    rows_since(frozen, present) if present else [],
                    figure.table if figure else "",
                )
            )
    return render_template(
        "staff/desk/reported.html",
        report=report,
        figures=shown,
        number=lambda value: number(value, g.language),
        changed=lambda change: say(CHANGED_WORDS[change]),
        most=MOST_ROWS,
    )
