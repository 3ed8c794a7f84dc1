"""A worker that is cut off: run as a program, it forks a worker for
each number on its input.

The worker runs `--once` and kills itself (SIGKILL) at that boundary: right before a
commit of the journal (odd numbers) or right after it (even ones). Answers "killed" or
"done" or "unfinished" for each.
"""

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from sqlalchemy.engine import Connection

from core.settings import Settings, read
from journal.database import Journal
from worker.context import open_worker
from worker.folder import Folder, read_folder
from worker.loop import Loop

CALL_LIMIT, SERVER_LIMIT, MAIL_LIMIT = 1.0, 1.0, 1.5
DONE, UNFINISHED = 0, 3
NEVER = 10**9
PAUSE = 0.05


class CutOff(Journal):
    """A journal at whose n-th boundary the process ends as if somebody pulled the
    plug.
    """

    def __init__(self, url: str, boundary: int) -> None:
        super().__init__(url)
        self.left = boundary

    @contextmanager
    def write(self) -> Iterator[Connection]:
        with super().write() as connection:
            yield connection
            self._boundary()
        self._boundary()

    def _boundary(self) -> None:
        self.left -= 1
        if self.left == 0:
            self.end()

    def end(self) -> None:
        os.kill(os.getpid(), signal.SIGKILL)


def settings_of(environ: dict[str, str]) -> Settings:
    return replace(
        read(environ),
        call_limit=CALL_LIMIT,
        server_limit=SERVER_LIMIT,
        mail_limit=MAIL_LIMIT,
    )


def run(settings: Settings, folder: Folder, boundary: int) -> int:
    journal = CutOff(settings.database_url, NEVER)
    office = open_worker(settings, folder, journal)
    # the one before was killed with it
    if not office.sync.lease.take_waiting(lambda: time.sleep(PAUSE)):
        return UNFINISHED
    journal.left = boundary
    return DONE if Loop(office).once() else UNFINISHED


def main() -> None:
    settings = settings_of(dict(os.environ))
    folder = read_folder(Path(settings.programme_dir))
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            os._exit(run(settings, folder, int(line)))
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            print(
                "killed"
                if os.WTERMSIG(status) == signal.SIGKILL
                else f"signal {os.WTERMSIG(status)}",
                flush=True,
            )
        else:
            print(
                {DONE: "done", UNFINISHED: "unfinished"}.get(
                    os.WEXITSTATUS(status), "failed"
                ),
                flush=True,
            )


if __name__ == "__main__":
    main()
