"""What there is of a person as one ZIP, to be handed to them: for machines (JSON), for
reading (HTML), and the files.

What the rows say of other people is left out: their names and addresses are theirs.
"""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from html import escape
from typing import Any

from core.texts import mark as _
from core.texts import texts
from journal.connection import Connection
from journal.privacy.record_values import (
    NO_FORM,
    question,
    repetitions,
    without_person,
)
from journal.privacy.rules import Person
from journal.privacy.what_is_kept import Kept, kept_of, own_values
from privacy.erase import Eraser
from privacy.identify import identify
from privacy.people import is_one_person, person_of
from programme.model import Programme
from programme.records.display import show_anyway

DATA, PAGE, FILES = "data.json", "data.html", "files"
TITLES = {
    "records": _("What stands in the spreadsheet"),
    "forms": _("Forms that were sent"),
    "files": _("Files"),
    "mails": _("Mails that were written to you"),
    "suppressions": _("Why no mail goes to your address"),
    "sessions": _("Devices on which you signed in"),
    "acts": _("What you did on the pages of the team"),
}


@dataclass(frozen=True)
class Section:
    """A part of what is handed over: each entry is label → text for people."""

    title: str
    entries: Sequence[Mapping[str, str]]


@dataclass(frozen=True)
class Export:
    """What is handed over: the ZIP, and how many things of each kind are in it."""

    content: bytes
    counts: Mapping[str, int]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is known of the person."""
        return not any(self.counts.values())


def export_person(
    eraser: Eraser, connection: Connection, address: str, now: datetime, language: str
) -> Export:
    """Everything that there is of a person.

    `language`: that of the page for reading.
    """
    address = identify(eraser.programme, connection, address).address
    if not is_one_person(address):
        return Export(b"", {})
    person = person_of(eraser.programme, connection, eraser.links, address, now=now)
    stored = kept_of(connection, person)
    data = _data(person, stored, now)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            DATA, json.dumps(data, ensure_ascii=False, indent=2, default=str)
        )
        archive.writestr(PAGE, _page(eraser.programme, person, stored, language))
        for upload in stored.uploads:
            # A file that was taken away since is listed, and cannot be handed over.
            with suppress(FileNotFoundError), eraser.store.open(upload.id) as file:
                archive.writestr(
                    f"{FILES}/{upload.submission}-{upload.id[:6]}-{upload.name}",
                    file.read(),
                )
    counts = {name: len(data[name]) for name in TITLES}
    return Export(buffer.getvalue(), counts)


def _data(person: Person, stored: Kept, now: datetime) -> dict[str, Any]:
    records = [
        {
            "table": record.table,
            "reference": record.reference,
            "values": own_values(person, record.table, record.values),
        }
        for record in stored.records
    ]
    forms = [
        {**asdict(form), "answers": _answers(person, form.answers)}
        for form in stored.forms
    ]
    for form in forms:
        del form["key"], form["digest"]
    return {
        "address": person.address,
        "exported_at": now.isoformat(timespec="seconds"),
        "records": records,
        "forms": forms,
        "files": [asdict(upload) for upload in stored.uploads],
        "mails": [asdict(mail) for mail in stored.mails],
        "suppressions": [asdict(item) for item in stored.suppressions],
        "sessions": [asdict(item) for item in stored.sessions],
        "acts": [asdict(item) for item in stored.acts],
    }


def _answers(person: Person, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers without those about other people."""
    personal: set[str] = set()
    for table, parts in person.parts.items():
        if table not in NO_FORM:
            for part in parts:
                personal.update(part.columns)
    remaining = without_person(answers, person)
    own: dict[str, Any] = {}
    for name, value in answers.items():
        rows = repetitions(value)
        if rows:
            own[name] = [_answers(person, row) for row in rows]
        elif remaining[name] != value or question(name) not in personal:
            own[name] = value
    return own


def _page(programme: Programme, person: Person, stored: Kept, language: str) -> str:
    gettext = texts(language).gettext
    parts = [
        f"<h1>{escape(programme.shown_name(language))}</h1><p>{escape(person.address)}</p>"
    ]
    for section in _sections(programme, person, stored, language):
        if section.entries:
            parts.append(f"<h2>{escape(gettext(section.title))}</h2>")
            for entry in section.entries:
                parts.append(_list(entry))
    head = f'<!doctype html><html lang="{escape(language)}"><meta charset="utf-8"><title>{escape(person.address)}</title>'
    return head + "".join(parts) + "</html>\n"


def _list(entry: Mapping[str, str]) -> str:
    rows = "".join(
        f"<dt><b>{escape(label)}</b></dt><dd>{escape(text)}</dd>"
        for label, text in entry.items()
        if text
    )
    return f"<dl style='white-space:pre-wrap'>{rows}</dl><hr>"


def _sections(
    programme: Programme, person: Person, stored: Kept, language: str
) -> list[Section]:
    moment = "%Y-%m-%d %H:%M UTC"
    forms = [
        {
            "": f"{form.form} {form.reference} {form.received_at:{moment}}",
            **_texts(_answers(person, form.answers)),
        }
        for form in stored.forms
    ]
    mails = [
        {"": f"{mail.due_at:{moment}}", mail.subject: mail.text}
        for mail in stored.mails
    ]
    further = {
        "files": [{"": upload.name} for upload in stored.uploads],
        "suppressions": [
            {item.reason: f"{item.since:{moment}} {item.said}"}
            for item in stored.suppressions
        ],
        "sessions": [
            {item.device: f"{item.created_at:{moment}}"} for item in stored.sessions
        ],
        "acts": [
            {f"{item.at:{moment}}": f"{item.action} {item.about}"}
            for item in stored.acts
        ],
    }
    records = [
        _record(
            programme, person, record.table, record.reference, record.values, language
        )
        for record in stored.records
    ]
    entries: dict[str, Sequence[Mapping[str, str]]] = {
        "records": records,
        "forms": forms,
        "mails": mails,
        **further,
    }
    return [Section(title, entries[name]) for name, title in TITLES.items()]


def _texts(answers: Mapping[str, Any]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for name, value in answers.items():
        texts[name] = (
            value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        )
    return texts


def _record(
    programme: Programme,
    person: Person,
    table_name: str,
    reference: str,
    values: Mapping[str, Any],
    language: str,
) -> dict[str, str]:
    table = programme.tables[table_name]
    shown = {"": f"{programme.text(table.label, language)} {reference}"}
    for name, value in own_values(person, table_name, values).items():
        column = table.column(name)
        if column is not None:
            shown[programme.text(column.label, language)] = (
                show_anyway(programme, column, value, language) or ""
            )
    return shown
