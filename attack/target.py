"""What is attacked: real processes on loopback, freshly started,
with a state of their own.
"""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path
from urllib.parse import urlsplit

from attack.visitor import PATIENCE, Visitor
from serve.sockets import address, bind, start_with

ROOT = Path(__file__).resolve().parent.parent
NOWHERE = "http://127.0.0.1:9"
# A first start makes the spreadsheet too; a busy machine takes minutes for it.
STARTING_SECONDS, STOPPING_SECONDS = 180.0, 60.0
PAUSE = 0.1
GREETING = re.compile(
    r"Start here +(\S+)/\n.*Spreadsheet +(\S+)/sheet\n.*Staff pages ", re.DOTALL
)
"""What `python app.py` prints; the last line comes when the example data has
arrived.
"""


@dataclass
class Target:
    """The running server.

    `process`: what was started; `web_pid`: the process that answers, 0
    where that cannot be told.
    """

    process: "subprocess.Popen[bytes]"
    base_url: str
    state: Path
    log: Path
    web_pid: int

    @property
    def host(self) -> str:
        """Where it listens."""
        return urlsplit(self.base_url).hostname or ""

    @property
    def port(self) -> int:
        """Where it listens."""
        return urlsplit(self.base_url).port or 0

    @property
    def journal(self) -> Path:
        """What it has accepted."""
        return self.state / "journal.sqlite3"

    def visitor(self) -> Visitor:
        """A visitor with no cookie yet."""
        return Visitor(self.base_url)

    def connect(self, content: bytes = b"") -> socket.socket:
        """A bare connection, on which something has been said."""
        connection = socket.create_connection((self.host, self.port), timeout=PATIENCE)
        connection.sendall(content)
        return connection

    def peak_memory(self) -> int:
        """The most that the web server has held so far, in bytes; 0
        where that cannot be told.
        """
        status = Path(f"/proc/{self.web_pid}/status")
        if not self.web_pid or not status.exists():
            return 0
        peak = re.search(r"VmHWM:\s+(\d+) kB", status.read_text())
        if peak:
            return int(peak[1]) * 1024
        return 0


@dataclass
class Demonstration(Target):
    """Everything that `python app.py` starts: the web server, the worker, a
    local sheet and a mailbox.
    """

    sheet_url: str

    def sheet(self) -> Visitor:
        """Somebody who looks at the local sheet."""
        return Visitor(self.sheet_url)

    def book(self) -> str:
        """The path of the spreadsheet's page."""
        return self.sheet().get("/sheet").location

    def tabs(self) -> list[str]:
        """The number of each tab."""
        data = json.loads(self.sheet().get(f"{self.book()}/data").text)
        return [str(tab["gid"]) for tab in data["tabs"]]

    def sheet_text(self) -> str:
        """All that stands in it."""
        visitor = self.sheet()
        book = self.book()
        return "".join(
            visitor.get(f"{book}/data?gid={gid}").text for gid in self.tabs()
        )

    def local_visitor(self) -> Visitor:
        """Somebody at this machine, to whom the mailbox is shown."""
        return Visitor(self.base_url, client="")

    def mail_paths(self) -> list[str]:
        """The pages of the mails in the mailbox."""
        return re.findall(
            r'href="(/mailbox/[^"/?]+)"', self.local_visitor().get("/mailbox/").text
        )

    def mail_recipients(self) -> list[str]:
        """The address to which each mail in the mailbox is."""
        files = sorted((self.state / "mailbox").glob("*.eml"))
        lines = [
            message_from_bytes(file.read_bytes(), policy=policy.default)["To"]
            for file in files
        ]
        return [address.addr_spec for line in lines for address in line.addresses]


@contextmanager
def target(
    state: Path, before: Sequence[str] = (), port: int = 0, **environ: str
) -> Iterator[Target]:
    """A web server until the block ends.

    `before`: a program that starts it, with its arguments; `port`: 0 for any free one;
    `environ`: more of the environment.
    """
    state.mkdir(parents=True, exist_ok=True)
    listening = bind("127.0.0.1", port)
    host, port = address(listening)
    base_url = f"http://{host}:{port}"
    settings = {
        **_environ(state),
        "SHEETS_API_URL": NOWHERE,
        "PUBLIC_URL": base_url,
        **environ,
    }
    log = _log(state)
    with log.open("wb") as output, listening:
        command = [*before, sys.executable, "-m", "serve"]
        process = start_with(
            command, listening, cwd=ROOT, env=settings, stdout=output, stderr=output
        )
        running = Target(process, base_url, state, log, process.pid)
        try:
            _wait(
                lambda: running.visitor().get("/healthz").status == http.client.OK,
                process,
                log,
            )
            listening.close()
            yield running
        finally:
            process.kill()
            process.wait()


@contextmanager
def demonstration(state: Path, **environ: str) -> Iterator[Demonstration]:
    """The whole demonstration until the block ends, with its example data.

    `environ`: more of the environment.
    """
    state.mkdir(parents=True, exist_ok=True)
    log = _log(state)
    with log.open("wb") as output:
        command = [sys.executable, "app.py"]
        settings = {**_environ(state), **environ}
        process = subprocess.Popen(
            command, cwd=ROOT, env=settings, stdout=output, stderr=output
        )
        try:
            _wait(lambda: GREETING.search(_read(log)) is not None, process, log)
            greeting = GREETING.search(_read(log))
            assert greeting is not None
            yield Demonstration(
                process, greeting[1], state, log, _web_server(process.pid), greeting[2]
            )
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(STOPPING_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def wait_for(condition: Callable[[], bool], seconds: float) -> bool:
    """Whether it comes true within so many seconds."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(PAUSE)
    return True


def _environ(state: Path) -> dict[str, str]:
    """Nothing of the caller's settings.

    Visitors say who they are, as a proxy in front would.
    """
    plain = {}
    for name in ("PATH", "HOME", "LANG", "SYSTEMROOT"):
        if name in os.environ:
            plain[name] = os.environ[name]
    # What is too large for memory goes to the disk that is attacked.
    return {
        **plain,
        "STATE_DIR": str(state),
        "TMPDIR": str(state),
        "TRUSTED_PROXIES": "127.0.0.1",
    }


def _log(state: Path) -> Path:
    return state.with_name(f"{state.name}.log")


def _read(log: Path) -> str:
    return log.read_text(errors="replace")


def _wait(
    is_there: Callable[[], bool], process: "subprocess.Popen[bytes]", log: Path
) -> None:
    """Until it is there. Ends the program where it does not come."""
    wait_for(lambda: process.poll() is not None or is_there(), STARTING_SECONDS)
    if process.poll() is not None or not is_there():
        raise SystemExit(
            f"the server did not start (status {process.poll()}):\n{_read(log)[-2000:]}"
        )


def _web_server(parent: int) -> int:
    """The child that serves the pages; 0 where the system does not tell."""
    children = Path(f"/proc/{parent}/task/{parent}/children")
    if not children.exists():
        return 0
    for child in children.read_text().split():
        if b"\0serve\0" in Path(f"/proc/{child}/cmdline").read_bytes():
            return int(child)
    return 0
