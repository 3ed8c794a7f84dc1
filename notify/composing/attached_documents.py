"""The documents that go with a message: in words of now, and what they lack."""

from collections.abc import Iterable

from core.problem import Problem, ProblemCode
from core.texts import mark as _
from documents.templates import MISTAKES
from documents.write import Documents, Words
from notify.composing.drafts import NoticeDraft
from programme.records.record import View

SEPARATOR = ", "
Attached = tuple[Words, Words]
"""A document, and the same without what the clock changes."""


def attached_documents(
    notices: Iterable[NoticeDraft], documents: Documents | None
) -> tuple[list[Attached], tuple[Problem, ...], tuple[Problem, ...]]:
    """The documents that go with these notices, each once; a problem for each that
    lacks something; one for each that could not be written.

    None go to somebody where a stranger has sent the record.
    """
    attached: list[Attached] = []
    lacking: list[Problem] = []
    unfilled: list[Problem] = []
    written: set[tuple[str, str]] = set()
    for notice in notices:
        for name in notice.tell.attach:
            about = _about(notice, name, documents)
            if (
                documents is None
                or about is None
                or about.record is None
                or notice.is_public
            ):
                continue
            key = (name, about.record.reference)
            if key in written or name not in documents.offered(about):
                continue
            written.add(key)
            try:
                document = documents.write(name, about)
                attached.append((document, documents.write(name, about, neutral=True)))
            except MISTAKES as error:
                # A mistake in one document holds this mail only, and says why.
                unfilled.append(_unfilled(name, about, error))
                continue
            if document.missing:
                lacking.append(_lacking(notice, documents, document, about))
    return attached, tuple(lacking), tuple(unfilled)


def _about(notice: NoticeDraft, name: str, documents: Documents | None) -> View | None:
    """The record that a document is about: the notice's own, or its case."""
    if documents is None or name not in documents.programme.documents:
        return None
    if documents.programme.documents[name].table == notice.view.table.name:
        return notice.view
    return notice.case


def _lacking(
    notice: NoticeDraft, documents: Documents, document: Words, about: View
) -> Problem:
    programme = documents.programme
    label = programme.text(programme.documents[document.name].label, programme.language)
    text = _(
        "A mail about {reference} waits: its document “{document}” lacks: {missing}."
    )
    reference = ""
    if about.record:
        reference = about.record.reference
    values = (
        ("reference", reference),
        ("document", label),
        ("missing", SEPARATOR.join(document.missing)),
        ("rule", notice.key.rule),
    )
    return Problem(ProblemCode.template, text, values, about.table.name, reference)


def _unfilled(name: str, about: View, error: Exception) -> Problem:
    text = _("The document {document} about {reference} could not be written: {error}")
    reference = ""
    if about.record:
        reference = about.record.reference
    values = (("error", str(error)), ("reference", reference), ("document", name))
    return Problem(ProblemCode.template, text, values, about.table.name, reference)
