"""Every form and every mail of a programme as one page to hand round."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy.engine import Connection

from core.clock import local_date
from core.ids import new_reference
from core.settings import ROOT, read
from core.texts import direction, language_name, language_tag, texts
from desk.kinds import kind_labels
from journal.database import Journal
from journal.records import known_records
from mail.compose import Parts
from notify.preview import preview, told
from programme.form_parts.form_pages import FormPages
from programme.models.forms import Form
from worker.context import open_worker
from worker.folder import Folder

INPUTS = {
    "email": "email",
    "phone": "tel",
    "integer": "number",
    "decimal": "number",
    "range": "range",
    "date": "date",
    "moment": "datetime-local",
    "time": "time",
    "url": "url",
    "file": "file",
    "audio": "file",
}
"""Type → what a browser shows for it."""


@dataclass(frozen=True)
class ShownMail:
    """A mail: its folder, what people call it, and (language, parts, what keeps it
    from being written).
    """

    name: str
    label: str
    languages: list[tuple[str, Parts | None, str]]


def preview_page(folder: Folder, path: Path) -> str:
    """One HTML page that needs no other file. `path`: where the programme's files are.

    Nothing is kept: the example data are put into a journal that is gone afterwards.
    """
    programme = folder.programme
    language = programme.language
    environment = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
    )
    say = texts(language).gettext
    return environment.get_template("preview_page.html").render(
        _=say,
        language=language,
        languages=programme.languages,
        language_names={
            code: language_name(code, code, programme.languages)
            for code in programme.languages
        },
        language_tag=language_tag,
        direction=direction,
        title=programme.shown_name(language),
        colour=programme.look.colour,
        style=(ROOT / "static" / "preview.css").read_text("utf-8"),
        forms=list(programme.forms.values()),
        pages=_pages,
        tables={
            name: programme.text(table.label, language)
            for name, table in programme.tables.items()
        },
        inputs=INPUTS,
        say_text=programme.text,
        mails=list(_mails(folder, path)),
    )


def _pages(form: Form) -> Any:
    return FormPages.of(form).pages


def _mails(folder: Folder, path: Path) -> Iterator[ShownMail]:
    programme = folder.programme
    with TemporaryDirectory(prefix="hoja-preview-") as state:
        # Nothing of this installation's settings: no mail and no sheet is at hand.
        settings = read({"PROGRAMME_DIR": str(path), "STATE_DIR": state})
        journal = Journal(settings.database_url)
        try:
            journal.upgrade()
            with journal.write() as connection:
                _add_example(folder, connection)
            notify = open_worker(settings, folder, journal).notify
            labels = kind_labels(programme, programme.language)
            for message, (rule, _tell) in told(programme).items():
                shown = []
                for language in programme.languages:
                    parts, problems = preview(notify, message, language)
                    wrong = "; ".join(
                        problem.words(programme.language) for problem in problems
                    )
                    shown.append((language, parts, wrong))
                label = labels.get(rule.name, rule.name)
                yield ShownMail(message, f"{label}: {message}", shown)
        finally:
            journal.close()


def _add_example(folder: Folder, connection: Connection) -> None:
    programme = folder.programme
    now = datetime.now(UTC)
    rows = folder.example.rows(
        local_date(now, programme.time_zone),
        lambda table: new_reference(programme.tables[table].prefix),
    )
    for table, reference, values in rows:
        filled = {}
        for name, value in values.items():
            if value is not None:
                filled[name] = value
        known_records.add(
            connection, table, reference, filled, own={}, occasion="example", now=now
        )
