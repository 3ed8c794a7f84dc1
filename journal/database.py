"""The connection to SQLite or PostgreSQL, and the transactions on it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection

from journal.group_commit import GroupCommit
from journal.postgresql_login import use_newest_password
from journal.sqlite_file import READ_ONLY, SqliteFile

T = TypeVar("T")
MIGRATIONS = Path(__file__).with_name("migrations")
VERSIONS = MIGRATIONS / "versions"
VERSION = sa.table("alembic_version", sa.column("version_num", sa.String))
"""Where Alembic keeps which revision the tables have."""
# Longer than the longest transaction of the worker, shorter than a browser waits.
BUSY_MILLISECONDS = 20_000
ONE_AT_A_TIME = threading.Lock()
"""Alembic keeps its state in its modules: two threads must not use it at once."""
UPGRADE_LOCK = 0x486F6A61  # any number of our own: PostgreSQL's advisory locks are shared by all who use a database


class Journal:
    """A database of ours.

    `write()` and `read()` are its transactions; everything else takes their connection.
    `url_file`: a file with the URL, whose password may change meanwhile; "" for none.
    """

    def __init__(self, url: str, url_file: str = "") -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        self._file: SqliteFile | None = None
        if self.is_sqlite and (file := sa.make_url(url).database):
            _make_private(Path(file))
            self._file = SqliteFile(Path(file))
        # every block below ends its own
        reset: dict[str, Any]
        if self.is_sqlite:
            reset = {"pool_reset_on_return": None}
        else:
            reset = {}
        # An error of the database would otherwise quote all
        # that somebody has just sent.
        self.engine = sa.create_engine(
            url,
            pool_pre_ping=not self.is_sqlite,
            pool_size=10,
            hide_parameters=True,
            **reset,
        )
        if self.is_sqlite:
            event.listen(self.engine, "connect", _prepare_sqlite)
            if self._file:
                self._file.watch(self.engine)
            event.listen(self.engine, "begin", _begin_sqlite)
        else:
            use_newest_password(self.engine, url_file)
        # SQLite lets one write at a time, and makes others poll with growing pauses:
        # threads of ours wait in line instead.
        self._turn: AbstractContextManager[object] = (
            threading.Lock() if self.is_sqlite else nullcontext()
        )
        self._group_commit = GroupCommit(self._write_again)
        self._again: Connection | None = None
        self._reading = self.engine.execution_options(**{READ_ONLY: True})

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction: all of it is kept, on disk, when the block ends;
        none of it when it raises.
        """
        with self._turn, self.engine.begin() as connection:
            yield connection

    def keep(self, work: Callable[[Connection], T]) -> T:
        """Runs `work` in a transaction; the value is given when it is kept.

        On SQLite, threads share their commits.
        """
        if self.is_sqlite:
            return self._group_commit.keep(work)
        with self.write() as connection:
            return work(connection)

    @contextmanager
    def _write_again(self) -> Iterator[Connection]:
        """As `write`, on a connection that stays for it: fetching one costs a
        twentieth of accepting a form.
        """
        with self._turn:
            if self._again is None:
                self._again = self.engine.connect()
            try:
                with self._again.begin():
                    yield self._again
            except BaseException:
                self._again.close()
                self._again = None
                raise

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A consistent view for reading; does not wait for writers."""
        with self._reading.begin() as connection:
            yield connection

    @contextmanager
    def frozen(self) -> Iterator[Connection]:
        """All tables as they are at one moment, for as long as it takes to read them;
        nobody who writes is waited for.
        """
        options: dict[str, Any]
        if self.is_sqlite:
            options = {}
        else:
            options = {"isolation_level": "REPEATABLE READ"}
        with self._reading.execution_options(**options).begin() as connection:
            yield connection

    def replace_schema(self, revision: str, fill: Callable[[Connection], None]) -> None:
        """Makes the tables of a revision in place of all there are, and fills
        them, in one transaction.
        """
        with ONE_AT_A_TIME, self.write() as connection:
            present = sa.MetaData()
            present.reflect(connection)
            present.drop_all(connection)
            _migrate_to(revision, connection)
            fill(connection)

    def revision(self) -> str:
        """Which schema the tables have."""
        return self._revision() or ""

    def upgrade(self) -> None:
        """Brings the tables up to date; safe when several processes start
        at once, and to run again.
        """
        with ONE_AT_A_TIME:
            # Most starts find nothing to do: then Alembic is not loaded, and nobody who
            # writes is waited for.
            if self._revision() != newest_revision():
                self._migrate()
        if self._file:
            self._file.exists = True

    def _revision(self) -> str | None:
        with self.read() as connection:
            if not sa.inspect(connection).has_table(VERSION.name):
                return None
            return connection.execute(sa.select(VERSION.c.version_num)).scalar()

    def _migrate(self) -> None:
        with self.write() as connection:
            if not self.is_sqlite:
                connection.execute(
                    sa.text("SELECT pg_advisory_xact_lock(:lock)"),
                    {"lock": UPGRADE_LOCK},
                )
            _migrate_to("head", connection)

    def close(self) -> None:
        """Gives every connection back."""
        if self._again is not None:
            self._again.close()
            self._again = None
        self.engine.dispose()


def _migrate_to(revision: str, connection: Connection) -> None:
    """Brings the tables to a revision, within the transaction of `connection`."""
    # Eleven megabytes of memory, and most starts have nothing to migrate.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


@cache
def newest_revision() -> str:
    """The revision that the migrations lead to, by the numbers of their files."""
    return max(file.name.partition("_")[0] for file in VERSIONS.glob("[0-9]*.py"))


def _make_private(file: Path) -> None:
    """Makes the file, and its folder, for us alone where there are none.

    SQLite gives what it puts beside it the same mode.
    """
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.touch(mode=0o600)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # the driver must not begin transactions by itself: _begin_sqlite does
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A deferred transaction that comes to write can fail for a reader's snapshot;
    # IMMEDIATE waits its turn instead.
    if connection.get_execution_options().get(READ_ONLY):
        # Past SQLAlchemy: it takes no lock that could be refused, and a round of the
        # worker reads some thirty times.
        connection.connection.cursor().execute("BEGIN")
    else:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
