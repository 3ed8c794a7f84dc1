import asyncio
import ssl
import subprocess
import time
from contextlib import contextmanager
from dataclasses import replace

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

from core.errors import (
    BadAddress,
    Closed,
    Closing,
    Later,
    Refused,
    SettingsError,
    Unknown,
)
from mail.compose import OutgoingMail, Parts, build
from mail.servers.transport import A_DAY, AN_HOUR, connect
from tests.house import free_port
from tests.mail.test_compose import AT

FROM, TO = "hoja@example.net", "ana@example.org"
PARTS = Parts("Hola", "Uno\n.\n..dos\nñ" + "x" * 2000 + "\n", "<p>Hola</p>")
MAIL = OutgoingMail(PARTS, ("Hoja", FROM), ("Ana", TO), "1", AT)


class Handler:
    """Answers each command as it is told to, and writes down what
    happens; `drop` hangs up instead.
    """

    def __init__(self, **answers):
        self.answers, self.log, self.mails = answers, [], []

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
        self.log.append("MAIL")
        envelope.mail_from = address
        return self.answer("mail", "250 OK", server)

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
        self.log.append("RCPT")
        envelope.rcpt_tos.append(address)
        return self.answer("rcpt", "250 OK", server)

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        self.log.append("text")
        self.mails.append(envelope)
        return self.answer("text", "250 OK", server)

    def answer(self, at, usual, server):
        answer = self.answers.get(at, usual)
        if answer == "drop":
            server.transport.abort()
        return answer


class Server(SMTP):
    """Says no to DATA itself where the handler is told to."""

    async def smtp_DATA(self, arg):  # noqa: N802 - aiosmtpd's name
        answer = self.event_handler.answers.get("data")
        if answer == "drop":
            self.transport.abort()
        elif answer:
            await self.push(answer)
        else:
            await super().smtp_DATA(arg)

    async def smtp_QUIT(self, arg):  # noqa: N802 - aiosmtpd's name
        self.event_handler.log.append("QUIT")
        await super().smtp_QUIT(arg)


class Listening(Controller):
    def factory(self):
        return Server(self.handler, **self.SMTP_kwargs)


@contextmanager
def serving(handler, **options):
    server = Listening(handler, hostname="127.0.0.1", port=free_port(), **options)
    server.start()
    try:
        yield server.port
    finally:
        server.stop()


def send(handler, *, agreed=True):
    """One mail to a server that answers like this; every mail calls back once at
    most.
    """

    def before_text():
        handler.log.append("about to")
        return agreed

    with serving(handler) as port, connect(f"smtp://127.0.0.1:{port}") as session:
        return session.send(MAIL, before_text)


def test_mail_arrives_to_the_letter():
    handler = Handler()
    send(handler)
    [envelope] = handler.mails
    assert (envelope.mail_from, envelope.rcpt_tos) == (FROM, [TO])
    assert envelope.content.rstrip() == build(MAIL).as_bytes().rstrip()


def test_before_text_is_called_when_the_server_waits_for_the_text_and_has_none():
    handler = Handler()
    send(handler)
    assert handler.log[:4] == ["MAIL", "RCPT", "about to", "text"]


@pytest.mark.parametrize("at", ["mail", "rcpt", "data"])
@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ("421 4.3.2 shutting down", Later),
        ("450 4.2.1 busy", Later),
        ("451 4.3.0 try again", Later),
        ("452 4.2.2 full", Later),
        ("454 4.7.0 try again", Later),
        ("550 5.1.1 no such user", Refused),
        ("552 5.2.2 too big", Refused),
        ("554 5.7.1 no", Refused),
        ("550 5.4.5 daily limit", Later),
        ("drop", Later),
    ],
)
def test_refusal_before_the_text_is_told_by_type_and_hands_nothing_over(
    at, answer, error
):
    handler = Handler(**{at: answer})
    # a refused sender says nothing about the person written to
    with pytest.raises(Later if at == "mail" else error):
        send(handler)
    assert "about to" not in handler.log
    assert handler.mails == []


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ("451 4.3.0 try again", Later),
        ("554 5.7.1 spam", Refused),
        ("550 5.4.5 daily limit", Later),
        ("drop", Unknown),
    ],
)
def test_refusal_after_the_text_is_told_by_type(answer, error):
    handler = Handler(text=answer)
    with pytest.raises(error):
        send(handler)
    assert handler.log[:4] == ["MAIL", "RCPT", "about to", "text"]


