"""Hundreds of clients that begin and do not go on: the head, the body, nothing at all,
an upload of some bytes a second.
"""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from socket import socket

from attack.result import Result
from attack.target import Target, target
from attack.visitor import FORM
from serve.connection import SERVING, Stage

CLIENTS = 200
# Longer than a form takes to be sent, or the watch would see none.
WATCHED_SECONDS = 4.0
SECOND = 1.0
SLOW_BYTES = 8192
"""A second, of a slow upload: one that is let go on."""
LATE_SECONDS = 5.0
"""How much later than its deadline a connection may be closed on a busy machine."""
HEAD = f"POST {FORM} HTTP/1.1\r\nHost: x\r\n".encode()
BEGUN = {
    "nothing": b"",
    "half a head": HEAD,
    "a head and no body": HEAD + b"Content-Length: 5000000\r\n\r\n",
    "a slow upload": HEAD
    + b"Content-Length: 5000000\r\nContent-Type: multipart/form-data; boundary=b\r\n\r\n",
}
DRIPPED = {
    "nothing": b"",
    "half a head": b"a",
    "a head and no body": b"a",
    "a slow upload": b"a" * SLOW_BYTES,
}
DEADLINES = {
    "nothing": SERVING.seconds[Stage.silence],
    "half a head": SERVING.seconds[Stage.head],
    "a head and no body": SERVING.seconds[Stage.body],
}


@dataclass
class Crowd:
    """Clients of one kind, each of which says a little every second, until it is told
    to stop or the server has closed it.
    """

    target: Target
    kind: str
    connections: list[socket] = field(default_factory=list)
    closed_after: list[float] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    def begin(self) -> threading.Thread:
        """Connects all, and goes on in a thread."""
        self.connections = [
            self.target.connect(BEGUN[self.kind]) for _ in range(CLIENTS)
        ]
        for connection in self.connections:
            connection.settimeout(0)
        thread = threading.Thread(target=self._drip, daemon=True)
        thread.start()
        return thread

    def _drip(self) -> None:
        begun = time.monotonic()
        while self.connections and not self.stop.wait(SECOND):
            open_ones = [
                connection
                for connection in self.connections
                if self._goes_on(connection)
            ]
            self.closed_after += [time.monotonic() - begun] * (
                len(self.connections) - len(open_ones)
            )
            self.connections = open_ones
        for connection in self.connections:
            connection.close()

    def _goes_on(self, connection: socket) -> bool:
        try:
            connection.send(DRIPPED[self.kind])
            is_open = connection.recv(1) != b""
        except BlockingIOError:
            # Nothing has come back, and nobody has hung up: the server still waits.
            return True
        except OSError:
            is_open = False
        if not is_open:
            connection.close()
        return is_open


def attack(folder: Path) -> Iterator[Result]:
    """Each kind by itself, then all at once until their deadlines."""
    with target(folder / "stalled") as running:
        for kind in BEGUN:
            crowd = Crowd(running, kind)
            thread = crowd.begin()
            yield _watch(running, f"{CLIENTS} clients that send {kind}")
            crowd.stop.set()
            thread.join()
        crowds = [Crowd(running, kind) for kind in BEGUN]
        threads = [crowd.begin() for crowd in crowds]
        yield _watch(running, f"{CLIENTS} of each kind at once")
        for crowd, thread in zip(crowds, threads, strict=True):
            if crowd.kind in DEADLINES:
                thread.join(DEADLINES[crowd.kind] + LATE_SECONDS)
                yield _ended(crowd)
            crowd.stop.set()
        crowd = Crowd(running, "nothing")
        flood = [running.connect() for _ in range(5 * CLIENTS)]
        thread = crowd.begin()
        yield _watch(
            running, f"{6 * CLIENTS} silent connections, more than there are places"
        )
        crowd.stop.set()
        for connection in flood:
            connection.close()


def _watch(running: Target, tried: str) -> Result:
    """Another visitor meanwhile: asks whether it is there, again
    and again, and sends a form.
    """
    visitor = running.visitor()
    answers = [visitor.open_form(), visitor.send_form()]
    is_accepted = answers[1].status == 303  # noqa: PLR2004 - see other
    end = time.monotonic() + WATCHED_SECONDS
    health = []
    while time.monotonic() < end:
        health.append(visitor.get("/healthz"))
    worst = max(answer.seconds for answer in health)
    all_well = all(answer.status == 200 for answer in health)  # noqa: PLR2004
    if is_accepted:
        outcome = "kept"
    else:
        outcome = f"not kept ({answers[1].status})"
    figure = f"another visitor's /healthz {worst * 1000:.0f} ms at worst of {len(health)}; a form {outcome}"
    return Result(tried, figure, all_well and is_accepted and worst < SECOND)


def _ended(crowd: Crowd) -> Result:
    last = max(crowd.closed_after, default=0.0)
    figure = (
        f"{len(crowd.closed_after)} of {CLIENTS} closed, the last after {last:.0f} s"
    )
    held = (
        len(crowd.closed_after) == CLIENTS
        and last <= DEADLINES[crowd.kind] + LATE_SECONDS
    )
    return Result(f"… of those, a byte a second after {crowd.kind}", figure, held)
