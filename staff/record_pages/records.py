"""The page of a record: what it says, and its status to be set.

The worker writes the cell, if it says what was shown.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime

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
from forms.after_sending.command_words import command_words
from forms.services import current_services
from journal.records.cells.cell_commands import SENDER
from journal.records.changes import Change
from journal.records.record_history import RecordHistory, history_of
from journal.records.record_reader import RecordReader
from journal.states import CommandState
from programme.model import Programme, Table
from programme.models.permissions import Permission
from programme.parts import Column
from programme.records.display import show_anyway, shown_value, title
from programme.records.record import Value, View
from staff.access.signing import allowed, signed_in
from staff.record_pages.set_cells import keep_command
from staff.say import say

blueprint = Blueprint("records", __name__)
SHOWN = 300
"""Records of a table that are listed; the others are found by their reference."""
CHANGES_SHOWN = 20
CONFLICT = 409


@dataclass(frozen=True)
class Settable:
    """A column that may be set on the page of a record. `value`: what it says, or is
    going to say; `choices`: (name, words).

    `command`: what was asked for last, in words; "" where nothing was.
    `is_refused`: a person must decide.
    """

    name: str
    label: str
    value: str
    choices: tuple[tuple[str, str], ...]
    command: str = ""
    is_refused: bool = False


def settable_columns(table: Table) -> list[Column]:
    """The columns of a table that staff may set on a page."""
    columns: list[Column] = []
    for column in table.columns:
        if column.set_by_page:
            columns.append(column)
    return columns


def settable_tables(programme: Programme) -> list[Table]:
    """The tables that have such columns."""
    tables: list[Table] = []
    for table in programme.tables.values():
        if settable_columns(table):
            tables.append(table)
    return tables


@blueprint.get("/staff/records")
@signed_in
def tables() -> str:
    """The records of every table of which a column may be set, by name."""
    services = current_services()
    lists = []
    with services.journal.read() as connection:
        records = RecordReader(services.programme, connection)
        for table in settable_tables(services.programme):
            rows = sorted(_titles(records, table), key=lambda row: row[1].casefold())
            lists.append(
                (
                    services.programme.text(table.label, g.language),
                    table.name,
                    rows[:SHOWN],
                    len(rows) > SHOWN,
                )
            )
    return render_template("staff/records.html", lists=lists)


@blueprint.get("/staff/record/<table>/<reference>")
@signed_in
def show(table: str, reference: str) -> str:
    """A record, with what may be set and what became of what was set before."""
    services = current_services()
    with services.journal.read() as connection:
        history = history_of(connection, table, reference) or abort(404)
        return _page(
            RecordReader(services.programme, connection), _table(table), history
        )


@blueprint.post("/staff/record/<table>/<reference>")
@allowed(Permission.set_cells)
def set_cell(table: str, reference: str) -> Response | tuple[str, int]:
    """Keeps what is wanted; the page again, where what it showed is not what
    the journal knows by now.
    """
    column = _column(_table(table), request.form.get("column", ""))
    wanted = request.form.get("value") or None
    if wanted is not None and column.choice(wanted) is None:
        abort(400)
    services = current_services()
    shown = request.form.get("shown") or None
    with services.journal.write() as connection:
        history = history_of(connection, table, reference) or abort(404)
        if not keep_command(
            connection, history, column.name, shown, wanted, request.form.get("key", "")
        ):
            flash(
                say(_("It was changed in the meantime. Here it stands as it is now."))
            )
            return _page(
                RecordReader(services.programme, connection), _table(table), history
            ), CONFLICT
    return redirect(url_for("records.show", table=table, reference=reference), 303)


def _table(name: str) -> Table:
    table = current_services().programme.tables.get(name)
    if table is None or not settable_columns(table):
        abort(404)
    return table


def _column(table: Table, name: str) -> Column:
    column = table.column(name)
    if column is None or not column.set_by_page:
        abort(404)
    return column


def _titles(records: RecordReader, table: Table) -> list[tuple[str, str]]:
    """(reference, name) of the records of a table."""
    today = current_services().today()
    rows = []
    for reference, record in records.table(table.name).items():
        rows.append(
            (
                reference,
                title(View(records, table, record, today), g.language) or reference,
            )
        )
    return rows


def _page(records: RecordReader, table: Table, history: RecordHistory) -> str:
    programme = records.programme
    row = history.record
    view = View(records, table, row.as_record(), current_services().today())
    return render_template(
        "staff/record.html",
        name=title(view, g.language) or row.reference,
        tab=programme.text(table.label, g.language),
        reference=row.reference,
        table=table.name,
        key=secrets.token_hex(16),
        settable=[
            _settable(programme, column, history) for column in settable_columns(table)
        ],
        values=_values(view),
        changes=[
            _change(programme, table, change)
            for change in reversed(history.edits[-CHANGES_SHOWN:])
        ],
    )


def _settable(programme: Programme, column: Column, history: RecordHistory) -> Settable:
    choices = tuple(
        (choice.name, programme.text(choice.label, g.language))
        for choice in column.choices
    )
    value = str(history.standing(column.name) or "")
    label = programme.text(column.label, g.language)
    command = history.command(column.name)
    if command is None:
        return Settable(column.name, label, value, choices)
    words = f"{_who(command.by)}, {_shown(programme, column, command.wanted)}: {command_words(command, g.language)}"
    return Settable(
        column.name, label, value, choices, words, command.state is CommandState.refused
    )


def _who(by: str) -> str:
    if by == SENDER:
        return say(_("whoever sent the form"))
    return by


def _shown(programme: Programme, column: Column, value: Value) -> str:
    return show_anyway(programme, column, value, g.language) or "–"


def _values(view: View) -> list[tuple[str, str]]:
    """(label, words) of the columns that say something."""
    values = []
    for column in view.table.columns:
        text = shown_value(view, column.name, g.language)
        if text:
            values.append((view.records.programme.text(column.label, g.language), text))
    return values


def _change(
    programme: Programme, table: Table, change: Change
) -> tuple[datetime, str, str, str, str]:
    """(when, column, before, after, who) of an edit; who is "" where
    it was made in the sheet.
    """
    column = table.column(change.column)
    if column is None:
        return (
            change.seen_at,
            change.column,
            str(change.before or "–"),
            str(change.after or "–"),
            "",
        )
    label = programme.text(column.label, g.language)
    before = _shown(programme, column, change.before)
    after = _shown(programme, column, change.after)
    return change.seen_at, label, before, after, _who(change.by) if change.by else ""
