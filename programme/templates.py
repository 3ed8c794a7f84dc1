"""The mail templates of a programme: one folder a message, one Markdown file a language, subject in the front matter."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from core.problem import Problem, ProblemCode
from core.spelling import nearest
from mail.compose import Written
from mail.markdown import escape, one_line
from programme.checks.checker import follow
from programme.children import child_tables
from programme.model import Programme, Table
from programme.models.plurals import PERIOD, plural, plural_mistake
from programme.reading.mistakes import Mistakes
from programme.records.local_times import no_local_times
from programme.records.record import Record, Records, View
from programme.records.template_record import TemplateRecord, rows_of
from programme.records.translations import Passage, passages

HEAD = re.compile(r"\A---\n(?P<head>.*?)\n---\n(?P<body>.*)\Z", re.DOTALL)
LINE = re.compile(r"(?P<key>subject|digest|short):[ ]*(?P<quote>[\"']?)(?P<text>.+?)(?P=quote)[ ]*")
TAG_LINE = re.compile(r"^[ \t]*(\{%(?:(?!%\}).)*)%\}[ \t]*\n", re.MULTILINE)
LONGEST = 40_000


@dataclass(frozen=True)
class Template:
    """One message in one language. `line`: the same in one line, for a digest of several; its subject where it has none.

    `short`: what is said by WhatsApp before its buttons; its subject where it has none.
    """

    file: Path
    subject: jinja2.Template
    body: jinja2.Template
    line: jinja2.Template
    short: jinja2.Template

    def write(self, names: Mapping[str, Any]) -> Written:
        """Fills the template. Raises jinja2.TemplateError where it asks for what is not there."""
        subject, short_text = (one_line(part.render(names)) for part in (self.subject, self.short))
        return Written(subject, self.body.render(names), short_text)

    def write_line(self, names: Mapping[str, Any]) -> str:
        """Its line in a digest, as Markdown. Raises as `write`."""
        return " ".join(self.line.render(names).replace("\\\n", " ").split())


@dataclass
class Templates:
    """All templates of a programme by message and language."""

    found: dict[tuple[str, str], Template] = field(default_factory=dict)

    def get(self, message: str, language: str) -> Template:
        """The template of a message in a language. KeyError cannot happen for a checked programme."""
        return self.found[message, language]


def read_templates(folder: Path, programme: Programme, mistakes: Mistakes) -> Templates:
    """Reads and tries every template that the rules name; what is missing or wrong goes to `mistakes`."""
    templates = Templates()
    root = folder / "mail_templates"
    folders = {path.name for path in root.iterdir() if path.is_dir()} if root.is_dir() else set()
    ruled, closings = messages_of(programme), closings_of(programme)
    for message in sorted({*ruled, *closings}):
        if message not in folders:
            who = "the rules name it" if message in ruled else "a form names it"
            mistakes.add(root / message, (1, 1), f"this folder is missing: {who}{nearest(message, folders)}")
            continue
        for language in programme.languages:
            file = root / message / f"{language}.md"
            template = _read(file, mistakes)
            if not template:
                continue
            templates.found[message, language] = template
            _try(template, programme, ruled.get(message, set()), language, mistakes)
            if message in closings:
                _try_closing(template, programme, language, mistakes)
    return templates


def closings_of(programme: Programme) -> set[str]:
    """Every message by which the team is told that a form closes."""
    return {form.closing.message for form in programme.forms.values() if form.closing}


def closing_names(programme: Programme, language: str, **names: Any) -> dict[str, Any]:
    """The names that a template about a form may use."""
    return {
        "programme": programme.text(programme.name, language),
        "coordinator": {"name": "", "email": ""},
        "plural": partial(plural, language),
        **names,
    }


def messages_of(programme: Programme) -> dict[str, set[str]]:
    """Every message that the rules name, with the tables about whose records it speaks."""
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
    view: View, language: str, *, person: Mapping[str, str], link: Callable[..., str], **more: Any
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
        **more,
    }


def _environment() -> jinja2.Environment:
    environment = ImmutableSandboxedEnvironment(undefined=jinja2.StrictUndefined, finalize=escape, lstrip_blocks=True)
    # `range`, `lipsum` and the rest are of no use in a mail, and a loop over a long range would hold up everything.
    environment.globals = {}
    return environment


BODY = _environment()
SUBJECT_LINE = ImmutableSandboxedEnvironment(undefined=jinja2.StrictUndefined)


@lru_cache(maxsize=2000)
def _compiled(environment: jinja2.Environment, text: str) -> jinja2.Template:
    """A text as a template. Compiling is most of what reading a programme takes, and many say the same twice."""
    return environment.from_string(text)


def _read(file: Path, mistakes: Mistakes) -> Template | None:
    try:
        text = file.read_text(encoding="utf-8").replace("\r\n", "\n")
    except FileNotFoundError:
        mistakes.add(file, (1, 1), "this file is missing: every message is written in every language of the programme")
        return None
    except UnicodeDecodeError:
        mistakes.add(file, (1, 1), "this file is not UTF-8 text")
        return None
    head = HEAD.match(text)
    front_matter = _front_matter(head["head"]) if head else None
    if not head or not front_matter or len(text) > LONGEST:
        mistakes.add(
            file,
            (1, 1),
            "a template begins with three lines: ---, subject: …, --- (and maybe digest: … and short: … before the last)",
        )
        return None
    # Jinja counts lines from the body on: blank lines in front let its errors name the line of the file.
    lines_before = text[: head.start("body")].count("\n")
    try:
        return Template(
            file,
            _compiled(SUBJECT_LINE, front_matter["subject"]),
            _compiled(BODY, "\n" * lines_before + _without_tag_lines(head["body"])),
            _compiled(BODY, front_matter.get("digest") or front_matter["subject"]),
            _compiled(SUBJECT_LINE, front_matter.get("short") or front_matter["subject"]),
        )
    except jinja2.TemplateSyntaxError as error:
        mistakes.add(file, (error.lineno, 1), f"this is not a template here: {error.message}")
        return None


def _front_matter(head: str) -> dict[str, str] | None:
    """The lines of the front matter by their key; None where one is not as it should be, or the subject is missing."""
    lines = [LINE.fullmatch(line.strip()) for line in head.splitlines() if line.strip()]
    values = {match["key"]: match["text"] for match in lines if match}
    if "subject" in values and len(values) == len(lines):
        return values
    return None


def _without_tag_lines(body: str) -> str:
    """A line that holds nothing but a tag leaves no empty line behind; its line break moves into the tag, so lines keep
    their numbers for errors.
    """
    return TAG_LINE.sub(r"\1%}{#\n#}", body)


def _try(template: Template, programme: Programme, tables: set[str], language: str, mistakes: Mistakes) -> None:
    """Fills the template for a blank record of each table it is used for: every name that it asks for must exist."""
    # Tried with a blank record: a name that does not exist must fail at `flask check`, not on the day of the mail.
    for name in sorted(tables):
        view = View(Records(programme, []), programme.tables[name], Record(name, "XX-00000"), date(2027, 3, 12))
        person = {"name": "", "address": "", "office": "", "email": ""}
        try:
            table = programme.tables[name]
            links = {
                "link": _checked_link(programme, table),
                "link_case": _checked_link_case(programme, table),
                "link_page": _checked_link_page(programme),
                "rows": _checked_rows(view, language),
                "both": _checked_both(view),
                "link_dossier": _checked_link_dossier(programme, table),
                "link_meeting": _checked_link_meeting(programme, table),
                "link_feed": _checked_link_case(programme, table),
            }
            checked_plural = partial(_checked_plural, language)
            names = template_names(view, language, person=person, plural=checked_plural, **links)  # type: ignore[arg-type]
            template.write(names)
            template.write_line(names)
        except (jinja2.TemplateError, TypeError, ValueError, ArithmeticError) as error:
            mistakes.add(template.file, (line_of(error), 1), f"for a record of {name}: {error}")


def _try_closing(template: Template, programme: Programme, language: str, mistakes: Mistakes) -> None:
    person = {"name": "", "address": "", "office": "", "email": ""}
    names: dict[str, Any] = {"form": "", "closes": "", "days": 0, "count": 0, "most": 0, "staff": "", "person": person}
    try:
        for state in ("soon", "over", "full"):
            template.write(
                closing_names(programme, language, state=state, plural=partial(_checked_plural, language), **names)
            )
    except (jinja2.TemplateError, TypeError, ValueError, ArithmeticError) as error:
        mistakes.add(template.file, (line_of(error), 1), f"for a form that closes: {error}")


def _checked_plural(language: str, number: Any, /, **words: str) -> str:
    # Whatever the number is today, all words must be there.
    if mistake := plural_mistake(words, language, "the number", 0, PERIOD):
        raise ValueError(f"plural: {mistake}")
    return plural(language, number, **words)


def _checked_link(programme: Programme, table: Table) -> Callable[..., str]:
    def link(form: str, answer: str = "") -> str:
        if form not in programme.forms:
            raise ValueError(f'no form "{form}"{nearest(form, programme.forms)}')
        target = programme.tables[programme.forms[form].table]
        fixed = [target.column(name) for name in programme.forms[form].fixed]
        # A link to a form about something else would open nothing for whoever gets the mail.
        if fixed and not any(column and column.table == table.name for column in fixed):
            raise ValueError(f'the form "{form}" is not about a record of {table.name}')
        answers = programme.forms[form].answers
        if answer and answer not in answers:
            raise ValueError(f'the form "{form}" has no answer "{answer}"{nearest(answer, answers)}')
        return ""

    return link


def _checked_link_case(programme: Programme, table: Table) -> Callable[..., str]:
    def link_case() -> str:
        if programme.case.page is None:
            raise ValueError("say in config/programme.yaml what the `page` of a case shows")
        if not table.case and table.name != programme.case.table:
            raise ValueError(f"{table.name} does not say to which of {programme.case.table} a row belongs (`case`)")
        return ""

    return link_case


def _checked_link_page(programme: Programme) -> Callable[[str], str]:
    def link_page(name: str) -> str:
        if name not in programme.pages:
            raise ValueError(f'no page "{name}" in `pages` of config/programme.yaml{nearest(name, programme.pages)}')
        return ""

    return link_page


def _checked_rows(view: View, language: str) -> Callable[..., list[TemplateRecord]]:
    def rows(name: str, only: str = "") -> list[TemplateRecord]:
        rows_of(view, language, name, only)
        # The blank record has no rows: one blank row shows whether what is asked of each is there.
        table = view.records.programme.tables[child_tables(view.records.programme.tables, view.table)[name][0]]
        return [TemplateRecord(View(view.records, table, Record(table.name, "XX-00000"), view.today), language)]

    return rows


def _checked_both(view: View) -> Callable[[str], list[Passage]]:
    def both(path: str) -> list[Passage]:
        holder, name = view.path(path)
        if holder.table.column(name) is None:
            raise ValueError(f'{holder.table.name} has no column "{name}"')
        return [Passage("")]

    return both


def _checked_link_dossier(programme: Programme, table: Table) -> Callable[..., str]:
    def link_dossier() -> str:
        if programme.criteria is None:
            raise ValueError("there is no dossier: config/criteria.yaml says what cases are judged by")
        if not table.case and table.name != programme.case.table:
            raise ValueError(f"{table.name} does not say to which of {programme.case.table} a row belongs (`case`)")
        return ""

    return link_dossier


def _checked_link_meeting(programme: Programme, table: Table) -> Callable[..., str]:
    def link_meeting(*steps: str) -> str:
        holder: Table | None = table
        for step in steps:
            holder = follow(programme, holder, step) if holder else None
        if holder is None:
            raise ValueError(f"{table.name} has no reference {'.'.join(steps)}")
        if holder.calendar is None or not holder.calendar.invited:
            raise ValueError(f"say in config/programme.yaml who is invited (`calendar.invited` of {holder.name})")
        return ""

    return link_meeting


def line_of(error: BaseException) -> int:
    """The line of a template on which it stopped."""
    line, trace = 1, error.__traceback__
    while trace is not None:
        # Jinja compiles templates to Python; the last frame of the template itself says on which line it stopped.
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def template_problem(template: Template, error: Exception, table: str, reference: str) -> Problem:
    """The problem of a mail that could not be written."""
    text = "The mail {template} about {reference} could not be written: {error}"
    gaps = (("error", str(error)), ("reference", reference), ("template", template.file.parent.name))
    return Problem(ProblemCode.template, text, gaps, table, reference)
