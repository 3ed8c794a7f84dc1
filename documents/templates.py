"""The templates of documents: one folder a document, one Markdown file a language, the
title in the front matter.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import jinja2

from core.notation.spelling import nearest
from documents.history import Span, belonging, blank_row
from documents.values import DocumentRecord, LineRecord, Missing, fill
from expressions.reading.syntax import ExpressionError
from mail.markdown import one_line
from programme.checks.checker import condition_on
from programme.children import child_tables
from programme.model import Programme
from programme.models.pages.publications import Document
from programme.models.plurals import plural
from programme.reading.mistakes import Mistakes
from programme.records.display import written_date
from programme.records.record import Record, Records, View
from programme.records.templates.template_values import money
from programme.template_checks.functions import checked_money, checked_plural
from programme.template_checks.kinds import names_of_document
from programme.template_checks.names import Fault, NameCheck, column_of, single_braces
from programme.template_checks.syntax import syntax_fault
from programme.template_sandbox import TemplateEnvironment
from programme.templates import HEAD, TAG_LINE, line_of

FOLDER = "document_templates"
# Twenty printed pages: far above any certificate, far below what would keep the
# machine that sets pages busy.
LONGEST = 40_000
TITLE = re.compile(r"title:[ ]*(?P<quote>[\"']?)(?P<text>.+?)(?P=quote)[ ]*")
PERSON = ("name", "address", "office", "email")
"""What a template may say of a person."""
# Any day does; the same each time makes mistakes repeat.
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


def _plainly(value: object) -> object:
    """A value in a title, which is no Markdown."""
    if isinstance(value, DocumentRecord):
        value = value.or_missing
    if isinstance(value, Missing):
        value.note()
    return value


BODY = TemplateEnvironment(finalize=fill, lstrip_blocks=True)
TITLE_LINE = TemplateEnvironment(finalize=_plainly, lstrip_blocks=True)


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
            source = _read(root / name / f"{language}.md", mistakes)
            if source is None:
                continue
            template = _checked(source, document, programme, language, mistakes)
            if template:
                templates.files[name, language] = template
    # One that could not be read has been told, and its folder is not to blame.
    unused = set() if mistakes.found else folders - programme.documents.keys()
    for name in sorted(unused):
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
        "money": partial(money, language),
    }


def _rows(
    view: View, language: str, tried: bool, name: str, only: str = ""
) -> list[LineRecord]:
    rows: Sequence[View]
    if tried:
        rows = (blank_row(view, name),)
    else:
        rows = belonging(view, name)
    if only:
        table = blank_row(view, name).table
        condition = condition_on(view.records.programme, table, only)
        if not tried:
            rows = [row for row in rows if condition.holds(row)]
    return [LineRecord(row, language) for row in rows]


@dataclass(frozen=True)
class _Source:
    """The text of a document's template: `title` stands on `line_of_title`."""

    file: Path
    text: str
    title: str
    line_of_title: int
    body: str

    def parts(self) -> Iterator[tuple[jinja2.Environment, str]]:
        """Each part behind so many blank lines that errors name the line of the
        file.
        """
        yield TITLE_LINE, "\n" * (self.line_of_title - 1) + self.title
        yield BODY, self.padded_body()

    def padded_body(self) -> str:
        """The body as it is filled in."""
        before = self.text[: len(self.text) - len(self.body)].count("\n")
        return "\n" * before + TAG_LINE.sub(r"\1%}{#\n#}", self.body)


def _read(file: Path, mistakes: Mistakes) -> _Source | None:
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
    title, line = _title(head["head"] if head else "")
    if not head or title is None:
        mistakes.add(
            file, (line, 1), "a document begins with three lines: ---, title: …, ---"
        )
        return None
    if len(text) > LONGEST:
        mistakes.add(file, (1, 1), f"a document has at most {LONGEST:,} characters")
        return None
    return _Source(file, text, title, line, head["body"])


def _title(head: str) -> tuple[str | None, int]:
    """The title in a front matter, None where there is none or something else; and
    the line of it, or of what is wrong.
    """
    title: str | None = None
    number_of_title = 1
    for number, line in enumerate(head.split("\n"), 2):
        if not line.strip():
            continue
        match = TITLE.fullmatch(line.strip())
        if match is None or title is not None:
            return None, number
        title = match["text"]
        number_of_title = number
    return title, number_of_title


def _add_faults(source: _Source, faults: Sequence[Fault], mistakes: Mistakes) -> None:
    lines = source.text.split("\n")
    for fault in faults:
        line = ""
        if fault.line <= len(lines):
            line = lines[fault.line - 1]
        mistakes.add(
            source.file,
            (fault.line, column_of(line, fault.word)),
            fault.text.replace("in mails", "in documents"),
        )


def _checked(
    source: _Source,
    document: Document,
    programme: Programme,
    language: str,
    mistakes: Mistakes,
) -> Template | None:
    """The template, where all that it asks for is there; what is not is told.

    1. Both parts are parsed. 2. Every name in all branches must exist. 3. It is filled
    for a blank record: what only shows in the writing must fail here, not on the day of
    the document.
    """
    lines = source.text.split("\n")
    trees = []
    for environment, text in source.parts():
        try:
            trees.append((environment, environment.parse(text)))
        except jinja2.TemplateSyntaxError as error:
            _add_faults(source, [syntax_fault(lines, error)], mistakes)
            return None
    table = programme.tables[document.table]
    view = View(Records(programme, []), table, Record(table.name, "XX-00000"), TRIED_ON)
    functions = {
        "rows": _tried_rows(view, language),
        "plural": checked_plural(language),
        "money": checked_money(language),
    }
    names = names_of_document(programme, table.name, functions)
    faults = list(single_braces(lines, names))
    for environment, tree in trees:
        faults.extend(NameCheck(environment, names, functions).check(tree))
    if faults:
        _add_faults(source, faults, mistakes)
        return None
    template = Template(
        source.file,
        TITLE_LINE.from_string(source.title),
        BODY.from_string(source.padded_body()),
    )
    _try(template, view, language, mistakes)
    return template


def _tried_rows(view: View, language: str) -> Callable[..., list[LineRecord]]:
    """`rows` with one blank row; raises ValueError for rows that there are not, and
    for a condition that is wrong.
    """
    tried = partial(_rows, view, language, True)  # noqa: FBT003, a row to try with

    def rows(name: str, only: str = "") -> list[LineRecord]:
        try:
            return tried(name, only)
        except ExpressionError as error:
            text = "; ".join(mistake.text for mistake in error.mistakes)
            raise ValueError(f"rows: {text}") from error
        except LookupError as error:
            children = child_tables(view.records.programme.tables, view.table)
            raise ValueError(
                f'no rows "{name}" refer to {view.table.name}{nearest(name, children)}'
            ) from error

    return rows


def _try(template: Template, view: View, language: str, mistakes: Mistakes) -> None:
    """Fills the template for a blank record."""
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
    except jinja2.exceptions.SecurityError:
        text = "something is asked for that no document may ask for, like `.__class__`"
        mistakes.add(template.file, (1, 1), text)
    except MISTAKES as error:
        mistakes.add(
            template.file,
            (line_of(error), 1),
            f"for a record of {view.table.name}: {error}",
        )
