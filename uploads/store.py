"""Files that people sent: the original, untouched, and for staff a
picture to look at beside it.
"""

import io
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO

from journal.forms.submissions import Upload
from uploads import opening
from uploads.media_types import MediaType
from uploads.storage import Storage, storage_at

MEGABYTE = 2**20
CHUNK = 2**16
SHOWN = ".shown.jpg"
"""What stands behind the name of a file in that of the picture that staff are shown."""
SMALL = ".small.jpg"
"""The same of the small one beside its words."""


@dataclass(frozen=True)
class Store:
    """Where files are kept: a folder or a bucket, by UPLOADS_URL. `most_bytes`: the
    largest file that is taken.
    """

    url: str
    most_bytes: int
    storage: Storage = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "storage", storage_at(self.url))

    def write(self, id: str, stream: IO[bytes]) -> None:
        """Keeps a file as it is, on disk when this returns.

        Raises OSError, and then nothing of it is left.
        """
        # In pieces: several photos of 15 MB at once must not stand in memory.
        self.storage.write(id, _chunks(stream))

    def open(self, id: str) -> IO[bytes]:
        """A kept file for reading. Raises FileNotFoundError."""
        return self.storage.open(id)

    def remove(self, id: str) -> None:
        """Takes a file away, with what was made of it."""
        self.storage.remove(id)
        self.storage.remove(f"{id}{SHOWN}")
        self.storage.remove(f"{id}{SMALL}")

    def shown(self, upload: Upload) -> IO[bytes]:
        """A picture for staff to look at: upright, JPEG, without location; made at
        the first look, and kept.

        Raises FileNotFoundError, opening.CannotBeOpenedError.
        """
        name = f"{upload.id}{SHOWN}"
        with suppress(FileNotFoundError):
            return self.storage.open(name)
        with self.open(upload.id) as original:
            picture = opening.shown_picture(
                original.read(), MediaType(upload.media_type)
            )
        return self._kept(name, picture)

    def small(self, upload: Upload) -> IO[bytes]:
        """That picture in small, made at the first look, and kept.

        Raises as `shown` does.
        """
        name = f"{upload.id}{SMALL}"
        with suppress(FileNotFoundError):
            return self.storage.open(name)
        with self.shown(upload) as shown:
            picture = opening.small_picture(shown.read())
        return self._kept(name, picture)

    def _kept(self, name: str, picture: bytes) -> IO[bytes]:
        # Two who look at once both make it, and only one writes it; and a full disk
        # must not keep staff from looking.
        with suppress(OSError):
            self.storage.write(name, [picture])
        return io.BytesIO(picture)

    def as_one_pdf(self, uploads: Sequence[Upload]) -> bytes:
        """Pictures and PDFs as one PDF, in their order. Raises as `shown` does."""
        return opening.one_pdf([self._pages(upload) for upload in uploads])

    def _pages(self, upload: Upload) -> bytes:
        is_pdf = upload.media_type == MediaType.pdf
        with self.open(upload.id) if is_pdf else self.shown(upload) as file:
            return file.read()


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    while chunk := stream.read(CHUNK):
        yield chunk
