"""Accepting what somebody sent: the commit here is the promise that the receipt
makes.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from core.batches import batches
from core.clock import local_date
from core.ids import new_reference
from journal import visible_references
from journal.database import Journal
from journal.forms import recent_uploads
from journal.rows import all_rows, as_columns, first_row, insert_new, select_rows
from journal.schema import (
    deliveries,
    form_versions,
    known_records,
    submission_rows,
    submissions,
    uploads,
)
from journal.schema import uploads as uploads_rows
from journal.states import DeliveryState, Origin
from programme.models.forms import Form
from programme.records.record import Value

# A drawn reference may be taken; so often in a row only where something is wrong.
CLASHES = 20
AT_ONCE = 500
"""Ids in one query."""
ANSWER_KEY = "link-"
"""How the key of an answer begins that a link asks for by itself."""
ATTENDANCE_KEY = "came-"
"""How the key of a meeting's list begins, of which there is one."""
OWN_KEYS = (ANSWER_KEY, ATTENDANCE_KEY)
"""How the keys begin that say what they are for.

No browser can send such a key: it would be accepted in place of that.
"""
# `inline`: nobody asks for the keys that the database gave, and looking for them costs
# a tenth of an acceptance.
INSERT_DELIVERY, INSERT_UPLOAD = (
    sa.insert(deliveries).inline(),
    sa.insert(uploads).inline(),
)
# Only where no row in the sheet has the reference: asked in the same statement, because
# a question costs as much again.
TAKEN = sa.exists().where(
    known_records.c.table == sa.bindparam("table"),
    known_records.c.reference == sa.bindparam("reference"),
)
INSERT_SUBMISSION = (
    sa.insert(submissions)
    .from_select(
        submissions.c.keys(),
        sa.select(
            *(sa.bindparam(column.name, type_=column.type) for column in submissions.c)
        ).where(~TAKEN),
    )
    .inline()
    .execution_options(preserve_rowcount=True)
)

COUNT_OF_FORM = (
    sa.select(sa.func.count())
    .select_from(submissions)
    .where(
        submissions.c.form == sa.bindparam("form"),
        ~sa.exists().where(
            known_records.c.reference == submissions.c.reference,
            known_records.c.gone_at.is_not(None),
        ),
    )
)


@dataclass(frozen=True)
class Upload:
    """A stored file: `id` is its name in the store, `name` what the
    sender's device called it.
    """

    id: str
    field: str
    name: str
    media_type: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class SubmissionRow:
    """One more row that a submission becomes.

    `parent`: its column for the reference of the submission's own row, or "";
    `uploads`: the ids of the files that belong to this row alone; `repeat`, `key`:
    which repetition it is.
    """

    table: str
    prefix: str
    parent: str
    values: Mapping[str, Value]
    uploads: tuple[str, ...] = ()
    repeat: str | None = None
    key: int | None = None


@dataclass(frozen=True)
class Submission:
    """What somebody sent.

    `key`: the form's one-time key; `answers`: as typed; `values`: the row's canonical
    values; `origin`: who could send it; `rows`: those that it becomes beside its own.
    """

    key: str
    digest: str
    form: str
    version: str
    language: str
    table: str
    prefix: str
    answers: Mapping[str, object]
    values: Mapping[str, Value]
    consent: Mapping[str, object]
    entered: Mapping[str, object]
    uploads: Sequence[Upload] = field(default=())
    origin: Origin = Origin.link
    rows: Sequence[SubmissionRow] = field(default=())


@dataclass(frozen=True)
class StoredSubmission:
    """An accepted submission.

    `answers`: as typed; `entered`: who typed it in for somebody else, and how it came;
    `origin`: who could send it.
    """

    reference: str
    key: str
    digest: str
    form: str
    version: str
    language: str
    answers: Mapping[str, object]
    consent: Mapping[str, object]
    entered: Mapping[str, object]
    origin: Origin
    received_at: datetime

    @property
    def is_answer(self) -> bool:
        """Whether it is the one answer of a link that asks for it by itself: what is
        told by one press is told once.
        """
        return self.key.startswith(ANSWER_KEY)

    def changeable_until(self, form: Form, zone: str) -> date | None:
        """The last day on which its answers may be changed; None where they never may.

        `form`: as the programme has it now.
        """
        if form.changes is None or self.is_answer:
            return None
        return form.changes.last_day(local_date(self.received_at, zone))


