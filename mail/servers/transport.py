"""The way to an SMTP server: yagmail for the session, one mail
to one recipient at a time.

How a try ended is told by type, and the types are made here only. Nothing is raised
when the server accepted the mail. Retryable: `Later` when it was not handed over
(`Closed`: no mail may be, whoever it is for). Permanent: `Refused` (`BadAddress`:
nothing for this address). `Unknown` when the connection was lost, or the answer made no
sense, after the server had begun to get the text.
"""

import base64
import smtplib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.errors import MessageError
from urllib.parse import unquote, urlsplit

import yagmail

from core.errors import (
    BadAddress,
    Closed,
    Closing,
    HojaError,
    Later,
    Refused,
    SettingsError,
    Unknown,
)
from core.settings import MAIL_LIMIT
from core.texts import mark as _
from core.variables import LOOPBACK
from mail.compose import OutgoingMail, build
from mail.servers.oauth import MECHANISM, AccessTokens, credentials, tokens_of
from mail.servers.smtp_replies import (
    CLOSED,
    Meaning,
    Stage,
    login_meaning,
    meaning,
    one_line,
)

CONNECT_LIMIT = 30
"""Seconds for a connection, and for each answer but the one to the text."""
A_DAY, AN_HOUR = 86_400, 3_600
DONE, NO = range(200, 300), range(400, 600)
# After this answer the message may be on its way, whatever breaks: an end that
# follows is ambiguous.
GO_AHEAD = 354
GOODBYE = 421
# RFC 5321: the parameter is not implemented. Nothing was sent, so nothing is unclear.
NOT_KNOWN = 504
NO_SIGN_IN = b"the server offers no sign-in on this connection"
NOT_PLAIN = "user and password must be of plain letters (ASCII)"
LOST = _("the line was lost while the mail server had the mail in hand")
HUNG_UP = _("the mail server hung up")
NOT_ASCII = _("mail servers do not take addresses with letters like these")
NOT_COMPOSED = _("this mail cannot be put into the form that mail servers take")
NOT_NOW = _("the mail server cannot take it now")
NOT_FROM_US = _("the mail server does not take mail from MAIL_FROM")
NOT_FOR_THEM = _("the mail server does not take mail for this address")
NOT_THIS = _("the mail server does not take this mail")
CLOSINGS = {
    Meaning.daily_limit: (Closing.limit, A_DAY),
    Meaning.rate_limit: (Closing.busy, AN_HOUR),
    Meaning.login: (Closing.login, AN_HOUR),
}
"""Meanings that close the server to all mail, and for how many seconds."""


