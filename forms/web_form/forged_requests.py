"""The token against forged requests: random in the browser's session, and signed in
each page that has a button.

Flask-WTF has one, too, which it signs with HMAC-SHA-1 and without a setting for
another; OWASP's list of approved hash functions leaves SHA-1 out.
"""

import hmac
import secrets
from functools import cache
from typing import Any

from flask import current_app, request, session
from itsdangerous import BadSignature
from werkzeug.exceptions import BadRequest
from wtforms import ValidationError
from wtforms.csrf.core import CSRF

from core.links import SIGNING, DerivedOnce, Uncompressed

FIELD = "csrf_token"
"""Its name in a page and in the session."""
TOKEN_BYTES = 32
CHANGING = {"POST", "PUT", "PATCH", "DELETE"}


class ForgedRequestError(BadRequest):
    """A request that no page of ours has sent, or one that had been open
    since before the session.
    """


def page_token() -> str:
    """The session's token, signed, for a page."""
    if not isinstance(session.get(FIELD), str):
        session[FIELD] = secrets.token_urlsafe(TOKEN_BYTES)
    return str(_serializer(str(current_app.secret_key)).dumps(session[FIELD]))


def refuse_forged_request() -> None:
    """Ends a request that would change something, unless it carries
    the token of its session.

    Raises ForgedRequestError.
    """
    if request.method in CHANGING and not _is_of_this_session(
        request.form.get(FIELD, "")
    ):
        raise ForgedRequestError


class LateToken:
    """A token that is made when a page shows it: a form that is
    accepted is never shown again.
    """

    def __html__(self) -> str:
        """The session's token."""
        return page_token()

    __str__ = __html__


class FormCSRF(CSRF):  # type: ignore[misc]
    """Has a form check its token itself, and keep what was typed where it is none."""

    _is_valid: bool | None = None

    def generate_csrf_token(self, csrf_token_field: Any) -> LateToken:
        """WTForms asks for one whenever it makes a form."""
        # Making the token here would write a session cookie for
        # pages that are never shown.
        return LateToken()

    def validate_csrf_token(self, form: Any, field: Any) -> None:
        """Raises ValidationError where it is not the session's."""
        # Asked twice of one form: before its files are kept, and with all other fields.
        if self._is_valid is None:
            self._is_valid = _is_of_this_session(field.data or "")
        if not self._is_valid:
            raise ValidationError("not the token of this session")


def _is_of_this_session(token: str) -> bool:
    try:
        carried = _serializer(str(current_app.secret_key)).loads(token)
    except BadSignature:
        # Changed, or signed under an old secret: the form is shown again with its
        # answers.
        return False
    expected = session.get(FIELD)
    if not isinstance(carried, str) or not isinstance(expected, str):
        return False
    return hmac.compare_digest(carried.encode(), expected.encode())


@cache
def _serializer(secret: str) -> Uncompressed:
    # No time in it: an old phone keeps a page open for days, and the
    # session ends the token's life.
    return Uncompressed(
        secret, salt="hoja.forged-requests", signer=DerivedOnce, signer_kwargs=SIGNING
    )
