"""How fast forms are accepted: against a bare handler, and with ten thousand rows
waiting while Google is away.
"""

import json
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.forms.samples import sample
from core.clock import Clock
from core.settings import ROOT, read
from journal.database import Journal
from journal.forms import submissions

SECONDS = "4"
ROUNDS = 5
WAITING = 10_000
FORM = "/es/aspiring_town"
NOWHERE = "http://127.0.0.1:9"


def measure(folder: Path) -> None:
    """Rate of the form against the bare handler, in turn."""
    with (
        web(folder, "app:create_app") as real,
        web(folder, "bench.forms.bare:create_app") as bare,
    ):
        load(real, FORM, "form"), load(bare, "/", "bare")  # a warm-up
        pairs = [
            (load(real, FORM, "form"), load(bare, "/", "bare")) for _ in range(ROUNDS)
        ]
    ratios = [one["rate"] / other["rate"] for one, other in pairs]
    print(
        "Accepting a form of 15 fields, 8 connections, one process of 8 threads; a durable commit each"
    )
    row("Hoja, a second", [one["rate"] for one, _ in pairs])
    row(
        "bare Flask + WTForms + SQLite, a second", [other["rate"] for _, other in pairs]
    )
    row("ratio (at least 0.5; aim 0.8)", ratios, digits=2)


def measure_queue(folder: Path) -> None:
    """p95 with 10,000 rows waiting, a worker that tries and fails to reach
    Google, against an idle journal.
    """
    idle, busy = folder / "idle", folder / "busy"
    environ = {**os.environ, "STATE_DIR": str(busy), "SHEETS_API_URL": NOWHERE}
    fill(busy)
    with web(idle, "app:create_app") as quiet, web(busy, "app:create_app") as queued:
        worker = subprocess.Popen(
            [sys.executable, "-m", "flask", "worker"],
            cwd=ROOT,
            env=environ,
            stderr=subprocess.DEVNULL,
        )
        try:
            load(quiet, FORM, "form"), load(queued, FORM, "form")
            pairs = [
                (load(queued, FORM, "form"), load(quiet, FORM, "form"))
                for _ in range(ROUNDS)
            ]
        finally:
            worker.terminate()
            worker.wait()
    print(f"\nAccepting with {WAITING:,} rows waiting and the spreadsheet away")
    row("p95, waiting, ms", [one["p95"] for one, _ in pairs])
    row("p95, idle, ms", [other["p95"] for _, other in pairs])
    row(
        "ratio (at most 1.5)",
        [one["p95"] / other["p95"] for one, other in pairs],
        digits=2,
    )


def fill(state: Path) -> None:
    """Puts ten thousand submissions into a journal."""
    journal = Journal(read({"STATE_DIR": str(state)}).database_url)
    journal.upgrade()
    now = Clock().now()
    for number in range(WAITING):
        submissions.accept(journal, sample(number), now)
    journal.close()


@contextmanager
def web(state: Path, app: str) -> Iterator[str]:
    """A web process; gives host:port."""
    address = free_address()
    state.mkdir(parents=True, exist_ok=True)
    environ = {
        **os.environ,
        "STATE_DIR": str(state),
        "BARE_DATABASE": str(state / "bare.sqlite3"),
        "SHEETS_API_URL": NOWHERE,
        "TRUSTED_PROXIES": "127.0.0.1",
    }
    command = [sys.executable, "-m", "serve", "--bind", address, app]
    process = subprocess.Popen(command, cwd=ROOT, env=environ)
    try:
        wait_for(address)
        yield address
    finally:
        process.terminate()
        process.wait()


@contextmanager
def local_sheets(folder: Path) -> Iterator[str]:
    """A local Sheets server in a process of its own, with its data
    in a folder; gives its URL.
    """
    address = free_address()
    port = address.rpartition(":")[2]
    command = [
        sys.executable,
        "-m",
        "sheets.local",
        "--port",
        port,
        "--data",
        str(folder),
    ]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        wait_for(address)
        yield f"http://{address}"
    finally:
        server.terminate()
        server.wait()


def free_address() -> str:
    """host:port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"


def wait_for(address: str) -> None:
    """Until something listens there."""
    host, port = address.split(":")
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex((host, int(port))) == 0:
                return
        time.sleep(0.1)
    raise SystemExit(f"nothing answers on {address}")


def load(address: str, path: str, kind: str) -> dict[str, Any]:
    """One round of load from a process of its own."""
    command = [sys.executable, "-m", "bench.forms.load", address, path, kind, SECONDS]
    ended = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False
    )
    if ended.returncode:
        raise SystemExit(ended.stderr or ended.stdout)
    found: dict[str, Any] = json.loads(ended.stdout)
    return found


def row(name: str, figures: list[float], digits: int = 0) -> None:
    """A line of the table: median, and the range over the rounds."""
    low, middle, high = min(figures), statistics.median(figures), max(figures)
    print(
        f"  {name:44} {middle:10.{digits}f}   ({low:.{digits}f} … {high:.{digits}f}, {len(figures)} rounds)",
        flush=True,
    )
