"""The way to an IMAP mailbox: what came since a position, read
without changing anything there.
"""

import imaplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlsplit

from core.errors import Later
from mail.servers.oauth import MECHANISM, AccessTokens, credentials, tokens_of

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
        numbers = []
        for number in map(int, (data[0] or b"").split()):
            if number > last:
                numbers.append(number)
        return sorted(numbers)

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
def open_mailbox(url: str, oauth: str = "") -> Iterator[Mailbox]:
    """The mailbox at `imaps://user:password@host/INBOX`, signed in by that password or
    by the token of MAIL_OAUTH (`oauth`).

    Raises Later where it cannot be had.
    """
    parts = urlsplit(url)
    name = unquote(parts.path.lstrip("/")) or "INBOX"
    connection = _connect(parts)
    try:
        _sign_in(connection, parts, tokens_of(oauth))
        status, _count = connection.select(f'"{name}"', readonly=True)
        validity = connection.response("UIDVALIDITY")[1]
        if status != "OK" or not validity or validity[0] is None:
            raise Later(f"there is no mailbox {name}")
        yield Mailbox(connection, int(validity[0]))
    except (imaplib.IMAP4.error, OSError) as error:
        raise Later(f"the mailbox cannot be read: {error}") from error
    finally:
        _leave(connection)


def _connect(parts: SplitResult) -> imaplib.IMAP4:
    host = parts.hostname or ""
    try:
        if parts.scheme == "imaps":
            # Left to itself the library trusts any certificate, and gives the password
            # to whoever is in between.
            context = ssl.create_default_context()
            return imaplib.IMAP4_SSL(
                host, parts.port or TLS_PORT, ssl_context=context, timeout=LIMIT
            )
        return imaplib.IMAP4(host, parts.port or PORT, timeout=LIMIT)
    except (imaplib.IMAP4.error, OSError) as error:
        raise Later(f"the mailbox cannot be reached: {error}") from error


def _sign_in(
    connection: imaplib.IMAP4, parts: SplitResult, tokens: AccessTokens | None
) -> None:
    user = unquote(parts.username or "")
    password = unquote(parts.password or "")
    try:
        if tokens is None:
            connection.login(user, password)
        else:
            _say_token(connection, user, tokens)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        answer = str(error)
        if password:
            # Some servers say what they were told.
            answer = answer.replace(password, "...")
        raise Later(f"the mailbox does not let us in: {answer}") from error
    except UnicodeEncodeError as error:
        raise Later("user and password of IMAP_URL must be of plain letters") from error


def _say_token(connection: imaplib.IMAP4, user: str, tokens: AccessTokens) -> None:
    """A token that is refused is tried once more as a new one: it may have been
    revoked before its time.
    """
    try:
        _authenticate(connection, user, tokens.token())
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error:
        # The token may have been revoked before its time: once more with a new one, and
        # only once, or the account is locked.
        tokens.forget()
        _authenticate(connection, user, tokens.token())


def _authenticate(connection: imaplib.IMAP4, user: str, token: str) -> None:
    def answer(challenge: bytes) -> bytes:
        # The first is empty. A second one is the server's no, with its reason: it
        # wants an empty line before it says so.
        if challenge:
            return b""
        return credentials(user, token).encode()

    connection.authenticate(MECHANISM, answer)


def _leave(connection: imaplib.IMAP4) -> None:
    try:
        connection.logout()
    except (imaplib.IMAP4.error, OSError):
        return  # it is gone already
