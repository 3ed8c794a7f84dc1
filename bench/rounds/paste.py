"""What a large paste costs: 5,000 rows in each of five tabs, settled by the worker
while forms are accepted.
"""

import threading
import time
from pathlib import Path
from typing import Any

from bench.forms.accept import FORM, load, local_sheets, row, web
from bench.rounds.watch import TABLES, cells
from bench.workers import close_worker, sheet_worker
from journal.records import known_records
from sheets.reading.snapshot import Snapshot
from sheets.writing.append import append_requests
from sync.context import SyncContext
from sync.observe import observe
from worker.context import WorkerContext
from worker.loop import Loop

EACH, AT_ONCE = 5_000, 1_000
SETTLED = 0.999
"""So many of the pasted rows must be records: then the worker has settled them."""


def measure(folder: Path) -> None:
    """Pastes into a sheet of the local server, and lets the worker settle it."""
    with local_sheets(folder / "sheets") as url:
        _measure(folder / "state", url)


def _measure(state: Path, url: str) -> None:
    office = sheet_worker(state, url, call_limit=120)
    Loop(office).once()  # without a mail server the step that sends does not end well
    with web(state, "app:create_app()") as address:
        load(address, FORM, "form")  # a warm-up
        idle = [load(address, FORM, "form")["p95"] for _ in range(3)]
        Loop(office).once()
        assert office.sync.take_lease()
        snapshot = observe(office.sync).snapshot
        for table in TABLES:
            paste(office.sync, snapshot, table)
        seconds, busy = settle(office, address)
    print(f"\nSettling {EACH:,} pasted rows in each of {len(TABLES)} tabs")
    row("seconds of the worker's processor time (at most 30)", [seconds], digits=1)
    row("p95 of a form, idle, ms", idle)
    row("p95 of a form meanwhile, ms", busy)
    row(
        "ratio of the medians (at most 1.5)",
        [sorted(busy)[len(busy) // 2] / sorted(idle)[1]],
        digits=2,
    )
    close_worker(office)


def paste(shop: SyncContext, snapshot: Snapshot, name: str) -> None:
    """Rows without a reference, as staff paste them."""
    layout = snapshot.tabs[name].layout
    for start in range(0, EACH, AT_ONCE):
        rows: list[dict[str, Any]] = [
            cells(layout.table, number) for number in range(start, start + AT_ONCE)
        ]
        shop.spreadsheet.batch(append_requests(shop.programme, layout, rows))


def settle(office: WorkerContext, address: str) -> tuple[float, list[float]]:
    """Processor seconds of this process until the rows are records, and the p95 of each
    round of forms meanwhile.
    """
    busy: list[float] = []
    ended = threading.Event()

    def accept() -> None:
        while not ended.is_set():
            busy.append(load(address, FORM, "form")["p95"])

    forms = threading.Thread(target=accept)
    forms.start()
    loop, seconds = Loop(office), 0.0
    while settled(office) < SETTLED * EACH * len(TABLES):
        start = time.process_time()
        loop.round()
        seconds += time.process_time() - start
    ended.set()
    forms.join()
    return seconds, busy


def settled(office: WorkerContext) -> int:
    """How many of the pasted rows the journal knows."""
    with office.sync.journal.read() as connection:
        known = known_records.present(connection)
        return sum(
            1
            for record in known
            if record.table in TABLES and "respuesta" in str(record.values)
        )
