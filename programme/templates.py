"""The mail templates of a programme: one folder a message, one Markdown file a
language, subject in the front matter.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import nodes

from core.notation.spelling import nearest
from core.problem import Problem, ProblemCode
from expressions.reading.syntax import ExpressionError
from mail.markdown import escape, one_line
from mail.written import Written
from programme.mail_text import MailText
from programme.model import Programme
from programme.models.plurals import plural
from programme.reading.mistakes import Mistakes
from programme.records.record import Record, Records, View
from programme.records.templates.local_times import no_local_times
from programme.records.templates.template_record import TemplateRecord, rows_of
from programme.records.templates.template_values import money
from programme.records.translations import passages
from programme.template_checks.functions import (
    checked_money,
    checked_plural,
    tried_functions,
)
from programme.template_checks.kinds import Names, names_of_closing, names_of_record
from programme.template_checks.names import Fault, NameCheck, column_of, single_braces
from programme.template_checks.syntax import syntax_fault
from programme.template_sandbox import TemplateEnvironment

HEAD = re.compile(r"\A---\n(?P<head>.*?)\n---\n(?P<body>.*)\Z", re.DOTALL)
LINE = re.compile(
    r"(?P<key>subject|digest|short):[ ]*(?P<quote>[\"']?)(?P<text>.+?)(?P=quote)[ ]*"
)
TAG_LINE = re.compile(r"^[ \t]*(\{%(?:(?!%\}).)*)%\}[ \t]*\n", re.MULTILINE)
# A mail that long is read by nobody, and mail programs cut it.
LONGEST = 40_000
TOO_LONG = f"a mail has at most {LONGEST:,} characters"
KEYS = ("subject", "digest", "short")
BEGINNING = "a template begins with three lines: ---, subject: …, --- (and maybe digest: … and short: … before the last)"
EVERY_LANGUAGE = "every message is written in every language of the programme"
NOBODY = {"name": "", "address": "", "office": "", "email": ""}
# Any day does; the same each time makes mistakes repeat.
TRIED_ON = date(2027, 3, 12)


@dataclass(frozen=True)
class Template:
    """One message in one language. `line`: the same in one line, for a digest of
    several; its subject where it has none.

    `short`: what is said by WhatsApp before its buttons; its subject where it has none.
    """

    file: Path
    subject: jinja2.Template
    body: jinja2.Template
    short: jinja2.Template
    line: str
    """Of its line in a digest, which is compiled when it is needed: few mails ever
    stand in one.
    """
    has_line_of_its_own: bool = False

    def write(self, names: Mapping[str, Any]) -> Written:
        """Fills the template.

        Raises jinja2.TemplateError where it asks for what is not there.
        """
        subject, short_text = (
            one_line(part.render(names)) for part in (self.subject, self.short)
        )
        return Written(subject, self.body.render(names), short_text)

    def write_line(self, names: Mapping[str, Any]) -> str:
        """Its line in a digest, as Markdown. Raises as `write`."""
        line = _compiled(BODY, Parsed(self.line))
        return " ".join(line.render(names).replace("\\\n", " ").split())


@dataclass
class Templates:
    """All templates of a programme by message and language."""

    found: dict[tuple[str, str], Template] = field(default_factory=dict)
    unused: list[str] = field(default_factory=list)
    """Folders of messages that neither a rule nor a form names."""
    texts: dict[tuple[str, str], MailText] = field(default_factory=dict)
    """What each of them says, as it is written."""

    def get(self, message: str, language: str) -> Template:
        """The template of a message in a language.

        KeyError cannot happen for a checked programme.
        """
        return self.found[message, language]


def read_templates(folder: Path, programme: Programme, mistakes: Mistakes) -> Templates:
    """Reads and tries every template that the rules name; what is missing or
    wrong goes to `mistakes`.
    """
    templates = Templates()
    root = folder / "mail_templates"
    folders = set()
    if root.is_dir():
        for path in root.iterdir():
            if path.is_dir():
                folders.add(path.name)
    ruled = messages_of(programme)
    closings = closings_of(programme)
    for message in sorted({*ruled, *closings}):
        if message not in folders:
            _tell_missing(folder, message, folders, message in ruled, mistakes)
            continue
        for language in programme.languages:
            source = _read(root / message / f"{language}.md", mistakes)
            if not source:
                continue
            template = _tried(
                source,
                programme,
                ruled.get(message),
                language,
                mistakes,
                is_closing=message in closings,
            )
            if template:
                templates.found[message, language] = template
                templates.texts[message, language] = source.mail_text
    templates.unused = sorted(folders - ruled.keys() - closings)
    return templates


@dataclass(frozen=True)
class TextFault:
    """What is wrong in a text that stands in no file. `part`: of a MailText; `line`:
    of this part, from 1.
    """

    part: str
    line: int
    text: str


def try_text(
    templates: Templates,
    programme: Programme,
    key: tuple[str, str],
    text: MailText,
) -> tuple[Template | None, list[TextFault]]:
    """The template that a text makes in the place of that of a file, and what is wrong
    with it: checked as if it stood there.

    `key`: (message, language) of `templates`.
    """
    message, language = key
    file = templates.found[key].file
    source = _Source.of_text(file, text)
    if len(source.text) > LONGEST:
        return None, [TextFault("body", 1, TOO_LONG)]
    mistakes = Mistakes(file.parent)
    tables = messages_of(programme).get(message)
    is_closing = message in closings_of(programme)
    template = _tried(
        source, programme, tables, language, mistakes, is_closing=is_closing
    )
    faults = [source.fault(found.line, found.text) for found in mistakes.found]
    return (None if faults else template), faults


def _tried(
    source: "_Source",
    programme: Programme,
    tables: set[str] | None,
    language: str,
    mistakes: Mistakes,
    *,
    is_closing: bool,
) -> Template | None:
    """The template of a message, checked for all that it is used for: `tables` whose
    records rules tell of by it, None where no rule does.
    """
    template: Template | None = None
    if tables is not None:
        # A table that there is not has been told where the rule names it.
        known = tables & programme.tables.keys()
        template = _try(source, programme, known, language, mistakes)
    if is_closing:
        template = _try_closing(source, programme, language, mistakes)
    return template


def _tell_missing(
    folder: Path, message: str, folders: set[str], is_ruled: bool, mistakes: Mistakes
) -> None:
    """A mail without its texts, told where it is named, if that can be found."""
    named = re.compile(rf"message:\s*[\"']?(?P<name>{re.escape(message)})\b")
    config = folder / "config"
    for file in (config / "rules.yaml", *sorted((config / "forms").glob("*.yaml"))):
        if file.exists():
            lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
        else:
            lines = []
        for number, line in enumerate(lines, 1):
            match = named.search(line)
            if match:
                text = f"the folder mail_templates/{message} is missing{nearest(message, folders)}"
                mistakes.add(file, (number, match.start("name") + 1), text)
                return
    if is_ruled:
        who = "the rules name it"
    else:
        who = "a form names it"
    mistakes.add(
        folder / "mail_templates" / message,
        (1, 1),
        f"this folder is missing: {who}{nearest(message, folders)}",
    )


def template_hints(templates: Templates) -> Iterator[str]:
    """What is right in the folder of the mails and could be meant
    otherwise, a sentence each.
    """
    for message in templates.unused:
        yield f"mail_templates/{message}: no rule and no form names this mail, so nobody gets it"


def closings_of(programme: Programme) -> set[str]:
    """Every message by which the team is told that a form closes."""
    closings: set[str] = set()
    for form in programme.forms.values():
        if form.closing:
            closings.add(form.closing.message)
    return closings


def closing_names(programme: Programme, language: str, **names: Any) -> dict[str, Any]:
    """The names that a template about a form may use."""
    return {
        "programme": programme.text(programme.name, language),
        "coordinator": {"name": "", "email": ""},
        "plural": partial(plural, language),
        "money": partial(money, language),
        **names,
    }


def messages_of(programme: Programme) -> dict[str, set[str]]:
    """Every message that the rules name, with the tables about whose records it
    speaks.
    """
    named: dict[str, set[str]] = {}
    for event in programme.rules.events:
        for tell in event.tell:
            named.setdefault(tell.message, set()).add(event.table)
    for ladder in programme.rules.ladders:
        for step in ladder.steps:
            for tell in step.tell:
                named.setdefault(tell.message, set()).add(ladder.table)
    return named


def template_names(
    view: View,
    language: str,
    *,
    person: Mapping[str, str],
    link: Callable[..., str],
    **more: Any,
) -> dict[str, Any]:
    """The names that a template may use."""
    programme = view.records.programme
    return {
        "person": dict(person),
        "record": TemplateRecord(view, language),
        "programme": programme.text(programme.name, language),
        "rows": partial(rows_of, view, language),
        "both": partial(passages, view, language),
        "link": link,
        "link_case": str,
        "link_page": str,
        "link_dossier": str,
        "link_meeting": str,
        "link_feed": str,
        "link_change": str,
        "local_times": no_local_times(programme, view, language),
        "days": 0,
        "date": "",
        "before": "",
        "after": "",
        "sheet": "",
        "coordinator": {"name": "", "email": ""},
        "plural": partial(plural, language),
        "money": partial(money, language),
        **more,
    }


BODY = TemplateEnvironment(finalize=escape, lstrip_blocks=True)
SUBJECT_LINE = TemplateEnvironment()


@dataclass(frozen=True)
class Parsed:
    """The text of a template, and what it is as nodes where it was read already."""

    text: str
    tree: nodes.Template | None = field(default=None, compare=False)


@lru_cache(maxsize=2000)
def _compiled(environment: jinja2.Environment, parsed: Parsed) -> jinja2.Template:
    """A text as a template.

    Compiling is most of what reading a programme takes, and many say the same twice.
    """
    if parsed.tree is None:
        return environment.from_string(parsed.text)
    return environment.from_string(parsed.tree)


@dataclass(frozen=True)
class _Source:
    """The text of a template.

    `head`: its front matter; `lines_of_head`: where each part of it stands.
    """

    file: Path
    text: str
    head: Mapping[str, str]
    lines_of_head: Mapping[str, int]
    body: str

    @classmethod
    def of_text(cls, file: Path, text: MailText) -> "_Source":
        """A text as the file would be that says it."""
        head = text.head
        written = "".join(f"{key}: {value}\n" for key, value in head.items())
        lines = {key: line for line, key in enumerate(head, 2)}
        body = f"{text.body}\n"
        return cls(file, f"---\n{written}---\n{body}", head, lines, body)

    @property
    def mail_text(self) -> MailText:
        """What it says, as it is written."""
        return MailText.written({**self.head, "body": self.body})

    def fault(self, line: int, text: str) -> TextFault:
        """What is wrong on a line, by the part that stands there."""
        for part, line_of_part in self.lines_of_head.items():
            if line == line_of_part:
                return TextFault(part, 1, text)
        before_body = self.text[: len(self.text) - len(self.body)].count("\n")
        return TextFault("body", max(line - before_body, 1), text)

    def parts(self) -> Iterator[tuple[jinja2.Environment, str]]:
        """Each part behind so many blank lines that errors name the line of the file;
        the body is the last.
        """
        for key, value in self.head.items():
            yield SUBJECT_LINE, "\n" * (self.lines_of_head[key] - 1) + value
        yield BODY, self.padded_body()

    def padded_body(self) -> str:
        """The body as it is filled in."""
        lines_before = self.text[: len(self.text) - len(self.body)].count("\n")
        return "\n" * lines_before + _without_tag_lines(self.body)

    def compiled(self, body: nodes.Template) -> Template:
        """Raises jinja2.TemplateSyntaxError. `body`: as it was parsed."""
        subject = self.head["subject"]
        short = self.head.get("short") or subject
        return Template(
            self.file,
            _compiled(SUBJECT_LINE, Parsed(subject)),
            _compiled(BODY, Parsed(self.padded_body(), body)),
            _compiled(SUBJECT_LINE, Parsed(short)),
            self.head.get("digest") or subject,
            "digest" in self.head,
        )


def check_syntax(folder: Path, mistakes: Mistakes) -> None:
    """Reads every mail of a folder whose programme cannot be read: what is wrong in
    them without it is told all the same.
    """
    for file in sorted((folder / "mail_templates").glob("*/*.md")):
        source = _read(file, mistakes)
        if source:
            _trees(source, mistakes)


def _read(file: Path, mistakes: Mistakes) -> _Source | None:
    try:
        text = file.read_text(encoding="utf-8").replace("\r\n", "\n")
    except FileNotFoundError:
        mistakes.add(
            file, (1, 1), f"this file is missing{_instead(file)}: {EVERY_LANGUAGE}"
        )
        return None
    except UnicodeDecodeError:
        mistakes.add(file, (1, 1), "this file is not UTF-8 text")
        return None
    head = HEAD.match(text)
    if not head:
        empty = ""
        if not text.strip():
            empty = "this file is empty: "
        mistakes.add(file, (_wrong_line_of_head(text), 1), f"{empty}{BEGINNING}")
        return None
    values, lines = _front_matter(file, head["head"], mistakes)
    if values is None:
        return None
    if len(text) > LONGEST:
        mistakes.add(file, (1, 1), TOO_LONG)
        return None
    return _Source(file, text, values, lines, head["body"])


def _wrong_line_of_head(text: str) -> int:
    """The line from which on a text does not begin as a template does."""
    if not text.startswith("---\n"):
        return 1
    marks = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() == "---" and line != "---":
            marks.append(number)
    if marks:
        return marks[0]
    return 2


def _instead(file: Path) -> str:
    """A file beside it that was meant to be it, perhaps: es.txt, es.md.txt, ES.md."""
    if not file.parent.is_dir():
        return ""
    names = []
    for path in sorted(file.parent.iterdir()):
        if path.is_file():
            names.append(path.name)
    near = []
    for name in names:
        if name.lower().split(".")[0] == file.stem.lower():
            near.append(name)
    if near:
        return f" (there is {near[0]}; rename it to {file.name})"
    return ""


def _trees(
    source: _Source, mistakes: Mistakes
) -> list[tuple[jinja2.Environment, nodes.Template]] | None:
    """The parsed parts of a template; None where one cannot be read, which is told."""
    trees: list[tuple[jinja2.Environment, nodes.Template]] = []
    lines = source.text.split("\n")
    for environment, text in source.parts():
        try:
            trees.append((environment, environment.parse(text)))
        except jinja2.TemplateSyntaxError as error:
            _add_fault(source, syntax_fault(lines, error), mistakes)
            return None
    return trees


def _add_fault(source: _Source, fault: Fault, mistakes: Mistakes) -> None:
    lines = source.text.split("\n")
    line = ""
    if fault.line <= len(lines):
        line = lines[fault.line - 1]
    mistakes.add(source.file, (fault.line, column_of(line, fault.word)), fault.text)


def _front_matter(
    file: Path, head: str, mistakes: Mistakes
) -> tuple[dict[str, str] | None, dict[str, int]]:
    """The lines of the front matter by their key, and where they stand; None where one
    is wrong or the subject is missing, which is told.
    """
    values: dict[str, str] = {}
    lines: dict[str, int] = {}
    is_right = True
    for number, line in enumerate(head.splitlines(), 2):
        match = LINE.fullmatch(line.strip())
        if match:
            values[match["key"]], lines[match["key"]] = match["text"], number
        elif line.strip():
            is_right = False
            mistakes.add(file, (number, 1), _wrong_line(line.strip()))
    if is_right and "subject" not in values:
        mistakes.add(file, (1, 1), f"the subject is missing: {BEGINNING}")
    return (values if is_right and "subject" in values else None), lines


def _wrong_line(line: str) -> str:
    key, colon, text = line.partition(":")
    if not colon:
        return f"before the second line of ---, each line is a name, a colon and a text; the names are {', '.join(KEYS)}"
    if key.strip() in KEYS:
        if not text.strip():
            return f"{key} says nothing"
        return f"this is written on one line: {key.strip()}: …"
    return f'"{key}" is not known here{nearest(key.strip(), KEYS)}'


def _without_tag_lines(body: str) -> str:
    """A line that holds nothing but a tag leaves no empty line behind; its line break
    moves into the tag, so lines keep their numbers for errors.
    """
    return TAG_LINE.sub(r"\1%}{#\n#}", body)


def _try(
    source: _Source,
    programme: Programme,
    tables: set[str],
    language: str,
    mistakes: Mistakes,
) -> Template | None:
    """A template whose names all exist for a record of each table that it is used
    for; what does not is told.
    """
    trees = _trees(source, mistakes)
    if trees is None:
        return None
    is_right = True
    for name in sorted(tables):
        view = View(
            Records(programme, []),
            programme.tables[name],
            Record(name, "XX-00000"),
            TRIED_ON,
        )
        functions = tried_functions(view, language)
        names = names_of_record(programme, name, functions)
        is_right = _check_names(source, trees, names, functions, mistakes) and is_right
    if not is_right:
        return None
    template = source.compiled(body=trees[-1][1])
    # Tried with a blank record, too: what only shows in the writing must fail at `flask
    # check`, not on the day of the mail.
    for name in sorted(tables):
        view = View(
            Records(programme, []),
            programme.tables[name],
            Record(name, "XX-00000"),
            TRIED_ON,
        )
        values = template_names(
            view, language, person=NOBODY, **tried_functions(view, language)
        )
        _try_writing(template, values, f"for a record of {name}", mistakes)
    return template


def _try_closing(
    source: _Source, programme: Programme, language: str, mistakes: Mistakes
) -> Template | None:
    trees = _trees(source, mistakes)
    if trees is None:
        return None
    functions = {
        "plural": checked_plural(language),
        "money": checked_money(language),
    }
    if not _check_names(
        source, trees, names_of_closing(programme, functions), functions, mistakes
    ):
        return None
    template = source.compiled(body=trees[-1][1])
    values: dict[str, Any] = {
        "form": "",
        "closes": "",
        "days": 0,
        "count": 0,
        "most": 0,
        "staff": "",
        "person": NOBODY,
    }
    for state in ("soon", "over", "full"):
        names = closing_names(programme, language, state=state, **functions, **values)
        _try_writing(template, names, "for a form that closes", mistakes)
    return template


def _check_names(
    source: _Source,
    trees: Sequence[tuple[jinja2.Environment, nodes.Template]],
    names: Names,
    functions: Mapping[str, Callable[..., Any]],
    mistakes: Mistakes,
) -> bool:
    """Whether all names exist.

    What only follows from another mistake is not told, and does not exist either.
    """
    faults = list(single_braces(source.text.split("\n"), names))
    for environment, tree in trees:
        faults.extend(NameCheck(environment, names, functions).check(tree))
    for fault in faults:
        _add_fault(source, fault, mistakes)
    return not faults


def _try_writing(
    template: Template, names: Mapping[str, Any], where: str, mistakes: Mistakes
) -> None:
    try:
        template.write(names)
        # Any other has its subject there, which was tried.
        if template.has_line_of_its_own:
            template.write_line(names)
    except jinja2.exceptions.SecurityError:
        mistakes.add(
            template.file,
            (1, 1),
            f"{where}: something is asked for that no mail may ask for, like `.__class__`",
        )
    except ExpressionError:
        # A criterion that cannot be used is told where it is written, and a condition
        # of `rows` by the check of names.
        return
    except (jinja2.TemplateError, TypeError, ValueError, ArithmeticError) as error:
        mistakes.add(template.file, (line_of(error), 1), f"{where}: {error}")


def line_of(error: BaseException) -> int:
    """The line of a template on which it stopped."""
    line = 1
    trace = error.__traceback__
    while trace is not None:
        # Jinja compiles templates to Python; the last frame of the template itself says
        # on which line it stopped.
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def template_problem(
    template: Template, error: Exception, table: str, reference: str
) -> Problem:
    """The problem of a mail that could not be written."""
    text = "The mail {template} about {reference} could not be written: {error}"
    gaps = (
        ("error", str(error)),
        ("reference", reference),
        ("template", template.file.parent.name),
    )
    return Problem(ProblemCode.template, text, gaps, table, reference)
