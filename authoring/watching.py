"""A programme's folder while somebody writes in it: what changed is taken over as soon
as it has no mistakes.
"""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from core.clock import steady_seconds
from core.errors import ProgrammeError
from programme.folder import FOLDERS
from worker.folder import Folder, read_folder

MISTAKES = "hoja.mistakes"
"""Where a request finds the mistakes of the files as they stand now."""
# A page that is loaded again brings a dozen requests; one look at the folder serves
# them.
LOOK_SECONDS = 0.25
Signature = tuple[tuple[str, int, int], ...]


@dataclass
class WatchedFolder:
    """The newest state of a folder that had no mistakes, and those of the files now.

    Raises ProgrammeError where it begins with mistakes: nothing can be shown then.
    """

    path: Path
    folder: Folder = field(init=False)
    mistakes: str = ""
    signature: Signature = ()
    looked_at: float = float("-inf")

    def __post_init__(self) -> None:
        self.signature = signature(self.path)
        self.folder = read_folder(self.path)

    def take_over(self) -> bool:
        """Looks at the files, at most four times a second; True where there is a new
        programme.
        """
        if steady_seconds() - self.looked_at < LOOK_SECONDS:
            return False
        self.looked_at = steady_seconds()
        # Before reading: what is written meanwhile is seen at the next look.
        present = signature(self.path)
        if present == self.signature:
            return False
        self.signature = present
        try:
            self.folder = read_folder(self.path)
        except ProgrammeError as error:
            # The programme that was good goes on being served while somebody is in the
            # middle of an edit.
            self.mistakes = str(error)
            return False
        self.mistakes = ""
        return True


def signature(path: Path) -> Signature:
    """What tells one state of the files from another: names, sizes, times."""
    entries = []
    for name in FOLDERS:
        for file in sorted((path / name).rglob("*")):
            try:
                status = file.stat()
            except OSError:  # an editor has just put another one in its place
                continue
            entries.append((str(file), status.st_mtime_ns, status.st_size))
    return tuple(entries)


class Application(Protocol):
    """A WSGI application with its settings."""

    config: Any

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Answers one request."""


class WatchedApplication:
    """Answers with the newest programme that has no mistakes, and tells each page
    which mistakes the files have now.
    """

    def __init__(self, path: Path, build: Callable[[Folder], Application]) -> None:
        self.watched = WatchedFolder(path)
        self.build = build
        self.application = build(self.watched.folder)
        self.lock = threading.Lock()

    @property
    def config(self) -> Any:
        """The settings of the application as it is now."""
        return self.application.config

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Answers one request; one at a time looks at the files."""
        with self.lock:
            if self.watched.take_over():
                self.application = self.build(self.watched.folder)
            environ[MISTAKES] = self.watched.mistakes
            application = self.application
        return application(environ, start_response)
