"""The page for people: the same spreadsheets, as a table to read and type in."""

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from sheets.local import texts, validation
from sheets.local.errors import ApiError
from sheets.local.formulas import Sums
from sheets.local.locales import place
from sheets.local.model import ROWS, Book, Json, Sheet
from sheets.local.page_data import editable
from sheets.local.page_data import page as page_json
from sheets.local.ranges import Writer
from sheets.local.render import formatted
from sheets.local.requests import apply
from sheets.local.web import body, workbooks

pages = Blueprint("page", __name__, url_prefix="/sheet")
CONFLICT, GONE, UNPROCESSABLE = 409, 410, 422


def _template(name: str, **values: object) -> str:
    language, words = texts.chosen(request.accept_languages)
    return render_template(name, language=language, words=words, **values)


@pages.get("")
def index() -> str | AnyResponse:
    """All spreadsheets; a single one is opened at once."""
    books = workbooks().all()
    if len(books) == 1 and "all" not in request.args:
        return redirect(f"/sheet/{books[0].id}")
    return _template("sheet_list.html", books=books)


@pages.get("/<id>")
def show(id: str) -> str:
    """One spreadsheet. The part after "#" (gid and range) says which tab and cell."""
    return _template("sheet.html", book=_book(id))


def _book(id: str) -> Book:
    try:
        return workbooks().get(id)
    except ApiError:
        abort(404)


def _sheet(book: Book, gid: object) -> Sheet:
    found = book.find(int(gid)) if isinstance(gid, int | str) and str(gid).isdigit() else None
    return found or next(sheet for sheet in book.sheets if not sheet.properties.get("hidden"))


@pages.get("/<id>/version")
def version(id: str) -> Json:
    """A number that grows with every change: cheap to ask every second."""
    return {"version": _book(id).version}


@pages.get("/<id>/data")
def data(id: str) -> Json:
    """One tab, ready to be drawn."""
    book = _book(id)
    return page_json(book, _sheet(book, request.args.get("gid")))


@pages.post("/<id>/edit")
def edit(id: str) -> Response | tuple[Response, int]:
    """Puts what a person typed, unless somebody else was there first or a strict rule forbids it.

    Rows are found by their id, so that one that moved meanwhile gets what is meant for it.
    """
    given = body()
    _book(id)
    try:
        with workbooks().change(id) as book:
            sheet, writer = _sheet(book, given.get("gid")), Writer(book, "USER_ENTERED")
            for entry in given.get("cells") or []:
                _type(book, sheet, writer, entry)
    except Refusal as refusal:
        return jsonify(refusal.answer), refusal.status
    return jsonify(version=book.version)


class Refusal(Exception):
    """A typed value that is not taken; the page shows why and keeps it."""

    def __init__(self, status: int, **answer: object) -> None:
        super().__init__(str(answer))
        self.status, self.answer = status, answer


def _type(book: Book, sheet: Sheet, writer: Writer, entry: Json) -> None:
    row, column, text = _row(sheet, entry), int(entry["column"]), str(entry["value"])
    old = sheet.cell(row, column)
    now = editable(old, formatted(Sums(book).value(sheet, row, column), old.style, place(book.locale)), writer.place)
    if "was" in entry and entry["was"] != now and now != text:
        raise Refusal(CONFLICT, now=now)
    cell = writer.cell(old, text)
    if old.rule and old.rule.get("strict"):
        shown = formatted(cell.entered, cell.style, writer.place)
        if not validation.allows(old.rule, cell.entered, shown):
            raise Refusal(UNPROCESSABLE, rule=validation.kind(old.rule))
    sheet.put(row, {column: cell})


def _row(sheet: Sheet, entry: Json) -> int:
    row, wanted = int(entry["row"]), entry.get("id")
    if wanted is None:
        return row
    at = next((at for at, found in enumerate(sheet.rows) if found and found.id == wanted), None)
    if at is None:
        raise Refusal(GONE)
    return at


@pages.post("/<id>/act")
def act(id: str) -> Json:
    """Adds or deletes a row, sorts, adds or renames a tab."""
    given = body()
    _book(id)
    with workbooks().change(id) as book:
        sheet = _sheet(book, given.get("gid"))
        apply(book, workbooks().switches, [_request(sheet, given)])
        made = book.sheets[-1].id if given.get("act") == "add_tab" else sheet.id
    return {"version": book.version, "gid": made}


def _request(sheet: Sheet, given: Json) -> Json:
    act = given.get("act")
    frozen = int(sheet.properties["gridProperties"].get("frozenRowCount") or 0)
    if act in ("add_row", "delete_row"):
        at = _row(sheet, given)
        span: Json = {"sheetId": sheet.id, "dimension": ROWS, "startIndex": at, "endIndex": at + 1}
        return {"deleteDimension": {"range": span}} if act == "delete_row" else _add_row(span, frozen)
    if act in ("sort_up", "sort_down"):
        order = "ASCENDING" if act == "sort_up" else "DESCENDING"
        area = {"sheetId": sheet.id, "startRowIndex": frozen, "endRowIndex": max(len(sheet.rows), frozen)}
        spec = {"dimensionIndex": int(given["column"]), "sortOrder": order}
        return {"sortRange": {"range": area, "sortSpecs": [spec]}}
    properties: Json = {"title": str(given.get("title") or "")}
    if act == "add_tab":
        return {"addSheet": {"properties": properties}}
    if act == "rename":
        return {"updateSheetProperties": {"properties": properties | {"sheetId": sheet.id}, "fields": "title"}}
    raise ApiError(400, "There is no such act.")


def _add_row(span: Json, frozen: int) -> Json:
    below = {"startIndex": span["endIndex"], "endIndex": span["endIndex"] + 1}
    like_header = span["startIndex"] < frozen
    return {"insertDimension": {"range": span | below, "inheritFromBefore": not like_header}}
