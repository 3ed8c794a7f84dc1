"""A new programme from five questions or from a sheet, and the present one to hand
round: what `flask new`, `flask adopt` and `flask preview` do, in the browser.

Nothing is kept: the files that come of it are in the page itself.
"""

import base64
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Blueprint, current_app, render_template, request
from werkzeug.wrappers import Response

from authoring.adoption.files import proposed_files
from authoring.adoption.proposal import Proposal, propose
from authoring.adoption.sources import tabs_of_file
from authoring.answers import (
    STARTING_POINTS,
    AnswerError,
    identifier,
    read_answers,
    read_languages,
)
from authoring.new_programme import programme_files, write_files
from authoring.previewing import preview_page
from authoring.saying import TYPE_WORDS
from authoring.schemas import with_schemas
from core.errors import HojaError
from core.texts import mark as _
from programme.models.permissions import Permission
from staff.access.signing import allowed
from staff.say import say
from worker.folder import read_folder

blueprint = Blueprint("set_up", __name__)
POINTS = {
    "certification": _("Certification with scores"),
    "grants": _("Small grants"),
}
OTHER_POINT = _("People who accompany others")
NO_TABLE = _("No table was found in this file.")
NO_FILE = _("Please choose a file.")
UNPROCESSABLE = 422


@dataclass(frozen=True)
class Outcome:
    """What came of it. `archive`, `page`: files as addresses of the browser's own."""

    name: str
    files: Mapping[str, str]
    archive: str
    page: str
    proposal: Proposal | None = None


@blueprint.get("/staff/set-up")
@allowed(Permission.set_up)
def begin() -> str:
    """Both ways to begin, and the present programme as a page."""
    return _page()


@blueprint.post("/staff/set-up/new")
@allowed(Permission.set_up)
def new() -> str | tuple[str, int]:
    """The files of a programme from five answers."""
    asked = {
        key: request.form.get(key, "")
        for key in (
            "title",
            "languages",
            "rows",
            "decides",
            "starting_point",
            "country",
        )
    }
    try:
        answers = read_answers(**asked)
        outcome = _outcome(asked["title"], programme_files(answers))
    except HojaError as error:
        return _page(_told(error), "new"), UNPROCESSABLE
    return render_template("staff/set_up_done.html", outcome=outcome)


@blueprint.post("/staff/set-up/adopt")
@allowed(Permission.set_up)
def adopt() -> str | tuple[str, int]:
    """A programme proposed from a file, with what could mean two things."""
    sent = request.files.get("sheet")
    if sent is None or not sent.filename:
        return _page(say(NO_FILE), "adopt"), UNPROCESSABLE
    try:
        written = request.form.get("languages", "").strip()
        if written:
            codes = read_languages(written)
        else:
            codes = ()
        proposal = propose(tabs_of_file(sent.read(), sent.filename), codes)
        if proposal is None:
            raise AnswerError(NO_TABLE)
        title = Path(sent.filename).stem
        outcome = _outcome(title, proposed_files(proposal, title), proposal)
    except HojaError as error:
        return _page(_told(error), "adopt"), UNPROCESSABLE
    words = {name: say(text) for name, text in TYPE_WORDS.items()}
    return render_template("staff/set_up_done.html", outcome=outcome, words=words)


@blueprint.post("/staff/set-up/preview")
@allowed(Permission.set_up)
def preview() -> Response:
    """Every form and mail of the present programme as one file."""
    path = current_app.extensions["hoja.settings"].programme_dir
    page = preview_page(read_folder(path), path)
    response = Response(page, mimetype="text/html")
    # A file and no page: what stands in it is not ours to run here.
    response.headers["Content-Disposition"] = 'attachment; filename="preview.html"'
    return response


def _told(error: HojaError) -> str:
    if isinstance(error, AnswerError):
        return say(error.source, **error.gaps)
    return str(error)


def _page(problem: str = "", part: str = "") -> str:
    points = [(point, say(POINTS.get(point, OTHER_POINT))) for point in STARTING_POINTS]
    return render_template(
        "staff/set_up.html",
        problem=problem,
        part=part,
        points=points,
        given=request.form,
    )


def _outcome(
    title: str, files: Mapping[str, str], proposal: Proposal | None = None
) -> Outcome:
    """Files that were read as every programme is: raises HojaError for mistakes."""
    name = identifier(title) or "programme"
    with TemporaryDirectory(prefix="hoja-programme-") as folder:
        path = Path(folder) / name
        write_files(path, files)
        page = preview_page(read_folder(path), path)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, text in with_schemas(files).items():
            archive.writestr(f"{name}/{file}", text)
    return Outcome(
        name,
        files,
        _address("application/zip", content.getvalue()),
        _address("text/html;charset=utf-8", page.encode()),
        proposal,
    )


def _address(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"