@dataclass(frozen=True)
class StoredUpload(Upload):
    """A file of an accepted submission.

    `row`: the row that it belongs to alone, None for the submission's own.
    """

    submission: str
    row: str | None

    @property
    def plain(self) -> Upload:
        """The file, whatever it belongs to."""
        return Upload(
            self.id, self.field, self.name, self.media_type, self.bytes, self.sha256
        )


@dataclass(frozen=True)
class Accepted:
    """The receipt's reference.

    `same`: it had been accepted before; `differs`: with other answers than these.
    """

    reference: str
    same: bool = False
    differs: bool = False


def accept(journal: Journal, submission: Submission, now: datetime) -> Accepted:
    """Keeps a submission and the row it will become, in one commit. The same key and
    digest give the same receipt.

    Raises UploadsGoneError where a file that it refers to was swept before.
    """
    for _ in range(CLASHES):
        try:
            return journal.keep(lambda connection: _insert(connection, submission, now))
        except IntegrityError:
            # Two things clash here: the form was sent twice at the same moment (then
            # the first one counts), or the drawn reference is taken (then another is
            # drawn).
            with journal.read() as connection:
                before = by_key(connection, submission.key)
            if before is not None:
                return Accepted(
                    before.reference,
                    same=True,
                    differs=before.digest != submission.digest,
                )
    raise RuntimeError(f"no free reference for {submission.prefix} in {CLASHES} tries")


def _insert(connection: Connection, submission: Submission, now: datetime) -> Accepted:
    reference = new_reference(submission.prefix)
    inserted = connection.execute(
        INSERT_SUBMISSION,
        {
            "table": submission.table,
            "key": submission.key,
            "digest": submission.digest,
            "form": submission.form,
            "version": submission.version,
            "language": submission.language,
            "reference": reference,
            "answers": submission.answers,
            "consent": submission.consent,
            "entered": submission.entered,
            "origin": submission.origin,
            "received_at": now,
        },
    )
    if not inserted.rowcount:
        return _insert(connection, submission, now)
    connection.execute(
        INSERT_DELIVERY, _delivery(submission.table, reference, submission.values, now)
    )
    row_of_upload: dict[str, str] = {}
    if submission.rows:
        row_of_upload = insert_rows(connection, submission.rows, reference, now)
    if submission.uploads:
        recent_uploads.claim(connection, [upload.id for upload in submission.uploads])
        rows = [
            {
                **as_columns(upload),
                "submission": reference,
                "row": row_of_upload.get(upload.id),
                "position": position,
            }
            for position, upload in enumerate(submission.uploads)
        ]
        connection.execute(INSERT_UPLOAD, rows)
    return Accepted(reference)


def insert_rows(
    connection: Connection,
    rows: Sequence[SubmissionRow],
    submission: str,
    now: datetime,
    first_position: int = 0,
) -> dict[str, str]:
    """The other rows, behind the submission's own, which is so delivered first;
    gives the row that each of their files belongs to.
    """
    row_of_upload: dict[str, str] = {}
    drawn: dict[str, list[str]] = {}
    for prefix, count in Counter(row.prefix for row in rows).items():
        drawn[prefix] = visible_references.draw_for_rows(connection, prefix, count, ())
    belonging, queued = [], []
    for position, row in enumerate(rows, first_position):
        reference = drawn[row.prefix].pop()
        row_of_upload |= dict.fromkeys(row.uploads, reference)
        values = {**row.values, row.parent: submission} if row.parent else row.values
        belonging.append(
            {
                "reference": reference,
                "submission": submission,
                "position": position,
                "repeat": row.repeat,
                "key": row.key,
            }
        )
        queued.append(_delivery(row.table, reference, values, now))
    connection.execute(sa.insert(submission_rows).inline(), belonging)
    connection.execute(INSERT_DELIVERY, queued)
    return row_of_upload


def _delivery(
    table: str, reference: str, values: Mapping[str, Value], now: datetime
) -> dict[str, object]:
    return {
        "table": table,
        "reference": reference,
        "values": {**values, "received": now.isoformat(timespec="seconds")},
        "from_form": True,
        "state": DeliveryState.queued,
    }


