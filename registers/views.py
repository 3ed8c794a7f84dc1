"""The public pages of registers: /<language>/register/<name>, and the same as CSV and JSON."""

import csv
import io
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, abort, g, jsonify, make_response, render_template, request, url_for

from core.links import EMBEDDED
from core.spreadsheet_text import as_text
from forms.services import current_services
from journal.operation import worker_steps
from journal.records.record_reader import RecordReader
from journal.states import WorkerStep
from programme.publications import Register
from programme.record import Records, View
from registers.rows import PublicRow, column_of, in_order, register_rows

blueprint = Blueprint("registers", __name__)
PER_PAGE = 100
FRESH, FRESH_HERE = "public, max-age=300", "private, max-age=300"
"""For all caches; for the browser alone, where a cookie came along: its page may have a word for one person in it.

A look at the spreadsheet takes up to a minute: five more do no harm, and spare the server those who come by a newspaper."""
BOTTOM = "\ufeff"
"""At the beginning of a CSV: else Excel takes the accents for something else."""


@dataclass(frozen=True)
class Header:
    """A column of the page. `order`: what sorts by it when its header is pressed; `direction`: how it is sorted now, or ""."""

    label: str
    order: str
    direction: str


@blueprint.get("/<language>/register/<name>")
def page(language: str, name: str) -> Response:
    """A page of a register; `?by=`: sorted by a column; `?page=`: a later part."""
    register = _register(language, name)
    order = request.args.get("by", register.order or register.columns[0])
    if order.removeprefix("-") not in register.columns:
        order = register.order or register.columns[0]
    if EMBEDDED in request.args:
        g.embedding_sites = _sites(register)
    rows, labels, looked = _read(register, language)
    number = max(1, request.args.get("page", 1, int))
    programme = current_services().programme
    return _fresh(
        make_response(
            render_template(
                "register.html",
                name=name,
                title=programme.text(register.label, language),
                about=programme.text(register.about, language),
                headers=[_header(path, label, order) for path, label in zip(register.columns, labels, strict=True)],
                rows=in_order(rows, register, order)[(number - 1) * PER_PAGE : number * PER_PAGE],
                count=len(rows),
                order=order,
                page=number,
                pages=max(1, -(-len(rows) // PER_PAGE)),
                looked=looked,
            )
        )
    )


@blueprint.get("/<language>/register/<name>/rows.csv")
def csv_file(language: str, name: str) -> Response:
    """All rows, a column each, and one more for each source; dates as far as they are known."""
    register = _register(language, name)
    rows, labels, _looked = _read(register, language)
    stream = io.StringIO()
    writer = csv.writer(stream)
    view = _blank(register)
    sources = [
        current_services().programme.text(column_of(view, path).label, language) for path in register.sources.values()
    ]
    writer.writerow([*labels, *sources])
    for row in rows:
        with_source = [row[register.columns.index(path)].source for path in register.sources]
        cells = [*(cell.value for cell in row), *with_source]
        writer.writerow([as_text(cell) if isinstance(cell, str) else cell for cell in cells])
    response = make_response(BOTTOM + stream.getvalue())
    response.mimetype = "text/csv"
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}.csv")
    return _open_to_all(_fresh(response))


@blueprint.get("/<language>/register/<name>/rows.json")
def json_file(language: str, name: str) -> Response:
    """All rows for programs, by the names of the columns."""
    register = _register(language, name)
    rows, labels, looked = _read(register, language)
    return _open_to_all(
        _fresh(
            jsonify(
                title=current_services().programme.text(register.label, language),
                language=language,
                as_of=looked.isoformat(timespec="seconds") if looked else None,
                columns=dict(zip(register.columns, labels, strict=True)),
                rows=[_as_json(register, row) for row in rows],
            )
        )
    )


@blueprint.app_template_global()
def register_links(language: str) -> list[tuple[str, str]]:
    """(label, address) of each register, for the first page."""
    programme = current_services().programme
    return [
        (programme.text(register.label, language), url_for("registers.page", language=language, name=name))
        for name, register in programme.registers.items()
    ]


def _register(language: str, name: str) -> Register:
    programme = current_services().programme
    if language not in programme.languages or name not in programme.registers:
        abort(404)
    g.language = language
    return programme.registers[name]


def _sites(register: Register) -> tuple[str, ...]:
    return current_services().programme.embed if register.embed is None else register.embed


def _blank(register: Register, records: RecordReader | None = None) -> View:
    services = current_services()
    return View(
        records or Records(services.programme, ()), services.programme.tables[register.table], None, services.today()
    )


def _read(register: Register, language: str) -> tuple[list[PublicRow], list[str], datetime | None]:
    """The rows, the labels of the columns, and when the spreadsheet was last looked at."""
    services = current_services()
    with services.journal.read() as connection:
        records = RecordReader(services.programme, connection)
        blank = _blank(register, records)
        listed = records.table(register.table).values()
        rows = register_rows(register, records, listed, blank, language)
        looked = worker_steps.statuses(connection)[WorkerStep.watch].done_at
    labels = [services.programme.text(column_of(blank, path).label, language) for path in register.columns]
    return rows, labels, looked


def _header(path: str, label: str, order: str) -> Header:
    """Pressing the column by which the rows are sorted turns them round."""
    if order == path:
        return Header(label, f"-{path}", "ascending")
    if order == f"-{path}":
        return Header(label, path, "descending")
    return Header(label, path, "")


def _as_json(register: Register, row: PublicRow) -> dict[str, object]:
    values: dict[str, object] = {}
    for path, cell in zip(register.columns, row, strict=True):
        values[path] = None if cell.value == "" else cell.value
        if cell.precision:
            values[f"{path}_precision"] = cell.precision
        if cell.source:
            values[f"{path}_source"] = cell.source
    return values


def _fresh(response: Response) -> Response:
    """The answer as caches may keep it; nothing where a browser has it already."""
    response.headers["Cache-Control"] = FRESH_HERE if request.cookies else FRESH
    response.vary.add("Cookie")
    response.add_etag()
    response.make_conditional(request)
    return response


def _open_to_all(response: Response) -> Response:
    """Pages of other sites may read it: it holds what everybody may read, and knows no cookie."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
