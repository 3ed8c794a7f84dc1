"""Files that people send: checked by content and name, kept under names of our own before anything else happens."""

import hashlib
import os
import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import IO, Any

import filetype
import fsspec
from werkzeug.datastructures import FileStorage

from core.ids import new_id
from core.links import Links
from core.texts import mark as _
from journal.submissions import Upload
from programme.values import NotUnderstoodError

ALLOWED = {
    "image/jpeg": ("jpg", "jpeg", "jpe", "jfif"),
    "image/png": ("png",),
    "image/heic": ("heic", "heif"),
    "application/pdf": ("pdf",),
}
MEGABYTE = 2**20
HEAD = 8192
LONGEST_NAME = 120
PURPOSE = "upload"


@dataclass(frozen=True)
class Store:
    """Where files are kept: a folder or a bucket, by UPLOADS_URL."""

    url: str
    most_bytes: int

    def keep(self, uploaded: FileStorage, field: str) -> Upload:
        """Keeps a file, on disk when this returns. Raises NotUnderstoodError where it is not one that we take."""
        name = _plain_name(uploaded.filename or "")
        media_type = _media_type(uploaded, name)
        id, sha256, size = new_id(), hashlib.sha256(), 0
        try:
            # In pieces: several photos of 15 MB at once must not stand in memory.
            with self._open(id, "wb") as file:
                while size <= self.most_bytes and (chunk := uploaded.stream.read(2**16)):
                    size += len(chunk)
                    sha256.update(chunk)
                    file.write(chunk)
                # Before the journal's commit: a receipt must never name a file that a power cut has taken.
                _sync(file)
        except BaseException:
            # Half a file on a full disk would keep the disk full.
            self._forget(id)
            raise
        # The declared length may be wrong or missing, so what has come is counted.
        if size > self.most_bytes:
            self._forget(id)
            megabytes = str(self.most_bytes // MEGABYTE)
            raise NotUnderstoodError(
                _("“{name}” is larger than {most} MB. A photo is enough."), name=name, most=megabytes
            )
        return Upload(id, field, name, media_type, size, sha256.hexdigest())

    def open(self, id: str) -> IO[bytes]:
        """A kept file for reading. Raises FileNotFoundError."""
        opened: IO[bytes] = self._open(id, "rb")
        return opened

    def _forget(self, id: str) -> None:
        with suppress(OSError):
            self._filesystem().rm(self._path(id))

    def _open(self, id: str, mode: str) -> Any:
        return self._filesystem().open(self._path(id), mode)

    def _filesystem(self) -> Any:
        return fsspec.core.url_to_fs(self.url, auto_mkdir=True)[0]

    def _path(self, id: str) -> str:
        return f"{fsspec.core.url_to_fs(self.url)[1].rstrip('/')}/{id}"


def keep_uploads(
    store: Store, links: Links, uploaded_files: Iterable[FileStorage], field: str
) -> tuple[list[str], list[NotUnderstoodError]]:
    """Keeps what can be kept: signed tokens that the form carries on, and what was wrong with the rest."""
    tokens, errors = [], []
    for file in uploaded_files:
        if not file.filename:
            continue
        try:
            tokens.append(links.sign(PURPOSE, asdict(store.keep(file, field))))
        except NotUnderstoodError as error:
            errors.append(error)
    return tokens, errors


def uploads_of_tokens(links: Links, tokens: Iterable[str], field: str) -> dict[str, Upload]:
    """Token → file, of the tokens that are ours and for this question."""
    uploads = {}
    for token in tokens:
        data = links.read(PURPOSE, token)
        if isinstance(data, dict) and data.get("field") == field:
            uploads[token] = Upload(**data)
    return uploads


def _plain_name(name: str) -> str:
    """The last part of a name, without what controls or turns the direction of writing."""
    # Some browsers send the whole path, those of Windows with backslashes.
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")[-LONGEST_NAME:] or "file"


def _media_type(uploaded: FileStorage, name: str) -> str:
    """What a file is by its first bytes; its name must say the same."""
    head = uploaded.stream.read(HEAD)
    uploaded.stream.seek(0)
    kind = filetype.guess(head)
    media_type = kind.mime if kind else ""
    ending = name.rpartition(".")[2].lower()
    if not head:
        raise NotUnderstoodError(_("“{name}” is empty. Please choose it again."), name=name)
    # Both must agree: a program named photo.jpg would be opened by its content, one named photo.exe by its name.
    if ending not in ALLOWED.get(media_type, ()):
        raise NotUnderstoodError(_("“{name}” is not a photo (JPEG, PNG, HEIC) or a PDF."), name=name)
    return str(media_type)


def _sync(file: Any) -> None:
    """On disk, not only on its way there; a bucket keeps what it has answered for."""
    file.flush()
    try:
        os.fsync(file.fileno())
    # Files of a bucket have no descriptor to sync; they are durable when the upload has been answered.
    except (AttributeError, OSError, ValueError):
        return
