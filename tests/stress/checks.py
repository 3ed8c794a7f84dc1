"""What must hold when everybody has gone home."""

from collections import Counter
from typing import Any

from journal.records import changes, known_records
from journal.records.cells import cell_commands
from journal.tabs import problems
from notify.managed_cells import managed_cells
from programme.records.comparison import same, same_second
from sheets.client import Spreadsheet
from sheets.local.model.spreadsheet import Sheet
from sheets.reading.reader import Reader
from sheets.reading.snapshot import Snapshot
from sync.rows.matching import _by_standing_reference
from sync.rows.name_index import name_index, resolve
from tests.stress import staff
from tests.stress.ground import marks, sheet_of
from tests.stress.world import Broken, World, _entered, _text, is_reference

AMBIGUOUS = {"twice", "two_tabs"}
"""Problems of a reference that stands in more rows than one: which of them is the
record, only a person can say.
"""


def check(world: World) -> None:
    """Raises Broken where a promise does not hold."""
    client = Spreadsheet(world.place.key, server=world.ground.url)
    try:
        look = Reader(world.ground.folder.programme, client).read()
    finally:
        client.close()
    with world.place.journal.read() as connection:
        standing = [item.problem for item in problems.standing(connection)]
        seen = [
            known_records.of_table(connection, table)
            for table in world.ground.folder.programme.tables
        ]
        records = {
            (row.table, row.reference): row for rows in seen for row in rows.values()
        }
        history = {key: changes.history(connection, key[1]) for key in records}
        unknown = cell_commands.unknown(connection)
    lost: set[str] = set()
    for table in staff.DATA:
        sheet = sheet_of(world.book, table)
        if sheet is None or "reference" not in marks(world.book, sheet):
            _must(
                any(p.code in ("tab_lost", "column_lost") for p in standing),
                f"{table} is lost and nobody is told",
            )
            lost.add(table)
            continue
        told = {(p.code, p.reference) for p in standing if p.table == table}
        _references(world, table, sheet, told)
        _records(world, look, table, records, history, told)
    _submissions(world, standing)
    # What became of a cell of a tab that is lost is told when the tab is back.
    unknown = [command for command in unknown if command.table not in lost]
    _must(not unknown, f"nobody knows what became of commands: {unknown}")
    _own_cells(
        world,
        look,
        records,
        {(p.table, p.reference) for p in standing if p.code in AMBIGUOUS},
    )


def _must(holds: bool, words: str) -> None:
    if not holds:
        raise Broken(words)


def _references(
    world: World, table: str, sheet: Sheet, told: set[tuple[str, str]]
) -> None:
    """Each row has a reference, and only one row has each; rows
    have the one that they had.
    """
    places = marks(world.book, sheet)
    at = places["reference"]
    counts = Counter(_text(_entered(row, at)) for row in sheet.rows[1:] if row)
    for index, row in enumerate(sheet.rows[1:], 1):
        if row is None:
            continue
        reference = _text(_entered(row, at))
        ours = {
            name: _entered(row, place)
            for name, place in places.items()
            if name != "reference"
        }
        theirs = [
            v
            for name, v in ours.items()
            if not staff.is_own(table, name) and v not in (None, "")
        ]
        own = [
            v
            for name, v in ours.items()
            if staff.is_own(table, name) and v not in (None, "")
        ]
        mine = world.rightful.get((sheet.id, row.id), "")
        where = f"{table} row {index} ({reference or 'without a reference'}: {theirs})"
        if not reference:
            _must(not theirs, f"{where} has got no reference")
            _must(not own, f"{where} has cells of the app's alone: {own}")
            continue
        if not theirs and not _notes(sheet, row, places):
            raise Broken(f"{where}: a reference beside nothing of the team's")
        if not is_reference(reference):
            _must(
                ("not_ours", reference) in told,
                f"{where}: nobody is told of the odd reference",
            )
            continue
        if counts[reference] > 1:
            _must(
                reference in world.copied,
                f"{where}: the reference stands in {counts[reference]} rows",
            )
            is_told = any((code, reference) in told for code in AMBIGUOUS)
            _must(is_told, f"{where}: nobody is told that it stands twice")
            continue
        if mine and (sheet.id, row.id) not in world.by_staff:
            theirs_at = [
                place for name, place in places.items() if not staff.is_own(table, name)
            ]
            cells = [_entered(row, place) for place in theirs_at]
            others = [
                each
                for each in sheet.rows[1:]
                if each and each.id != row.id and _text(_entered(each, at)) == mine
            ]
            if any(
                [_entered(other, place) for place in theirs_at] == cells
                for other in others
            ):
                continue  # of two rows that are the same, either may have it
            if others and mine in world.copied:
                continue  # a write of ours hit this row as rows moved, and the copy that staff made says the same as before
            _must(
                reference == mine,
                f"{where} was {mine} before, and no person changed that",
            )


