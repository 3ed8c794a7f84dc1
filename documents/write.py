"""A document of a record as words: in the language of whom it is for,
with what is missing in it.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from documents.history import stage_spans
from documents.templates import PERSON, DocumentTemplates, names
from documents.values import Missing
from fieldtypes.normalise import plain
from journal.records.changes import Change
from programme.checks.checker import condition_on
from programme.model import Programme
from programme.models.pages.publications import Document
from programme.records.record import View
from rules.recipients.people import of_contact
from rules.recipients.person import Person
from rules.recipients.team import by_mail
from rules.unfit import UNFIT

NO_LETTERS = re.compile(r"[^a-z0-9]+")
# Some mail programs cut longer names of attachments, and with them the ending.
LONGEST_NAME = 60
ANY_DAY = date(2000, 1, 1)
"""Stands for today where only the clock would make a difference."""


@dataclass(frozen=True)
class Words:
    """A document as it is kept with a message, and as it is set.

    `body`: in Markdown; `file`: its name, without an ending; `missing`: labels of what
    it would say and nobody has filled in yet.
    """

    name: str
    layout: str
    language: str
    file: str
    title: str
    body: str
    foot: str
    missing: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As the journal keeps it."""
        return {
            name: value for name, value in asdict(self).items() if name != "missing"
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Words":
        """As it was kept."""
        return cls(**data)


@dataclass(frozen=True)
class Documents:
    """Writes the documents of a programme.

    `history`: the changes of a record by its reference, oldest first.
    """

    programme: Programme
    templates: DocumentTemplates
    history: Callable[[str], Sequence[Change]]

    def offered(self, view: View) -> list[str]:
        """The names of the documents that there are of a record now."""
        listed = self.programme.documents.items()
        names: list[str] = []
        for name, document in listed:
            if document.table == view.table.name and self._applies(document, view):
                names.append(name)
        return names

    def write(
        self, name: str, view: View, language: str = "", *, neutral: bool = False
    ) -> Words:
        """A document of a record. `language`: instead of that of whom it is for;
        `neutral`: without the day of today.

        Raises what documents.templates.MISTAKES names.
        """
        document = self.programme.documents[name]
        if document.to:
            person = of_contact(view, document.to)
        else:
            person = Person("")
        language = language or person.language or self.programme.language
        missing: list[str] = []
        reference = ""
        if view.record:
            reference = view.record.reference
        template = self.templates.files[name, language]
        answering = next(
            iter(by_mail(view, self.programme.sender.reply_to)), Person("")
        )
        today = None
        if neutral:
            today = ANY_DAY
        title, body = template.write(
            names(
                view,
                language,
                person=self._person(view, document, person, language, missing),
                coordinator=self._coordinator(answering, language, missing),
                spans=stage_spans(view, self.history(reference), language),
                missing=missing,
                today=today,
            )
        )
        foot = f"{self.programme.shown_name(language)} · {reference}"
        return Words(
            name,
            document.layout,
            language,
            _file_name(title, reference),
            title,
            body,
            foot,
            tuple(missing),
        )

    def _applies(self, document: Document, view: View) -> bool:
        if document.only is None:
            return True
        try:
            return condition_on(self.programme, view.table, document.only).holds(view)
        except UNFIT:  # a row that cannot be read
            return False

    def _person(
        self,
        view: View,
        document: Document,
        person: Person,
        language: str,
        missing: list[str],
    ) -> dict[str, str]:
        """Whom the document is for; each part that is blank says by its column's
        label that it is missing.
        """
        labels = dict.fromkeys(PERSON, "")
        if document.to:
            holder, name = view.path(document.to)
            for part, path in holder.table.contacts[name].paths.items():
                table_view, column_name = holder.path(path)
                column = table_view.table.column(column_name)
                labels[part] = (
                    self.programme.text(column.label, language) if column else part
                )
        return {
            part: getattr(person, part) or Missing(labels[part] or part, missing)
            for part in PERSON
        }

    def _coordinator(
        self, answering: Person, language: str, missing: list[str]
    ) -> dict[str, str]:
        label = self.programme.text(
            self.programme.roles[self.programme.sender.reply_to].label, language
        )
        return {
            part: getattr(answering, part) or Missing(label, missing) for part in PERSON
        }


def _file_name(title: str, reference: str) -> str:
    """What a file is called: the title in small letters without accents."""
    name = NO_LETTERS.sub("-", plain(title))[:LONGEST_NAME].strip("-")
    return name or NO_LETTERS.sub("-", reference.casefold()).strip("-") or "document"
