"""Five years of a busy programme: how large the journal and the tab of mails become,
and what a look and a decision cost at the end of the first and of the fifth.

Rows are appended to the sheet and edited in it, and the worker's own loop does the
rest, two weeks of a moved clock at a time. Only mails that were sent are put into the
journal as they stand there afterwards: writing 100,000 of them would take hours.
"""

import os
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from bench.forms.accept import local_sheets
from bench.workers import close_worker, sheet_worker
from core.clock import Clock
from core.ids import new_reference
from journal.mails import messages
from journal.mails.messages import Notice
from journal.operation import installation
from journal.schema import metadata
from journal.states import MessageState
from notify.managed_cells import managed_cells
from notify.steps import plan
from privacy.erase import Eraser
from privacy.retention import keep_retention
from programme.app_tables import OUTBOX
from programme.records.record import Value
from sheets.writing.append import append_requests
from sync.context import clock_of
from sync.observe import observe
from worker.context import WorkerContext
from worker.loop import Loop

YEARS = int(os.environ.get("BENCH_YEARS", "5"))
CASES, MAILS = 100, 20_000
"""Of each year."""
TASKS_EACH, EDITS_EACH = 10, 10
"""Of each case."""
STEPS = 26
"""Of a year: the clock goes on by two weeks, and the worker settles all of it."""
ROUNDS = 5
MEGABYTE = 2**20
TEXT = (
    "Querida Ana, la reunión de su municipio con el comité es el próximo martes. " * 12
)
HTML = f'<p style="margin:0 0 16px">{TEXT}</p>' * 4
"""As long as a mail of the shipped programme with its layout."""


@dataclass
class Figures:
    """What was measured at the end of a year."""

    year: int
    journal: float
    mails_in_tab: int
    look: float
    decision: float
    cells: float
    rows: dict[str, int] = field(default_factory=dict)

    def tell(self) -> None:
        """Prints them."""
        print(
            f"  year {self.year}: journal {self.journal:.0f} MB, tab of mails "
            f"{self.mails_in_tab:,} rows; a look {self.look:.2f} s, a decision "
            f"{self.decision:.2f} s, cells beside the rows {self.cells:.2f} s"
        )
        largest = sorted(self.rows.items(), key=lambda item: -item[1])[:8]
        print("    " + ", ".join(f"{name} {count:,}" for name, count in largest))


def measure(folder: Path) -> None:
    """Plays the years, and prints the figures of each."""
    print(
        f"\n{YEARS} years of {CASES} cases and {MAILS:,} mails each: seconds of processor time"
    )
    for figures in play(folder, YEARS, CASES, MAILS):
        figures.tell()


def play(folder: Path, years: int, cases: int, mails: int) -> list[Figures]:
    """The figures at the end of each year."""
    with local_sheets(folder / "sheets") as url:
        worker = sheet_worker(folder, url, call_limit=120)
        worker.sync.give_lease_back()
        programme = Years(worker, folder, cases, mails)
        try:
            return [programme.live(year) for year in range(1, years + 1)]
        finally:
            close_worker(worker)


