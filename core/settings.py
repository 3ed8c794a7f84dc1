"""The environment, read once into one frozen object."""

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from core.errors import SettingsError
from core.proxies import TrustedProxies
from core.secret_values import path_of, value_of

ROOT = Path(__file__).resolve().parent.parent
CALL_LIMIT, SERVER_LIMIT = 60.0, 180.0
"""At Google, whose own time limit for a call is 180 s."""
# A server on this machine answers in milliseconds, or not at all.
CALL_LIMIT_HERE, SERVER_LIMIT_HERE = 10.0, 2.0
# Shorter ones can be tried out, by who has a backup and time.
SHORTEST_SECRET = 20
MAIL_LIMIT, MAIL_LIMIT_HERE = 180.0, 10.0
"""RFC 5321 waits ten minutes for the last word, lest a mail be sent twice.

We repeat no such mail by ourselves, and as long as one takes, rows wait.
"""
LOOPBACK = ("127.0.0.1", "localhost", "::1")
LOOSE_SSL_MODES = ("allow", "prefer")
"""Modes of PostgreSQL's library in which a server, or whoever stands in its place,
decides that all goes in clear.
"""
# A step may wait three minutes for Google, and a restart takes one: less than
# FEWEST_MINUTES would tell of an absence that is none.
ABSENT_MINUTES, FEWEST_MINUTES = 15, 5
OAUTH_NAMES = ("client_id", "client_secret", "refresh_token", "token_uri")
FEWEST_CHARACTERS = 8
"""So many different characters a secret has at least;
`xxxxxxxxxxxxxxxxxxxx` is long, and no secret.
"""


UNSAFE_DEMONSTRATION = (
    "PUBLIC_URL is not on this machine, and SPREADSHEET is not set: forms are shown; the mailbox and the local spreadsheet "
    "are not, since strangers would read all that is sent. Set SPREADSHEET and SMTP_URL (docs/going-live.md), or leave "
    "PUBLIC_URL out."
)


@dataclass(frozen=True)
class Settings:
    """Where everything is. Nothing set: everything on this machine, with
    example data (`demonstration`).

    `call_limit`: seconds that one call of the Sheets API may take before we hang up;
    `server_limit`: seconds after which a call that we hung up on can no longer take
    effect; `mail_limit`: seconds that handing over one mail may take in all.
    `hook_secret`: what a call that says “look now” must know; "" for none.
    `trusted_proxies`: whose word counts about who is calling. `backup_url`: the folder
    or bucket of backups; `backup_key`: what they are encrypted with, "" for not at all.
    `heartbeat_url`: what the worker calls once a minute; `metrics_token`: what a call
    of /metrics must know; `alarm_mail`: who is told, beside the team, that the worker
    is gone; `absent_minutes`: after how many. `mail_oauth`: as JSON, by what mail
    servers are signed in to in place of a password; `imap_in_clear`: somebody allows
    that mails and password cross a network as plain text. `translate_url`: the server
    that translates what the team has not, "" for none; `translate_key`: what it asks
    for. `log_url`: the syslog server that is told the log, "" for none. `scanner_url`:
    the virus scanner (clamd), "" for none; `scanner_is_needed`: no file is kept
    unscanned.
    `database_url_file`: what the database's URL was read from, "" for no file.
    """

    programme_dir: Path
    state_dir: Path
    database_url: str
    secret_key: str
    spreadsheet: str
    credentials: str
    sheets_api_url: str
    smtp_url: str
    imap_url: str
    mail_from: str
    public_url: str
    uploads_url: str
    hook_secret: str
    trusted_proxies: TrustedProxies
    demonstration: bool
    call_limit: float
    server_limit: float
    mail_limit: float
    backup_url: str = ""
    backup_key: str = ""
    heartbeat_url: str = ""
    metrics_token: str = ""
    alarm_mail: str = ""
    database_url_file: str = ""
    mail_oauth: str = ""
    imap_in_clear: bool = False
    translate_url: str = ""
    translate_key: str = ""
    log_url: str = ""
    scanner_url: str = ""
    scanner_is_needed: bool = True
    absent_minutes: int = ABSENT_MINUTES

    @property
    def local_sheets(self) -> bool:
        """Whether the spreadsheet is on the local server, not at Google."""
        return bool(self.sheets_api_url)

    @property
    def shows_demonstration(self) -> bool:
        """Whether this is a demonstration that nobody but this machine reaches: only
        then the mailbox and the tour are shown.
        """
        return self.demonstration and is_here(self.public_url)

    @property
    def warning(self) -> str:
        """What whoever starts the program must be told about these
        settings; "" for nothing.
        """
        if self.demonstration and not self.shows_demonstration:
            return UNSAFE_DEMONSTRATION
        return ""


