"""The way to an IMAP mailbox: what came since a position, read
without changing anything there.
"""

import imaplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from core.errors import Later

PORT, TLS_PORT = 143, 993
LIMIT = 30.0
"""Seconds for each answer of the server."""
LONGEST = 2_000_000
"""Bytes of a mail that are read: no answer and no report is longer, and of a letter
with pictures nothing is wanted.
"""


@dataclass(frozen=True)
class Position:
    """Up to where a mailbox has been read.

    `validity`: while it stays the same, numbers mean the same mails (RFC 3501).
    """

    validity: int
    last: int


class Mailbox:
    """An open mailbox, for reading alone."""

    def __init__(self, connection: imaplib.IMAP4, validity: int) -> None:
        self.connection = connection
        self.validity = validity

    def numbers_after(self, last: int) -> list[int]:
        """The numbers of the mails that came after one, in their order."""
        status, data = self.connection.uid("SEARCH", "UID", f"{last + 1}:*")
        if status != "OK":
            raise Later("the mailbox cannot be searched")
        # “5:*” also gives the last one where it is older than 5.
        return sorted(
            number for number in map(int, (data[0] or b"").split()) if number > last
        )

    def read(self, number: int) -> bytes:
        """A mail as it came, or its beginning; it stays unread. b"" where it is
        gone.
        """
        _status, data = self.connection.uid(
            "FETCH", str(number), f"(BODY.PEEK[]<0.{LONGEST}>)"
        )
        for part in data:
            if isinstance(part, tuple):
                return bytes(part[1])
        return b""


@contextmanager
def open_mailbox(url: str) -> Iterator[Mailbox]:
    """The mailbox at `imaps://user:password@host/INBOX`.

    Raises Later where it cannot be had.
    """
    parts = urlsplit(url)
    host, name = parts.hostname or "", unquote(parts.path.lstrip("/")) or "INBOX"
    try:
        if parts.scheme == "imaps":
            # Left to itself the library trusts any certificate, and gives the password
            # to whoever is in between.
            context = ssl.create_default_context()
            connection: imaplib.IMAP4 = imaplib.IMAP4_SSL(
                host, parts.port or TLS_PORT, ssl_context=context, timeout=LIMIT
            )
        else:
            connection = imaplib.IMAP4(host, parts.port or PORT, timeout=LIMIT)
    except (imaplib.IMAP4.error, OSError) as error:
        raise Later(f"the mailbox cannot be reached: {error}") from error
    try:
        connection.login(unquote(parts.username or ""), unquote(parts.password or ""))
        status, _count = connection.select(f'"{name}"', readonly=True)
        validity = connection.response("UIDVALIDITY")[1]
        if status != "OK" or not validity or validity[0] is None:
            raise Later(f"there is no mailbox {name}")
        yield Mailbox(connection, int(validity[0]))
    except (imaplib.IMAP4.error, OSError) as error:
        raise Later(f"the mailbox cannot be read: {error}") from error
    finally:
        _leave(connection)


def _leave(connection: imaplib.IMAP4) -> None:
    try:
        connection.logout()
    except (imaplib.IMAP4.error, OSError):
        return  # it is gone already
