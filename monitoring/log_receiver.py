"""Sends the log to another machine, beside standard error: as syslog (RFC 5424) over
TLS (RFC 5425). Whoever breaks in here cannot change what has left.

Nothing waits for the receiver. What it is to get is kept in memory, at most MOST_LINES;
while it is away, the oldest make room for new ones and are counted. All of it stands in
the log of this machine, too. TLS says nothing about what has arrived: lines that were
under way when a connection broke may be missing there, or come twice.
"""

import atexit
import logging
import os
import socket
import ssl
import threading
from collections import deque
from contextlib import suppress
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

from core.errors import SettingsError
from core.logs import PROGRAM, JsonFormatter

PORT = 6514
"""Of syslog over TLS (RFC 5425)."""
MOST_LINES = 10_000
"""Some three megabytes, and hours of a busy installation."""
SECONDS = 10.0
"""That connecting, or sending one line, may take."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Between two attempts to reach a receiver that is away: doubled each time."""
# A command at a terminal ends at once; its last lines have this long to leave.
LAST_SECONDS = 3.0
SECURITY, LOCAL = 10, 16
"""Facilities of syslog: “authorization messages”, and the first for local use."""
SEVERITIES = {
    logging.CRITICAL: 2,
    logging.ERROR: 3,
    logging.WARNING: 4,
    logging.INFO: 6,
    logging.DEBUG: 7,
}
NOTICE = 5
log = logging.getLogger(f"{PROGRAM}.logs")


class LogReceiver(logging.Handler):
    """A syslog server that is told each line of the log, by a thread of its own."""

    def __init__(self, url: str) -> None:
        """Raises SettingsError where a certificate that `url` names cannot be read."""
        super().__init__()
        parts = urlsplit(url)
        options = parse_qs(parts.query)
        self.host = parts.hostname or ""
        self.port = parts.port or PORT
        self.context = _context(options.get("ca"), options.get("cert"))
        self.first_pause = FIRST_PAUSE
        self.waiting: deque[bytes] = deque()
        self.lost = 0
        self.changed = threading.Condition()
        self.thread: threading.Thread | None = None
        self.stopped = False
        self.setFormatter(JsonFormatter())

    def emit(self, record: logging.LogRecord) -> None:
        """Takes a line, at once, whatever becomes of it; raises nothing."""
        try:
            frame = _frame(record, self.format(record))
        except Exception:  # noqa: BLE001 - whoever logs is serving somebody; standard error tells what is wrong with the line
            with self.changed:
                self.lost += 1
            return
        with self.changed:
            self._take(frame)
            # Started only now: a process that was forked has no thread of its parent's.
            if self.thread is None or not self.thread.is_alive():
                # No thread begins in a process that is about to end.
                with suppress(RuntimeError):
                    thread = threading.Thread(target=self._run, daemon=True)
                    thread.start()
                    self.thread = thread
            self.changed.notify_all()

    def drain(self, seconds: float = LAST_SECONDS) -> None:
        """Waits until everything has left, at most so long."""
        with self.changed:
            self.changed.wait_for(lambda: self.stopped or not self.waiting, seconds)

    def stop(self) -> None:
        """Sends nothing more."""
        with self.changed:
            self.stopped = True
            self.changed.notify_all()

    def _take(self, frame: bytes) -> None:
        if len(self.waiting) >= MOST_LINES:
            self.waiting.popleft()
            self.lost += 1
        self.waiting.append(frame)

    def _run(self) -> None:
        """Connects when something waits, sends it, and tries again where that fails."""
        connection: ssl.SSLSocket | None = None
        pause = self.first_pause
        while self._has_work():
            try:
                if connection is None:
                    connection = self._connect()
                self._send_waiting(connection)
                pause = self.first_pause
            # ValueError: a name that cannot be that of a host.
            except (OSError, ValueError) as error:
                _close(connection)
                connection = None
                # Once for each time that it goes away: this line waits for it, too.
                if pause == self.first_pause:
                    log.warning(
                        "the receiver of logs does not answer: %s", type(error).__name__
                    )
                self._rest(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
        _close(connection)

    def _has_work(self) -> bool:
        with self.changed:
            self.changed.wait_for(lambda: self.waiting or self.stopped)
            return not self.stopped

    def _rest(self, pause: float) -> None:
        with self.changed:
            self.changed.wait_for(lambda: self.stopped, pause)

    def _connect(self) -> ssl.SSLSocket:
        plain = socket.create_connection((self.host, self.port), SECONDS)
        try:
            return self.context.wrap_socket(plain, server_hostname=self.host)
        except OSError:
            plain.close()
            raise

    def _send_waiting(self, connection: ssl.SSLSocket) -> None:
        """Sends lines in their order; one that fails stays the first."""
        while self.waiting and not self.stopped:
            _check_open(connection)
            with self.changed:
                frame = self.waiting[0]
            connection.sendall(frame)
            self._note_sent(frame)

    def _note_sent(self, frame: bytes) -> None:
        with self.changed:
            # It may have made room for a new one while it was being sent.
            if self.waiting and self.waiting[0] is frame:
                self.waiting.popleft()
            lost, self.lost = self.lost, 0
            self.changed.notify_all()
        if lost:
            log.warning("%s lines did not reach the receiver of logs", lost)


def send_logs(url: str) -> LogReceiver | None:
    """Has everything that is logged in this process sent to a receiver as well; ""
    for none. May be repeated.

    Raises SettingsError where a certificate that `url` names cannot be read.
    """
    root = logging.getLogger()
    for handler in root.handlers[:]:
        if isinstance(handler, LogReceiver):
            handler.stop()
            root.removeHandler(handler)
    if not url:
        return None
    receiver = LogReceiver(url)
    root.addHandler(receiver)
    atexit.register(receiver.drain)
    return receiver


def _context(ca: list[str] | None, cert: list[str] | None) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=ca[0] if ca else None)
        if cert:
            context.load_cert_chain(cert[0])
    except OSError as error:
        raise SettingsError(
            f"LOG_URL names a certificate that cannot be read: {error.strerror}."
        ) from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _check_open(connection: ssl.SSLSocket) -> None:
    """Raises OSError where the receiver has closed: the first line after that would
    seem to be sent.
    """
    # Nothing is expected from a receiver but what TLS itself says, or the end. Not
    # `select`, which knows no file descriptors above 1023.
    connection.settimeout(0)
    try:
        if not connection.recv(1024):
            raise ConnectionResetError("closed by the receiver")
    except ssl.SSLWantReadError:
        pass
    finally:
        connection.settimeout(SECONDS)


def _close(connection: ssl.SSLSocket | None) -> None:
    if connection is not None:
        connection.close()


def _frame(record: logging.LogRecord, line: str) -> bytes:
    """A line as a frame: its length, its head (RFC 5424) and the line itself."""
    step = record.name.removeprefix(f"{PROGRAM}.")
    facility = LOCAL
    if step == "security":
        facility = SECURITY
    priority = 8 * facility + SEVERITIES.get(record.levelno, NOTICE)
    at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
    host = socket.gethostname() or "-"
    head = f"<{priority}>1 {at} {host[:255]} {PROGRAM} {os.getpid()} {step[:32]} -"
    # Half a sign, of a file's name that is none: no reason to lose the line.
    message = f"{head} {line}".encode(errors="backslashreplace")
    return b"%d %s" % (len(message), message)
