"""One game: the app's worker on one side, staff on the other, who act between any two
calls that the app makes.

Every commit of the app is looked at as it happens: which cells of which rows it
touched. A row is known by the local server's own row number that follows it through
sorts and moves; a column by its mark.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sync.managed_columns
import sync.rows.references
from core.errors import LeaseLost
from core.ids import REFERENCE, new_id
from fieldtypes.cells import as_text
from journal.forms import submissions
from journal.forms.submissions import Submission
from journal.records import known_records
from journal.records.cells import cell_commands
from journal.states import DeliveryState
from journal.tabs import deliveries
from outbox.send import recover
from programme.app_tables import LISTED, LISTED_SEPARATOR
from programme.records.record import Cell
from sheets.cells import Cells
from sheets.local.model.spreadsheet import Book, Row, Sheet
from sheets.local.requests import apply
from sheets.marks import COLUMN, TAB, TABLE
from sheets.reading.snapshot import Snapshot
from tests.stress import staff
from tests.stress.ground import TIME, Ground, is_today, marks, table_of
from tests.stress.letters import Judge

CALL_LIMIT, SERVER_LIMIT = 60.0, 180.0
FAULTS: dict[str, dict[str, Any]] = {
    "429": {"action": "status", "status": 429},
    "503": {"action": "status", "status": 503},
    "502": {"action": "status", "status": 502},
    "reset": {"action": "reset"},
    "timeout_before": {"action": "timeout_before", "seconds": 0},
    "timeout_after": {"action": "timeout_after", "seconds": 0},
    "late_commit": {"action": "timeout_before", "seconds": 0},
    "lie": {"action": "lie"},
    "truncated": {"action": "truncated"},
    "html": {"action": "html"},
}
SOON = (2.0, 0.7)
"""Seconds between two rounds: time for another look at the sheet, and not."""
PAUSES = (1.5, 70.0, 300.0, 900.0)
KILLS = ("kill_before", "kill_after")
OTHERS = (*(f"fault {name}" for name in FAULTS), "pause", *KILLS)
FIRST_LOOK = "first look"
"""The call right after an append of forms, by which its rows are looked for."""
GAPS = (
    "marks",
    "tabs",
    "marks again",
    "columns",
    "append",
    FIRST_LOOK,
    "references",
    "write references",
    "write flags",
    "repair",
)
"""The kinds of call that the app makes in its rounds, and so the gaps before them.

Between two rounds: `rest`.
"""
READ_AGAIN, WRITE_COMMAND = "read command", "write command"
COMMAND_GAPS = ("read formulas", READ_AGAIN, WRITE_COMMAND)
"""The calls by which a cell is written that a person set on a page: only what happens
before the last is in its race.
"""
REST = "rest"


class Killed(BaseException):
    """SIGKILL: nothing of the worker's runs any more."""


class Broken(AssertionError):
    """A promise is broken."""


@dataclass
class Plan:
    """What is to happen at the gap before a call of a kind (any:
    ""), after letting some pass.
    """

    what: str
    gap: str = ""
    skip: int = 0
    a: int = 0
    b: int = 0
    c: int = 0

    def __str__(self) -> str:
        where = f" before the call {self.gap or 'that comes'}" + (
            f" (+{self.skip})" if self.skip else ""
        )
        return f"{self.what}({self.a}, {self.b}, {self.c})" + where


@dataclass
class Wrote:
    """A cell that the app changed.

    `is_inserted`: in a row that came between others, which moved down.
    """

    table: str
    sheet: Sheet
    row: int
    id: int
    column: int
    name: str
    before: Any
    after: Any
    is_inserted: bool = False


