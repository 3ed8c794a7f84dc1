"""The public pages of registers: /<language>/register/<name>, and
the same as CSV and JSON.
"""

import csv
import io
from dataclasses import dataclass

from flask import (
    Blueprint,
    Response,
    abort,
    g,
    jsonify,
    make_response,
    render_template,
    request,
    url_for,
)

from core.ids import digest
from core.links import EMBEDDED
from core.notation.spreadsheet_text import as_text
from forms.services import current_services
from programme.models.pages.publications import Register
from programme.records.record import Records, View
from registers.kept import BuiltRegister, built_registers, keep_registers, read_state
from registers.rows import PublicRow, column_of

blueprint = Blueprint("registers", __name__)
keep_registers(blueprint)
JSON = "application/json"
NOT_MODIFIED = 304
PER_PAGE = 100
FRESH, FRESH_HERE = "public, max-age=300", "private, max-age=300"
"""For all caches; for the browser alone, where a cookie came along: its page may have a
word for one person in it.

A look at the spreadsheet takes up to a minute: five more do no harm, and spare the
server those who come by a newspaper.
"""
BOTTOM = "\ufeff"
"""At the beginning of a CSV: else Excel takes the accents for something else."""


@dataclass(frozen=True)
class Header:
    """A column of the page.

    `order`: what sorts by it when its header is pressed; `direction`:
    how it is sorted now, or "".
    """

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
    number = max(1, request.args.get("page", 1, int))
    # Where a cookie came along, the page may have a word for one person in it.
    tag = ""
    if not request.cookies:
        tag = _tag(
            register, ["page", name, language, order, number, EMBEDDED in request.args]
        )
    if _is_known(tag):
        return _fresh(Response(status=NOT_MODIFIED), tag)
    programme = current_services().programme
    built = built_registers().of(current_services(), name, language)
    html = render_template(
        "register.html",
        name=name,
        title=programme.text(register.label, language),
        about=programme.text(register.about, language),
        headers=[
            _header(path, label, order)
            for path, label in zip(register.columns, built.labels, strict=True)
        ],
        rows=built.ordered(order)[(number - 1) * PER_PAGE : number * PER_PAGE],
        count=len(built.rows),
        order=order,
        page=number,
        pages=max(1, -(-len(built.rows) // PER_PAGE)),
        looked=built.state.looked,
    )
    return _fresh(make_response(html), tag)


@blueprint.get("/<language>/register/<name>/rows.csv")
def csv_file(language: str, name: str) -> Response:
    """All rows, a column each, and one more for each source; dates
    as far as they are known.
    """
    tag = _tag(_register(language, name), ["csv", name, language])
    if _is_known(tag):
        return _open_to_all(_fresh(Response(status=NOT_MODIFIED), tag))
    built = built_registers().of(current_services(), name, language)
    response = Response(
        built.file("csv", lambda: _as_csv(built, language)), mimetype="text/csv"
    )
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}.csv")
    return _open_to_all(_fresh(response, tag))


@blueprint.get("/<language>/register/<name>/rows.json")
def json_file(language: str, name: str) -> Response:
    """All rows for programs, by the names of the columns."""
    tag = _tag(_register(language, name), ["json", name, language])
    if _is_known(tag):
        return _open_to_all(_fresh(Response(status=NOT_MODIFIED), tag))
    built = built_registers().of(current_services(), name, language)
    response = Response(
        built.file("json", lambda: _as_json(built, language)), mimetype=JSON
    )
    return _open_to_all(_fresh(response, tag))


@blueprint.app_template_global()
def register_links(language: str) -> list[tuple[str, str]]:
    """(label, address) of each register, for the first page."""
    programme = current_services().programme
    return [
        (
            programme.text(register.label, language),
            url_for("registers.page", language=language, name=name),
        )
        for name, register in programme.registers.items()
    ]


def _register(language: str, name: str) -> Register:
    programme = current_services().programme
    if language not in programme.languages or name not in programme.registers:
        abort(404)
    g.language = language
    return programme.registers[name]


def _sites(register: Register) -> tuple[str, ...]:
    if register.embed is None:
        return current_services().programme.embed
    return register.embed


def _tag(register: Register, what: list[object]) -> str:
    """What an answer is known by, from what its rows depend on and before they are
    read; "" before the first look.
    """
    state = read_state(current_services())
    if state.looked is None:
        return ""
    return digest(
        [
            *what,
            register.model_dump(mode="json"),
            state.looked.isoformat(),
            state.today.isoformat(),
        ]
    )


def _is_known(tag: str) -> bool:
    return bool(tag) and request.if_none_match.contains_weak(tag)


def _header(path: str, label: str, order: str) -> Header:
    """Pressing the column by which the rows are sorted turns them round."""
    if order == path:
        return Header(label, f"-{path}", "ascending")
    if order == f"-{path}":
        return Header(label, path, "descending")
    return Header(label, path, "")


def _as_csv(built: BuiltRegister, language: str) -> bytes:
    register = built.register
    programme = current_services().programme
    stream = io.StringIO()
    writer = csv.writer(stream)
    blank = View(
        Records(programme, ()),
        programme.tables[register.table],
        None,
        built.state.today,
    )
    sources = [
        programme.text(column_of(blank, path).label, language)
        for path in register.sources.values()
    ]
    writer.writerow([*built.labels, *sources])
    for row in built.rows:
        with_source = [
            row[register.columns.index(path)].source for path in register.sources
        ]
        cells = [*(cell.value for cell in row), *with_source]
        writer.writerow(
            [as_text(cell) if isinstance(cell, str) else cell for cell in cells]
        )
    return (BOTTOM + stream.getvalue()).encode()


def _as_json(built: BuiltRegister, language: str) -> bytes:
    register = built.register
    looked = built.state.looked
    as_of = None
    if looked:
        as_of = looked.isoformat(timespec="seconds")
    return jsonify(
        title=current_services().programme.text(register.label, language),
        language=language,
        as_of=as_of,
        columns=dict(zip(register.columns, built.labels, strict=True)),
        rows=[_json_row(register, row) for row in built.rows],
    ).get_data()


def _json_row(register: Register, row: PublicRow) -> dict[str, object]:
    values: dict[str, object] = {}
    for path, cell in zip(register.columns, row, strict=True):
        values[path] = None if cell.value == "" else cell.value
        if cell.precision:
            values[f"{path}_precision"] = cell.precision
        if cell.source:
            values[f"{path}_source"] = cell.source
    return values


def _fresh(response: Response, tag: str) -> Response:
    """The answer as caches may keep it; nothing where a browser has it already."""
    response.headers["Cache-Control"] = FRESH_HERE if request.cookies else FRESH
    response.vary.add("Cookie")
    if tag:
        response.set_etag(tag)
    else:
        response.add_etag()
    response.make_conditional(request)
    return response


def _open_to_all(response: Response) -> Response:
    """Pages of other sites may read it: it holds what everybody may
    read, and knows no cookie.
    """
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
