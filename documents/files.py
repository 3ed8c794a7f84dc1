"""The file that is made of a document's words."""

from dataclasses import dataclass

from core.texts import direction
from documents.head import head_of
from documents.write import Words
from mail.markdown import to_text
from paper.document import Layout, WrittenDocument
from paper.set_pages import written_document
from programme.model import Programme

TEXT = "text"
"""The layout of what is no page."""


@dataclass(frozen=True)
class DocumentFile:
    """A file. `kind`: its media type."""

    name: str
    kind: str
    data: bytes


def as_plain_text(content: Words) -> str:
    """Title and body without markup."""
    return f"{content.title}\n\n{to_text(content.body)}"


def file_of(content: Words, programme: Programme) -> DocumentFile:
    """The file of a document: the same words give the same bytes.

    Raises paper.set_pages.PaperError.
    """
    if content.layout == TEXT:
        return DocumentFile(
            f"{content.file}.txt",
            "text/plain",
            as_plain_text(content).encode(errors="replace"),
        )
    document = WrittenDocument(
        Layout(content.layout),
        content.language,
        direction(content.language),
        head_of(programme, content.language),
        content.title,
        content.body,
        content.foot,
    )
    return DocumentFile(
        f"{content.file}.pdf", "application/pdf", written_document(document)
    )
