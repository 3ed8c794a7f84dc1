"""Rows of an older file, brought in by somebody of the team: what `flask import-rows`
does, in the browser.

The file is kept nowhere: the page that shows what is in it carries it along.
"""

import base64
import binascii
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from authoring.adoption.layout import find_layout
from authoring.adoption.sources import tabs_of_file
from authoring.adoption.tabs import Tab, visible
from authoring.row_import.columns import importable, open_tables
from authoring.row_import.plan import (
    Doubles,
    ImportRefusedError,
    RowPlan,
    load_present,
    plan_rows,
)
from authoring.row_import.said import Said
from authoring.row_import.write import write_rows
from core.errors import HojaError
from core.ids import digest
from core.notation.whole_numbers import whole_number
from core.texts import mark as _
from core.texts import mark_plural as _n
from core.texts import number_text
from forms.services import current_services
from journal.access import security_events
from journal.connection import Connection
from journal.records import row_imports
from journal.records.row_imports import RowImport
from journal.states import SecurityAction
from programme.model import Table
from programme.models.permissions import Permission
from staff.access.security_log import new_event
from staff.access.signing import allowed, require
from staff.say import say

blueprint = Blueprint("old_rows", __name__)
MOST_BYTES = 1_000_000
"""Of a file: the page carries it, and goes back and forth with it."""
SHOWN = 200
"""Mistakes on a page; a longer list is mended in parts."""
UNDECIDED, NOTHING = "?", "-"
"""Values of the list of columns: nobody has said anything; none of them."""
UNPROCESSABLE = 422
NO_FILE = _("Please choose a file.")
NO_TABLE = _("No table was found in this file.")
TOO_LARGE = _(
    "The file is larger than 1 MB. Whoever runs Hoja can bring it in: flask import-rows."
)
CHANGED = _("Something has changed since this page was shown: please look once more.")
ON_THEIR_WAY = _n(
    "{count} row is on its way into the spreadsheet. Nobody is told of it.",
    "{count} rows are on their way into the spreadsheet. Nobody is told of them.",
)
TAKEN_OUT = _("The rows are being taken out. Those that somebody has worked with stay.")


@dataclass(frozen=True)
class SentFile:
    """A file that was chosen, or that the page carried. `packed`: to be carried on."""

    name: str
    content: bytes
    packed: str


@dataclass(frozen=True)
class HeadingRow:
    """A heading of the file, and the column that it is, UNDECIDED or NOTHING."""

    label: str
    column: str


@blueprint.get("/staff/old-rows")
@allowed(Permission.set_up)
def begin() -> str:
    """Chooses a table and a file; what was brought in before."""
    return _page()


@blueprint.post("/staff/old-rows")
@allowed(Permission.set_up)
def check() -> str | tuple[str, int]:
    """What is in the file, what is wrong and what is asked; nothing is written."""
    return _checked(problem="")


@blueprint.post("/staff/old-rows/write")
@allowed(Permission.set_up)
def write() -> Response | str | tuple[str, int]:
    """Brings in what the page has shown, and nothing else."""
    services = current_services()
    member = require(Permission.set_up)
    try:
        plan, _file = _plan()
    except HojaError as error:
        return _page(_told(error)), UNPROCESSABLE
    if not plan.is_ready or _mark(plan) != request.form.get("shown"):
        return _checked(problem=say(CHANGED))

    def note(connection: Connection, id: int, _rows: int) -> None:
        about = [plan.table.name, str(id)]
        security_events.add(connection, new_event(SecurityAction.brought_in, about))

    written = write_rows(
        services.journal, plan, member.email, services.clock.now(), beside=note
    )
    flash(number_text(g.language, ON_THEIR_WAY, len(written.references)))
    return redirect(url_for("old_rows.begin"), 303)


@blueprint.post("/staff/old-rows/undo")
@allowed(Permission.set_up)
def undo() -> Response:
    """Has the rows of an import taken out again."""
    id = whole_number(request.form.get("import", "")) or 0
    services = current_services()
    with services.journal.write() as connection:
        if row_imports.ask_undo(connection, id, services.clock.now()):
            security_events.add(
                connection, new_event(SecurityAction.took_out, [str(id)])
            )
    flash(say(TAKEN_OUT))
    return redirect(url_for("old_rows.begin"), 303)


def _page(problem: str = "") -> str:
    programme = current_services().programme
    with current_services().journal.read() as connection:
        imports = row_imports.all_imports(connection)
        counts = row_imports.counts(connection)
    return render_template(
        "staff/old_rows.html",
        problem=problem,
        tables=[
            (table.name, programme.text(table.label, programme.language))
            for table in open_tables(programme)
        ],
        chosen=request.form.get("table", ""),
        imports=[(each, _tab(each), counts.get(each.id, 0)) for each in imports],
    )