@dataclass
class Years:
    """A programme that is lived in. `cases`, `mails`: of each year."""

    worker: WorkerContext
    folder: Path
    cases: int
    mails: int
    loop: Loop = field(init=False)
    ahead: timedelta = timedelta()

    def __post_init__(self) -> None:
        self.loop = Loop(self.worker)

    def live(self, year: int) -> Figures:
        """One year: an edition opens, cases come and go on, mails leave, and it
        closes.
        """
        closes = (self._now() + timedelta(days=360)).date()
        [edition] = self._append("editions", [{"name": str(year), "closes": closes}])
        for step in range(STEPS):
            first, last = (self.cases * at // STEPS for at in (step, step + 1))
            towns = self._append(
                "towns",
                [self._town(year, number, edition) for number in range(first, last)],
            )
            self._append(
                "commitments",
                [
                    self._task(town, number, closes)
                    for town in towns
                    for number in range(TASKS_EACH)
                ],
            )
            self._settle()
            self._edit(towns)
            self._mail(towns, self.mails // STEPS)
            self._move(timedelta(days=365) / STEPS)
            self._settle()
        self._keep_retention()
        self._settle()
        return self._figures(year)

    def _now(self) -> datetime:
        return Clock().now() + self.ahead

    def _move(self, passed: timedelta) -> None:
        self.ahead += passed
        sync = self.worker.sync
        with sync.journal.write() as connection:
            installation.set_clock(connection, self.ahead)
        sync.clock = clock_of(sync.journal, demonstration=True)

    def _settle(self) -> None:
        # What is done once an hour or once a day goes by a clock that nobody moved.
        self.loop.work.daily.sweep_at = float("-inf")
        assert self.loop.once()

    def _append(self, table: str, rows: Sequence[dict[str, Value]]) -> list[str]:
        """Rows as staff type them, with references of their own."""
        if not rows:
            return []
        sync = self.worker.sync
        assert sync.take_lease()
        layout = sync.reader.read().tabs[table].layout
        references = [new_reference(layout.table.prefix) for _row in rows]
        cells: list[dict[str, Value]] = [
            {"reference": reference, **row}
            for reference, row in zip(references, rows, strict=True)
        ]
        sync.spreadsheet.batch(append_requests(sync.programme, layout, cells))
        sync.give_lease_back()
        return references

    def _town(self, year: int, number: int, edition: str) -> dict[str, Value]:
        return {
            "name": f"San José de las Flores {year}-{number}",
            "country": "Ecuador",
            "status": "recognised",
            "edition": edition,
            "contact_name": f"Ana María {number}",
            "contact_email": f"ana{year}.{number}@example.org",
            "contact_language": "es",
            "why": "Tres asociaciones venden fuera lo que aquí casi nadie conoce. " * 3,
        }

    def _task(self, town: str, number: int, closes: date) -> dict[str, Value]:
        return {
            "town": town,
            "what": f"Hablar con la escuela número {number}",
            "due": closes,
            "status": "done",
            "owner_name": f"Luis {number}",
            "owner_email": f"luis{number}@example.org",
        }

    def _edit(self, towns: Sequence[str]) -> None:
        """Staff write notes beside the new towns, again and again."""
        sync = self.worker.sync
        assert sync.take_lease()
        for number in range(EDITS_EACH):
            tab = sync.reader.read().tabs["towns"]
            at = tab.layout.columns["notes"]
            requests = []
            for town in towns:
                row = tab.rows[town].index
                cell = {
                    "sheetId": tab.layout.sheet_id,
                    "startRowIndex": row,
                    "endRowIndex": row + 1,
                    "startColumnIndex": at,
                    "endColumnIndex": at + 1,
                }
                text = {"stringValue": f"Llamada {number}: todo en orden, sigue así."}
                requests.append(
                    {
                        "updateCells": {
                            "range": cell,
                            "rows": [{"values": [{"userEnteredValue": text}]}],
                            "fields": "userEnteredValue",
                        }
                    }
                )
            if requests:
                sync.spreadsheet.batch(requests)
                observe(sync)
        sync.give_lease_back()

    def _mail(self, towns: Sequence[str], count: int) -> None:
        """Mails about these towns, which have left by now."""
        now = self._now()
        with self.worker.sync.journal.write() as connection:
            for number in range(count):
                town = towns[number % len(towns)] if towns else ""
                email = f"ana{number}@example.org"
                notice = Notice(
                    "towns", town, "commitments", f"{now:%j}.{number}", "", email, email
                )
                values = {
                    "kind": "commitments",
                    "table": "towns",
                    "reference": town,
                    "case": town,
                    "email": email,
                    "person": f"Ana María {number}",
                    "language": "es",
                    "subject": "La reunión de su municipio",
                    "text": TEXT,
                    "html": HTML,
                    "state": MessageState.sent,
                    "due_at": now,
                    "handed_at": now,
                    "first_handed_at": now,
                }
                messages.add(connection, [notice], values, now)

    def _keep_retention(self) -> None:
        """What an administrator does when a line says that much is to be erased."""
        sync = self.worker.sync
        eraser = Eraser.of(sync.settings, sync.programme, sync.journal)
        with sync.journal.read() as connection:
            records = sync.records(connection)
        keep_retention(eraser, records, self._now(), all_of_them=True)

    def _figures(self, year: int) -> Figures:
        sync, notify = self.worker.sync, self.worker.notify
        assert sync.take_lease()
        looks = [_seconds(lambda: observe(sync)) for _ in range(ROUNDS)]
        observed = observe(sync)
        decisions = [
            _seconds(lambda: plan(notify, observed.snapshot.id)) for _ in range(ROUNDS)
        ]
        cells = [_seconds(lambda: managed_cells(notify)) for _ in range(ROUNDS)]
        sync.give_lease_back()
        with sync.journal.read() as connection:
            rows = {
                table.name: int(
                    connection.execute(
                        sa.select(sa.func.count()).select_from(table)
                    ).scalar_one()
                )
                for table in metadata.sorted_tables
            }
        size = sum(file.stat().st_size for file in self.folder.glob("journal.sqlite3*"))
        return Figures(
            year,
            size / MEGABYTE,
            len(observed.snapshot.tabs[OUTBOX].rows),
            statistics.median(looks),
            statistics.median(decisions),
            statistics.median(cells),
            rows,
        )


def _seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start
