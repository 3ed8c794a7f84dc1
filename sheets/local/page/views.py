"""The page for people: the same spreadsheets, as a table to read and type in."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    jsonify,
    redirect,
    render_template,
    request,
)
from werkzeug.wrappers import Response as AnyResponse

from sheets.local.errors import ApiError
from sheets.local.model.json_parts import text_of
from sheets.local.model.spreadsheet import Book, Json, Sheet
from sheets.local.page import texts
from sheets.local.page.changes import acts as page_acts
from sheets.local.page.changes import filling, history, tabs
from sheets.local.page.changes.history import AnyChange, History, recorded
from sheets.local.page.changes.recorded import recorded as recorded_act
from sheets.local.page.changes.states import StateChange
from sheets.local.page.changes.typing import Typing
from sheets.local.page.shown import data as page_data
from sheets.local.page.shown import files as page_files
from sheets.local.page.targets import (
    Refusal,
    Targets,
    cells_of,
    places_of,
    tab_of_id,
    target_tab,
)
from sheets.local.web import body, workbooks

pages = Blueprint("page", __name__, url_prefix="/sheet")


def _template(name: str, **values: object) -> str:
    language, page_texts = texts.chosen(request.accept_languages)
    return render_template(name, language=language, words=page_texts, **values)


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


def _sheet(book: Book, gid: str) -> Sheet:
    """The tab of this id, or the first one."""
    return tab_of_id(book, gid) or next(
        sheet for sheet in book.sheets if not sheet.properties.get("hidden")
    )


@pages.get("/<id>/version")
def version(id: str) -> Json:
    """A number that grows with every change: cheap to ask every second."""
    return {"version": _book(id).version}


@pages.get("/<id>/data")
def data(id: str) -> Response:
    """One tab, ready to be drawn; with `first`, of a long one only
    so many rows to begin with.
    """
    book = _book(id)
    drawn = current_app.extensions.setdefault("drawn", page_data.Drawn())
    text = drawn.page(
        book,
        _sheet(book, request.args.get("gid", "")),
        request.args.get("first", type=int),
    )
    return Response(text, mimetype="application/json")


@dataclass
class TabChange:
    """A change of one tab. `undo`: what takes it back, once it is made; None for a
    change that left everything as it was.
    """

    book: Book
    sheet: Sheet
    undo: str | None = None

    @property
    def answer(self) -> Json:
        """What the page is told of it."""
        return {"version": self.book.version, "gid": self.sheet.id, "undo": self.undo}


@contextmanager
def _tab_change(id: str, given: Json) -> Iterator[TabChange]:
    """A change of the tab that the page means; made, and noted in its
    history, unless an error is raised inside.
    """
    _book(id)
    with workbooks().change(id) as book:
        sheet = target_tab(book, given)
        before = workbooks().get(id)
        change = TabChange(book, sheet)
        yield change
    change.undo = _history().keep(recorded(before, book, sheet.id))


@pages.post("/<id>/edit")
def edit(id: str) -> Json:
    """Puts what a person typed, unless somebody else was there first or
    a strict rule forbids it.

    Rows are found by their id and columns by their name, so that one that moved
    meanwhile gets what is meant for it.
    """
    given = body()
    with _tab_change(id, given) as change:
        typing = Typing(change.book, change.sheet, workbooks().switches)
        answer = typing.put(cells_of(given))
    return {"version": change.book.version, "undo": change.undo, **answer}


@pages.post("/<id>/fill")
def fill(id: str) -> Json:
    """Carries on what some cells begin, in the rest of a selection."""
    given = body()
    with _tab_change(id, given) as change:
        filling.fill(change.book, change.sheet, workbooks().switches, given)
    return change.answer


@pages.post("/<id>/note")
def note(id: str) -> Json:
    """Writes the note of one cell; an empty text takes it off."""
    given = body()
    with _tab_change(id, given) as change:
        targets = Targets(change.book, change.sheet)
        row = targets.row(given)
        column = targets.column(given)
        cell = change.sheet.cell(row, column)._replace(note=text_of(given, "note"))
        change.sheet.put(row, {column: cell})
    return change.answer


@pages.post("/<id>/undo")
def undo(id: str) -> Json:
    """Takes a change back; the answer's `undo` does it again, and `at` is the first
    cell that changed.
    """
    given = body()
    _book(id)
    with workbooks().change(id) as book:
        change = _history().get(given.get("token"), book)
        redo, first_cell = _undone(book, change, given)
    gid = tabs.to_show(book, change.gid)
    answer = {"version": book.version, "gid": gid, "at": first_cell}
    return answer | {"undo": _history().keep(redo)}


def _undone(
    book: Book, change: AnyChange, given: Json
) -> tuple[AnyChange, tuple[int, int] | None]:
    """The change that does it again, and the first cell that changed."""
    if isinstance(change, StateChange):
        if not isinstance(change, tabs.TabsChange):
            target_tab(book, {"gid": change.gid})
        published = workbooks().get(book.id)
        return change.undone(published, book, workbooks().switches)
    sheet = target_tab(book, {"gid": change.gid})
    answered = [*places_of(given, "overwrite"), *places_of(given, "skip")]
    spots = history.undo(book, sheet, change, given, answered)
    again = recorded(workbooks().get(book.id), book, sheet.id)
    return again, min(spots, default=None)


def _history() -> History:
    history_of_page = current_app.extensions.setdefault("history", History())
    assert isinstance(history_of_page, History)
    return history_of_page


@pages.post("/<id>/act")
def act(id: str) -> Json:
    """Does what a person picked from the menu, to the rows, columns
    or the tab that they saw.
    """
    given = body()
    _book(id)
    with workbooks().change(id) as book:
        before = workbooks().get(id)
        sheet = target_tab(book, given)
        answer, requests = page_acts.do(book, sheet, workbooks().switches, given)
    undo = _history().keep(recorded_act(before, book, sheet.id, requests))
    return {"version": book.version, "undo": undo, **answer}


@pages.errorhandler(Refusal)
def refused(refusal: Refusal) -> tuple[Response, int]:
    """Says why a wish was not done."""
    return jsonify(refusal.answer), refusal.status


@pages.get("/<id>/download.xlsx")
def excel(id: str) -> Response:
    """The whole spreadsheet as an Excel workbook."""
    return page_files.excel(_book(id))


@pages.get("/<id>/<int:gid>/download.csv")
def csv(id: str, gid: int) -> Response:
    """One tab as CSV."""
    book = _book(id)
    return page_files.csv(book, book.find(gid) or abort(404))
