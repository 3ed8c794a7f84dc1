"""Files of strangers are shown to a virus scanner before they are kept: clamd, by its
own protocol (INSTREAM: pieces behind their lengths, on a socket).

Its definitions are older than the newest virus: it stands beside the examiner, which
opens each file, and takes nothing's place.
"""

import logging
import socket
import struct
import threading
from contextlib import closing, suppress
from dataclasses import dataclass
from time import monotonic
from urllib.parse import urlsplit

from core.texts import mark as _
from fieldtypes.errors import NotUnderstoodError
from uploads.opening import TRY_AGAIN, ExaminerBusyError

log = logging.getLogger("hoja.forms")
PORT = 3310
PIECE = 2**16
SECONDS = 20.0
"""For one file, in all: a phone's photo takes a tenth of a second."""
AT_ONCE = 3
"""Files that are scanned at the same moment: each holds a thread of the web server."""
PATIENCE = 2.0
"""Seconds that one more waits for its turn: twenty of them at a workshop are through in
less, and of a scanner that hangs no thread is held for longer.
"""
TURN = threading.BoundedSemaphore(AT_ONCE)
LONGEST_REPLY = 1024
FOUND = _(
    "“{name}” was not kept: a virus scanner says that it could do harm. Please have your phone or computer checked."
)
AWAY = _(
    "“{name}” could not be checked for viruses, and so was not kept. Please add it later; without it the form can be sent."
)


class ScannerError(Exception):
    """The scanner did not answer, or not to the question."""


@dataclass(frozen=True)
class Scanner:
    """The scanner that SCANNER_URL names; "" for none.

    `is_needed`: a file that could not be scanned is not kept; else it is, and the log
    says so.
    """

    url: str = ""
    is_needed: bool = True
    seconds: float = SECONDS

    def check(self, content: bytes, name: str) -> None:
        """Raises NotUnderstoodError where a file is harmful, or could not be scanned
        although that is needed.
        """
        if not self.url:
            return
        if not TURN.acquire(timeout=PATIENCE):
            raise ExaminerBusyError(TRY_AGAIN, name=name)
        try:
            virus = self.virus_in(content)
        except (OSError, ScannerError) as error:
            log.error("a file could not be scanned: %s", _reason(error))  # noqa: TRY400 - the trace tells no more
            if self.is_needed:
                # Busy, for whoever sends several: the next one would wait as long.
                raise ExaminerBusyError(AWAY, name=name) from error
            return
        finally:
            TURN.release()
        if virus:
            log.warning("a file was refused by the virus scanner: %s", virus)
            raise NotUnderstoodError(FOUND, name=name)

    def virus_in(self, content: bytes) -> str:
        """The name of the virus that the scanner sees; "" for none.

        Raises OSError and ScannerError where it says nothing of the kind.
        """
        reply = self._ask(b"zINSTREAM\0", content)
        said = reply.removeprefix("stream: ")
        if said == "OK":
            return ""
        if said.endswith(" FOUND"):
            return said.removesuffix(" FOUND")
        raise ScannerError(reply)

    def is_there(self) -> bool:
        """Whether the scanner answers."""
        with suppress(OSError, ScannerError):
            return self._ask(b"zPING\0") == "PONG"
        return False

    def _ask(self, command: bytes, content: bytes | None = None) -> str:
        end = monotonic() + self.seconds
        with closing(self._connection()) as connection:
            connection.sendall(command)
            is_whole = True
            if content is not None:
                is_whole = self._send(connection, content, end)
            reply = b""
            while b"\0" not in reply and len(reply) < LONGEST_REPLY:
                connection.settimeout(_left(end))
                piece = connection.recv(LONGEST_REPLY)
                if not piece:
                    raise ScannerError("it hung up")
                reply += piece
        text = reply.partition(b"\0")[0].decode("ascii", "replace")
        if not is_whole and text.endswith("OK"):
            raise ScannerError("it did not read all of it")
        return text

    def _send(self, connection: socket.socket, content: bytes, end: float) -> bool:
        """Sends a file; False where the scanner has stopped reading before its end."""
        # It hangs up in the middle of a file that is larger than it takes, and has
        # said so: that is read afterwards.
        with suppress(BrokenPipeError, ConnectionResetError):
            for start in range(0, len(content), PIECE):
                piece = content[start : start + PIECE]
                connection.settimeout(_left(end))
                connection.sendall(struct.pack("!I", len(piece)) + piece)
            connection.sendall(struct.pack("!I", 0))
            return True
        return False

    def _connection(self) -> socket.socket:
        parts = urlsplit(self.url)
        if parts.scheme == "unix":
            connection = socket.socket(socket.AF_UNIX)
            connection.settimeout(self.seconds)
            try:
                connection.connect(parts.path)
            except OSError:
                connection.close()
                raise
            return connection
        where = (parts.hostname or "", parts.port or PORT)
        return socket.create_connection(where, self.seconds)


def _left(end: float) -> float:
    left = end - monotonic()
    if left <= 0:
        raise ScannerError("it took too long")
    return left


def _reason(error: Exception) -> str:
    if isinstance(error, ScannerError):
        return str(error)
    return type(error).__name__
