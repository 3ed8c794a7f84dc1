"""Files that people sent, for staff: a picture to look at, the original, and
all of an answer as one PDF.
"""

import io
from pathlib import PurePath

from flask import Blueprint, Response, abort, g, render_template, send_file
from werkzeug.wrappers import Response as WerkzeugResponse

from core.errors import HojaError
from core.texts import mark as _
from core.texts import texts
from forms.services import current_services
from journal.forms import submissions
from journal.forms.submissions import StoredUpload
from journal.records import known_records
from programme.form_parts.repeats import Repeated
from staff.access.signing import signed_in

blueprint = Blueprint("files", __name__)
PICTURES, RECORDINGS = "image/", "audio/"
UNPROCESSABLE = 422


@blueprint.get("/file/<token>")
@signed_in
def file(token: str) -> str | WerkzeugResponse:
    """What the link in the sheet opens: a picture or a recording with what else
    belongs to it; a PDF as it is.
    """
    upload = _upload(token)
    if not upload.media_type.startswith((PICTURES, RECORDINGS)):
        return _original(upload)
    answer = _of_same_answer(upload)
    is_taken_out = upload.id not in {other.id for other in answer}
    others = []
    for other in answer:
        if other.id != upload.id:
            others.append((other.name, _address(other)))
    is_recording = upload.media_type.startswith(RECORDINGS)
    return render_template(
        "staff/file.html",
        upload=upload,
        token=token,
        others=others,
        is_recording=is_recording,
        is_taken_out=is_taken_out,
    )


@blueprint.get("/file/<token>/shown")
@signed_in
def shown(token: str) -> WerkzeugResponse | tuple[str, int]:
    """The picture as a JPEG: upright, and without the place where it was taken."""
    upload = _upload(token)
    if not upload.media_type.startswith(PICTURES):
        abort(404)
    try:
        picture = current_services().store.shown(upload)
    except FileNotFoundError:
        abort(404)
    except HojaError:
        return _cannot_be_shown()
    return _inert(
        send_file(
            picture,
            "image/jpeg",
            download_name=f"{PurePath(upload.name).stem}.jpg",
            max_age=0,
        )
    )


@blueprint.get("/file/<token>/original")
@signed_in
def original(token: str) -> WerkzeugResponse:
    """The file as it was sent, to the byte."""
    return _original(_upload(token))


@blueprint.get("/file/<token>/all.pdf")
@signed_in
def all_as_one_pdf(token: str) -> WerkzeugResponse | tuple[str, int]:
    """All files of the same answer in their order: a letter that was photographed in
    pieces is one document again.
    """
    upload = _upload(token)
    try:
        document = current_services().store.as_one_pdf(
            _of_same_answer(upload) or [upload]
        )
    except FileNotFoundError:
        abort(404)
    except HojaError:
        return _cannot_be_shown()
    name = f"{upload.row or upload.submission}-{_column(upload)}.pdf"
    return _inert(
        send_file(
            io.BytesIO(document), "application/pdf", download_name=name, max_age=0
        )
    )


def _upload(token: str) -> StoredUpload:
    """The file that a signed link names, 404 where there is none; sent twice, that of
    a row in which it stands.
    """
    id = current_services().links.read("file", token)
    with current_services().journal.read() as connection:
        uploads = submissions.uploads_of_id(connection, str(id or ""))
    if not uploads:
        abort(404)
    if len(uploads) == 1:
        return uploads[0]
    for upload in uploads:
        if upload in _of_same_answer(upload):
            return upload
    return uploads[0]


def _column(upload: StoredUpload) -> str:
    """In which column of its row the file's address stands."""
    repeated = Repeated.of(upload.field)
    if repeated:
        return repeated.question
    return upload.field


def _of_same_answer(upload: StoredUpload) -> list[StoredUpload]:
    """The files of an answer as its row says now: its sender may have taken one out
    since, or the team. All that were sent while nobody has seen the row.
    """
    row = upload.row or upload.submission
    links = current_services().links
    with current_services().journal.read() as connection:
        uploads = submissions.uploads_of(connection, upload.submission, upload.field)
        record = known_records.by_reference(connection, row)
    if record is None:
        return uploads
    standing = record.values.get(_column(upload))
    if isinstance(standing, list):
        addresses = standing
    else:
        addresses = []
    present: list[StoredUpload] = []
    for other in uploads:
        if str(links.file(other.id)) in addresses:
            present.append(other)
    return present


def _address(upload: StoredUpload) -> str:
    links = current_services().links
    return links.file(upload.id).removeprefix(links.public_url)


def _original(upload: StoredUpload) -> WerkzeugResponse:
    try:
        opened = current_services().store.open(upload.id)
    except FileNotFoundError:
        abort(404)
    # Safari plays only what can be asked for in pieces, and for that
    # its length must be known.
    if upload.media_type.startswith(RECORDINGS):
        with opened:
            opened = io.BytesIO(opened.read())
    return _inert(
        send_file(
            opened, mimetype=upload.media_type, download_name=upload.name, max_age=0
        )
    )


def _inert(response: Response) -> Response:
    """What strangers sent is looked at, and can do nothing."""
    response.headers["Content-Security-Policy"] = (
        "sandbox; default-src 'none'; frame-ancestors 'self'"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    # What `send_file` says by itself lets a shared computer keep it.
    response.headers["Cache-Control"] = "no-store"
    return response


def _cannot_be_shown() -> tuple[str, int]:
    say = texts(g.language).gettext
    text = say(
        _(
            "It may be damaged. Please open the original, or ask whoever sent it for another one."
        )
    )
    return render_template(
        "error.html", heading=say(_("This file cannot be shown")), words=text
    ), UNPROCESSABLE
