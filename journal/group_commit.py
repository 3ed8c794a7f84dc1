"""Committing in groups: what several threads want to keep at the same moment goes
to disk in one transaction.

A durable commit waits for the disk; the ones that arrive meanwhile wait for
that, and then share the next. Nobody is told that their part is kept before the
commit that holds it has ended.
"""

import threading
from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Generic, TypeVar, cast

from sqlalchemy.engine import Connection

T = TypeVar("T")


@dataclass
class Part(Generic[T]):
    """What one thread wants to keep, and how that ended.

    `turn`: set when the thread may go on.
    """

    work: Callable[[Connection], T]
    done: bool = False
    turn: threading.Event = field(default_factory=threading.Event)
    value: T | None = None
    error: BaseException | None = None

    def result(self) -> T:
        """What the work gave, once it is kept; raises what it raised."""
        if self.error is not None:
            raise self.error
        return cast("T", self.value)


class GroupCommit:
    """Runs the parts of many threads in shared transactions of `write`."""

    def __init__(self, write: Callable[[], AbstractContextManager[Connection]]) -> None:
        self._write = write
        self._lock = threading.Lock()
        self._waiting: deque[Part[object]] = deque()
        self._busy = False

    def keep(self, work: Callable[[Connection], T]) -> T:
        """Runs the work in a transaction and gives its value when that is on disk.

        Another's error is not ours.
        """
        part: Part[T] = Part(work)
        with self._lock:
            self._waiting.append(cast("Part[object]", part))
            if not self._busy:
                self._busy = True
                part.turn.set()
        part.turn.wait()
        if not part.done:  # else whoever committed before us took ours along
            self._commit_waiting()
        return part.result()

    def _commit_waiting(self) -> None:
        with self._lock:
            parts = list(self._waiting)
            self._waiting.clear()
        try:
            self._commit(parts)
        finally:
            for part in parts:
                if not part.done:  # the process is being stopped: nobody may believe that theirs was kept
                    part.error, part.done = (
                        RuntimeError("not kept: stopped while committing"),
                        True,
                    )
            # Whoever waits longest commits next, and takes
            # along all who came meanwhile.
            with self._lock:
                self._busy = bool(self._waiting)
                following = None
                if self._waiting:
                    following = self._waiting[0]
            if following:
                following.turn.set()
            for part in parts:
                part.turn.set()

    def _commit(self, parts: list[Part[object]]) -> None:
        """All parts in one transaction; where one of them fails, each in
        a transaction of its own.
        """
        try:
            with self._write() as connection:
                values = [part.work(connection) for part in parts]
        except Exception as error:  # noqa: BLE001 - handed to the thread whose part it is
            if len(parts) == 1:
                parts[0].error = error
                parts[0].done = True
            else:
                for part in parts:
                    self._commit([part])
            return
        for part, value in zip(parts, values, strict=True):
            part.value = value
            part.done = True