@pytest.mark.parametrize("at", ["rcpt", "text"])
def test_daily_limit_waits_for_a_day(at):
    with pytest.raises(Closed) as told:
        send(
            Handler(
                **{
                    at: "550-5.4.5 Daily user sending limit exceeded\r\n550 5.4.5 see https://example.net"
                }
            )
        )
    assert (told.value.why, told.value.seconds) == (Closing.limit, A_DAY)


@pytest.mark.parametrize("at", ["mail", "rcpt", "data", "text"])
def test_too_much_at_once_waits_for_an_hour(at):
    with pytest.raises(Closed) as told:
        send(
            Handler(
                **{at: "421-4.7.0 Try again later,\r\n421 4.7.0 closing connection."}
            )
        )
    assert (told.value.why, told.value.seconds) == (Closing.busy, AN_HOUR)


@pytest.mark.parametrize(
    ("at", "answer", "error"),
    [
        ("rcpt", "550 5.1.1 no such user", BadAddress),
        ("rcpt", "550 no such user", BadAddress),
        ("rcpt", "552 5.2.2 full for good", BadAddress),
        ("rcpt", "550 5.4.1 recipient address rejected", BadAddress),
        ("rcpt", "554 5.7.1 relay access denied", Refused),
        ("rcpt", "550 5.1.8 sender address rejected", Refused),
        ("rcpt", "554 no", Refused),
        ("data", "550 5.1.1 no such user", Refused),
        ("text", "550 5.1.1 no such user", BadAddress),
        ("text", "550 5.2.2 too big", Refused),
        ("text", "554 5.7.1 spam", Refused),
    ],
)
def test_refusal_of_an_address_is_told_from_that_of_a_mail(at, answer, error):
    with pytest.raises(Refused) as told:
        send(Handler(**{at: answer}))
    assert type(told.value) is error


def test_line_lost_after_the_last_word_is_a_mail_sent():
    class Leaving(Handler):
        async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
            await server.push("250 OK")
            await super().handle_DATA(server, session, envelope)
            server.transport.close()
            return "250 nobody hears this"

    handler = Leaving()
    send(handler)
    assert len(handler.mails) == 1


def test_whoever_is_about_to_hand_over_may_still_say_no():
    handler = Handler()
    assert not send(handler, agreed=False)
    assert handler.mails == []


def test_session_goes_on_after_a_refusal():
    class Once(Handler):
        def answer(self, at, usual, server):
            return self.answers.pop(at, usual)

    handler = Once(rcpt="550 5.1.1 no such user")
    with serving(handler) as port, connect(f"smtp://127.0.0.1:{port}") as session:
        with pytest.raises(Refused):
            session.send(MAIL)
        session.send(MAIL)
    assert len(handler.mails) == 1


@pytest.mark.parametrize("address", ["josé@example.org", "ana@café.example.org"])
def test_address_that_smtp_cannot_say_holds_up_nobody_else(address):
    handler = Handler()
    with serving(handler) as port, connect(f"smtp://127.0.0.1:{port}") as session:
        with pytest.raises(Refused):
            session.send(replace(MAIL, recipient=("Ana", address)))
        session.send(MAIL)
    assert [mail.rcpt_tos for mail in handler.mails] == [[TO]]


def test_server_that_is_not_there_is_later():
    with serving(Handler()) as port:
        pass
    with (
        pytest.raises(Later, match="cannot be reached"),
        connect(f"smtp://127.0.0.1:{port}"),
    ):
        pass


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ("535 5.7.8 Username and Password not accepted", Closing.login),
        ("534 5.7.9 Application-specific password required", Closing.login),
        ("454 4.7.0 Too many login attempts", Closing.busy),
    ],
)
def test_user_and_password_not_accepted_closes_the_server(answer, why):
    def nobody(*_):
        return AuthResult(success=False, handled=False, message=answer)

    options = {"authenticator": nobody, "auth_require_tls": False}
    with (
        serving(Handler(), **options) as port,
        pytest.raises(Closed) as told,
        connect(f"smtp://hoja:p%40ss@127.0.0.1:{port}"),
    ):
        pass
    assert (told.value.why, told.value.said) == (why, answer)