class Session:
    """An open session with the server.

    No mail takes longer than `limit` seconds, however slowly the server talks.
    """

    def __init__(self, smtp: smtplib.SMTP, limit: float) -> None:
        self.smtp = smtp
        self.limit = limit

    @property
    def is_open(self) -> bool:
        """Whether one more mail can be sent in it."""
        return self.smtp.sock is not None

    def send(
        self, mail: OutgoingMail, before_text: Callable[[], bool] = lambda: True
    ) -> bool:
        """Sends one mail. False where `before_text` said no,
        and nothing was handed over.

        `before_text` is called when the server waits for the text and has
        none of it yet: whatever it writes down precedes the mail. Raises the
        errors that the module names.
        """
        sender = mail.sender[1]
        recipient = mail.recipient[1]
        # smtplib would raise UnicodeEncodeError in the middle of the session.
        if not recipient.isascii():
            raise BadAddress(NOT_ASCII)
        # Whatever is wrong with it shows before the server waits for it.
        data = _serialised(mail)
        with self._within_limit():
            self._ask_for(sender, recipient)
            try:
                agreed = before_text()
            except BaseException:
                self.smtp.close()
                raise
            if not agreed:
                # The server waits for a text: there is no other way to
                # tell it that none will come.
                self.smtp.close()
                return False
            self._hand_over(data)
        return True

    def _ask_for(self, sender: str, recipient: str) -> None:
        """Up to the moment when the server waits for the text."""
        try:
            self._expect(self.smtp.mail(sender), Stage.sender)
            self._expect(self.smtp.rcpt(recipient), Stage.recipient)
            self._expect(self.smtp.docmd("DATA"), Stage.data)
        except (OSError, smtplib.SMTPException) as error:
            self.smtp.close()
            raise Later(f"{HUNG_UP}: {error}") from error

    def _hand_over(self, data: bytes) -> None:
        """From the first byte of the text on, whatever is not
        a clear answer is unknown.
        """
        try:
            # The server scans the text before it answers, and giving up early
            # would leave the end unknown.
            self._wait_at_most(self.limit)
            self.smtp.send(data)
            code, text = self.smtp.getreply()
            self._wait_at_most(CONNECT_LIMIT)
        except (OSError, smtplib.SMTPException) as error:
            self.smtp.close()
            raise Unknown(f"{LOST}: {error}") from error
        if code in DONE:
            return
        if code == GOODBYE or code not in NO:
            self.smtp.close()
        # Half an answer, or nonsense.
        if code not in NO:
            raise Unknown(f"{LOST}: {code} {one_line(text)}".strip())
        raise _failure(code, text, Stage.text)

    def _expect(self, answer: tuple[int, bytes], stage: Stage) -> None:
        """Nothing where the server says yes; else its transaction ends,
        and the failure is raised.
        """
        code, text = answer
        if stage is Stage.data:
            yes = code == GO_AHEAD
        else:
            yes = code in DONE
        if yes:
            return
        if code == GOODBYE or code not in NO:
            self.smtp.close()
        # Ends the transaction, so that the next mail of the session begins anew.
        elif stage is not Stage.sender:
            self.smtp.rset()
        raise _failure(code, text, stage)

    def _wait_at_most(self, seconds: float) -> None:
        if self.smtp.sock is not None:
            self.smtp.sock.settimeout(seconds)

    @contextmanager
    def _within_limit(self) -> Iterator[None]:
        """Hangs up when the time is over: a server that says a letter a minute keeps
        within every time limit of a read.
        """
        # A time limit of the socket starts anew with every byte, so a
        # clock of its own hangs up.
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
                # `close()` does not wake the thread that waits in `recv`. The plain
                # socket: a farewell over TLS would wait, too.
                socket.socket.shutdown(self.smtp.sock, socket.SHUT_RDWR)
        except (OSError, AttributeError):
            # It has ended by itself in this moment.
            pass


@contextmanager
def connect(url: str, limit: float = MAIL_LIMIT, oauth: str = "") -> Iterator[Session]:
    """A session with the server of an SMTP_URL, signed in by the password that stands
    there, or by the token of MAIL_OAUTH (`oauth`). Raises Later where it cannot be
    had now, Closed where user and password, or the token, are not right.
    """
    try:
        client = _open(url, tokens_of(oauth))
    except UnicodeEncodeError as error:
        # smtplib puts user and password into ASCII before it says anything.
        raise _error(Meaning.login, 0, NOT_PLAIN.encode()) from error
    except smtplib.SMTPAuthenticationError as error:
        text = _without_password(_as_bytes(error.smtp_error), url)
        raise _error(
            login_meaning(error.smtp_code, one_line(text)), error.smtp_code, text
        ) from error
    except smtplib.SMTPConnectError as error:
        raise _failure(
            error.smtp_code, _as_bytes(error.smtp_error), Stage.sender
        ) from error
    except (OSError, smtplib.SMTPException) as error:
        raise Later(f"the mail server cannot be reached: {error}") from error
    try:
        yield Session(client.smtp, limit)
    finally:
        client.close()


def _failure(code: int, text: bytes, stage: Stage) -> HojaError:
    """The error that an answer other than yes means."""
    return _error(meaning(code, one_line(text), stage), code, text)


def _error(means: Meaning, code: int, text: bytes) -> HojaError:
    answer = f"{code} {one_line(text)}".strip()
    if means in CLOSINGS:
        why, seconds = CLOSINGS[means]
        return Closed(why, CLOSED[why], answer, seconds)
    match means:
        case Meaning.sender:
            return Later(f"{NOT_FROM_US}: {answer}")
        case Meaning.address:
            return BadAddress(f"{NOT_FOR_THEM}: {answer}")
        case Meaning.mail:
            return Refused(f"{NOT_THIS}: {answer}")
    return Later(f"{NOT_NOW}: {answer}")


