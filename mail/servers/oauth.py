"""Signing in to a mail server with OAuth 2 (SASL XOAUTH2; Google, Microsoft): a token
that lasts for long gives short ones, and these stand in the place of a password.

RFC 6749, section 6, says how a token is refreshed; Google's page “IMAP, POP, and SMTP”
what XOAUTH2 looks like.
"""

import json
import math
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import requests

from core.clock import steady_seconds
from core.errors import Closed, Closing, Later
from mail.servers.smtp_replies import CLOSED

MECHANISM = "XOAUTH2"
# The worker waits for it before a mail, a person at `flask mail-token`.
SECONDS = 30.0
EARLY = 60.0
"""Seconds before its end from which a token is not used any more: it must last through
the greeting of a slow server.
"""
# RFC 6749 recommends that a server says the life of a token; Google's and Microsoft's
# last an hour where one does not.
USUAL_LIFE = 3_600.0
AN_HOUR = 3_600
DONE = 200
# Of these, only "too many" gets better by waiting: the others need a person.
REFUSED = range(400, 500)
TOO_MANY = 429
ANEW = "`flask mail-token` gets a new one"
REASONS = {
    "invalid_grant": "the token was revoked or has ended: " + ANEW,
    "invalid_client": "client_id or client_secret in MAIL_OAUTH is not right",
    "unauthorized_client": "this client may not use such a token: " + ANEW,
}
"""What the server of tokens says (RFC 6749, section 5.2), for people."""


@dataclass(frozen=True)
class Grant:
    """What MAIL_OAUTH says."""

    client_id: str
    client_secret: str
    refresh_token: str
    token_uri: str


@dataclass
class AccessTokens:
    """The short tokens of a grant; one serves until shortly before its end."""

    grant: Grant
    clock: Callable[[], float] = steady_seconds
    _token: str = ""
    _ends: float = float("-inf")
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def token(self) -> str:
        """A token that is good now.

        Raises Later where the server of tokens cannot be had, Closed where it says no.
        """
        with self._lock:
            if self.clock() >= self._ends - EARLY:
                asked_at = self.clock()
                answer = _refresh(self.grant)
                self._token = str(answer["access_token"])
                self._ends = asked_at + _life(answer)
            return self._token

    def forget(self) -> None:
        """The last one was refused before its time: the next is a new one."""
        with self._lock:
            self._ends = float("-inf")


def credentials(user: str, token: str) -> str:
    """What is said to the server of mail, before it is put into Base64."""
    return f"user={user}\x01auth=Bearer {token}\x01\x01"


@lru_cache(4)
def tokens_of(text: str) -> AccessTokens | None:
    """The tokens of a MAIL_OAUTH, the same for each asking; None where it is "".

    core/variables.py has seen to it that the text makes sense.
    """
    if not text:
        return None
    values = json.loads(text)
    names = ("client_id", "client_secret", "refresh_token", "token_uri")
    return AccessTokens(Grant(*(str(values[name]) for name in names)))


def _refresh(grant: Grant) -> Mapping[str, Any]:
    return ask_for_token(
        grant.token_uri,
        {
            "grant_type": "refresh_token",
            "client_id": grant.client_id,
            "client_secret": grant.client_secret,
            "refresh_token": grant.refresh_token,
        },
    )


def ask_for_token(uri: str, parameters: Mapping[str, str]) -> Mapping[str, Any]:
    """Asks a server of tokens; gives its answer, in which an access token stands.

    Raises Later and Closed. Nothing of what was sent stands in their texts.
    """
    try:
        # Led elsewhere, the secrets in it would go to whoever is there.
        answer = requests.post(
            uri, data=dict(parameters), timeout=SECONDS, allow_redirects=False
        )
        content = _object(answer)
    except requests.RequestException as error:
        raise Later(
            f"the server of tokens cannot be reached: {type(error).__name__}"
        ) from error
    if answer.status_code == DONE and content.get("access_token"):
        return content
    code = str(content.get("error", ""))
    if answer.status_code not in REFUSED or answer.status_code == TOO_MANY:
        raise Later(f"the server of tokens answers {answer.status_code}")
    reason = REASONS.get(code, f"the server of tokens says {code or 'no'}")
    raise Closed(Closing.login, CLOSED[Closing.login], reason, AN_HOUR)


def _object(answer: requests.Response) -> Mapping[str, Any]:
    """The JSON object of an answer, {} where it is none."""
    try:
        content = answer.json()
    except ValueError:
        return {}
    if isinstance(content, dict):
        return content
    return {}


def _life(answer: Mapping[str, Any]) -> float:
    try:
        life = float(answer["expires_in"])
    except (KeyError, TypeError, ValueError):
        return USUAL_LIFE
    # NaN, which Python reads in JSON, would never end.
    if math.isfinite(life):
        return life
    return USUAL_LIFE
