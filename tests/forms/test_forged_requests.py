import hashlib
from collections.abc import Iterator

import pytest
from flask import Flask, session
from itsdangerous import URLSafeSerializer, URLSafeTimedSerializer

from forms.request.form_request import page_key
from forms.web_form.forged_requests import (
    FIELD,
    ForgedRequestError,
    page_token,
    refuse_forged_request,
)
from forms.web_form.names import KEY

SECRET = "a secret of this test"


@pytest.fixture
def app() -> Iterator[Flask]:
    app = Flask("small")
    app.secret_key = SECRET
    with app.test_request_context("/"):
        yield app


def send(app: Flask, token: str | None, kept: object, method: str = "POST") -> None:
    """A request of a browser whose session has `kept`, from a
    page that carried `token`.
    """
    with app.test_request_context(
        "/", method=method, data={} if token is None else {FIELD: token}
    ):
        if kept is not None:
            session[FIELD] = kept
        refuse_forged_request()


def test_page_of_the_session_is_heard(app: Flask) -> None:
    send(app, page_token(), session[FIELD])


def test_token_stays_the_same_for_all_pages_of_a_session(app: Flask) -> None:
    assert page_token() == page_token()


@pytest.mark.parametrize("kept", ["of somebody else", "", None, 5])
def test_page_of_another_session_is_refused(app: Flask, kept: object) -> None:
    with pytest.raises(ForgedRequestError):
        send(app, page_token(), kept)


@pytest.mark.parametrize("token", [None, "", "x", "\xff", "IiI.x", "a.b.c"])
def test_request_without_a_token_of_ours_is_refused(
    app: Flask, token: str | None
) -> None:
    page_token()
    with pytest.raises(ForgedRequestError):
        send(app, token, session[FIELD])


def test_token_signed_with_sha_1_is_refused(app: Flask) -> None:
    page_token()
    earlier = URLSafeTimedSerializer(SECRET, salt="wtf-csrf-token").dumps(
        session[FIELD]
    )
    sha_1 = URLSafeSerializer(
        SECRET,
        salt="hoja.forged-requests",
        signer_kwargs={"digest_method": hashlib.sha1},
    )
    for token in (earlier, sha_1.dumps(session[FIELD])):
        with pytest.raises(ForgedRequestError):
            send(app, token, session[FIELD])


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_looking_needs_no_token(app: Flask, method: str) -> None:
    send(app, None, None, method)


@pytest.mark.parametrize(
    ("key", "is_taken"),
    [
        ("a" * 32, True),
        ("came-" + "a" * 40, False),
        ("link-" + "a" * 48, False),
        ("short", False),
        ("a b c d e f", False),
    ],
)
def test_key_with_a_meaning_of_its_own_is_not_taken_from_a_browser(
    app: Flask, key: str, is_taken: bool
) -> None:
    with app.test_request_context("/", method="POST", data={KEY: key}):
        assert (page_key() == key) is is_taken
