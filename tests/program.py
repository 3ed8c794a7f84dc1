"""The program as people start it: `python app.py` and its processes, or
web and worker on their own.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import requests

from tests.house import ROOT, free_port

PATIENCE = 90.0
BETWEEN = 0.1
T = TypeVar("T")


def until(condition: Callable[[], T], what: str, patience: float = PATIENCE) -> T:
    """The condition's first true value. Fails when it does not come.

    Pages too are waited for with this: Playwright's own wait_for_function looks a
    second time by `eval`, which the pages' security policy forbids.
    """
    end = time.monotonic() + patience
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        _pause()
    raise AssertionError(f"did not come within {patience} s: {what}")


def _pause() -> None:
    """Gives the other processes a moment between two looks."""
    from threading import Event

    Event().wait(BETWEEN)


def answers(url: str) -> bool:
    """Whether a web server answers there."""
    try:
        return requests.get(url, timeout=5).ok
    except requests.RequestException:  # not there yet, or there and still loading
        return False


@dataclass
class Running:
    """A running program and where it is."""

    process: "subprocess.Popen[bytes]"
    url: str
    sheets: str
    state: Path
    log: Path


def environ(state: Path, **more: str) -> dict[str, str]:
    """An environment of its own: nothing of the caller's settings."""
    plain = {
        name: os.environ[name]
        for name in ("PATH", "HOME", "LANG", "SYSTEMROOT")
        if name in os.environ
    }
    return {**plain, "STATE_DIR": str(state), "PYTHONUNBUFFERED": "1", **more}


@contextmanager
def everything(state: Path, *options: str, **more: str) -> Iterator[Running]:
    """`python app.py`, with options, until the block ends; it must then end itself."""
    web, sheets, smtp = free_port(), free_port(), free_port()
    log = state / "log"
    settings = environ(
        state,
        PORT=str(web),
        PUBLIC_URL=f"http://127.0.0.1:{web}",
        SHEETS_API_URL=f"http://127.0.0.1:{sheets}",
        SMTP_URL=f"smtp://127.0.0.1:{smtp}",
        **more,
    )
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "app.py", *options],
            cwd=ROOT,
            env=settings,
            stdout=output,
            stderr=output,
        )
        try:
            until(
                lambda: b"Ctrl-C" in log.read_bytes() or process.poll() is not None,
                "the greeting",
            )
            assert process.poll() is None, log.read_text()
            yield Running(
                process, settings["PUBLIC_URL"], settings["SHEETS_API_URL"], state, log
            )
        finally:
            process.send_signal(signal.SIGTERM)
            ended = process.wait(60)
    assert ended == 0, log.read_text()
