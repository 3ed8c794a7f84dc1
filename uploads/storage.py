"""Where files lie: a folder on a disk, or a bucket.

What `write` has returned from outlasts a power cut.
"""

import errno
import os
import shutil
import stat
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Protocol

import fsspec
from fsspec.implementations.local import LocalFileSystem

PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700
PART = ".part"
RESERVE = 256 * 2**20
"""Bytes of the disk that files never take: the journal is to go on
where no photo fits any more.
"""


class Storage(Protocol):
    """A place for files, by name."""

    def write(self, name: str, chunks: Iterable[bytes]) -> None:
        """Makes a new file, durable when this returns.

        Raises OSError, and then nothing of it is left.
        """

    def open(self, name: str) -> IO[bytes]:
        """A file for reading. Raises FileNotFoundError."""

    def remove(self, name: str) -> None:
        """Takes a file away; one that is not there is no error."""


def storage_at(url: str, *, is_own: bool = True) -> Storage:
    """The storage that an address names.

    `is_own`: a folder is ours alone, and is shut where others can look into it.
    """
    filesystem, path = fsspec.core.url_to_fs(url, auto_mkdir=True)
    if isinstance(filesystem, LocalFileSystem):
        return Folder(Path(path), is_own)
    return Bucket(filesystem, path.rstrip("/"))


@dataclass(frozen=True)
class Folder:
    """A folder that nobody but its owner can look into; or one of others, whose files
    alone nobody else can read.
    """

    path: Path
    is_own: bool = True

    def write(self, name: str, chunks: Iterable[bytes]) -> None:
        """Makes a new file; it, and that it is in the folder, is on
        the disk when this returns.
        """
        self._prepare()
        # Under another name until it is whole, so that nobody reads half of it;
        # unreadable for others from the first moment.
        part = self.path / f"{name}{PART}"
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
        try:
            with os.fdopen(descriptor, "wb") as file:
                for chunk in chunks:
                    file.write(chunk)
                file.flush()
                # A disk that cannot keep it often says so only here. Asked
                # again it would say yes: the kernel reports an error once,
                # so there is no second try.
                os.fsync(file.fileno())
            part.replace(self.path / name)
            _sync_folder(self.path)
        except BaseException:
            # Half a file on a full disk would keep the disk full.
            self.remove(name)
            raise

    def open(self, name: str) -> IO[bytes]:
        """A file for reading."""
        return (self.path / name).open("rb")

    def remove(self, name: str) -> None:
        """Takes a file away."""
        for path in (self.path / name, self.path / f"{name}{PART}"):
            path.unlink(missing_ok=True)

    def _prepare(self) -> None:
        """Makes the folder; shuts one that an earlier version left open to others."""
        if not self.path.exists():
            self.path.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
            _sync_folder(self.path.parent)
        mode = stat.S_IMODE(self.path.stat().st_mode)
        if self.is_own and mode & stat.S_IRWXO:
            # somebody else's folder, who decides about it
            with suppress(PermissionError):
                self.path.chmod(mode & ~stat.S_IRWXO)
        if shutil.disk_usage(self.path).free < RESERVE:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@dataclass(frozen=True)
class Bucket:
    """Whatever else fsspec reaches.

    It has no descriptor to sync: what it has answered for, it keeps.
    """

    filesystem: Any
    root: str

    def write(self, name: str, chunks: Iterable[bytes]) -> None:
        """Makes a new file; the bucket has answered for it when the file is closed."""
        try:
            with self.filesystem.open(self._path(name), "wb") as file:
                for chunk in chunks:
                    file.write(chunk)
        except BaseException:
            self.remove(name)
            raise

    def open(self, name: str) -> IO[bytes]:
        """A file for reading."""
        opened: IO[bytes] = self.filesystem.open(self._path(name), "rb")
        return opened

    def remove(self, name: str) -> None:
        """Takes a file away."""
        with suppress(FileNotFoundError):
            self.filesystem.rm_file(self._path(name))

    def _path(self, name: str) -> str:
        return f"{self.root}/{name}"


def _sync_folder(path: Path) -> None:
    """Without this a power cut may leave the bytes of a file on the
    disk and its name nowhere.
    """
    if os.name == "nt":  # Windows opens no folders, and writes names by itself
        return
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
