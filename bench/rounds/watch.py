"""What a look at a large spreadsheet costs: five tabs with 20,000 records, first
read, then looked at again.
"""

import time
from pathlib import Path

from bench.forms.accept import ROUNDS, local_sheets, row
from bench.workers import close_worker, sheet_worker
from core.ids import new_reference
from programme.model import Table
from programme.records.record import Value
from sheets.reading.snapshot import Snapshot
from sheets.writing.append import append_requests
from sync.context import SyncContext
from sync.observe import observe

TABLES = ("towns", "mentors", "commitments", "meetings", "reports")
EACH, AT_ONCE = 4_000, 1_000


def measure(folder: Path) -> None:
    """Fills a sheet on the local server, and looks."""
    with local_sheets(folder / "sheets") as url:
        _measure(folder, url)


def _measure(folder: Path, url: str) -> None:
    worker = sheet_worker(folder, url, call_limit=60)
    shop = worker.sync
    snapshot = observe(shop).snapshot
    for table in TABLES:
        fill(shop, snapshot, table)
    first = one(shop)
    again = [one(shop) for _ in range(ROUNDS)]
    print(
        f"\nLooking at {len(TABLES)} tabs with {EACH * len(TABLES):,} records in all, in the worker"
    )
    row("first look, seconds of processor time", [first[0]], digits=2)
    row("calls of the first look", [first[1]])
    row(
        "look again, seconds of processor time (at most 2)",
        [seconds for seconds, _ in again],
        digits=2,
    )
    row("calls of such a look (at most 4)", [calls for _, calls in again])
    close_worker(worker)


def fill(shop: SyncContext, snapshot: Snapshot, name: str) -> None:
    """Appends records with all that fits into a table's columns."""
    layout = snapshot.tabs[name].layout
    table = layout.table
    for start in range(0, EACH, AT_ONCE):
        rows = [
            {"reference": new_reference(table.prefix), **cells(table, at)}
            for at in range(start, start + AT_ONCE)
        ]
        shop.spreadsheet.batch(append_requests(shop.programme, layout, rows))


def cells(table: Table, number: int) -> dict[str, Value]:
    """A value for each column of the team's that needs no other record."""
    columns = [column for column in table.columns if not column.own]
    return {
        column.name: column.field_type.example(column, number) for column in columns
    }


def one(shop: SyncContext) -> tuple[float, float]:
    """Processor seconds and calls of one look."""
    calls, start = sum(shop.spreadsheet.calls.values()), time.process_time()
    observe(shop)
    return time.process_time() - start, float(
        sum(shop.spreadsheet.calls.values()) - calls
    )