def _as_bytes(text: bytes | str) -> bytes:
    if isinstance(text, str):
        return text.encode()
    return text


def _without_password(text: bytes, url: str) -> bytes:
    """A server's answer as it may be shown: some say what they were told."""
    password = unquote(urlsplit(url).password or "")
    if not password:
        return text
    encoded = base64.b64encode(password.encode())
    return text.replace(password.encode(), b"...").replace(encoded, b"...")


def _open(url: str, tokens: AccessTokens | None) -> yagmail.SMTP:
    parts = urlsplit(url)
    host = parts.hostname or ""
    implicit = parts.scheme == "smtps"
    plain = parts.scheme == "smtp"
    # Password and mails would cross the network as plain text.
    if plain and host not in LOOPBACK:
        raise SettingsError(
            f"SMTP_URL: mail to {host} must be encrypted; write smtps:// or smtp+starttls://"
        )
    # Reading all certificates takes a fifth of a second.
    context = None if plain else ssl.create_default_context()
    client = yagmail.SMTP(
        user=unquote(parts.username or "") or "hoja",
        password=unquote(parts.password or ""),
        host=host,
        port=parts.port or (465 if implicit else 587),
        smtp_starttls=False if plain or implicit else {"context": context},
        smtp_ssl=implicit,
        smtp_skip_login=tokens is not None or not parts.username,
        # yagmail's own check refuses addresses that servers take.
        soft_email_validation=False,
        timeout=CONNECT_LIMIT,
        **({"context": context} if implicit else {}),
    )
    try:
        client.login()
        # Without a user yagmail does not sign in, and nobody has greeted the server.
        client.smtp.ehlo_or_helo_if_needed()
        if tokens is not None:
            _sign_in(client.smtp, unquote(parts.username or ""), tokens)
    except BaseException:
        client.close()
        raise
    return client


def _sign_in(smtp: smtplib.SMTP, user: str, tokens: AccessTokens) -> None:
    """By a token. One that was refused is tried once more as a new one: it may have
    been revoked before its time, by a change of the password.

    yagmail's own way looks at no answer, and the next command fails with words that
    have nothing to do with it.
    """
    try:
        _say_token(smtp, user, tokens.token())
    except smtplib.SMTPAuthenticationError:
        # The token may have been revoked before its time: once more with a new one.
        tokens.forget()
        _say_token(smtp, user, tokens.token())


def _say_token(smtp: smtplib.SMTP, user: str, token: str) -> None:
    def answer(challenge: bytes | None = None) -> str:
        # A challenge is the server's no, with its reason: it wants an empty line, and
        # then says the code.
        if challenge is None:
            return credentials(user, token)
        return ""

    if not smtp.has_extn("auth"):
        raise smtplib.SMTPAuthenticationError(NOT_KNOWN, NO_SIGN_IN)
    smtp.auth(MECHANISM, answer)


def _serialised(mail: OutgoingMail) -> bytes:
    """The mail as DATA carries it.

    Raises Refused where it cannot be written (an address that is
    none, broken characters).
    """
    try:
        return dot_stuffed(build(mail).as_bytes())
    except (ValueError, MessageError) as error:
        raise Refused(f"{NOT_COMPOSED}: {error}") from error


def dot_stuffed(data: bytes) -> bytes:
    """Lines end in CRLF, a leading dot is doubled, a dot alone
    ends it (RFC 5321, 4.5.2).
    """
    # Servers differ in what they take a lone CR or LF for (SMTP
    # smuggling): only CRLF leaves here.
    lines = (
        data.replace(b"\r\n", b"\n")
        .replace(b"\r", b"\n")
        .removesuffix(b"\n")
        .split(b"\n")
    )
    stuffed = []
    for line in lines:
        stuffed.append(b"." + line if line.startswith(b".") else line)
    return b"\r\n".join(stuffed) + b"\r\n.\r\n"
