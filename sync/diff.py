"""What happened to the records of a tab since the last look. Pure.

A change is a cell whose canonical value differs from the last one kept. A cell that
makes no sense changes nothing: it is a problem, and its record waits until it is
mended. What differs only because the programme has changed is kept, and is no change.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from journal.records.record_changes import (
    Appeared,
    CellChange,
    Edited,
    Gone,
    RecordChange,
)
from programme.model import Contact, Table
from programme.parts import Column
from programme.records.comparison import same
from programme.records.people.identities import is_same_name
from programme.records.people.sharing import boxes
from programme.records.record import Value
from rules.recipients.handovers import Handover, handover
from sheets.reading.snapshot import Row, Tab
from sync.rows.likeness import differences, is_blank
from sync.rows.matches import Kind as RowKind
from sync.rows.matches import LastSeen, Match, Matches


@dataclass(frozen=True)
class Reading:
    """How the tab was read, beside its cells. `now`: an ISO moment, of
    arrival where no cell says it.

    `new_columns`: those that no look before has read; `unreadable_before`: reference →
    column → the raw cell that made no sense at the last look; `watched`: columns of
    which it counts what stands in a new row.
    """

    now: str
    new_columns: Collection[str] = ()
    unreadable_before: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    watched: Collection[str] = ()


def diff(
    records: Mapping[str, LastSeen], tab: Tab, matches: Matches, reading: Reading
) -> list[RecordChange]:
    """The changes of a tab's records, those of its rows in the order of the sheet.

    A row that is to get back its reference is passed over: the next
    look sees it under that one.
    """
    changes: list[RecordChange] = []
    for match in matches.rows:
        if match.row.reference != match.reference or not match.reference:
            continue
        record = records.get(match.reference)
        if record is not None and match.kind in (RowKind.same, RowKind.arrived):
            edited = _edited(record, tab, match, reading)
            if edited is not None:
                changes.append(edited)
        elif match.kind in (RowKind.new, RowKind.copy, RowKind.moved):
            changes.append(_appeared(tab, match, reading))
    for reference in sorted(matches.gone):
        changes.append(Gone(reference, records[reference].values))
    return changes


def _edited(
    record: LastSeen, tab: Tab, match: Match, reading: Reading
) -> Edited | None:
    """What is different about a record that is there; None for nothing.

    A column that is lost keeps its last values.
    """
    row = match.row
    differing = match.differing
    # a row that was brought back: compared with what was sent
    if match.kind is RowKind.arrived:
        differing = differences(record.values, row.values)
    own = {**record.own, **row.own}
    for name in row.wrong:
        column = tab.layout.table.column(name)
        if column is not None and column.own:
            own[name] = None  # typed over: what should stand there is written again
    is_back = not record.present
    if not differing and own == record.own and not is_back:
        return None
    cells: list[CellChange] = []
    for name, value in differing.items():
        before = record.values.get(name)
        if name not in reading.new_columns and not _was_reinterpreted(
            tab, row, name, before, reading
        ):
            cells.append(CellChange(name, before, value))
    values = {**record.values, **differing}
    ended = _ended_columns(tab.layout.table, record.values, values)
    return Edited(record.reference, record.values, values, own, cells, is_back, ended)


def _ended_columns(
    table: Table, before: Mapping[str, Value], after: Mapping[str, Value]
) -> tuple[str, ...]:
    """The boxes of contacts in whose place another person stands now, or may stand, and
    what says how the one before was addressed.

    At once, and not when the row has been left alone: until then pages would show
    somebody whom nobody has asked.
    """
    ended: list[str] = []
    for name, contact in table.contacts.items():
        if handover(contact, before, after) is not Handover.none:
            ended.extend(boxes(table, name))
            ended.extend(_kept_by_person_before(contact, before, after))
    return tuple(ended)


def _kept_by_person_before(
    contact: Contact, before: Mapping[str, Value], after: Mapping[str, Value]
) -> Iterator[str]:
    """The columns that say how somebody is addressed, and their office, where another
    name stands there and these still say what they said of the person before.
    """
    names = [str(values.get(contact.name or "") or "") for values in (before, after)]
    if is_same_name(*names):
        return
    for column in (contact.address, contact.office):
        if column and "." not in column and same(before.get(column), after.get(column)):
            yield column


def _appeared(tab: Tab, match: Match, reading: Reading) -> Appeared:
    row = match.row
    values = dict(row.values)
    if tab.layout.table.column("received"):
        values["received"] = row.own.get("received") or reading.now
    typed: dict[str, Value] = {}
    if match.kind is not RowKind.moved:
        for column in reading.watched:
            value = values.get(column)
            if not is_blank(value):
                typed[column] = value
    return Appeared(
        row.reference, values, dict(row.own), typed, match.kind is RowKind.copy
    )


def _was_reinterpreted(
    tab: Tab, row: Row, name: str, before: Value, reading: Reading
) -> bool:
    """Whether a choice that is no more became another one, by an alias, while
    the cell stayed as it was.
    """
    column = tab.layout.table.column(name)
    if column is None or not is_retired(column, before):
        return False
    unreadable = reading.unreadable_before.get(row.reference, {})
    raw = dict(zip(tab.layout.columns, row.raw, strict=True))
    return name not in unreadable or unreadable[name] == raw[name]


def is_retired(column: Column, value: Value) -> bool:
    """Whether a value is one, or holds one, that the column's
    choices do not know any more.
    """
    if not column.field_type.has_choices or not value:
        return False
    names = value if isinstance(value, list) else [value]
    return any(column.choice(str(name)) is None for name in names)