class Errors(logging.Handler):
    """Keeps what a worker logged as a failure that it did not expect."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.found.append(logging.Formatter().format(record))


@dataclass
class World:
    """The game.

    `rightful`: the references that rows have a right to, by (tab, row). `given`: those
    that the app gave to rows.
    """

    ground: Ground
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    kept: list[tuple[str, list[dict[str, Any]]]] = field(default_factory=list)
    plans: list[Plan] = field(default_factory=list)
    trace: list[str] = field(default_factory=list)
    late: list[tuple[datetime, str, Any, int]] = field(default_factory=list)
    accepted: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    home: dict[str, tuple[int, int]] = field(default_factory=dict)
    misplaced: set[str] = field(default_factory=set)
    rightful: dict[tuple[int, int], str] = field(default_factory=dict)
    by_staff: set[tuple[int, int]] = field(default_factory=set)
    copied: set[str] = field(default_factory=set)
    odd: set[str] = field(default_factory=set)
    given: set[str] = field(default_factory=set)
    appended: list[str] = field(default_factory=list)
    touched: set[tuple[str, str]] = field(default_factory=set)
    moved_columns: set[int] = field(default_factory=set)
    shifted: set[str] = field(default_factory=set)
    acted: set[str] = field(default_factory=set)
    wanted: Any = None
    intended: dict[int, Row] = field(default_factory=dict)
    last_tabs: Book | None = None
    counted: int = 0
    calls: int = 0
    gap: str = ""
    rounds: int = 0
    broken: Broken | None = None
    judge: Judge = field(default_factory=Judge)
    letters: int = 0
    commanded: int = 0

    def __post_init__(self) -> None:
        self.place = self.ground.place()
        self.errors = Errors()
        logger = logging.getLogger("hoja.worker")
        logger.addHandler(self.errors)
        self.before_log = logger.propagate, logger.level
        logger.propagate, logger.level = False, logging.ERROR
        self.undo = self._listen()
        for sheet in self.book.sheets:
            self._learn(sheet)
        self.new_worker()
        with self.place.journal.read() as connection:
            for row in deliveries.in_state(connection, DeliveryState.delivered, 100):
                self.accepted[row.reference] = (row.table, row.values)
        for key, reference in self.rightful.items():
            self.home[reference] = key

    def close(self) -> None:
        self.undo()
        logger = logging.getLogger("hoja.worker")
        logger.removeHandler(self.errors)
        logger.propagate, logger.level = self.before_log
        self.ground.faults.replace([])
        self.office.sync.spreadsheet.close()
        self.ground.workbooks.delete(self.place.key)
        self.place.close()

    @property
    def book(self) -> Book:
        return self.ground.workbooks.get(self.place.key)

    def number(self) -> int:
        self.counted += 1
        return self.counted

    # The app's side

    def new_worker(self) -> None:
        self.office, self.loop = self.place.worker()
        client = self.office.sync.spreadsheet
        original = client._call

        def call(
            kind: str, method: str, path: str, body: Any = None, params: Any = None
        ) -> dict[str, Any]:
            gap = self._gap_of(path, body)
            if gap == "append":
                self.appended = []
            elif (self.gap, gap) == ("append", "marks") and self.appended:
                gap = FIRST_LOOK
            self.gap = gap
            last = self._at(gap, path, body)
            before = self.book
            self.calls += 1
            try:
                answer = original(kind, method, path, body, params)
            finally:
                if self.book is not before:
                    self.trace.append(f"    call {gap}")
                    try:
                        self._committed(before, self.book, gap, body)
                    except Broken as broken:
                        # the worker would take it for a failure of its own
                        self.broken = self.broken or broken
                else:
                    self.trace.append(f"    (call {gap})")
                if gap == "tabs":
                    self.last_tabs = before
                self.ground.faults.replace([])
            if last == "kill_after":
                raise Killed
            return answer

        client._call = call  # type: ignore[method-assign]
        reader = self.office.sync.reader
        read = reader.read

        def noted() -> Snapshot:
            taken = TIME.monotonic()
            snapshot = read()
            self.judge.note(snapshot, taken)
            return snapshot

        reader.read = noted  # type: ignore[method-assign]
        self.held = False

    def _gap_of(self, path: str, body: Any) -> str:
        if path.endswith("developerMetadata:search"):
            keys = [
                each["developerMetadataLookup"]["metadataKey"]
                for each in body["dataFilters"]
            ]
            if TAB in keys:
                return "marks"
            if TABLE in keys:
                return "marks again"
            return "columns" if keys == [COLUMN] else "claim"
        if path.endswith("values:batchGetByDataFilter"):
            grids = [
                each["gridRange"] for each in body["dataFilters"] if "gridRange" in each
            ]
            if body["valueRenderOption"] == "FORMULA":
                return "read formulas"
            if any(
                not name.endswith("reference")
                for name in self._marked(body["dataFilters"])
            ):
                return READ_AGAIN
            return (
                "tabs"
                if any("startRowIndex" not in grid for grid in grids)
                else "references"
            )
        if path.endswith("values:batchUpdateByDataFilter"):
            return f"write {self._target(body)}"
        if path.endswith(":batchUpdate"):
            kind = next(iter(body["requests"][0]))
            return {
                "appendCells": "append",
                "insertDimension": "append",
                "findReplace": "repair",
            }.get(kind, "claim")
        return "other"

    def _target(self, body: Any) -> str:
        names = self._marked(each["dataFilter"] for each in body["data"])
        if any(not staff.is_own(*name.split(".")) for name in names):
            return WRITE_COMMAND.removeprefix("write ")
        return (
            "references"
            if any(name.endswith(".reference") for name in names)
            else "flags"
        )

    def _marked(self, filters: Iterable[Any]) -> set[str]:
        """table.column of each marked column that a call names."""
        metadata = self.book.metadata
        ids = [
            each.get("developerMetadataLookup", {}).get("metadataId")
            for each in filters
        ]
        return {str(metadata[id].value) for id in ids if id in metadata}

    def _at(self, gap: str, path: str = "", body: Any = None) -> str:
        """The gap before a call: what is planned for it happens.

        Gives `kill_after` where that is to come.
        """
        self.acted.clear()
        ending = ""
        if self.late:
            self.late = [(due, p, b, left - 1) for due, p, b, left in self.late]
            self._land(lambda entry: entry[3] <= 0)
        failing = False
        for plan in list(self.plans):
            if plan.gap not in ("", gap):
                continue
            fault = plan.what.startswith("fault ")
            if fault and failing:
                continue  # one call ends in one way
            failing |= fault and not plan.skip
            if plan.skip > 0:
                plan.skip -= 1
                continue
            self.plans.remove(plan)
            ending = self.happen(plan, gap, path, body) or ending
        return ending

    def happen(self, plan: Plan, gap: str, path: str = "", body: Any = None) -> str:
        """Does it, and counts it where it did something."""
        what = plan.what
        if what in staff.ACTIONS:
            first = gap == FIRST_LOOK
            aimed = (
                self.appended
                if first or gap in ("tabs", "marks again")
                else self._aimed(body)
            )
            a = (
                staff.TABLES.index(aimed[plan.a // 2 % len(aimed)])
                if (first or plan.a % 2) and aimed
                else plan.a
            )
            if not self.staff(what, a, plan.b | first, plan.c):
                return ""
            self.pairs[what, gap] += 1
            return ""
        self.pairs[what, gap] += 1
        self.trace.append(f"  {what} {plan.a} before {gap}")
        if what == "pause":
            self.pass_time(PAUSES[plan.a % len(PAUSES)])
        elif what == "kill_before":
            raise Killed
        elif what == "kill_after":
            return what
        else:
            name = what.removeprefix("fault ")
            self.ground.faults.replace([{**FAULTS[name], "times": 1}])
            if name.startswith("timeout") or name == "late_commit":
                TIME.move(CALL_LIMIT)
            if name == "late_commit" and gap.startswith(("append", "write", "repair")):
                TIME.move(-1)
                self.late.append((self.time_of_landing(), path, body, 1 + plan.b % 12))
                TIME.move(1)
        return ""

    def _aimed(self, body: Any) -> list[str]:
        """The tables that a call is about: every other time staff act right there; at a
        look, where rows were appended last.
        """
        asked = body or {}
        ids: set[int] = set()
        for filter in (
            *(each["dataFilter"] for each in asked.get("data", [])),
            *asked.get("dataFilters", []),
        ):
            ids |= {filter["gridRange"]["sheetId"]} if "gridRange" in filter else set()
            mark = self.book.metadata.get(
                filter.get("developerMetadataLookup", {}).get("metadataId")
            )
            ids |= {mark.sheet_id or 0} if mark else set()
        for each in asked.get("requests", []):
            ids |= {each["appendCells"]["sheetId"]} if "appendCells" in each else set()
            ids |= (
                {each["findReplace"]["range"]["sheetId"]}
                if "findReplace" in each
                else set()
            )
        tables = [
            table_of(self.book, sheet) for sheet in self.book.sheets if sheet.id in ids
        ]
        return [table for table in tables if table in staff.TABLES]

    @staticmethod
    def time_of_landing() -> datetime:
        """The last moment at which Google may still do what we hung up on."""
        from core.clock import Clock

        return datetime.fromtimestamp(
            Clock().now().timestamp() + SERVER_LIMIT - 5, tz=Clock().now().tzinfo
        )

    def _land(self, which: Callable[[Any], bool]) -> None:
        for entry in [entry for entry in self.late if which(entry)]:
            self.late.remove(entry)
            _due, path, body, _left = entry
            before = self.book
            gap = self._gap_of(path, body)
            self.acted |= {"late"}
            # they are for the call that comes
            others, self.ground.faults.rules = (
                self.ground.faults.rules,
                [],
            )
            with self.ground.app.test_client() as client:
                client.post(f"/v4/spreadsheets{path}", json=body)
            self.ground.faults.rules = others
            if self.book is not before:
                self.trace.append(f"    late commit of {gap}")
                try:
                    self._committed(before, self.book, gap, body, late=True)
                except Broken as broken:
                    self.broken = self.broken or broken

    def pass_time(self, seconds: float) -> None:
        """Time passes; what Google still had to do comes to pass before its own
        limit.
        """
        from core.clock import Clock

        until = Clock().now().timestamp() + seconds
        self._land(lambda entry: entry[0].timestamp() <= until)
        TIME.move(seconds)

    def round(self) -> bool:
        """One round of the worker. False where it had nothing to do, or was killed."""
        self.rounds += 1
        self.pass_time(SOON[self.rounds % len(SOON)])
        self.trace.append("round")
        shop = self.office.sync
        try:
            if not self.held:
                self.held = shop.take_lease()
                if self.held:
                    recover(self.office.outbox)
            return self.held and self.loop.round()
        except Killed:
            self.trace.append("  killed")
            shop.spreadsheet.close()
            self.ground.faults.replace([])
            self.new_worker()
            return True
        except LeaseLost:
            self.held = False
            return False
        finally:
            self._judge_letters()
            if self.broken:
                raise self.broken
            if self.errors.found:
                raise Broken("a step failed: " + self.errors.found[0])

    def _judge_letters(self) -> None:
        """Each mail that has left must be true by the reading that it is stamped
        with.
        """
        for letter in self.ground.post.collect():
            self.letters += 1
            self.trace.append(f"    mail to {letter.address}: {letter.text[:400]}")
            with self.place.journal.read() as connection:
                fault = self.judge.fault(connection, letter)
            if fault:
                self.broken = self.broken or Broken(
                    f"a mail to {letter.address} was untrue when it left: {fault}"
                )

    def submit(self, a: int) -> None:
        """A form is accepted."""
        number = self.number()
        if a % 3:
            table, form, prefix = "schools", "school_registration", "ECW"
            values: dict[str, Any] = {
                "name": f"Nova {number}",
                "pupils": 10 + number,
                "teacher_name": "Rui",
            }
            values |= {
                "teacher_email": f"rui{number}@escolas.verde",
                "teacher_language": "pt",
                "status": "registered",
            }
        else:
            table, form, prefix = "actions", "action_plan", "ACN"
            values = {
                "school": "ECW-3AAAA",
                "what": f"Plano {number}",
                "due": "2027-03-05",
                "theme": "water",
            }
        sent = Submission(
            new_id(), new_id(), form, "1", "pt", table, prefix, {}, values, {}, {}
        )
        reference = submissions.accept(
            self.place.journal, sent, self.office.sync.now()
        ).reference
        with self.place.journal.read() as connection:
            row = next(
                r
                for r in deliveries.in_state(connection, DeliveryState.queued, 999)
                if r.reference == reference
            )
        self.accepted[reference] = (table, row.values)
        self.trace.append(f"submit {reference}")

    def press(self, a: int, b: int) -> None:
        """Somebody sets a cell on a page, over what the journal knows of it."""
        table, column = (("schools", "name"), ("actions", "what"))[a % 2]
        with self.place.journal.write() as connection:
            rows = known_records.of_table(connection, table)
            references = sorted(
                name for name, row in rows.items() if row.gone_at is None
            )
            if not references:
                return
            reference = references[b % len(references)]
            cell = Cell(table, reference, column)
            number = self.number()
            shown, wanted = rows[reference].values.get(column), f"Pedido {number}"
            now = self.office.sync.now()
            cell_commands.ask(
                connection,
                cell,
                shown,
                wanted,
                "ana@escolas.verde",
                f"key-{number}",
                now,
            )
        self.trace.append(f"press {reference}.{column}: {shown!r} → {wanted!r}")

    # The staff's side

    def staff(self, what: str, a: int, b: int, c: int) -> bool:
        """Staff do something right now."""
        before = self.book
        self.trace.append(f"  {what}({a}, {b}, {c})")
        if not staff.ACTIONS[what](self, a, b, c) or self.book is before:
            self.trace.pop()
            return False
        self.acted.add(what)
        return True

    def do(self, *requests: dict[str, Any]) -> None:
        before = self.book
        with self.ground.workbooks.change(self.place.key) as book:
            apply(book, self.ground.switches, list(requests))
        self._observe(before, self.book)

    def _observe(self, old: Book, new: Book) -> None:
        """Notes what staff did to references, rows and cells."""
        for sheet in new.sheets:
            was = old.find(sheet.id)
            table = table_of(new, sheet)
            if not table or was is None:
                continue
            old_marks, new_marks = marks(old, was), marks(new, sheet)
            if old_marks != new_marks:
                self.moved_columns.add(sheet.id)
            before = {row.id: row for row in was.rows[1:] if row}
            after = {row.id: row for row in sheet.rows[1:] if row}
            for id in before.keys() | after.keys():
                if before.get(id) is after.get(id) and old_marks == new_marks:
                    continue
                values = [
                    {name: _entered(row, at) for name, at in places.items()}
                    for row, places in (
                        (before.get(id), old_marks),
                        (after.get(id), new_marks),
                    )
                ]
                self._noted(
                    sheet,
                    table,
                    id,
                    values[0],
                    values[1],
                    gone=id not in after,
                    came=id not in before,
                )

    def _noted(
        self,
        sheet: Sheet,
        table: str,
        id: int,
        old: dict[str, Any],
        new: dict[str, Any],
        *,
        gone: bool,
        came: bool,
    ) -> None:
        key = (sheet.id, id)
        mine = self.rightful.get(key)
        names = {
            ref
            for ref in (mine, _text(old.get("reference")), _text(new.get("reference")))
            if ref
        }
        for name in old.keys() | new.keys():
            if old.get(name) != new.get(name):
                self.touched |= {(ref, name) for ref in names}
        before, now = _text(old.get("reference")), _text(new.get("reference"))
        if gone and not now:
            if mine:
                self.odd |= names
            self.rightful.pop(key, None)
            self.by_staff.discard(key)
            return
        if before == now:
            return
        self.odd |= names
        self.judge.shuffled |= names
        self.rightful.pop(key, None)
        self.by_staff.discard(key)
        if now:
            self.rightful[key] = now
            self.by_staff.add(key)
            others = [row for row in sheet.rows[1:] if row and row.id != id]
            at = marks(self.book, sheet).get("reference")
            if at is not None and any(
                _text(_entered(row, at)) == now for row in others
            ):
                self.copied.add(now)
            if any(ref == now for ref in self.rightful.values() if ref) and came:
                self.copied.add(now)

    def _learn(self, sheet: Sheet) -> None:
        at = marks(self.book, sheet).get("reference")
        if at is None or not table_of(self.book, sheet):
            return
        for row in sheet.rows[1:]:
            if row and (reference := _text(_entered(row, at))):
                self.rightful[sheet.id, row.id] = reference

    # What the app committed

    def _committed(
        self, old: Book, new: Book, gap: str, body: Any, *, late: bool = False
    ) -> None:
        wrote: list[Wrote] = []
        before = [sheet for sheet in old.sheets if not is_today(old, sheet)]
        after = [sheet for sheet in new.sheets if not is_today(new, sheet)]
        for sheet in after:
            was = old.find(sheet.id)
            if was is None or len(after) != len(before):
                raise Broken(f"{gap} changed the tabs")
            names = {index: name for name, index in marks(old, was).items()}
            if marks(old, was) != marks(new, sheet):
                raise Broken(f"{gap} moved columns")
            table = table_of(old, was)
            wrote += _changed_cells(table, was, sheet, names, gap)
        self.trace += [
            f"      {w.table}.{w.name} row {w.row}: {w.before!r} → {w.after!r}"
            for w in wrote[:WROTE]
        ]
        if gap == "append":
            self._appended(old, new, wrote, late=late)
        elif gap == WRITE_COMMAND:
            self._commanded(old, wrote, late=late)
        else:
            self._wrote_own(old, gap, wrote, body, late=late)

    def _appended(
        self, old: Book, new: Book, wrote: list[Wrote], *, late: bool
    ) -> None:
        self.appended = [
            table
            for table in dict.fromkeys(cell.table for cell in wrote)
            if table in staff.DATA
        ]
        rows: dict[tuple[int, int], list[Wrote]] = {}
        for cell in wrote:
            is_below = cell.is_inserted or cell.row >= cell.sheet.last_data_row()
            if not is_below or cell.before is not None:
                raise Broken(
                    f"an append hit row {cell.row} of {cell.table}: {cell.before!r} became {cell.after!r}"
                )
            rows.setdefault((cell.sheet.id, cell.id), []).append(cell)
        with self.place.journal.read() as connection:
            known = {
                row.reference: row
                for row in deliveries.in_state(connection, DeliveryState.appending, 999)
            }
            known |= {
                row.reference: row
                for row in deliveries.in_state(connection, DeliveryState.queued, 999)
            }
            known |= {
                row.reference: row
                for row in deliveries.in_state(connection, DeliveryState.delivered, 999)
            }
            for key, cells in rows.items():
                ours = {
                    reference
                    for reference, row in known.items()
                    if row.table == cells[0].table
                }
                given = [
                    _text(cell.after) for cell in cells if _text(cell.after) in ours
                ]
                at_home = [
                    _text(c.after)
                    for c in cells
                    if c.name == "reference" and _text(c.after) in ours
                ]
                if not given:
                    raise Broken(
                        f"an append of nobody: {[cell.after for cell in cells]}"
                    )
                reference = (at_home or given)[0]
                delivery = known[reference]
                self.accepted.setdefault(reference, (delivery.table, delivery.values))
                if "paste_back" in self.acted and self._stands(old, key[0], reference):
                    self.copied.add(reference)  # put back in that very gap
                self._once(
                    old, reference, known_records.by_reference(connection, reference)
                )
                self.home[reference] = key
                if at_home:
                    self.rightful[key] = reference
                if not at_home or not self._as_sent(delivery, cells, new.find(key[0])):
                    moved = self.acted & (staff.MOVES_COLUMNS | {"late"})
                    if not moved:
                        raise Broken(
                            f"{reference} was appended one column off, and no column moved in that gap"
                        )
                    self.misplaced.add(reference)

    @staticmethod
    def _stands(book: Book, sheet_id: int, reference: str) -> bool:
        sheet = book.find(sheet_id)
        at = marks(book, sheet).get("reference", -1) if sheet else -1
        return (
            sheet is not None
            and at >= 0
            and any(_text(_entered(row, at)) == reference for row in sheet.rows if row)
        )

    def _once(self, old: Book, reference: str, record: Any) -> None:
        if reference in self.home:
            sheet_id, id = self.home[reference]
            sheet = old.find(sheet_id)
            if sheet and any(row and row.id == id for row in sheet.rows):
                raise Broken(f"{reference} was appended twice")
        if record is not None and record.table == self.accepted[reference][0]:
            raise Broken(f"{reference} was appended again after it had been seen")

    def _as_sent(self, delivery: Any, cells: list[Wrote], sheet: Sheet | None) -> bool:
        table = self.ground.folder.programme.tables[delivery.table]
        shown = Cells(self.ground.folder.programme)
        sent = {**delivery.values, "reference": delivery.reference}
        expected = {c.name: shown.show(c, sent.get(c.name)) for c in table.columns} | {
            LISTED: delivery.reference
        }
        places = marks(self.book, sheet) if sheet else {}
        # A name beside a reference is for people: the reference is what was sent.
        named = {c.name for c in table.columns if c.table} | {LISTED}
        got = {
            cell.name: _code(cell.after) if cell.name in named else cell.after
            for cell in cells
        }
        return "" not in got and got == {
            n: v for n, v in expected.items() if v is not None and n in places
        }

    def _wrote_own(
        self, old: Book, gap: str, wrote: list[Wrote], body: Any, *, late: bool
    ) -> None:
        # What happens in the very gap is in the honest window; what happened
        # before must have been seen.
        close = late or bool(
            self.acted & (staff.MOVES_ROWS | staff.CHANGES_REFERENCES | {"late"})
        )
        for cell in wrote:
            if (
                not staff.is_own(cell.table, cell.name)
                or not cell.name
                or cell.row == 0
            ):
                raise Broken(
                    f"{gap} hit a staff cell: {cell.table} row {cell.row} column {cell.column} ({cell.name or 'their own'}): "
                    f"{cell.before!r} became {cell.after!r}"
                )
            if cell.name == "reference":
                self.judge.shuffled |= {_text(cell.before), _text(cell.after)}
            if cell.name == "reference" and self._theirs(old, cell):
                self.given.add(_text(cell.after))
            if cell.name == "reference" and _text(cell.before) in self.copied:
                self.copied.add(_text(cell.after))
            if (
                gap == "write references"
                and not close
                and not self._is_intended(old, cell)
            ):
                raise Broken(
                    f"a reference was written beside another row of {cell.table}, and no row moved in that gap"
                )
            if gap == "write flags" and not close and self.wanted is not None:
                self._beside(old, cell)

    def _commanded(self, old: Book, wrote: list[Wrote], *, late: bool) -> None:
        """A person's command wrote cells: those that were meant, and over nothing but
        what was shown; but for its race.
        """
        with self.place.journal.read() as connection:
            tried = cell_commands.unknown(connection)
        for cell in wrote:
            about = [
                command
                for command in tried
                if (command.table, command.column) == (cell.table, cell.name)
            ]
            wanted = [
                command
                for command in about
                if _text(command.wanted) == _text(cell.after)
            ]
            if staff.is_own(cell.table, cell.name) or cell.row == 0 or not wanted:
                raise Broken(
                    f"a command wrote {cell.after!r} into {cell.table}.{cell.name}, and nobody wanted that"
                )
            at = marks(old, cell.sheet).get("reference", -1)
            reference = _text(cell.sheet.cell(cell.row, at).entered) if at >= 0 else ""
            self.touched |= {
                (name, cell.name)
                for name in (reference, self.rightful.get((cell.sheet.id, cell.id), ""))
            }
            self.commanded += 1
            if late or self.acted:
                continue  # somebody did something between the reading and the writing: that is the race
            if not any(
                command.reference == reference
                and _text(command.shown) == _text(cell.before)
                for command in wanted
            ):
                raise Broken(
                    f"a command wrote over {cell.before!r} of {reference} in {cell.table}.{cell.name}"
                )

    def _is_intended(self, old: Book, cell: Wrote) -> bool:
        """Whether a reference went to the row that was meant, or to one that reads the
        same: nobody could tell them apart.
        """
        meant = self.intended.get(cell.row)
        if meant is None or meant.id == cell.id:
            return True
        places = marks(old, cell.sheet).values()
        return all(
            _entered(meant, at) == cell.sheet.cell(cell.row, at).entered
            for at in places
        )

    @staticmethod
    def _theirs(old: Book, cell: Wrote) -> bool:
        """Whether something of the team's stands in the row."""
        cells = {
            name: cell.sheet.cell(cell.row, at).entered
            for name, at in marks(old, cell.sheet).items()
        }
        return any(
            value not in (None, "")
            for name, value in cells.items()
            if not staff.is_own(cell.table, name)
        )

    def _beside(self, old: Book, cell: Wrote) -> None:
        at = marks(old, cell.sheet).get("reference", -1)
        reference = _text(cell.sheet.cell(cell.row, at).entered) if at >= 0 else ""
        wanted = self.wanted.get(cell.table)
        values = wanted[1].get(reference, {}) if wanted else {}
        if cell.name not in values and reference:
            raise Broken(
                f"{cell.name} was written beside {reference} in {cell.table}, for which it was not meant"
            )

    def _listen(self) -> Callable[[], None]:
        """Notes what the worker means to write, right before it does."""
        flags, references = (
            sync.managed_columns.write_own,
            sync.rows.references.write_references,
        )

        def write_own(spreadsheet: Any, programme: Any, wanted: Any) -> int:
            self.wanted = wanted
            try:
                return flags(spreadsheet, programme, wanted)
            finally:
                self.wanted = None

        def write_references(
            spreadsheet: Any, layout: Any, places: Any, *more: Any, **named: Any
        ) -> Any:
            sheet = self.last_tabs.find(layout.sheet_id) if self.last_tabs else None
            rows = sheet.rows if sheet else []
            self.intended = {
                at: row for at in places if at < len(rows) and (row := rows[at])
            }
            return references(spreadsheet, layout, places, *more, **named)

        sync.managed_columns.write_own = write_own  # type: ignore[assignment]
        sync.rows.references.write_references = write_references  # type: ignore[assignment]

        def undo() -> None:
            sync.managed_columns.write_own, sync.rows.references.write_references = (
                flags,
                references,
            )

        return undo

    def settle(self) -> None:
        """Staff stop, Google is well, and all waiting times pass:
        rounds until nothing changes.
        """
        self.plans.clear()
        self.trace.append("settle")
        self.ground.faults.replace([])
        idle = 0
        for _ in range(ENOUGH):
            self.pass_time(300)
            before = self.book
            did = self.round()
            idle = 0 if did or self.book is not before or not self.held else idle + 1
            if idle > ROUNDS_STILL:
                return
        del self.trace[-8 * ENOUGH : -ENOUGH]
        raise Broken(f"it does not come to rest in {ENOUGH} rounds")


