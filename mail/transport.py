"""The way to an SMTP server: yagmail for the session, one mail to one person at a time.

How a try ended is told by type: nothing is raised when the server accepted the mail; `Later` when it was not handed over and
may be tried again; `Refused` when it never will be; `Unknown` when the line was lost while the server had the mail in hand.
"""

import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

import yagmail

from core.errors import Later, Refused, SettingsError, Unknown
from core.settings import LOOPBACK

CONNECT_LIMIT = 30
ANSWER_LIMIT = 600
"""Seconds to wait for the server's last word: a shorter wait sends twice (RFC 5321, 4.5.3.2.6)."""
DAILY_LIMIT = "5.4.5"
A_DAY = 86_400
TRANSIENT = range(400, 500)
OK, GO_AHEAD = 250, 354


class Session:
    """An open session with the server."""

    def __init__(self, smtp: smtplib.SMTP) -> None:
        self.smtp = smtp

    def send(self, message: EmailMessage, sender: str, to: str, about_to_hand_over: Callable[[], None]) -> None:
        """Sends one mail. `about_to_hand_over` is called when the server waits for the text and has none of it yet."""
        if not to.isascii():
            raise Refused(f"mail servers do not take addresses with letters like those of {to}")
        try:
            self._expect_sender(self.smtp.mail(sender))
            self._expect(self.smtp.rcpt(to), to)
            code, words = self.smtp.docmd("DATA")
        except (OSError, smtplib.SMTPException) as error:
            if isinstance(error, smtplib.SMTPServerDisconnected | OSError):
                raise Later(f"the mail server hung up: {error}") from error
            raise
        if code != GO_AHEAD:
            self._fail(code, words, to)
        try:
            about_to_hand_over()
        except BaseException:
            self.smtp.close()  # the server waits for a text: there is no other way to tell it that none will come
            raise
        try:
            self._wait_at_most(ANSWER_LIMIT)
            self.smtp.send(_quoted(message.as_bytes()))
            code, words = self.smtp.getreply()
            self._wait_at_most(CONNECT_LIMIT)
        except (OSError, smtplib.SMTPException) as error:
            raise Unknown(f"the line was lost while the mail server had the mail in hand: {error}") from error
        if code != OK:
            self._fail(code, words, to)

    def _wait_at_most(self, seconds: float) -> None:
        if self.smtp.sock is not None:
            self.smtp.sock.settimeout(seconds)

    def _expect_sender(self, answer: tuple[int, bytes]) -> None:
        """A refused sender says nothing about the person who is written to: the mail waits."""
        code, words = answer
        if code != OK:
            self.smtp.rset()
            raise Later(f"the mail server does not take mail from MAIL_FROM: {code} {words.decode(errors='replace')}")

    def _expect(self, answer: tuple[int, bytes], to: str) -> None:
        code, words = answer
        if code not in (OK, 251):
            self.smtp.rset()
            self._fail(code, words, to)

    @staticmethod
    def _fail(code: int, words: bytes, to: str) -> None:
        reason = f"{code} {words.decode(errors='replace')}"
        if DAILY_LIMIT in reason:
            raise Later(f"the mail server's daily limit is reached: {reason}", A_DAY)
        if code in TRANSIENT:
            raise Later(f"the mail server cannot take it now: {reason}")
        raise Refused(f"the mail server does not take mail for {to}: {reason}")


@contextmanager
def connect(url: str) -> Iterator[Session]:
    """A session with the server of an SMTP_URL. Raises Later where it cannot be had now, Refused where it is not allowed."""
    try:
        client = _open(url)
    except smtplib.SMTPAuthenticationError as error:
        raise Refused(f"the mail server does not accept the user and password of SMTP_URL: {error}") from error
    except (OSError, smtplib.SMTPException) as error:
        raise Later(f"the mail server cannot be reached: {error}") from error
    try:
        yield Session(client.smtp)
    finally:
        client.close()


def _open(url: str) -> yagmail.SMTP:
    parts = urlsplit(url)
    host = parts.hostname or ""
    implicit = parts.scheme == "smtps"
    plain = parts.scheme == "smtp"
    if plain and host not in LOOPBACK:
        raise SettingsError(f"SMTP_URL: mail to {host} must be encrypted; write smtps:// or smtp+starttls://")
    context = ssl.create_default_context()
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
