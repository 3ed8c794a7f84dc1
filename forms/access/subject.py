"""What a form is about: a record that a signed link fixes, or that
staff choose from a list.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from core.links import Links
from forms.access.contacts import (
    name_behind_mark,
    reach_behind_mark,
    team_rows_behind_mark,
)
from journal.database import Journal
from journal.records import known_records
from journal.records.record_reader import RecordReader
from programme.model import Programme
from programme.models.forms import Form, FormField
from programme.records.days import first_day
from programme.records.display import title
from programme.records.record import Record, View


class LinkExpiry(StrEnum):
    """Why a link that was one of ours opens nothing any more."""

    old = "old"
    handed_over = "handed_over"
    gone = "gone"


@dataclass(frozen=True)
class OpenedLink:
    """What a signed link opens: which column it fixes to which record, what people call
    that and by when it is due.

    `person`: the name of whose link it is, "" for an old link that names nobody;
    `reach`: all by which that person is reached; `mark`: what stands for their address
    in it. `ended`: it opens nothing any more.
    """

    fixed: Mapping[str, str] = field(default_factory=dict)
    title: str = ""
    day: date | None = None
    person: str = ""
    mark: str = ""
    ended: LinkExpiry | None = None
    reach: str = ""


def open_link(
    programme: Programme,
    journal: Journal,
    links: Links,
    form: Form,
    about: str,
    today: date,
    language: str,
) -> OpenedLink | None:
    """What the link of a form opens today; nothing without a link; None where the link
    is not one for this form.
    """
    if not about:
        return OpenedLink()
    parts = _parts_of(links, form, about)
    if parts is None:
        return None
    with journal.read() as connection:
        # Read from the journal and not from the sheet: nobody may wait for
        # Google while a page opens.
        row = known_records.by_reference(connection, parts.reference)
        name = _fixed_column(programme, form, row.table) if row else None
        if row is None or name is None:
            return None
        record = Record(row.table, row.reference, row.values)
        view = View(
            RecordReader(programme, connection),
            programme.tables[row.table],
            record,
            today,
        )
        mark = parts.mark
        person: str | None = ""
        reach = ""
        senders: list[Record] = []
        if mark:
            person = name_behind_mark(view, links, mark)
        if mark and form.reach:
            reach = reach_behind_mark(view, links, mark)
        if mark and form.sender:
            senders = _senders(view, links, mark, parts.own_row)
        if form.sender and (senders or parts.own_row):
            person = _name_of(senders)
        fixed = {name: parts.reference, **_fixed_with(programme, form, view)}
        # Of several who share an address nobody can tell whose link it is: the row
        # names nobody rather than somebody else.
        if form.sender and len(senders) == 1:
            fixed[form.sender] = senders[0].reference
        return OpenedLink(
            fixed,
            title(view, language),
            first_day(view, view.table.date),
            person or "",
            mark,
            _expiry(row, parts, today, is_handed_over=person is None),
            reach,
        )


@dataclass(frozen=True)
class _LinkParts:
    """What a link says. `mark`: what stands for its reader's address; `until`: the last
    day on which it opens; `own_row`: its reader's row in the team. "" where a link says
    nothing of it.
    """

    reference: str
    mark: str = ""
    until: str = ""
    own_row: str = ""


def _parts_of(links: Links, form: Form, about: str) -> _LinkParts | None:
    """The parts of a link; None where it is none of this form's."""
    data = links.read("form", about)
    if not isinstance(data, list) or data[:1] != [form.name]:
        return None
    # Two parts are links from before they named a person; they go on opening what they
    # opened. Five name a row of the team, too.
    if len(data) not in (2, 4, 5):
        return None
    return _LinkParts(*(str(part) for part in data[1:]))


def _expiry(
    row: known_records.KnownRecord,
    parts: _LinkParts,
    today: date,
    *,
    is_handed_over: bool,
) -> LinkExpiry | None:
    """Why a link opens nothing any more, in the order of what helps most: a record that
    is gone needs no new link.
    """
    if row.gone_at is not None:
        return LinkExpiry.gone
    if parts.until and date.fromisoformat(parts.until) < today:
        return LinkExpiry.old
    if is_handed_over:
        return LinkExpiry.handed_over
    return None


def _senders(view: View, links: Links, mark: str, own_row: str) -> list[Record]:
    """Who of the team the link may be of.

    `own_row`: the reference of the one whose it is, "" for a link that names none.
    """
    senders = team_rows_behind_mark(view.records, links, mark)
    if not own_row:
        return senders
    records: list[Record] = []
    for sender in senders:
        if sender.reference == own_row:
            records.append(sender)
    return records


def _name_of(senders: Sequence[Record]) -> str | None:
    """The name of the one whose link it is; "" where they may be one of several, None
    where there is none any more.
    """
    if not senders:
        return None
    if len(senders) > 1:
        return ""
    return str(senders[0].values.get("name") or "")


def _fixed_column(programme: Programme, form: Form, table: str) -> str | None:
    """The column of the form that a record of a table fixes."""
    for name in form.fixed:
        column = programme.tables[form.table].column(name)
        if column and column.table == table:
            return column.name
    return None


def _fixed_with(programme: Programme, form: Form, view: View) -> dict[str, str]:
    """What a link to a record decides beside: columns that the record itself has by the
    same name, about the same table.

    The minutes of a meeting are about the town of that meeting.
    """
    taken: dict[str, str] = {}
    for name in form.fixed:
        own = programme.tables[form.table].column(name)
        of_record = view.table.column(name)
        if own is None or of_record is None or own.table is None:
            continue
        value = None
        if own.table == of_record.table:
            value = view.value(name)
        if value:
            taken[name] = str(value)
    return taken


def add_record_choosers(programme: Programme, form: Form) -> Form:
    """The form with what it is about as questions in front, of which one of several
    suffices, and with who fills it in.
    """
    table = programme.tables[form.table]
    columns = [column for name in form.fixed if (column := table.column(name))]
    required = {column.name: len(columns) == 1 for column in columns}
    sender = None
    if form.sender:
        sender = table.column(form.sender)
    if sender:
        columns.append(sender)
        required[sender.name] = True
    question_names = {field.name for field in form.fields}
    choosers = tuple(
        FormField(
            name=column.name,
            type=column.type,
            label=column.label,
            table=column.table,
            required=required[column.name],
        )
        for column in columns
        if column.name not in question_names
    )
    return form.model_copy(
        update={"fields": (*choosers, *form.fields), "fixed": (), "sender": None}
    )
