"""Signing in by a token, on real servers that ask for one."""

import json
import logging
import secrets
from contextlib import contextmanager
from functools import partial

import pytest
from click.testing import CliRunner

from cli.mail.setup import mail_token
from core.errors import Closed, Closing, Later
from inbox.imap import open_mailbox
from mail.servers.oauth import AccessTokens, Grant
from mail.servers.transport import connect
from tests.house import free_port
from tests.mail.servers.test_transport import MAIL, Handler, serving
from tests.mail.servers.token_server import (
    USER,
    AsksForToken,
    imap_server,
    token_server,
)

REVOKED = (400, {"error": "invalid_grant", "error_description": "Token revoked"})


class Guarded(AsksForToken, Handler):
    def __init__(self, tokens):
        super().__init__()
        self.tokens = tokens

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
        if not session.authenticated:
            return "530 5.7.0 Authentication Required"
        return await super().handle_MAIL(server, session, envelope, address, options)


@pytest.fixture
def tokens():
    with token_server() as tokens:
        yield tokens


def send_mail(tokens, oauth=None):
    handler = Guarded(tokens)
    options = {
        "auth_require_tls": False,
        "auth_exclude_mechanism": ["LOGIN", "PLAIN"],
    }
    user = USER.replace("@", "%40")
    with (
        serving(handler, **options) as port,
        connect(
            f"smtp://{user}@127.0.0.1:{port}", oauth=oauth or tokens.grant()
        ) as session,
    ):
        session.send(MAIL)
    assert len(handler.mails) == 1


def read_mails(tokens, oauth=None):
    with (
        imap_server(tokens) as url,
        open_mailbox(url, oauth or tokens.grant()) as mailbox,
    ):
        assert mailbox.numbers_after(0) == []


both = pytest.mark.parametrize("use", [send_mail, read_mails])


@both
def test_token_lets_in_and_serves_again(tokens, use):
    use(tokens)
    use(tokens)
    [asked] = tokens.asked
    assert asked["grant_type"] == "refresh_token"
    assert asked["refresh_token"].startswith("long-")


@both
def test_token_that_was_refused_before_its_time_is_replaced_by_a_new_one(tokens, use):
    use(tokens)
    tokens.good.clear()
    use(tokens)
    assert (len(tokens.asked), len(tokens.refused)) == (2, 1)


@pytest.mark.parametrize(("passed", "asked"), [(0, 1), (3539, 1), (3541, 2), (9e9, 2)])
def test_token_is_used_until_shortly_before_its_end(tokens, passed, asked):
    now = [0.0]
    grant = Grant("id", "secret", "long", tokens.url)
    access = AccessTokens(grant, lambda: now[0])
    access.token()
    now[0] = passed
    access.token()
    assert len(tokens.asked) == asked


@both
@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        (REVOKED, Closed, "revoked or has ended: `flask mail-token`"),
        ((401, {"error": "invalid_client"}), Closed, "client_secret in MAIL_OAUTH"),
        ((403, {"error": "access_denied"}), Closed, "says access_denied"),
        ((400, b"<html>"), Closed, "says no"),
        ((500, b"<html>"), Later, "answers 500"),
        ((429, {"error": "slow_down"}), Later, "answers 429"),
        ((200, b"<html>captive portal"), Later, "answers 200"),
        ((200, [1]), Later, "answers 200"),
        ((200, {"token_type": "Bearer"}), Later, "answers 200"),
    ],
)
def test_server_of_tokens_that_says_no_is_told_clearly(
    tokens, use, answer, error, words
):
    tokens.answers = [answer]
    with pytest.raises(error) as raised:
        use(tokens)
    assert type(raised.value) is error
    assert words in str(raised.value)


@both
def test_server_of_mail_that_takes_no_token_is_told(tokens, use, caplog):
    caplog.set_level(logging.DEBUG)
    tokens.answers = [(200, {"access_token": "another-1"})] * 2
    with pytest.raises(Later) as raised:
        use(tokens)
    if use is send_mail:
        assert raised.value.why is Closing.login
        assert "535 5.7.8" in str(raised.value)
    else:
        assert "AUTHENTICATIONFAILED" in str(raised.value)
    for secret in ("another-1", "client-secret", "long-"):
        assert secret not in str(raised.value) + caplog.text


@both
def test_server_of_tokens_that_is_away_is_tried_later(tokens, use):
    gone = tokens.grant(token_uri=f"http://127.0.0.1:{free_port()}/x")
    with pytest.raises(Later, match="cannot be reached: ConnectionError"):
        use(tokens, gone)


@pytest.mark.parametrize("words", ["no AUTH", "no such mechanism"])
def test_server_that_knows_no_tokens_is_told(tokens, words):
    handler = Handler() if words == "no AUTH" else Guarded(tokens)
    options = {"auth_require_tls": False, "auth_exclude_mechanism": ["XOAUTH2"]}
    if words == "no AUTH":
        options = {}
    connected = partial(connect, oauth=tokens.grant())
    with (
        serving(handler, **options) as port,
        pytest.raises(Closed) as raised,
        connected(f"smtp://me@127.0.0.1:{port}"),
    ):
        pass
    assert raised.value.why is Closing.login


@pytest.mark.parametrize("status", [302, 307, 308])
def test_secrets_do_not_follow_a_server_of_tokens_elsewhere(tokens, status):
    with token_server() as elsewhere:
        tokens.answers, tokens.elsewhere = [(status, {})], elsewhere.url
        with pytest.raises(Later, match=f"answers {status}"):
            AccessTokens(Grant("id", "secret", "long", tokens.url)).token()
        assert elsewhere.asked == []


def test_command_gets_a_token_and_writes_it_for_us_alone(tokens, tmp_path):
    client, target = tmp_path / "client.json", tmp_path / "oauth.json"
    installed = {
        "client_id": "id",
        "client_secret": "client-secret",
        "auth_uri": "https://accounts.example.org/auth",
        "token_uri": tokens.url,
    }
    client.write_text(json.dumps({"installed": installed}))
    target.touch(0o644)
    words = ["--client", str(client), "--to", str(target)]
    run = CliRunner().invoke
    refused = run(mail_token, words, input="http://127.0.0.1/?code=c&state=other\n")
    assert (refused.exit_code, target.read_text()) == (1, "")
    with patched_state("known"):
        done = run(mail_token, words, input="http://127.0.0.1/?code=c&state=known\n")
    assert done.exit_code == 0, done.output
    assert (tokens.asked[0]["grant_type"], tokens.asked[0]["code"]) == (
        "authorization_code",
        "c",
    )
    assert target.stat().st_mode & 0o777 == 0o600
    assert json.loads(target.read_text())["refresh_token"] == "r"
    read_mails(tokens, target.read_text())


@contextmanager
def patched_state(text):
    before, secrets.token_urlsafe = secrets.token_urlsafe, lambda _bytes=None: text
    try:
        yield
    finally:
        secrets.token_urlsafe = before
