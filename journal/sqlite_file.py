"""Whether the file that an SQLite connection writes to is still
the one that is at its path.

Where somebody deletes or replaces it, open connections keep a file that nobody will
find again. SQLite writes into that one without a word: what was “accepted” there would
be lost. So each connection remembers which files it has opened.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DisconnectionError, SQLAlchemyError

OPENED = "hoja_files"
READ_ONLY = "hoja_read"
"""The execution option of connections that only read."""


class JournalGone(SQLAlchemyError):
    """The journal's file was deleted, moved or replaced while it was in use."""


@dataclass
class SqliteFile:
    """The file of one journal, and beside it what was written last (`-wal`).

    `exists`: it is never made anew from now on.
    """

    path: Path
    exists: bool = False

    def __post_init__(self) -> None:
        self._log = self.path.with_name(f"{self.path.name}-wal")

    def watch(self, engine: Engine) -> None:
        """Looks when a connection is opened, taken from the pool, and right before it
        commits what it has written.

        At no other time: looking takes a twentieth of accepting a form, and what a lost
        file is told in between is not kept.
        """
        event.listen(engine, "do_connect", self._before_opening)
        event.listen(engine, "connect", self._opened)
        event.listen(engine, "checkout", self._taken)
        event.listen(engine, "commit", self._look)

    def _before_opening(self, *_: object) -> None:
        # SQLite would make an empty one, and a restored backup would meet it.
        if self.exists and not self.path.exists():
            raise JournalGone(f"{self.path} is gone")

    def _opened(self, _connection: object, record: Any) -> None:
        record.info[OPENED] = (_number(self.path), None)

    def _taken(self, _connection: object, record: Any, _proxy: object) -> None:
        if self._is_gone(record.info):
            raise DisconnectionError(f"{self.path} is another file now")

    def _look(self, connection: Connection) -> None:
        if connection.get_execution_options().get(READ_ONLY):
            return
        if self._is_gone(connection.info):
            raise JournalGone(f"{self.path} is gone, or another file now")

    def _is_gone(self, info: dict[Any, Any]) -> bool:
        opened, opened_log = info[OPENED]
        # The log is opened with the first transaction, and stays as
        # long as any connection does.
        log = _number(self._log)
        info[OPENED] = (opened, opened_log or log)
        return _number(self.path) != opened or (
            opened_log is not None and log != opened_log
        )


def _number(path: Path) -> tuple[int, int] | None:
    """What tells a file from another of the same name; None where there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
