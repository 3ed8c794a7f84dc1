"""How many calls of the Sheets API a thousand waiting rows cost, read-back included."""

import time
from pathlib import Path

from bench.forms.accept import local_sheets, row
from bench.forms.samples import sample
from bench.workers import close_worker, sheet_worker
from core.clock import Clock
from journal.forms import submissions
from journal.tabs import deliveries
from sync.deliver import deliver
from sync.observe import observe

ROWS = 1000


def measure(folder: Path) -> None:
    """Delivers a thousand rows to the local Sheets server and counts."""
    with local_sheets(folder / "sheets") as url:
        _measure(folder, url)


def _measure(folder: Path, url: str) -> None:
    worker = sheet_worker(folder, url, call_limit=60)
    shop = worker.sync
    journal = shop.journal
    # the rows of the tab Settings are not what is measured
    with journal.write() as connection:
        waiting = deliveries.in_state(connection, deliveries.DeliveryState.queued, ROWS)
        deliveries.move(
            connection, [one.id for one in waiting], deliveries.DeliveryState.delivered
        )
    for number in range(ROWS):
        submissions.accept(journal, sample(number), Clock().now())
    before = sum(shop.spreadsheet.calls.values())
    start = time.perf_counter()
    snapshot = observe(shop).snapshot
    while deliver(shop, snapshot).wrote:
        snapshot = observe(shop).snapshot
    passed = time.perf_counter() - start
    with journal.read() as connection:
        assert deliveries.waiting(connection) == 0
    print(f"\nDelivering {ROWS:,} waiting rows to the local Sheets server, read back")
    row(
        "calls of the Sheets API (at most 10)",
        [float(sum(shop.spreadsheet.calls.values()) - before)],
    )
    row("rows a second", [ROWS / passed])
    close_worker(worker)