@pytest.mark.parametrize(
    ("half", "error"),
    [(b"2", Unknown), (b"25", Unknown), (b"5", Unknown), (b"45", Unknown), (b"250-ok\r\n", Unknown), (b"hello\r\n", Unknown),
     (b"451 try aga", Later), (b"554 5.7.1 sp", Refused)],
)  # fmt: skip
def test_half_an_answer_after_the_text_is_no_answer(half, error):
    class Half(Handler):
        async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
            server.transport.write(half)
            server.transport.close()
            return "250 nobody hears this"

    with pytest.raises(error):
        send(Half())


def test_whole_code_of_half_an_answer_is_a_mail_sent():
    class Half(Handler):
        async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
            server.transport.write(b"250")
            server.transport.close()
            return "250 nobody hears this"

    send(Half())


@pytest.mark.parametrize(("at", "error"), [("rcpt", Later), ("text", Unknown)])
def test_server_that_says_a_letter_now_and_then_is_hung_up_on(at, error):
    class Slow(Handler):
        async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
            envelope.rcpt_tos.append(address)
            await self.drip("rcpt", server)
            return "250 OK"

        async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
            await self.drip("text", server)
            return "250 OK"

        async def drip(self, here, server):
            while here == at and not server.transport.is_closing():
                server.transport.write(b"250-a\r\n")
                await asyncio.sleep(0.05)

    began = time.monotonic()
    with (
        serving(Slow()) as port,
        connect(f"smtp://127.0.0.1:{port}", limit=0.5) as session,
    ):
        with pytest.raises(error):
            session.send(MAIL)
        assert not session.is_open
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "broken",
    [
        replace(MAIL, parts=Parts("Hola", "\ud800", "")),
        replace(MAIL, recipient=("Ana", "ana@")),
    ],
)
def test_mail_that_cannot_be_written_is_refused_and_leaves_the_session_as_it_was(
    broken,
):
    handler = Handler()
    with serving(handler) as port, connect(f"smtp://127.0.0.1:{port}") as session:
        with pytest.raises(Refused, match="put into the form"):
            session.send(broken)
        session.send(MAIL)
    assert [mail.content.rstrip() for mail in handler.mails] == [
        build(MAIL).as_bytes().rstrip()
    ]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate that nobody but its owner has signed."""
    folder = tmp_path_factory.mktemp("certificate")
    subprocess.run(
        [
            *(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=localhost",
            ),
            "-addext",
            "subjectAltName=DNS:localhost,IP:127.0.0.1",
            "-keyout",
            "key.pem",
            "-out",
            "cert.pem",
        ],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


@pytest.mark.parametrize("scheme", ["smtp+starttls", "smtps"])
def test_certificate_that_nobody_signed_is_not_trusted(certificate, scheme):
    options = (
        {"ssl_context": certificate}
        if scheme == "smtps"
        else {"tls_context": certificate}
    )
    handler = Handler()
    with (
        serving(handler, **options) as port,
        pytest.raises(Later, match="CERTIFICATE_VERIFY_FAILED"),
        connect(f"{scheme}://localhost:{port}"),
    ):
        pass
    assert handler.log == []


def test_server_without_starttls_gets_nothing():
    handler = Handler()
    with (
        serving(handler) as port,
        pytest.raises(Later),
        connect(f"smtp+starttls://127.0.0.1:{port}"),
    ):
        pass
    assert "MAIL" not in handler.log


@pytest.mark.parametrize(
    "host", ["mail.example.net", "192.0.2.1", "127.0.0.1.example.net"]
)
def test_plain_smtp_beyond_this_machine_is_not_allowed(host):
    with (
        pytest.raises(SettingsError, match="must be encrypted"),
        connect(f"smtp://{host}:25"),
    ):
        pass
