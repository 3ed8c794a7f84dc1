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


def as_plain_text(words: Words) -> str:
    """Title and body without markup."""
    return f"{words.title}\n\n{to_text(words.body)}"


def file_of(words: Words, programme: Programme) -> DocumentFile:
    """The file of a document: the same words give the same bytes. Raises paper.set_pages.PaperError."""
    if words.layout == TEXT:
        return DocumentFile(f"{words.file}.txt", "text/plain", as_plain_text(words).encode(errors="replace"))
    document = WrittenDocument(
        Layout(words.layout),
        words.language,
        direction(words.language),
        head_of(programme, words.language),
        words.title,
        words.body,
        words.foot,
    )
    return DocumentFile(f"{words.file}.pdf", "application/pdf", written_document(document))