def read(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this environment.

    Raises SettingsError naming every variable that makes no sense.
    """
    wrong: list[str] = []
    programme = Path(value_of(environ, "PROGRAMME_DIR", wrong) or ROOT).resolve()
    if not programme.is_dir():
        raise SettingsError(
            f"PROGRAMME_DIR must be a programme's folder; there is none at {programme}."
        )
    state = Path(value_of(environ, "STATE_DIR", wrong) or programme / "var").resolve()
    spreadsheet = value_of(environ, "SPREADSHEET", wrong)
    database = (
        value_of(environ, "DATABASE_URL", wrong)
        or f"sqlite:///{state / 'journal.sqlite3'}"
    )
    sheets = value_of(environ, "SHEETS_API_URL", wrong)
    if not spreadsheet and not sheets:
        sheets = "http://127.0.0.1:5001"
    smtp = value_of(environ, "SMTP_URL", wrong)
    local_mail = True
    if smtp:
        local_mail = is_here(smtp)
    demonstration = not spreadsheet and local_mail
    if sheets:
        call_limit = CALL_LIMIT_HERE
        server_limit = SERVER_LIMIT_HERE
    else:
        call_limit = CALL_LIMIT
        server_limit = SERVER_LIMIT
    if local_mail:
        mail_limit = MAIL_LIMIT_HERE
    else:
        mail_limit = MAIL_LIMIT
    settings = Settings(
        programme_dir=programme,
        state_dir=state,
        database_url=_database(database, wrong),
        secret_key=value_of(environ, "SECRET_KEY", wrong)
        or _own_secret(database, state, wrong),
        spreadsheet=spreadsheet.rsplit("/d/", 1)[-1].split("/")[0],
        credentials=path_of(environ, "GOOGLE_APPLICATION_CREDENTIALS", wrong),
        sheets_api_url=_url(sheets, "SHEETS_API_URL", ("http", "https"), wrong),
        smtp_url=_url(
            smtp or "smtp://127.0.0.1:8025",
            "SMTP_URL",
            ("smtp", "smtps", "smtp+starttls"),
            wrong,
        ),
        imap_url=_url(
            value_of(environ, "IMAP_URL", wrong), "IMAP_URL", ("imaps", "imap"), wrong
        ),
        mail_from=value_of(environ, "MAIL_FROM", wrong)
        or ("hoja@example.org" if local_mail else ""),
        public_url=_url(
            value_of(environ, "PUBLIC_URL", wrong) or "http://127.0.0.1:8000",
            "PUBLIC_URL",
            ("http", "https"),
            wrong,
        ).rstrip("/"),
        uploads_url=value_of(environ, "UPLOADS_URL", wrong)
        or f"file://{state / 'uploads'}",
        hook_secret=value_of(environ, "HOOK_SECRET", wrong),
        trusted_proxies=_proxies(value_of(environ, "TRUSTED_PROXIES", wrong), wrong),
        demonstration=demonstration,
        call_limit=call_limit,
        server_limit=server_limit,
        mail_limit=mail_limit,
        backup_url=value_of(environ, "BACKUP_URL", wrong),
        backup_key=value_of(environ, "BACKUP_KEY", wrong),
        heartbeat_url=_url(
            value_of(environ, "HEARTBEAT_URL", wrong),
            "HEARTBEAT_URL",
            ("https", "http"),
            wrong,
        ),
        metrics_token=value_of(environ, "METRICS_TOKEN", wrong),
        alarm_mail=value_of(environ, "ALARM_MAIL", wrong),
        database_url_file=environ.get("DATABASE_URL_FILE", ""),
        mail_oauth=_oauth(value_of(environ, "MAIL_OAUTH", wrong), wrong),
        imap_in_clear=value_of(environ, "IMAP_IN_CLEAR", wrong) == "yes",
        translate_url=_url(
            value_of(environ, "TRANSLATE_URL", wrong),
            "TRANSLATE_URL",
            ("https", "http"),
            wrong,
        ),
        translate_key=value_of(environ, "TRANSLATE_KEY", wrong),
        log_url=_url(
            value_of(environ, "LOG_URL", wrong), "LOG_URL", ("syslog+tls",), wrong
        ),
        scanner_url=_scanner(value_of(environ, "SCANNER_URL", wrong), wrong),
        scanner_is_needed=_is_needed(value_of(environ, "SCANNER_AWAY", wrong), wrong),
        absent_minutes=_minutes(environ, "WORKER_ABSENT_MINUTES", wrong),
    )
    _check_watching(settings, wrong)
    _check_mailbox(settings, wrong)
    if settings.secret_key and (spreadsheet or not is_here(settings.public_url)):
        _check_secret_key(settings.secret_key, wrong)
    if (
        spreadsheet
        and settings.public_url.startswith("http://")
        and not is_here(settings.public_url)
    ):
        wrong.append(
            "PUBLIC_URL must begin with https://, because SPREADSHEET is set: what people send and who is signed in would "
            "be read on the way. docs/hosting.md shows how to get a certificate."
        )
    if "@" not in settings.mail_from:
        wrong.append(
            "MAIL_FROM must be the address that mails come from, because SMTP_URL is set."
        )
    if spreadsheet and not sheets and not settings.credentials:
        wrong.append(
            "GOOGLE_APPLICATION_CREDENTIALS must name a credentials file, because SPREADSHEET is at Google. "
            "docs/going-live.md shows how to get one."
        )
    if wrong:
        raise SettingsError("\n".join(wrong))
    return settings


def _check_watching(settings: Settings, wrong: list[str]) -> None:
    if 0 < len(settings.backup_key) < SHORTEST_SECRET:
        wrong.append(
            f"BACKUP_KEY must have at least {SHORTEST_SECRET} characters. `openssl rand -hex 32` makes one."
        )
    # It stands in a request that anybody may send, so it must not be guessed.
    if 0 < len(settings.hook_secret) < SHORTEST_SECRET:
        wrong.append(f"HOOK_SECRET must have at least {SHORTEST_SECRET} characters.")
    if 0 < len(settings.metrics_token) < SHORTEST_SECRET:
        wrong.append(f"METRICS_TOKEN must have at least {SHORTEST_SECRET} characters.")
    if settings.alarm_mail and "@" not in settings.alarm_mail:
        wrong.append("ALARM_MAIL must be the address of whoever runs the server.")


def _check_mailbox(settings: Settings, wrong: list[str]) -> None:
    is_clear = settings.imap_url.startswith("imap://")
    if is_clear and not is_here(settings.imap_url) and not settings.imap_in_clear:
        wrong.append(
            "IMAP_URL must begin with imaps://: the password would be read on the way. IMAP_IN_CLEAR=yes allows it all the same."
        )


def is_here(url: str) -> bool:
    """Whether an address is on this machine, out of the reach of every other one."""
    try:
        return urlsplit(url).hostname in LOOPBACK
    except ValueError:
        # What is no address is told where its variable is read.
        return False


def _url(value: str, name: str, schemes: tuple[str, ...], wrong: list[str]) -> str:
    """The address, unless it is none.

    What was written is never repeated: it may hold a password.
    """
    if value and not _is_url(value, schemes):
        alternatives = " or ".join(f"{scheme}://" for scheme in schemes[1:])
        if alternatives:
            alternatives = f" (or begin with {alternatives})"
        wrong.append(
            f"{name} must look like {schemes[0]}://host:port{alternatives}; {ESCAPED}."
        )
    return value


def _oauth(text: str, wrong: list[str]) -> str:
    """The same, unless it is none; nothing of it is ever repeated."""
    try:
        values = json.loads(text or "{}")
        missing = []
        for name in OAUTH_NAMES:
            if not values.get(name):
                missing.append(name)
        token_uri = str(values.get("token_uri"))
    except (ValueError, AttributeError):
        missing = list(OAUTH_NAMES)
        token_uri = ""
    if text and missing:
        wrong.append(
            f"MAIL_OAUTH must be JSON with {', '.join(OAUTH_NAMES)}; missing: {', '.join(missing)}. `flask mail-token` writes it."
        )
    elif text and not (token_uri.startswith("https://") or is_here(token_uri)):
        wrong.append("MAIL_OAUTH: token_uri must begin with https://.")
    return text


def _scanner(url: str, wrong: list[str]) -> str:
    """The same, unless it is none; files would go in clear to another machine."""
    is_socket = url.startswith("unix:///")
    is_port = url.startswith("tcp://") and _has_port_or_none(url) and is_here(url)
    if url and not is_socket and not is_port:
        wrong.append(
            "SCANNER_URL must look like unix:///run/clamav/clamd.ctl, or like tcp://127.0.0.1:3310 on this machine."
        )
    return url


def _is_needed(text: str, wrong: list[str]) -> bool:
    if text not in ("", "refuse", "accept"):
        wrong.append(
            "SCANNER_AWAY must be refuse (a file that could not be scanned is not kept) or accept."
        )
    return text != "accept"


def _minutes(environ: Mapping[str, str], name: str, wrong: list[str]) -> int:
    text = value_of(environ, name, wrong)
    if not text:
        return ABSENT_MINUTES
    if not text.isdecimal() or int(text) < FEWEST_MINUTES:
        wrong.append(f"{name} must be a number of minutes, {FEWEST_MINUTES} or more.")
        return ABSENT_MINUTES
    return int(text)


def _proxies(text: str, wrong: list[str]) -> TrustedProxies:
    try:
        return TrustedProxies.parse(text)
    except ValueError:
        wrong.append(
            "TRUSTED_PROXIES must be the addresses of the proxies in front (127.0.0.1, or 10.0.0.0/8, ::1), or how many there "
            f"are; not {text!r}."
        )
        return TrustedProxies()


ESCAPED = "in a user's name or a password, write @ as %40, / as %2F, # as %23, ? as %3F, : as %3A"


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


def _database(url: str, wrong: list[str]) -> str:
    scheme, separator, address = url.partition("://")
    if not separator or scheme not in (
        "sqlite",
        "postgres",
        "postgresql",
        "postgresql+psycopg",
    ):
        wrong.append("DATABASE_URL must start with sqlite:/// or postgresql://.")
    elif scheme != "sqlite" and not _has_port_or_none(f"postgresql://{address}"):
        wrong.append(
            f"DATABASE_URL must look like postgresql://user:password@host:port/name; {ESCAPED}."
        )
    elif scheme != "sqlite" and not _says_how_encrypted(f"postgresql://{address}"):
        wrong.append(
            "DATABASE_URL must say how the way to a database on another machine is encrypted: end it with "
            "?sslmode=verify-full&sslrootcert=/etc/hoja-database-ca.pem (docs/hosting.md), or with ?sslmode=disable where "
            "nobody else is on that network."
        )
    if scheme in ("postgres", "postgresql"):
        return f"postgresql+psycopg://{address}"
    return url


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


def _check_secret_key(secret: str, wrong: list[str]) -> None:
    if len(secret) < SHORTEST_SECRET or len(set(secret)) < FEWEST_CHARACTERS:
        wrong.append(
            f"SECRET_KEY must have at least {SHORTEST_SECRET} characters that nobody guesses: whoever knows it can make links "
            "and sessions. `openssl rand -hex 32` makes one."
        )


def _own_secret(database: str, state: Path, wrong: list[str]) -> str:
    """A secret made on this machine and kept beside the journal; machines that share a
    journal must be told theirs.
    """
    # Each machine would make its own, and no link of one would open on the other.
    if not database.startswith("sqlite"):
        wrong.append(
            "SECRET_KEY must be set, the same on every machine, because DATABASE_URL is shared by them."
        )
        return ""
    file = state / "secret_key"
    if not file.exists():
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
        new = state / f"secret_key.{os.getpid()}"
        # Nobody else may read it, not even while it is being written.
        new.touch(mode=0o600)
        new.write_text(secrets.token_urlsafe(32))
        try:
            # Made in one step, or not at all where it exists: two processes that start
            # together share one secret.
            os.link(new, file)
        except FileExistsError:
            pass
        finally:
            new.unlink()
    return file.read_text().strip()
