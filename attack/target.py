"""The server that is attacked: a real process on loopback, freshly started, with a state of its own."""

import http.client
import os
import re
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from attack.answers import ANSWERS
from serve.sockets import address, bind, start_with

ROOT = Path(__file__).resolve().parent.parent
FORM = "/pt/aspiring_town"
NOWHERE = "http://127.0.0.1:9"
STARTING_SECONDS, PATIENCE = 120.0, 60.0
PAUSE = 0.1


@dataclass(frozen=True)
class Answer:
    """What the server said, and how many seconds that took. Status 0: the connection broke."""

    status: int
    text: str
    seconds: float


@dataclass
class Visitor:
    """Somebody with a browser: opens a form, and sends it."""

    host: str
    port: int
    cookie: str = ""
    hidden: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> Answer:
        """One request on a connection of its own."""
        start = time.perf_counter()
        connection = http.client.HTTPConnection(self.host, self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body, {"Cookie": self.cookie, **headers})  # type: ignore[arg-type]
            response = connection.getresponse()
            text = response.read().decode(errors="replace")
        except (OSError, http.client.HTTPException) as error:
            return Answer(0, type(error).__name__, time.perf_counter() - start)
        finally:
            connection.close()
        self.cookie = (response.getheader("Set-Cookie") or self.cookie).partition(";")[0]
        return Answer(response.status, text, time.perf_counter() - start)

    def open_form(self) -> Answer:
        """Looks at the form, and keeps what its page has hidden."""
        answer = self.ask("GET", FORM)
        pattern = r'<input[^>]*name="(csrf_token|key|form_version)"[^>]*value="([^"]*)"'
        self.hidden = dict(re.findall(pattern, answer.text))
        return answer

    def send_form(self, **answers: str) -> Answer:
        """Sends it; 303 is an acceptance. Each time with a new one-time key, unless one is given."""
        fields = {**self.hidden, "key": secrets.token_hex(16), **ANSWERS, **answers}
        return self.ask("POST", FORM, urlencode(fields), **{"Content-Type": "application/x-www-form-urlencoded"})


@dataclass
class Target:
    """The running server."""

    process: "subprocess.Popen[bytes]"
    host: str
    port: int
    state: Path

    def visitor(self) -> Visitor:
        """A visitor with no cookie yet."""
        return Visitor(self.host, self.port)

    def connect(self, sent: bytes = b"") -> socket.socket:
        """A bare connection, on which something has been said."""
        connection = socket.create_connection((self.host, self.port), timeout=PATIENCE)
        connection.sendall(sent)
        return connection


@contextmanager
def target(state: Path, before: Sequence[str] = (), port: int = 0) -> Iterator[Target]:
    """A server until the block ends. `before`: a program that starts it, with its arguments; `port`: 0 for any free one."""
    state.mkdir(parents=True, exist_ok=True)
    plain = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "SYSTEMROOT") if name in os.environ}
    listening = bind("127.0.0.1", port)
    host, port = address(listening)
    environ = {
        **plain,
        "STATE_DIR": str(state),
        "SHEETS_API_URL": NOWHERE,
        "PUBLIC_URL": f"http://{host}:{port}",
        # What is too large for memory goes to the disk that is attacked.
        "TMPDIR": str(state),
    }
    log = state.with_name(f"{state.name}.log")
    with log.open("wb") as output, listening:
        command = [*before, sys.executable, "-m", "serve"]
        process = start_with(command, listening, cwd=ROOT, env=environ, stdout=output, stderr=output)
        running = Target(process, host, port, state)
        try:
            _wait_until_it_answers(running, log)
            listening.close()
            yield running
        finally:
            process.kill()
            process.wait()


def _wait_until_it_answers(running: Target, log: Path) -> None:
    end = time.monotonic() + STARTING_SECONDS
    while running.visitor().ask("GET", "/healthz").status != http.client.OK:
        if running.process.poll() is not None or time.monotonic() > end:
            raise SystemExit(f"the server did not start:\n{log.read_text()[-2000:]}")
        time.sleep(PAUSE)
