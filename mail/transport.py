"""The way to an SMTP server: yagmail for the session, one mail to one person at a time.

How a try ended is told by type: nothing is raised when the server accepted the mail; `Later` when it was not handed over and
may be tried again (`Closed`: no mail may be); `Refused` when it never will be (`BadAddress`: nothing for this address);
`Unknown` when the line was lost while the server had the mail in hand.
"""

import smtplib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

import yagmail

from core.errors import BadAddress, Later, SettingsError, Unknown
from core.settings import LOOPBACK, MAIL_LIMIT
from core.texts import mark as _
from mail.answers import At, failure, not_signed_in

CONNECT_LIMIT = 30
DONE, NO = range(200, 300), range(400, 600)
GO_AHEAD = 354
GOODBYE = 421
LOST = _("the line was lost while the mail server had the mail in hand")
HUNG_UP = _("the mail server hung up")


class Session:
    """An open session with the server. No mail takes longer than `limit` seconds, however slowly the server talks."""

    def __init__(self, smtp: smtplib.SMTP, limit: float) -> None:
        self.smtp = smtp
        self.limit = limit

    @property
    def is_open(self) -> bool:
        """Whether one more mail can be sent in it."""
        return self.smtp.sock is not None

    def send(self, message: EmailMessage, sender: str, to: str, about_to_hand_over: Callable[[], None]) -> None:
        """Sends one mail. `about_to_hand_over` is called when the server waits for the text and has none of it yet."""
        if not to.isascii():
            raise BadAddress(_("mail servers do not take addresses with letters like these"))
        text = _quoted(message.as_bytes())  # whatever is wrong with it shows before the server waits for it
        with self._within_limit():
            self._ask_for(sender, to)
            try:
                about_to_hand_over()
            except BaseException:
                self.smtp.close()  # the server waits for a text: there is no other way to tell it that none will come
                raise
            self._hand_over(text)

    def _ask_for(self, sender: str, to: str) -> None:
        """Up to the moment when the server waits for the text."""
        try:
            self._expect(self.smtp.mail(sender), At.sender)
            self._expect(self.smtp.rcpt(to), At.address)
            self._expect(self.smtp.docmd("DATA"), At.data)
        except (OSError, smtplib.SMTPException) as error:
            self.smtp.close()
            raise Later(f"{HUNG_UP}: {error}") from error

    def _hand_over(self, text: bytes) -> None:
        try:
            self._wait_at_most(self.limit)
            self.smtp.send(text)
            code, words = self.smtp.getreply()
            self._wait_at_most(CONNECT_LIMIT)
        except (OSError, smtplib.SMTPException) as error:
            self.smtp.close()
            raise Unknown(f"{LOST}: {error}") from error
        if code in DONE:
            return
        if code == GOODBYE or code not in NO:
            self.smtp.close()
        if code not in NO:  # half an answer, or nonsense
            raise Unknown(f"{LOST}: {code} {words.decode(errors='replace')}".strip())
        raise failure(code, words, At.end)

    def _expect(self, answer: tuple[int, bytes], at: At) -> None:
        """Nothing where the server says yes; else its transaction ends, and the failure is raised."""
        code, words = answer
        if code == GO_AHEAD if at is At.data else code in DONE:
            return
        if code == GOODBYE or code not in NO:
            self.smtp.close()
        elif at is not At.sender:
            self.smtp.rset()
        raise failure(code, words, at)

    def _wait_at_most(self, seconds: float) -> None:
        if self.smtp.sock is not None:
            self.smtp.sock.settimeout(seconds)

    @contextmanager
    def _within_limit(self) -> Iterator[None]:
        """Hangs up when the time is over: a server that says a letter a minute keeps within every time limit of a read."""
        watch = threading.Timer(self.limit, self._hang_up)
        watch.daemon = True
        watch.start()
        try:
            yield
        finally:
            watch.cancel()

    def _hang_up(self) -> None:
        try:
            if self.smtp.sock is not None:
                socket.socket.shutdown(self.smtp.sock, socket.SHUT_RDWR)
        except (OSError, AttributeError):
            pass  # it has ended by itself in this moment


@contextmanager
def connect(url: str, limit: float = MAIL_LIMIT) -> Iterator[Session]:
    """A session with the server of an SMTP_URL. Raises Later where it cannot be had now, Closed where user and password are
    not right.
    """
    try:
        client = _open(url)
    except smtplib.SMTPAuthenticationError as error:
        raise not_signed_in(error.smtp_code, _bytes(error.smtp_error)) from error
    except smtplib.SMTPConnectError as error:
        raise failure(error.smtp_code, _bytes(error.smtp_error), At.sender) from error
    except (OSError, smtplib.SMTPException) as error:
        raise Later(f"the mail server cannot be reached: {error}") from error
    try:
        yield Session(client.smtp, limit)
    finally:
        client.close()


def _bytes(words: bytes | str) -> bytes:
    return words.encode() if isinstance(words, str) else words


def _open(url: str) -> yagmail.SMTP:
    parts = urlsplit(url)
    host = parts.hostname or ""
    implicit = parts.scheme == "smtps"
    plain = parts.scheme == "smtp"
    if plain and host not in LOOPBACK:
        raise SettingsError(f"SMTP_URL: mail to {host} must be encrypted; write smtps:// or smtp+starttls://")
    context = None if plain else ssl.create_default_context()  # reading all certificates takes a fifth of a second
    client = yagmail.SMTP(
        user=unquote(parts.username or "") or "hoja",
        password=unquote(parts.password or ""),
        host=host,
        port=parts.port or (465 if implicit else 587),
        smtp_starttls=False if plain or implicit else {"context": context},
        smtp_ssl=implicit,
        smtp_skip_login=not parts.username,
        soft_email_validation=False,
        timeout=CONNECT_LIMIT,
        **({"context": context} if implicit else {}),
    )
    try:
        client.login()
        client.smtp.ehlo_or_helo_if_needed()
    except BaseException:
        client.close()
        raise
    return client


def _quoted(message: bytes) -> bytes:
    """The text as DATA carries it: lines end in CRLF, a leading dot is doubled, a dot alone ends it."""
    lines = message.replace(b"\r\n", b"\n").replace(b"\r", b"\n").removesuffix(b"\n").split(b"\n")
    return b"\r\n".join(b"." + line if line.startswith(b".") else line for line in lines) + b"\r\n.\r\n"