def _notes(sheet: Sheet, row: Any, places: dict[str, int]) -> list[Any]:
    """What stands in columns of the staff's own: such a row is somebody's."""
    cells = [
        _entered(row, at)
        for at in range(sheet.column_count)
        if at not in places.values()
    ]
    return [cell for cell in cells if cell not in (None, "")]


def _records(
    world: World,
    look: Snapshot,
    table: str,
    records: Any,
    history: Any,
    told: set[tuple[str, str]],
) -> None:
    """The journal knows each row as it stands; what differs from what was sent is kept
    as a change; nothing else is.
    """
    tab = look.tabs[table]
    index = name_index(_by_standing_reference(look))
    twice = {reference for code, reference in told if code in AMBIGUOUS}
    for reference, row in tab.rows.items():
        if reference in twice or not is_reference(reference) or row.is_empty:
            continue
        kept = records.get((table, reference))
        _must(
            kept is not None and kept.gone_at is None,
            f"{reference} of {table} stands in the sheet and is not known",
        )
        values = resolve(tab.layout.table, row, index)[0].values
        different = {
            n: (kept.values.get(n), v)
            for n, v in values.items()
            if not same(kept.values.get(n), v)
        }
        _must(
            not different,
            f"{reference} of {table} is kept otherwise than it stands: {different}",
        )
        _changes(world, table, reference, values, history[table, reference])
    for (of, reference), kept in records.items():
        if of == table and kept.gone_at is None and reference not in tab.rows:
            raise Broken(f"{reference} of {table} is taken to be there, and is not")


def _changes(
    world: World, table: str, reference: str, values: Any, history: Any
) -> None:
    if reference in world.odd or reference in world.misplaced:
        return
    edits = [
        change
        for change in history
        if change.happening == "edited" and change.table == table
    ]
    for change in edits:
        column = world.ground.folder.programme.tables[table].column(change.column)
        if column and column.table:
            continue  # what a name refers to changes when the other row does
        if (reference, change.column) not in world.touched:
            raise Broken(
                f"{reference}.{change.column}: a change that nobody made: {change.before!r} → {change.after!r}"
            )
    if reference not in world.accepted or world.accepted[reference][0] != table:
        return
    sent = world.accepted[reference][1]
    for name, value in values.items():
        last = [change.after for change in edits if change.column == name]
        first = [change.before for change in edits if change.column == name]
        before = first[0] if first else sent.get(name)
        if not same(before, sent.get(name)) or not same(
            last[-1] if last else sent.get(name), value
        ):
            raise Broken(
                f"{reference}.{name} was sent as {sent.get(name)!r}, is {value!r}, and its changes say {edits}"
            )


def _submissions(world: World, standing: Any) -> None:
    """What was accepted has its row, or a person knows that it has none."""
    told = {p.reference for p in standing}
    lost = {
        p.table for p in standing if p.code == "tab_lost" or p.column == "reference"
    }
    for reference, (table, _values) in world.accepted.items():
        if reference in world.misplaced:
            # Staff can have taken it away since; else a problem says where it is.
            continue
        if reference not in world.home and table not in lost:
            _must(
                reference in told,
                f"{reference} was accepted and has never come into the sheet",
            )


def _own_cells(
    world: World, look: Snapshot, records: Any, ambiguous: set[tuple[str, str]]
) -> None:
    """Beside each row stands what follows from that row itself."""
    office = world.office
    wanted = managed_cells(office.notify)
    for table, rows in wanted.items():
        tab = look.tabs.get(table)
        twice = {reference for of, reference in ambiguous if of == table}
        if tab is None:
            continue
        for reference, cells in rows.items():
            row = tab.rows.get(reference)
            if (
                row is None
                or reference in twice
                or records.get((table, reference)) is None
            ):
                continue
            for name, value in cells.items():
                if name not in tab.layout.metadata:
                    continue
                got = row.own.get(name)
                fine = name not in row.wrong and (
                    same(got, value) or same_second(got, value)
                )
                _must(
                    fine,
                    f"{name} beside {reference} in {table} is {got!r}, and should be {value!r}",
                )
        _received(world, tab, table, twice)


def _received(world: World, tab: Any, table: str, twice: set[str]) -> None:
    if "received" not in tab.layout.metadata:
        return
    for reference, (of, values) in world.accepted.items():
        row = tab.rows.get(reference)
        if (
            row is None
            or of != table
            or reference in twice
            or reference in world.odd | world.misplaced
        ):
            continue
        _must(
            same_second(row.own.get("received"), values.get("received")),
            f"{reference} came at {values.get('received')}, and {row.own.get('received')} stands beside it",
        )