def by_key(connection: Connection, key: str) -> StoredSubmission | None:
    """The submission that used a one-time key, or None."""
    query = select_rows(submissions, StoredSubmission).where(submissions.c.key == key)
    return first_row(connection, query, StoredSubmission)


def by_reference(connection: Connection, reference: str) -> StoredSubmission | None:
    """The submission behind a receipt, or None."""
    query = select_rows(submissions, StoredSubmission).where(
        submissions.c.reference == reference
    )
    return first_row(connection, query, StoredSubmission)


def lock(connection: Connection, reference: str) -> None:
    """Nobody else who locks this submission goes on until the transaction ends."""
    query = sa.select(submissions.c.reference).with_for_update()
    connection.execute(query.where(submissions.c.reference == reference))


def count(connection: Connection, form: str) -> int:
    """How many submissions of a form there are, without those whose row
    was deleted from the sheet.
    """
    return int(connection.execute(COUNT_OF_FORM, {"form": form}).scalar_one())


def count_all(connection: Connection) -> int:
    """How many were ever accepted."""
    query = sa.select(sa.func.count()).select_from(submissions)
    return int(connection.execute(query).scalar_one())


def upload(connection: Connection, id: str) -> StoredUpload | None:
    """A stored file, or None."""
    return next(iter(uploads_of_id(connection, id)), None)


def uploads_of_id(connection: Connection, id: str) -> list[StoredUpload]:
    """A stored file, once for each submission that refers to it."""
    query = select_rows(uploads, StoredUpload).where(uploads.c.id == id)
    return all_rows(connection, query.order_by(uploads.c.submission), StoredUpload)


def stored_ids(connection: Connection, ids: Sequence[str]) -> set[str]:
    """Those of these files to which any submission refers."""
    stored: set[str] = set()
    for part in batches(ids, AT_ONCE):
        query = sa.select(uploads.c.id).where(uploads.c.id.in_(part))
        stored.update(connection.execute(query).scalars())
    return stored


def uploads_of(
    connection: Connection, submission: str, field: str
) -> list[StoredUpload]:
    """The files of one question of a submission, in the order in which they were
    added.
    """
    of_field = sa.and_(uploads.c.submission == submission, uploads.c.field == field)
    query = (
        select_rows(uploads, StoredUpload).where(of_field).order_by(uploads.c.position)
    )
    return all_rows(connection, query, StoredUpload)


def add_uploads(
    connection: Connection,
    submission: str,
    uploads: Sequence[Upload],
    row_of_upload: Mapping[str, str],
) -> None:
    """Keeps files that were added to a submission after it was sent; those that it has
    already stay as they are.

    `row_of_upload`: id → the row that a file belongs to alone.

    Raises UploadsGoneError where one was swept before.
    """
    of_submission = uploads_rows.c.submission == submission
    present = set(
        connection.execute(sa.select(uploads_rows.c.id).where(of_submission)).scalars()
    )
    added = []
    for upload in uploads:
        if upload.id not in present:
            added.append(upload)
    if not added:
        return
    recent_uploads.claim(connection, [upload.id for upload in added])
    rows = [
        {
            **as_columns(upload),
            "submission": submission,
            "row": row_of_upload.get(upload.id),
            "position": position,
        }
        for position, upload in enumerate(added, len(present))
    ]
    connection.execute(INSERT_UPLOAD, rows)


def keep_form(
    connection: Connection, form: str, version: str, definition: Mapping[str, object]
) -> None:
    """Keeps the definition of a form's version, so that a page opened today can
    be validated by it later.
    """
    if form_of(connection, form, version) is not None:
        return
    # Another process that starts at the same time may keep it first.
    row = {"form": form, "version": version, "definition": definition}
    insert_new(connection, form_versions, row)


def form_of(
    connection: Connection, form: str, version: str
) -> Mapping[str, object] | None:
    """The definition of a form's version, or None where that version was never
    offered.
    """
    row = connection.execute(
        sa.select(form_versions.c.definition).where(
            form_versions.c.form == form, form_versions.c.version == version
        )
    ).first()
    if row is None:
        return None
    definition: Mapping[str, object] = row.definition
    return definition
