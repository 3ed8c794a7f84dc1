"""The journal and all files that people sent, as one archive: made in one moment, and
put back into an empty installation.
"""

import io
import json
import re
import tarfile
import tempfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any, cast

from backups.encryption import MAGIC, Opening, Sealing
from core.errors import Refused
from core.links import Links
from core.logs import effect
from core.settings import Settings
from journal import backup
from journal.database import Journal
from uploads.storage import storage_at

# A backup of another format is refused, not guessed at.
FORMAT = 1
MANIFEST, TABLES, FILES, END = "manifest.json", "journal", "uploads", "end.json"
ROWS, SEALED = ".jsonl", ".enc"
OURS = re.compile(
    rf"{re.escape(MANIFEST)}|{re.escape(END)}|{TABLES}/[a-z_]+{re.escape(ROWS)}|{FILES}/[0-9a-zA-Z_-]+"
)
"""What is called so can be put nowhere but where it belongs."""
# Larger parts go to disk meanwhile: a backup must not need the memory that the
# database needs.
IN_MEMORY = 8 * 2**20
CHUNK = 2**20
PROBE = "backup"
"""What the secret is tried on: links, and the digests of erased people, are good with
the same SECRET_KEY only.
"""


@dataclass(frozen=True)
class Backup:
    """A backup that was made, or put back.

    `rows`: table → how many; `missing`: files that the journal names and nobody has.
    """

    name: str
    made_at: str
    rows: Mapping[str, int]
    files: int
    missing: int = 0
    size: int = 0
    same_secret: bool = True


def make_backup(
    settings: Settings, journal: Journal, url: str, now: datetime
) -> Backup:
    """Makes a backup in a folder or bucket; it is there whole, or not at all.

    Raises OSError.
    """
    name = f"hoja-{now:%Y%m%dT%H%M%SZ}.tar.gz" + (SEALED if settings.backup_key else "")
    with tempfile.TemporaryFile() as file:
        sealing = None
        if settings.backup_key:
            sealing = Sealing(file, settings.backup_key)
        stream = cast("IO[bytes]", sealing or file)
        archive = _write(settings, journal, stream, name, now)
        if sealing:
            sealing.close()
        size = file.tell()
        file.seek(0)
        # Whoever names /tmp, or a disk for backups of many things, wants
        # it to stay open to others.
        storage_at(url, is_own=False).write(name, iter(lambda: file.read(CHUNK), b""))
    effect("backup", "made", rows=sum(archive.rows.values()), files=archive.files)
    return Backup(
        name, archive.made_at, archive.rows, archive.files, archive.missing, size
    )


def _write(
    settings: Settings, journal: Journal, stream: IO[bytes], name: str, now: datetime
) -> Backup:
    files = 0
    missing = 0
    counts = dict[str, int]()
    store = storage_at(settings.uploads_url)
    with (
        tarfile.open(fileobj=stream, mode="w|gz") as archive,
        journal.frozen() as connection,
    ):
        manifest = {
            "format": FORMAT,
            "revision": journal.revision(),
            "made_at": now.isoformat(timespec="seconds"),
        }
        manifest["secret"] = _mark(settings)
        _add(archive, MANIFEST, [json.dumps(manifest).encode()])
        for table in backup.tables():
            rows = backup.rows_of(connection, table)
            counts[table] = _add(
                archive, f"{TABLES}/{table}{ROWS}", (_line(row) for row in rows)
            )
        # Files are kept before the journal names them: what it names at this moment is
        # there, unless it was erased since.
        for row in backup.rows_of(connection, "uploads"):
            try:
                with store.open(row["id"]) as content:
                    _add(
                        archive,
                        f"{FILES}/{row['id']}",
                        iter(lambda: content.read(CHUNK), b""),
                    )
                files += 1
            except FileNotFoundError:
                # Erased since the journal was read: a backup has what is still there,
                # and says how much is not.
                missing += 1
        # Without it, a file that was cut off between two entries would look whole.
        _add(archive, END, [json.dumps({"rows": counts, "files": files}).encode()])
    return Backup(name, str(manifest["made_at"]), counts, files, missing)


def _line(row: Mapping[str, Any]) -> bytes:
    return json.dumps(row, ensure_ascii=False).encode() + b"\n"


def _add(archive: tarfile.TarFile, name: str, chunks: Iterable[bytes]) -> int:
    """Adds a file whose length is known only at its end; gives
    of how many chunks it was.
    """
    count = 0
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as content:
        for chunk in chunks:
            content.write(chunk)
            count += 1
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = content.tell(), 0o600
        content.seek(0)
        archive.addfile(entry, content)
    return count


