"""The documents of a record: which there are, what they lack, and each as a file; and
those that go with a mail.
"""

from dataclasses import dataclass
from functools import partial
from pathlib import PurePath

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    g,
    make_response,
    render_template,
    url_for,
)

from core.texts import language_name
from core.texts import mark as _
from documents.files import TEXT, DocumentFile, as_plain_text, file_of
from documents.templates import MISTAKES, DocumentTemplates
from documents.write import Documents, Words
from forms.services import current_services
from journal.connection import Connection
from journal.mails import message_files, messages
from journal.mails.occasions import not_released
from journal.records import changes
from journal.records.record_reader import RecordReader
from paper.set_pages import PaperError
from programme.model import Programme
from programme.records.display import title
from programme.records.record import View
from staff.access.signing import signed_in
from staff.say import say

blueprint = Blueprint("documents", __name__)
DOCUMENTS = "hoja.documents"
"""Where the application has the templates of documents."""
# Papers are set one at a time, each within seconds.
RETRY_SECONDS = 20


@dataclass(frozen=True)
class Shown:
    """A document on the page. `text`: its words, where it is set on none; `problem`:
    why there is no such document.

    `waits`: it is not to be passed on before a mail has got its yes. `address`: of its
    file in its own `language`; `files`: (language, address) of the others.
    """

    label: str
    missing: tuple[str, ...]
    language: str
    address: str
    files: tuple[tuple[str, str], ...]
    text: str = ""
    problem: str = ""
    waits: bool = False


@blueprint.get("/staff/documents/<table>/<reference>")
@signed_in
def listed(table: str, reference: str) -> str:
    """The documents that there are of a record now."""
    services = current_services()
    with services.journal.read() as connection:
        view = _view(connection, table, reference)
        documents = _documents(connection)
        return render_template(
            "staff/documents.html",
            name=title(view, g.language) or reference,
            heading=services.programme.text(view.table.label, g.language),
            table=table,
            reference=reference,
            is_case=table == services.programme.case.table,
            documents=[
                _shown(
                    documents,
                    name,
                    view,
                    waits=_waits(connection, documents.programme, name, reference),
                )
                for name in documents.offered(view)
            ],
        )


def _waits(
    connection: Connection, programme: Programme, name: str, reference: str
) -> bool:
    """Whether a document waits for the yes that a mail about the record waits for."""
    document = programme.documents[name]
    if document.waits_for is None:
        return False
    column = programme.rules.event_column(document.waits_for)
    return reference in not_released(
        connection, document.table, document.waits_for, column
    )


def _shown(documents: Documents, name: str, view: View, *, waits: bool) -> Shown:
    programme = documents.programme
    label = programme.text(programme.documents[name].label, g.language)
    assert view.record
    address = partial(
        url_for,
        "documents.file",
        table=view.table.name,
        reference=view.record.reference,
        name=name,
    )
    try:
        words = documents.write(name, view)
        # What is missing is told to whoever reads this page, not to
        # whom the document is for.
        missing = words.missing
        if (
            missing
            and words.language != g.language
            and g.language in programme.languages
        ):
            missing = documents.write(name, view, g.language).missing
    except MISTAKES as error:
        # One document that cannot be written must not hide the others of the case.
        return Shown(label, (), "", "", (), problem=str(error))
    others = tuple(
        (
            language_name(language, g.language, programme.languages),
            address(words_in=language),
        )
        for language in programme.languages
        if language != words.language
    )
    return Shown(
        label,
        missing,
        language_name(words.language, g.language, programme.languages),
        address(words_in=words.language),
        others,
        as_plain_text(words) if words.layout == TEXT else "",
        waits=waits,
    )


@blueprint.get("/staff/documents/<table>/<reference>/<name>/<words_in>")
@signed_in
def file(table: str, reference: str, name: str, words_in: str) -> Response:
    """A document in a language, in words of now; what is missing is a gap in it."""
    services = current_services()
    if words_in not in services.programme.languages:
        abort(404)
    with services.journal.read() as connection:
        view = _view(connection, table, reference)
        documents = _documents(connection)
        if name not in documents.offered(view):
            abort(404)
        try:
            words = documents.write(name, view, words_in)
        except MISTAKES:  # which the page of the documents tells
            abort(404)
    return _answer(file_of(words, services.programme))


@blueprint.get("/staff/mail/<id>/file/<int:number>")
@signed_in
def of_message(id: str, number: int) -> Response:
    """A document that goes with a message: as it went, or else as it would go now."""
    services = current_services()
    with services.journal.read() as connection:
        message = messages.by_id(connection, id) or abort(404)
        files = message_files.of(connection, id)
    if message.first_handed_at is not None and number < len(files):
        sent = files[number]
        return _answer(DocumentFile(sent.name, sent.kind, sent.data))
    if number >= len(message.documents or ()):
        abort(404)
    assert message.documents
    return _answer(
        file_of(Words.from_json(message.documents[number]), services.programme)
    )


@blueprint.app_errorhandler(PaperError)
def _busy(_error: PaperError) -> tuple[str, int, dict[str, str]]:
    words = say(
        _(
            "Something on our side is out of order, or too much comes at once. Please go back and try it again in some minutes."
        )
    )
    page = render_template(
        "error.html", heading=say(_("This does not work at the moment")), words=words
    )
    return page, 503, {"Retry-After": str(RETRY_SECONDS)}


@blueprint.app_template_global()
def has_documents(table: str) -> bool:
    """Whether there may be documents of a table's records."""
    return any(
        document.table == table
        for document in current_services().programme.documents.values()
    )


@blueprint.app_template_global()
def document_label(data: dict[str, str]) -> str:
    """What people call a document that is kept with a message."""
    programme = current_services().programme
    document = programme.documents.get(data["name"])
    if document:
        return programme.text(document.label, g.language)
    return data["title"]


def _documents(connection: Connection) -> Documents:
    templates: DocumentTemplates = current_app.extensions[DOCUMENTS]
    return Documents(
        current_services().programme,
        templates,
        lambda reference: changes.history(connection, reference),
    )


def _view(connection: Connection, table: str, reference: str) -> View:
    services = current_services()
    if not has_documents(table):
        abort(404)
    records = RecordReader(services.programme, connection)
    record = records.get(table, reference) or abort(404)
    return View(records, services.programme.tables[table], record, services.today())


def _answer(document: DocumentFile) -> Response:
    response = make_response(document.data)
    response.headers["Content-Type"] = (
        f"{document.kind}; charset=utf-8"
        if document.kind.startswith("text/")
        else document.kind
    )
    # Shown in the browser, and kept under a name that says what it is.
    response.headers.set(
        "Content-Disposition", "inline", filename=PurePath(document.name).name
    )
    return response
