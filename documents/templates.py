"""The templates of documents: one folder a document, one Markdown file a language, the
title in the front matter.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from core.spelling import nearest
from documents.history import Span, belonging, blank_row
from documents.values import DocumentRecord, LineRecord, Missing, fill
from expressions.reading.syntax import ExpressionError
from mail.markdown import one_line
from programme.checks.checker import condition_on
from programme.model import Programme
from programme.models.plurals import plural
from programme.models.publications import Document
from programme.reading.mistakes import Mistakes
from programme.records.display import written_date
from programme.records.record import Record, Records, View
from programme.templates import HEAD, TAG_LINE, line_of

FOLDER = "document_templates"
LONGEST = 40_000
TITLE = re.compile(r"title:[ ]*(?P<quote>[\"']?)(?P<text>.+?)(?P=quote)[ ]*")
PERSON = ("name", "address", "office", "email")
"""What a template may say of a person."""
TRIED_ON = date(2027, 3, 12)
MISTAKES = (
    jinja2.TemplateError,
    TypeError,
    ValueError,
    ArithmeticError,
    LookupError,
    ExpressionError,
)
"""What filling a template may raise."""


@dataclass(frozen=True)
class Template:
    """A document in one language."""

    file: Path
    title: jinja2.Template
    body: jinja2.Template

    def write(self, names: Mapping[str, Any]) -> tuple[str, str]:
        """Its title and its body in Markdown. Raises what MISTAKES names."""
        return one_line(self.title.render(names)), self.body.render(names)


@dataclass
class DocumentTemplates:
    """All templates of a programme's documents by name and language."""

    files: dict[tuple[str, str], Template] = field(default_factory=dict)


def _environment(**more: Any) -> jinja2.Environment:
    environment = ImmutableSandboxedEnvironment(
        undefined=jinja2.StrictUndefined, lstrip_blocks=True, **more
    )
    # `range`, `lipsum` and the rest are of no use here, and a loop over a long range
    # would hold up everything.
    environment.globals = {}
    return environment


def _plainly(value: object) -> object:
    """A value in a title, which is no Markdown."""
    if isinstance(value, DocumentRecord):
        value = value.or_missing
    if isinstance(value, Missing):
        value.note()
    return value


BODY, TITLE_LINE = _environment(finalize=fill), _environment(finalize=_plainly)


def read_document_templates(
    folder: Path, programme: Programme, mistakes: Mistakes
) -> DocumentTemplates:
    """Reads and tries the templates of every document; what is missing or
    wrong goes to `mistakes`.
    """
    templates = DocumentTemplates()
    root = folder / FOLDER
    folders = (
        {path.name for path in root.iterdir() if path.is_dir()}
        if root.is_dir()
        else set()
    )
    for name, document in programme.documents.items():
        if document.table not in programme.tables:  # which has been told
            continue
        if name not in folders:
            text = f"this folder is missing: config/programme.yaml names the document{nearest(name, folders)}"
            mistakes.add(root / name, (1, 1), text)
            continue
        for language in programme.languages:
            template = _read(root / name / f"{language}.md", mistakes)
            if template:
                templates.files[name, language] = template
                _try(template, document, programme, language, mistakes)
    for name in sorted(folders - programme.documents.keys()):
        text = f"no document is called so in config/programme.yaml{nearest(name, programme.documents)}"
        mistakes.add(root / name, (1, 1), text)
    return templates


def names(
    view: View,
    language: str,
    *,
    person: Mapping[str, str],
    coordinator: Mapping[str, str],
    spans: Sequence[Span],
    missing: list[str],
    tried: bool = False,
    today: date | None = None,
) -> dict[str, Any]:
    """The names that a template may use; what it writes out although it is
    blank is added to `missing`.

    `tried`: lists have one blank row, so that what stands in them is looked at, too.
    """
    programme = view.records.programme
    return {
        "record": DocumentRecord(view, language, missing),
        "person": person,
        "coordinator": coordinator,
        "programme": programme.text(programme.name, language),
        "today": written_date(today or view.today, language),
        "stages": [
            {"label": span.label, "day": written_date(span.first, language)}
            for span in spans
        ],
        "rows": partial(_rows, view, language, tried),
        "plural": partial(plural, language),
    }


def _rows(
    view: View, language: str, tried: bool, name: str, only: str = ""
) -> list[LineRecord]:
    rows: Sequence[View] = (blank_row(view, name),) if tried else belonging(view, name)
    if only:
        table = blank_row(view, name).table
        condition = condition_on(view.records.programme, table, only)
        rows = rows if tried else [row for row in rows if condition.holds(row)]
    return [LineRecord(row, language) for row in rows]


def _read(file: Path, mistakes: Mistakes) -> Template | None:
    try:
        text = file.read_text(encoding="utf-8").replace("\r\n", "\n")
    except FileNotFoundError:
        text = "this file is missing: every document is written in every language of the programme"
        mistakes.add(file, (1, 1), text)
        return None
    except UnicodeDecodeError:
        mistakes.add(file, (1, 1), "this file is not UTF-8 text")
        return None
    head = HEAD.match(text)
    title = TITLE.fullmatch(head["head"].strip()) if head else None
    if not head or not title or len(text) > LONGEST:
        mistakes.add(
            file, (1, 1), "a document begins with three lines: ---, title: …, ---"
        )
        return None
    # Jinja counts lines from the body on: blank lines in front let its errors
    # name the line of the file.
    before = "\n" * text[: head.start("body")].count("\n")
    try:
        body = BODY.from_string(before + TAG_LINE.sub(r"\1%}{#\n#}", head["body"]))
        return Template(file, TITLE_LINE.from_string(title["text"]), body)
    except jinja2.TemplateSyntaxError as error:
        mistakes.add(
            file, (error.lineno, 1), f"this is not a template here: {error.message}"
        )
        return None


def _try(
    template: Template,
    document: Document,
    programme: Programme,
    language: str,
    mistakes: Mistakes,
) -> None:
    """Fills the template for a blank record: every name that it asks for must exist."""
    table = programme.tables[document.table]
    view = View(Records(programme, []), table, Record(table.name, "XX-00000"), TRIED_ON)
    nobody = dict.fromkeys(PERSON, "")
    try:
        template.write(
            names(
                view,
                language,
                person=nobody,
                coordinator=nobody,
                spans=[Span("-", TRIED_ON)],
                missing=[],
                tried=True,
            )
        )
    except MISTAKES as error:
        text = (
            "; ".join(mistake.text for mistake in error.mistakes)
            if isinstance(error, ExpressionError)
            else error
        )
        mistakes.add(
            template.file, (line_of(error), 1), f"for a record of {table.name}: {text}"
        )