def put_back(settings: Settings, journal: Journal, url: str) -> Backup:
    """Makes an empty installation what a backup says (`url`: of the file).

    1. All of it is read and checked. Raises Refused, and then nothing was done.
    2. The files are put back, which does no harm twice.
    3. The journal is, in one transaction: whatever stops before its end, the same
       command does all of it again.
    """
    _folder, _slash, name = url.rpartition("/")
    with _archive(settings, url) as archive:
        _check(archive, name)
    backup.must_be_empty(journal)
    with _archive(settings, url) as archive:
        files = _put_files(settings, archive)
    with _archive(settings, url) as archive:
        return _put_rows(settings, journal, archive, name, files)


@contextmanager
def _archive(settings: Settings, url: str) -> Iterator[tarfile.TarFile]:
    """The archive of a backup, to be read once from its beginning."""
    folder, _slash, name = url.rpartition("/")
    try:
        file = storage_at(folder or ".").open(name)
    except FileNotFoundError as error:
        raise Refused(f"there is no backup at {url}") from error
    with file:
        try:
            with tarfile.open(fileobj=_content(settings, file), mode="r|gz") as archive:
                yield archive
        except (
            tarfile.TarError,
            EOFError,
            KeyError,
            json.JSONDecodeError,
            zlib.error,
        ) as error:
            raise Refused(
                f"{name} is no whole backup of ours: {type(error).__name__}"
            ) from error


def _check(archive: tarfile.TarFile, name: str) -> None:
    """Reads all of it before anything is done: a backup that is cut off or damaged must
    not leave half an installation.
    """
    last = b""
    for entry in archive:
        if not entry.isfile() or not OURS.fullmatch(entry.name):
            raise Refused(f"{name} is no backup of ours: it holds “{entry.name}”")
        content = archive.extractfile(entry)
        if (
            entry.name == MANIFEST
            and content is not None
            and json.load(content).get("format") != FORMAT
        ):
            raise Refused(
                f"{name} was made by a newer program; restore it with that one"
            )
        while content is not None and (chunk := content.read(CHUNK)):
            if entry.name == END:
                last = chunk
            else:
                last = b""
    if not last:
        raise Refused(f"{name} is no whole backup of ours: its end is missing")


def _content(settings: Settings, file: IO[bytes]) -> IO[bytes]:
    """What stands in a file, opened where it is sealed."""
    beginning = file.read(len(MAGIC))
    if beginning != MAGIC:
        # Whoever can write into the folder could put a journal of their own there.
        if settings.backup_key:
            raise Refused(
                "the backup is not encrypted, so anybody may have made it: to trust it, leave out BACKUP_KEY"
            )
        file.seek(0)
        return file
    if not settings.backup_key:
        raise Refused(
            "the backup is encrypted: set BACKUP_KEY to what it was made with"
        )
    return cast("IO[bytes]", Opening(file, settings.backup_key))


def _put_files(settings: Settings, archive: tarfile.TarFile) -> int:
    """Puts the files that people sent into their store; gives how many."""
    store = storage_at(settings.uploads_url)
    files = 0
    for entry in archive:
        content = archive.extractfile(entry)
        if entry.name.startswith(f"{FILES}/") and content is not None:
            store.write(entry.name.removeprefix(f"{FILES}/"), _chunks(content))
            files += 1
    return files


def _chunks(content: IO[bytes]) -> Iterator[bytes]:
    while chunk := content.read(CHUNK):
        yield chunk


def _put_rows(
    settings: Settings,
    journal: Journal,
    archive: tarfile.TarFile,
    name: str,
    files: int,
) -> Backup:
    entries = iter(archive)
    manifest = json.loads(_bytes(archive, next(entries, None)))
    counts = backup.restore(journal, manifest["revision"], _tables(archive, entries))
    return Backup(
        name,
        manifest["made_at"],
        counts,
        files,
        same_secret=manifest["secret"] == _mark(settings),
    )


def _tables(
    archive: tarfile.TarFile, entries: Iterator[tarfile.TarInfo]
) -> Iterator[tuple[str, Iterator[dict[str, Any]]]]:
    """The tables with their rows, in the order of the archive."""
    for entry in entries:
        if not entry.name.startswith(f"{TABLES}/"):
            return
        yield (
            entry.name.removeprefix(f"{TABLES}/").removesuffix(ROWS),
            _rows(archive, entry),
        )


def _rows(archive: tarfile.TarFile, entry: tarfile.TarInfo) -> Iterator[dict[str, Any]]:
    content = archive.extractfile(entry)
    assert content is not None
    for line in io.BufferedReader(cast("Any", content)):
        yield json.loads(line)


def _bytes(archive: tarfile.TarFile, entry: tarfile.TarInfo | None) -> bytes:
    content = None
    # The library raises KeyError for a link whose target is not in the archive.
    with suppress(KeyError):
        if entry is not None:
            content = archive.extractfile(entry)
    if content is None:
        raise Refused("this is no backup of ours: it does not say what is in it")
    return content.read()


def _mark(settings: Settings) -> str:
    return Links(settings.secret_key, settings.public_url).log_mark(PROBE)
