"""The figures for those who pay: as a page to print, as CSV and XLSX; behind every number the rows that make it up."""

from babel.numbers import format_decimal
from flask import Blueprint, Response, abort, g, render_template, request

from core.texts import mark as _
from forms.services import current_services
from programme.display import written_date
from staff.desk.figure_files import as_csv, as_xlsx, plain_number
from staff.desk.figure_table import FigureTable, figure_table
from staff.desk.reading import read_cases
from staff.say import say
from staff.signing import signed_in

blueprint = Blueprint("figures", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 500


@blueprint.get("/staff/figures")
@signed_in
def figures() -> str:
    """All figures, each with its definition."""
    services = current_services()
    return render_template(
        "staff/desk/figures.html",
        figures=_worked_out(),
        day=written_date(services.today(), g.language),
        number=_number,
    )


@blueprint.get("/staff/figures/<name>")
@signed_in
def rows(name: str) -> str:
    """The rows behind a number; `?group=`: of a group, and of one within it."""
    services = current_services()
    figure = next((figure for figure in services.programme.desk.figures if figure.name == name), None)
    if figure is None:
        abort(404)
    keys = tuple(request.args.getlist("group"))
    with services.journal.read() as connection:
        table = figure_table(read_cases(services, connection), figure, g.language)
    words = [
        heading.words or say(_("Not said"))
        for headings, key in zip(table.headings, keys, strict=False)
        for heading in headings
        if heading.key == key
    ]
    found = table.of(*keys)
    return render_template(
        "staff/desk/figure_rows.html",
        label=services.programme.text(figure.label, g.language),
        about=services.programme.text(figure.about, g.language),
        words=words,
        table=figure.table,
        has_value=figure.value is not None,
        rows=found[:MOST_ROWS],
        count=len(found),
        value=_number(table.value(*keys)),
        number=_number,
    )


@blueprint.get("/staff/figures.csv")
@signed_in
def csv_file() -> Response:
    """All figures in one table."""
    header = [say(words) for words in (_("Figure"), _("Definition"), _("Group"), _("Within it"), _("Value"), _("Rows"))]
    # With a mark at the beginning: else Excel takes the accents for something else.
    response = Response("\ufeff" + as_csv(_worked_out(), header), mimetype="text/csv")
    return _to_keep(response, "csv")


@blueprint.get("/staff/figures.xlsx")
@signed_in
def xlsx_file() -> Response:
    """All figures, a sheet each, with their definitions and rows."""
    columns = [say(words) for words in (_("Value"), _("Rows"), _("Reference"), _("Name"))]
    return _to_keep(Response(as_xlsx(_worked_out(), columns), mimetype=XLSX), "xlsx")


def _to_keep(response: Response, ending: str) -> Response:
    word = say(_("figures"))
    name = f"{word}-{current_services().today().isoformat()}.{ending}"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _worked_out() -> list[tuple[str, str, FigureTable]]:
    """(label, definition, table) of each figure."""
    services = current_services()
    if not services.programme.desk.figures:
        abort(404)
    with services.journal.read() as connection:
        cases = read_cases(services, connection)
        return [
            (
                services.programme.text(figure.label, g.language),
                services.programme.text(figure.about, g.language),
                figure_table(cases, figure, g.language),
            )
            for figure in services.programme.desk.figures
        ]


def _number(value: float | None) -> str:
    """A number as the reader's language writes it; a dash where there is none."""
    if value is None:
        return "–"
    return str(format_decimal(plain_number(value), locale=g.language))
