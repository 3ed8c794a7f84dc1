"""Everything that a programme's folder holds."""

from dataclasses import dataclass, field
from pathlib import Path

from core.errors import ProgrammeError
from documents.templates import DocumentTemplates, read_document_templates
from programme.load import Sources, build, read_sources
from programme.model import Programme
from programme.reading.example import Example, read_example
from programme.reading.mistakes import Mistakes
from programme.templates import Templates, check_syntax, read_templates


@dataclass(frozen=True)
class Folder:
    """A programme with its templates of mails and documents, and its example data."""

    programme: Programme
    templates: Templates
    example: Example
    documents: DocumentTemplates = field(default_factory=DocumentTemplates)
    sources: Sources | None = None
    """The files that the programme was built from; forms that staff edit in the
    spreadsheet are built from them anew.
    """


def read_folder(path: Path) -> Folder:
    """Reads a programme's folder.

    Raises ProgrammeError with every mistake of every file.
    """
    mistakes = Mistakes(path)
    sources = read_sources(path, mistakes)
    programme = build(sources, mistakes)
    if programme is None:
        check_syntax(path, mistakes)
        raise ProgrammeError(mistakes.report())
    templates = read_templates(path, programme, mistakes)
    documents = read_document_templates(path, programme, mistakes)
    example = read_example(path, programme, mistakes)
    if mistakes.found:
        raise ProgrammeError(mistakes.report())
    return Folder(programme, templates, example, documents, sources)
