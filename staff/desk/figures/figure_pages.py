"""The figures for those who pay: as a page to print, as PDF, CSV and XLSX; behind every
number the rows that make it up.
"""

from dataclasses import dataclass

from flask import Blueprint, Response, abort, g, make_response, render_template, request

from core.ids import new_id
from core.texts import mark as _
from forms.services import current_services
from journal.records import figure_reports
from paper.set_pages import written_document
from programme.models.permissions import Permission
from programme.records.display import written_date
from staff.access.signing import may, signed_in
from staff.desk.figures.figure_files import as_csv, as_xlsx, rows_as_csv
from staff.desk.figures.figure_paper import number, report
from staff.desk.figures.figure_table import FigureTable, figure_table
from staff.desk.figures.targets import TargetRow, target_rows
from staff.desk.reading import read_cases
from staff.say import say

blueprint = Blueprint("figures", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 500
# Anything else in an address was typed by hand.
YEARS = range(1990, 2200)
BOTTOM = "\ufeff"
"""At the beginning of a CSV: else Excel takes the accents for something else."""


@dataclass(frozen=True)
class Section:
    """A figure as a page shows it."""

    label: str
    about: str
    table: FigureTable
    targets: list[TargetRow]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is counted yet, and nothing was promised."""
        return not self.table.rows and not self.targets


@blueprint.get("/staff/figures")
@signed_in
def figures() -> str:
    """All figures, each with its definition; `?year=`: of one year,
    where the figure has one.
    """
    services = current_services()
    with services.journal.read() as connection:
        reports = figure_reports.all_reports(connection)
    sections = worked_out()
    empty = []
    for section in sections:
        if section.is_empty:
            empty.append(section)
    return render_template(
        "staff/desk/figures.html",
        sections=[section for section in sections if not section.is_empty],
        empty=empty,
        day=written_date(services.today(), g.language),
        number=_number,
        year=asked_year(),
        reports=reports,
        report_key=new_id(),
        may_report=may(Permission.report),
    )


@blueprint.get("/staff/figures/<name>")
@signed_in
def rows(name: str) -> str:
    """The rows behind a number; `?group=`: of a group, and of one within it."""
    services = current_services()
    table = _one(name)
    keys = tuple(request.args.getlist("group"))
    labels = []
    for headings, key in zip(table.headings, keys, strict=False):
        for heading in headings:
            if heading.key == key:
                labels.append(heading.words or say(_("Not said")))
    found = table.of(*keys)
    return render_template(
        "staff/desk/figure_rows.html",
        name=name,
        year=asked_year(),
        label=services.programme.text(table.figure.label, g.language),
        about=services.programme.text(table.figure.about, g.language),
        words=labels,
        table=table.table.name,
        has_value=table.figure.value is not None,
        rows=found[:MOST_ROWS],
        count=len(found),
        value=_number(table.value(*keys)),
        number=_number,
    )


def _one(name: str) -> FigureTable:
    services = current_services()
    figure = next(
        (figure for figure in services.programme.desk.figures if figure.name == name),
        None,
    )
    if figure is None:
        abort(404)
    with services.journal.read() as connection:
        return figure_table(
            read_cases(services, connection), figure, g.language, asked_year()
        )


@blueprint.get("/staff/figures/<name>/rows.csv")
@signed_in
def rows_file(name: str) -> Response:
    """The rows of a figure: reference, name, groups and value."""
    columns = [say(labels) for labels in (_("Reference"), _("Name"), _("Value"))]
    response = Response(BOTTOM + rows_as_csv(_one(name), columns), mimetype="text/csv")
    response.headers.set(
        "Content-Disposition", "attachment", filename=f"{name}-{_stamp()}.csv"
    )
    return response


@blueprint.get("/staff/figures.pdf")
@signed_in
def pdf_file() -> Response:
    """All figures as a report to print."""
    services = current_services()
    programme = services.programme
    year = asked_year()
    day = written_date(services.today(), g.language)
    name = programme.shown_name(g.language)
    if year:
        title = say(_("{programme}: report of {year}"), programme=name, year=year)
    else:
        title = f"{name}: {say(_('Figures'))}"
    words = (
        _("Value"),
        _("Rows"),
        _("All"),
        _("Not said"),
        _("Target"),
        _("Reached"),
        _("None yet."),
    )
    document = report(
        programme,
        [
            (section.label, section.about, section.table, section.targets)
            for section in worked_out()
        ],
        title,
        say(_("As the spreadsheet stands on {day}."), day=day),
        [say(text) for text in words],
        g.language,
    )
    response = make_response(written_document(document))
    response.mimetype = "application/pdf"
    response.headers.set(
        "Content-Disposition", "inline", filename=f"{say(_('figures'))}-{_stamp()}.pdf"
    )
    return response


@blueprint.get("/staff/figures.csv")
@signed_in
def csv_file() -> Response:
    """All figures in one table."""
    header = [
        say(words)
        for words in (
            _("Figure"),
            _("Definition"),
            _("Group"),
            _("Within it"),
            _("Value"),
            _("Rows"),
        )
    ]
    response = Response(BOTTOM + as_csv(_pairs(), header), mimetype="text/csv")
    return _to_keep(response, "csv")


@blueprint.get("/staff/figures.xlsx")
@signed_in
def xlsx_file() -> Response:
    """All figures, a sheet each, with their definitions and rows."""
    columns = [
        say(words) for words in (_("Value"), _("Rows"), _("Reference"), _("Name"))
    ]
    return _to_keep(Response(as_xlsx(_pairs(), columns), mimetype=XLSX), "xlsx")


def _to_keep(response: Response, ending: str) -> Response:
    word = say(_("figures"))
    response.headers.set(
        "Content-Disposition", "attachment", filename=f"{word}-{_stamp()}.{ending}"
    )
    return response


def _stamp() -> str:
    """The year that a file is about, and the day of its making."""
    year = asked_year()
    day = current_services().today().isoformat()
    if year:
        return f"{year}-{day}"
    return day


def asked_year() -> int | None:
    """The year that the address names; None for all the time, and for what is none."""
    year = request.values.get("year", type=int)
    if year in YEARS:
        return year
    return None


def _pairs() -> list[tuple[str, str, FigureTable]]:
    return [(section.label, section.about, section.table) for section in worked_out()]


def worked_out() -> list[Section]:
    """Every figure, of the year that the address names."""
    services = current_services()
    if not services.programme.desk.figures:
        abort(404)
    sections = []
    with services.journal.read() as connection:
        cases = read_cases(services, connection)
        for figure in services.programme.desk.figures:
            label, about = (
                services.programme.text(text, g.language)
                for text in (figure.label, figure.about)
            )
            table = figure_table(cases, figure, g.language, asked_year())
            sections.append(
                Section(label, about, table, target_rows(cases, table, g.language))
            )
    return sections


def _number(value: float | None) -> str:
    """A number as the reader's language writes it; a dash where there is none."""
    return number(value, g.language)
