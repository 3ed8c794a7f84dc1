"""One process at a time works with what a folder holds."""

import os
import sys
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

NAME = "running.lock"
BEYOND = 1 << 20
"""The byte that is locked on Windows, where a locked one cannot be read:
far behind what is written.
"""


class ProcessLock:
    """A lock on a folder.

    The system gives it back when the process ends, however it ends.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = (folder / NAME).open("a+", encoding="utf-8")

    def take(self) -> bool:
        """Whether it is ours now."""
        try:
            _lock(self._file.fileno())
        except OSError:
            # Somebody else has it. The system takes it away when a process ends,
            # however it ends.
            return False
        return True

    def note(self, text: str) -> None:
        """Writes who has it, for whoever comes next."""
        self._file.truncate(0)
        self._file.write(text)
        self._file.flush()

    def owner(self) -> str:
        """What the one who has it has written; "" where that cannot be read."""
        with suppress(OSError):
            self._file.seek(0)
            return self._file.read().strip()
        return ""

    def fileno(self) -> int:
        """The file's number: a process that inherits it holds the lock, too."""
        return self._file.fileno()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        way: TracebackType | None,
    ) -> None:
        self._file.close()


if sys.platform != "win32":
    import fcntl

    def _lock(number: int) -> None:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)

else:
    import msvcrt

    def _lock(number: int) -> None:
        os.lseek(number, BEYOND, os.SEEK_SET)
        msvcrt.locking(number, msvcrt.LK_NBLCK, 1)