def _code(value: Any) -> Any:
    """The reference at the end of what a cell shows of a record."""
    return value.rpartition(LISTED_SEPARATOR)[2] if isinstance(value, str) else value


def _changed_cells(
    table: str, was: Sheet, sheet: Sheet, names: dict[int, str], gap: str
) -> list[Wrote]:
    """The cells of a tab that a call changed."""
    inserted = _inserted(was, sheet) if gap == "append" else {}
    wrote: list[Wrote] = []
    for index, row in inserted.items():
        for column, name in names.items():
            if (after := _entered(row, column)) is not None:
                wrote.append(
                    Wrote(
                        table,
                        was,
                        index,
                        row.id,
                        column,
                        name,
                        None,
                        after,
                        is_inserted=True,
                    )
                )
    rows = [row for index, row in enumerate(sheet.rows) if index not in inserted]
    for index in range(max(len(was.rows), len(rows))):
        one = was.rows[index] if index < len(was.rows) else None
        two = rows[index] if index < len(rows) else None
        if one is two:
            continue
        if one and two and one.id != two.id:
            raise Broken(f"{gap} took away or put in row {index} of {table}")
        # a row whose last cell is emptied has no id any more
        id = two.id if two else one.id if one else 0
        for column in range(max(len(row.cells) for row in (one, two) if row)):
            before, after = _entered(one, column), _entered(two, column)
            if before != after:
                wrote.append(
                    Wrote(
                        table,
                        was,
                        index,
                        id,
                        column,
                        names.get(column, ""),
                        before,
                        after,
                    )
                )
    return wrote


def _inserted(old: Sheet, new: Sheet) -> dict[int, Row]:
    """The rows that an append put between others: above what the team wrote further
    down, or on top of what is to be reviewed.

    Between two rows that were there before, so many of the others are inserted as the
    lower one has moved down from the upper.
    """
    places = {row.id: index for index, row in enumerate(old.rows) if row}
    inserted: dict[int, Row] = {}
    moved, fresh = 0, dict[int, Row]()
    for index, row in enumerate(new.rows):
        if row and row.id in places:
            shift = index - places[row.id]
            inserted.update(list(fresh.items())[: max(shift - moved, 0)])
            moved, fresh = shift, {}
        elif row:
            fresh[index] = row
    return inserted


ENOUGH, ROUNDS_STILL = 40, 2
WROTE = 20


def _entered(row: Any, column: int) -> Any:
    if row is None or column >= len(row.cells) or row.cells[column] is None:
        return None
    return row.cells[column].entered


def _text(value: Any) -> str:
    return "" if value is None else as_text(value).strip()


def is_reference(text: str) -> bool:
    return bool(REFERENCE.match(text))