def _tab(row_import: RowImport) -> str:
    programme = current_services().programme
    table = programme.tables.get(row_import.table)
    if table is None:
        return row_import.table
    return programme.text(table.label, programme.language)


def _checked(problem: str) -> str | tuple[str, int]:
    try:
        plan, file = _plan()
    except HojaError as error:
        return _page(_told(error)), UNPROCESSABLE
    programme = current_services().programme
    columns = [
        (column.name, programme.text(column.label, programme.language))
        for column in importable(plan.table)
    ]
    page = render_template(
        "staff/old_rows_check.html",
        problem=problem,
        plan=plan,
        table=programme.text(plan.table.label, programme.language),
        file=file,
        columns=columns,
        headings=_heading_rows(plan),
        questions=[question.said.words(g.language) for question in plan.questions],
        mistakes=[
            (each.address, each.heading, each.said.words(g.language))
            for each in plan.mistakes[:SHOWN]
        ],
        doubles=[
            (double.row.row, double.said.words(g.language))
            for double in plan.doubles[:SHOWN]
        ],
        chosen_doubles=request.form.get("doubles", ""),
        shown=_mark(plan),
    )
    if problem:
        return page, UNPROCESSABLE
    return page


def _plan() -> tuple[RowPlan, SentFile]:
    """What the page asks for. Raises HojaError."""
    services = current_services()
    table = _table()
    file = _file()
    tab = _first_tab(tabs_of_file(file.content, file.name, is_whole=True))
    with services.journal.read() as connection:
        present = load_present(connection, services.programme, table)
    try:
        doubles = Doubles(request.form.get("doubles", Doubles.ask))
    except ValueError:
        doubles = Doubles.ask
    plan = plan_rows(
        services.programme,
        table,
        tab,
        present,
        services.links,
        _answers(),
        doubles,
    )
    return plan.from_file(file.name), file


def _table() -> Table:
    """The table that was chosen; raises ImportRefusedError where it takes no rows."""
    for table in open_tables(current_services().programme):
        if table.name == request.form.get("table"):
            return table
    raise ImportRefusedError(Said(CHANGED))


def _file() -> SentFile:
    """The file that was chosen, else the one that the page carries along."""
    sent = request.files.get("sheet")
    if sent is not None and sent.filename:
        content = sent.read(MOST_BYTES + 1)
        sent.close()
        if len(content) > MOST_BYTES:
            raise ImportRefusedError(Said(TOO_LARGE))
        packed = base64.b64encode(zlib.compress(content)).decode()
        return SentFile(visible(sent.filename), content, packed)
    packed = request.form.get("packed", "")
    try:
        unpacker = zlib.decompressobj()
        # Never more than a file may have: a few bytes can be packed to say gigabytes.
        content = unpacker.decompress(base64.b64decode(packed), MOST_BYTES + 1)
    except (binascii.Error, zlib.error):
        content = b""
    if not content or len(content) > MOST_BYTES:
        raise ImportRefusedError(Said(NO_FILE))
    # A database may refuse signs that nobody sees.
    return SentFile(visible(request.form.get("name", "")), content, packed)


def _first_tab(tabs: Sequence[Tab]) -> Tab:
    """The first tab with a table; raises HojaError where there is none."""
    for tab in tabs:
        if find_layout(tab) is not None:
            return tab
    raise ImportRefusedError(Said(NO_TABLE))


def _answers() -> Mapping[str, str]:
    answers = {}
    headings = request.form.getlist("heading")
    columns = request.form.getlist("column")
    for heading, column in zip(headings, columns, strict=False):
        if column == NOTHING:
            answers[heading] = ""
        elif column != UNDECIDED:
            answers[heading] = column
    return answers


def _heading_rows(plan: RowPlan) -> list[HeadingRow]:
    columns = {heading.label: name for name, heading in plan.matching.columns.items()}
    rows = []
    for label in plan.headings:
        column = columns.get(label, UNDECIDED)
        if label in plan.matching.left_out:
            column = NOTHING
        rows.append(HeadingRow(label, column))
    return rows


def _mark(plan: RowPlan) -> str:
    """What stands for the rows that would be brought in."""
    return digest([mark for _row, mark in plan.rows])


def _told(error: HojaError) -> str:
    if isinstance(error, ImportRefusedError):
        return error.said.words(g.language)
    return str(error)
