"""Files that come with a form: examined, kept as *pending*, and carried along by the
page until a submission refers to them.
"""

import errno
import hashlib
import logging
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import IO

from werkzeug.datastructures import FileStorage

from core.ids import new_id
from core.links import Links
from core.texts import mark as _
from fieldtypes.errors import NotUnderstoodError
from journal.database import Journal
from journal.forms import recent_uploads
from journal.forms.recent_uploads import RecentUpload
from journal.forms.submissions import Upload
from programme.model import Limits
from programme.models.forms import FormField
from uploads.kinds import HEAD, media_type, name_by_content, plain_name
from uploads.opening import TRY_AGAIN, ExaminerBusyError, examine
from uploads.recordings import check_recording
from uploads.scanner import Scanner
from uploads.store import CHUNK, MEGABYTE, Store

log = logging.getLogger("hoja.forms")
PURPOSE = "upload"
DAY = timedelta(days=1)
"""How long a file waits for its submission, and what a quota looks back upon."""
NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
STALE = _(
    "“{name}” could not be kept, because this page had been open for long. Please add it again."
)
GONE = _(
    "“{name}” had waited here for more than a day and was taken away. Please add it again."
)
FULL = _(
    "There is no room for files at the moment: “{name}” was not kept. Please add it later; without it the form can be sent."
)
QUOTA = _(
    "So many files came today that “{name}” could not be kept. Please add it tomorrow; without it the form can be sent."
)
FAILED = _(
    "“{name}” could not be kept, through no fault of yours. Please add it again in a while."
)


@dataclass(frozen=True)
class PendingUploads:
    """The files of one request.

    `is_public`: it came without a signed link and without signing in, or changes what
    came so.
    """

    store: Store
    journal: Journal
    links: Links
    limits: Limits
    form: str
    is_public: bool
    now: datetime
    scanner: Scanner = field(default_factory=Scanner)

    def keep(
        self, files: Iterable[FileStorage], field: FormField
    ) -> tuple[list[str], list[NotUnderstoodError]]:
        """Keeps what can be kept: signed tokens that the page carries on, and
        what was wrong with the rest.
        """
        tokens: list[str] = []
        errors: list[NotUnderstoodError] = []
        for file in files:
            # One file that holds up the examiner is enough: no request holds a thread
            # for the sum of all its files.
            if errors and isinstance(errors[-1], ExaminerBusyError):
                errors.append(
                    ExaminerBusyError(TRY_AGAIN, name=plain_name(file.filename or ""))
                )
                continue
            try:
                tokens.append(self.token(self._keep(file, field)))
            except NotUnderstoodError as error:
                errors.append(error)
        return tokens, errors

    def token(self, upload: Upload) -> str:
        """By which a page carries a file along."""
        return self.links.sign(PURPOSE, asdict(upload))

    def of_tokens(
        self, tokens: Sequence[str], field: str
    ) -> tuple[dict[str, Upload], list[NotUnderstoodError]]:
        """Token → file, of the tokens that are ours and for this question; and what to
        say of files that were swept.
        """
        uploads = {}
        for token in tokens:
            data = self.links.read(PURPOSE, token)
            if isinstance(data, dict) and data.get("field") == field:
                uploads[token] = Upload(**data)
        if not uploads:
            return {}, []
        with self.journal.read() as connection:
            usable = recent_uploads.usable(
                connection, [upload.id for upload in uploads.values()]
            )
        problems = []
        for upload in uploads.values():
            if upload.id not in usable:
                problems.append(NotUnderstoodError(GONE, name=upload.name))
        return {
            token: upload for token, upload in uploads.items() if upload.id in usable
        }, problems

    def _keep(self, file: FileStorage, field: FormField) -> Upload:
        """One file, on disk when this returns.

        Raises NotUnderstoodError with the reason why it is not kept.
        """
        name = plain_name(file.filename or "")
        size = _size(file.stream)
        if size > self.store.most_bytes:
            raise NotUnderstoodError(
                _("“{name}” is larger than {most} MB. A photo is enough."),
                name=name,
                most=str(self.store.most_bytes // MEGABYTE),
            )
        kind = media_type(file.stream.read(HEAD), name, field.field_type.media)
        file.stream.seek(0)
        if kind.is_recording:
            check_recording(file.stream.read(), kind, name)
        else:
            examine(file.stream.read(), kind, name)
        if self.scanner.url:
            file.stream.seek(0)
            self.scanner.check(file.stream.read(), name)
        upload = Upload(
            new_id(),
            field.name,
            name_by_content(name, kind),
            kind.value,
            size,
            _sha256(file.stream),
        )
        # The order of these writes is told in journal/forms/recent_uploads.py.
        self._reserve(upload)
        self._write(upload, file.stream)
        return upload

    def _reserve(self, upload: Upload) -> None:
        """Keeps that a file is about to be written, as far as the quotas go."""
        recent = RecentUpload(
            upload.id, self.form, self.is_public, upload.bytes, self.now
        )
        most_of_day = self.limits.upload_megabytes_per_day * MEGABYTE
        most_pending = self.limits.upload_megabytes_pending * MEGABYTE
        with self.journal.write() as connection:
            of_day = recent_uploads.bytes_of_form(
                connection, self.form, self.is_public, self.now - DAY
            )
            if of_day + upload.bytes > most_of_day:
                raise NotUnderstoodError(QUOTA, name=upload.name)
            if (
                recent_uploads.pending_bytes(connection, self.is_public) + upload.bytes
                > most_pending
            ):
                raise NotUnderstoodError(FULL, name=upload.name)
            recent_uploads.reserve(connection, recent)

    def _write(self, upload: Upload, stream: IO[bytes]) -> None:
        stream.seek(0)
        try:
            self.store.write(upload.id, stream)
        except OSError as error:
            # Before the journal's commit: a receipt must never name a file
            # that a power cut can take.
            log.error("a file cannot be kept: %s", error.strerror or error)  # noqa: TRY400 - the trace tells no more
            with self.journal.write() as connection:
                recent_uploads.release(connection, upload.id)
            raise NotUnderstoodError(
                FULL if error.errno in NO_ROOM else FAILED, name=upload.name
            ) from error


def sweep(store: Store, journal: Journal, now: datetime) -> bool:
    """Removes the files to which no submission has referred within a day;
    True where there were any.
    """
    before = now - DAY
    with journal.write() as connection:
        ids = recent_uploads.take_old(connection, before)
    # Only now that no submission can refer to them any more.
    for id in ids:
        store.remove(id)
    with journal.write() as connection:
        recent_uploads.forget(connection, ids, before)
    return bool(ids)


def _size(stream: IO[bytes]) -> int:
    """What has come, not what the browser says it sent."""
    size = stream.seek(0, 2)
    stream.seek(0)
    return size


def _sha256(stream: IO[bytes]) -> str:
    sha256 = hashlib.sha256()
    stream.seek(0)
    while chunk := stream.read(CHUNK):
        sha256.update(chunk)
    return sha256.hexdigest()
