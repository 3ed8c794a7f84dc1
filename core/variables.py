"""Variables of the environment, read and judged one by one. What makes no sense is
gathered, so that all of it can be told at once.
"""

import json
from collections.abc import Iterator, Mapping
from urllib.parse import parse_qsl, urlsplit

from core.proxies import TrustedProxies
from core.secret_values import path_of, value_of

LOOPBACK = ("127.0.0.1", "localhost", "::1")
LOOSE_SSL_MODES = ("allow", "prefer")
"""Modes of PostgreSQL's library in which a server, or whoever stands in its place,
decides that all goes in clear.
"""
POSTGRESQL = ("postgres", "postgresql", "postgresql+psycopg")
OAUTH_NAMES = ("client_id", "client_secret", "refresh_token", "token_uri")
ESCAPED = "in a user's name or a password, write @ as %40, / as %2F, # as %23, ? as %3F, : as %3A"


class Variables:
    """The variables of an environment; `mistakes` names each that makes no sense.

    What was written is never repeated there: it may hold a password.
    """

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.mistakes: list[str] = []

    def text(self, name: str, default: str = "") -> str:
        """What a variable says, or the file or credential that holds it."""
        return value_of(self.environ, name, self.mistakes) or default

    def path(self, name: str) -> str:
        """Where a file is, or the credential that is that file."""
        return path_of(self.environ, name, self.mistakes)

    def url(self, name: str, schemes: tuple[str, ...], default: str = "") -> str:
        """An address of one of these schemes."""
        value = self.text(name, default)
        if value and not _is_url(value, schemes):
            alternatives = " or ".join(f"{scheme}://" for scheme in schemes[1:])
            if alternatives:
                alternatives = f" (or begin with {alternatives})"
            self.mistakes.append(
                f"{name} must look like {schemes[0]}://host:port{alternatives}; {ESCAPED}."
            )
        return value

    def scanner(self, name: str) -> str:
        """Where a virus scanner listens: to another machine files would go in clear."""
        url = self.text(name)
        is_socket = url.startswith("unix:///")
        is_port = url.startswith("tcp://") and _has_port_or_none(url) and is_here(url)
        if url and not is_socket and not is_port:
            self.mistakes.append(
                f"{name} must look like unix:///run/clamav/clamd.ctl, or like tcp://127.0.0.1:3310 on this machine."
            )
        return url

    def is_needed(self, name: str) -> bool:
        """Whether what is away is waited for (`refuse`), or gone without (`accept`)."""
        text = self.text(name)
        if text not in ("", "refuse", "accept"):
            self.mistakes.append(
                f"{name} must be refuse (a file that could not be scanned is not kept) or accept."
            )
        return text != "accept"

    def minutes(self, name: str, default: int, fewest: int) -> int:
        """A whole number of minutes, at least the fewest."""
        text = self.text(name)
        if not text:
            return default
        if not text.isdecimal() or int(text) < fewest:
            self.mistakes.append(
                f"{name} must be a number of minutes, {fewest} or more."
            )
            return default
        return int(text)

    def proxies(self, name: str) -> TrustedProxies:
        """Whose word counts about who is calling."""
        text = self.text(name)
        try:
            return TrustedProxies.parse(text)
        except ValueError:
            self.mistakes.append(
                f"{name} must be the addresses of the proxies in front (127.0.0.1, or 10.0.0.0/8, ::1), or how many there "
                f"are; not {text!r}."
            )
            return TrustedProxies()

    def oauth(self, name: str) -> str:
        """By what mail servers are signed in to, as JSON."""
        text = self.text(name)
        if text:
            self.mistakes.extend(_mistakes_of_oauth(name, text))
        return text

    def database(self, name: str, default: str) -> str:
        """A database's URL, as SQLAlchemy takes it."""
        url = self.text(name, default)
        self.mistakes.extend(_mistakes_of_database(name, url))
        scheme, _separator, address = url.partition("://")
        if scheme in ("postgres", "postgresql"):
            return f"postgresql+psycopg://{address}"
        return url


def is_here(url: str) -> bool:
    """Whether an address is on this machine, out of the reach of every other one."""
    try:
        return urlsplit(url).hostname in LOOPBACK
    except ValueError:
        # What is no address is told where its variable is read.
        return False


def _is_url(value: str, schemes: tuple[str, ...]) -> bool:
    if not _has_port_or_none(value):
        return False
    parts = urlsplit(value)
    return parts.scheme in schemes and bool(parts.hostname)


def _has_port_or_none(value: str) -> bool:
    """False where what stands for the port is no number: a part of a password with
    a slash in it, as a rule.
    """
    try:
        return urlsplit(value).port != 0
    except ValueError:
        return False


def _mistakes_of_oauth(name: str, text: str) -> Iterator[str]:
    try:
        values = json.loads(text)
    except ValueError:
        values = {}
    if not isinstance(values, dict):
        values = {}
    missing = [key for key in OAUTH_NAMES if not values.get(key)]
    if missing:
        yield f"{name} must be JSON with {', '.join(OAUTH_NAMES)}; missing: {', '.join(missing)}. `flask mail-token` writes it."
        return
    token_uri = str(values["token_uri"])
    if not token_uri.startswith("https://") and not is_here(token_uri):
        yield f"{name}: token_uri must begin with https://."


def _mistakes_of_database(name: str, url: str) -> Iterator[str]:
    scheme, separator, address = url.partition("://")
    if separator and scheme == "sqlite":
        return
    plain_url = f"postgresql://{address}"
    if not separator or scheme not in POSTGRESQL:
        yield f"{name} must start with sqlite:/// or postgresql://."
    elif not _has_port_or_none(plain_url):
        yield f"{name} must look like postgresql://user:password@host:port/name; {ESCAPED}."
    elif not _says_how_encrypted(plain_url):
        yield (
            f"{name} must say how the way to a database on another machine is encrypted: end it with "
            "?sslmode=verify-full&sslrootcert=/etc/hoja-database-ca.pem (docs/hosting.md), or with ?sslmode=disable where "
            "nobody else is on that network."
        )


def _says_how_encrypted(url: str) -> bool:
    """Whether a database is on this machine, or its URL says how the way there is
    encrypted: libpq's own choice would be in clear where the server offers no TLS.
    """
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    # Without a name, or with a path in its place, it is a socket of this machine.
    host = options.get("host", parts.hostname or "")
    if not host or host in LOOPBACK or host.startswith("/"):
        return True
    return options.get("sslmode", "prefer") not in LOOSE_SSL_MODES
