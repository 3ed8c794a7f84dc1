"""The environment, read once into one frozen object."""

import os
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from core.errors import SettingsError
from core.proxies import TrustedProxies
from core.variables import Variables, is_here

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
# A step may wait three minutes for Google, and a restart takes one: less than
# FEWEST_MINUTES would tell of an absence that is none.
ABSENT_MINUTES, FEWEST_MINUTES = 15, 5
LOCAL_SHEETS = "http://127.0.0.1:5001"
LOCAL_SMTP = "smtp://127.0.0.1:8025"
LOCAL_URL = "http://127.0.0.1:8000"
HTTP, HTTPS = ("http", "https"), ("https", "http")
"""Schemes of an address; the first one is what a mistake tells."""
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
    variables = Variables(environ)
    programme = Path(variables.text("PROGRAMME_DIR") or ROOT).resolve()
    if not programme.is_dir():
        raise SettingsError(
            f"PROGRAMME_DIR must be a programme's folder; there is none at {programme}."
        )
    state = Path(variables.text("STATE_DIR") or programme / "var").resolve()
    spreadsheet = variables.text("SPREADSHEET")
    database = variables.database(
        "DATABASE_URL", f"sqlite:///{state / 'journal.sqlite3'}"
    )
    sheets = variables.url("SHEETS_API_URL", HTTP, "" if spreadsheet else LOCAL_SHEETS)
    smtp = variables.url("SMTP_URL", ("smtp", "smtps", "smtp+starttls"), LOCAL_SMTP)
    local_mail = is_here(smtp)
    settings = Settings(
        programme_dir=programme,
        state_dir=state,
        database_url=database,
        secret_key=variables.text("SECRET_KEY") or _own_secret(database, state),
        spreadsheet=spreadsheet.rsplit("/d/", 1)[-1].split("/")[0],
        credentials=variables.path("GOOGLE_APPLICATION_CREDENTIALS"),
        sheets_api_url=sheets,
        smtp_url=smtp,
        imap_url=variables.url("IMAP_URL", ("imaps", "imap")),
        mail_from=variables.text("MAIL_FROM", "hoja@example.org" if local_mail else ""),
        public_url=variables.url("PUBLIC_URL", HTTP, LOCAL_URL).rstrip("/"),
        uploads_url=variables.text("UPLOADS_URL", f"file://{state / 'uploads'}"),
        hook_secret=variables.text("HOOK_SECRET"),
        trusted_proxies=variables.proxies("TRUSTED_PROXIES"),
        demonstration=not spreadsheet and local_mail,
        call_limit=CALL_LIMIT_HERE if sheets else CALL_LIMIT,
        server_limit=SERVER_LIMIT_HERE if sheets else SERVER_LIMIT,
        mail_limit=MAIL_LIMIT_HERE if local_mail else MAIL_LIMIT,
        backup_url=variables.text("BACKUP_URL"),
        backup_key=variables.text("BACKUP_KEY"),
        heartbeat_url=variables.url("HEARTBEAT_URL", HTTPS),
        metrics_token=variables.text("METRICS_TOKEN"),
        alarm_mail=variables.text("ALARM_MAIL"),
        database_url_file=environ.get("DATABASE_URL_FILE", ""),
        mail_oauth=variables.oauth("MAIL_OAUTH"),
        imap_in_clear=variables.text("IMAP_IN_CLEAR") == "yes",
        translate_url=variables.url("TRANSLATE_URL", HTTPS),
        translate_key=variables.text("TRANSLATE_KEY"),
        log_url=variables.url("LOG_URL", ("syslog+tls",)),
        scanner_url=variables.scanner("SCANNER_URL"),
        scanner_is_needed=variables.is_needed("SCANNER_AWAY"),
        absent_minutes=variables.minutes(
            "WORKER_ABSENT_MINUTES", ABSENT_MINUTES, FEWEST_MINUTES
        ),
    )
    mistakes = [
        *variables.mistakes,
        *_mistakes_of_watching(settings),
        *_mistakes_of_secrecy(settings),
        *_mistakes_of_google(settings),
    ]
    if mistakes:
        raise SettingsError("\n".join(mistakes))
    return settings


def _mistakes_of_watching(settings: Settings) -> Iterator[str]:
    if 0 < len(settings.backup_key) < SHORTEST_SECRET:
        yield f"BACKUP_KEY must have at least {SHORTEST_SECRET} characters. `openssl rand -hex 32` makes one."
    # It stands in a request that anybody may send, so it must not be guessed.
    if 0 < len(settings.hook_secret) < SHORTEST_SECRET:
        yield f"HOOK_SECRET must have at least {SHORTEST_SECRET} characters."
    if 0 < len(settings.metrics_token) < SHORTEST_SECRET:
        yield f"METRICS_TOKEN must have at least {SHORTEST_SECRET} characters."
    if settings.alarm_mail and "@" not in settings.alarm_mail:
        yield "ALARM_MAIL must be the address of whoever runs the server."
    is_clear = settings.imap_url.startswith("imap://")
    if is_clear and not is_here(settings.imap_url) and not settings.imap_in_clear:
        yield (
            "IMAP_URL must begin with imaps://: the password would be read on the way. IMAP_IN_CLEAR=yes allows it all the "
            "same."
        )


def _mistakes_of_secrecy(settings: Settings) -> Iterator[str]:
    """What strangers could guess, or read on the way."""
    is_local_url = is_here(settings.public_url)
    if not settings.secret_key:
        # Each machine would make its own, and no link of one would open on the other.
        yield "SECRET_KEY must be set, the same on every machine, because DATABASE_URL is shared by them."
    elif settings.spreadsheet or not is_local_url:
        yield from _mistakes_of_secret_key(settings.secret_key)
    is_clear = settings.public_url.startswith("http://")
    if settings.spreadsheet and is_clear and not is_local_url:
        yield (
            "PUBLIC_URL must begin with https://, because SPREADSHEET is set: what people send and who is signed in would "
            "be read on the way. docs/hosting.md shows how to get a certificate."
        )


def _mistakes_of_secret_key(secret: str) -> Iterator[str]:
    if len(secret) < SHORTEST_SECRET or len(set(secret)) < FEWEST_CHARACTERS:
        yield (
            f"SECRET_KEY must have at least {SHORTEST_SECRET} characters that nobody guesses: whoever knows it can make links "
            "and sessions. `openssl rand -hex 32` makes one."
        )


def _mistakes_of_google(settings: Settings) -> Iterator[str]:
    if "@" not in settings.mail_from:
        yield "MAIL_FROM must be the address that mails come from, because SMTP_URL is set."
    is_at_google = settings.spreadsheet and not settings.local_sheets
    if is_at_google and not settings.credentials:
        yield (
            "GOOGLE_APPLICATION_CREDENTIALS must name a credentials file, because SPREADSHEET is at Google. "
            "docs/going-live.md shows how to get one."
        )


def _own_secret(database: str, state: Path) -> str:
    """A secret made on this machine and kept beside the journal; "" where machines
    share a journal: they must be told theirs.
    """
    if not database.startswith("sqlite"):
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
