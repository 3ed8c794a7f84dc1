"""Sessions as their pages show them: who may attend, which cases can be taken on, what
was entered, and what is still missing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from flask import abort, g, request

from core.texts import mark as _
from forms.services import Services, current_services
from journal.committee import sessions as kept
from journal.committee.sessions import CaseDecision, CommitteeSession
from journal.connection import Connection
from journal.records.record_reader import RecordReader
from programme.app_tables import PEOPLE
from programme.checks.checker import condition_on
from programme.model import Table
from programme.models.criteria import Sessions
from programme.parts import Choice
from programme.records.days import first_day
from programme.records.display import title
from programme.records.record import View
from staff.say import say

LONGEST = 10_000
"""Characters of anything that a secretary enters."""
UNREADABLE = (ValueError, TypeError, LookupError)


@dataclass(frozen=True)
class Entered:
    """What is said of a session as a whole.

    `present`: names of people of the team; `others`: of everybody else.
    """

    place: str = ""
    presides: str = ""
    secretary: str = ""
    present: tuple[str, ...] = ()
    others: str = ""
    notes: str = ""

    @classmethod
    def kept(cls, head: Mapping[str, object]) -> "Entered":
        """What the journal keeps."""
        return cls(
            **_texts(head, ("place", "presides", "secretary", "others", "notes")),
            present=_names(head, "present"),
        )

    @classmethod
    def posted(cls) -> "Entered":
        """What a page sent."""
        texts = {
            name: posted_text(name)
            for name in ("place", "presides", "secretary", "others", "notes")
        }
        return cls(**texts, present=posted_list("present"))

    def as_json(self) -> dict[str, object]:
        """As the journal keeps it."""
        return {**self.__dict__, "present": list(self.present)}

    @property
    def everybody(self) -> str:
        """Everybody who was there, in one line."""
        others = " ".join(self.others.split())
        return ", ".join(filter(None, (*self.present, others)))


@dataclass(frozen=True)
class Decided:
    """What was entered about a case.

    `result`: a choice's name; `recused`: names of those who took
    no part; `conflict`: why.
    """

    result: str = ""
    reasons: str = ""
    recused: tuple[str, ...] = ()
    conflict: str = ""

    @classmethod
    def kept(cls, decision: CaseDecision | None) -> "Decided":
        """What the journal keeps."""
        if decision:
            entered = decision.entered
        else:
            entered = {}
        return cls(
            **_texts(entered, ("result", "reasons", "conflict")),
            recused=_names(entered, "recused"),
        )

    @classmethod
    def posted(cls) -> "Decided":
        """What a page sent."""
        texts = {name: posted_text(name) for name in ("result", "reasons", "conflict")}
        return cls(**texts, recused=posted_list("recused"))

    def as_json(self) -> dict[str, object]:
        """As the journal keeps it."""
        return {**self.__dict__, "recused": list(self.recused)}

    @property
    def recused_words(self) -> str:
        """Who took no part, and why."""
        names = ", ".join(self.recused)
        if names and self.conflict:
            return f"{names}: {self.conflict}"
        return names or self.conflict


@dataclass(frozen=True)
class CaseOnAgenda:
    """A case of a session.

    `result`: in words; `counted`: what the criteria came to
    when the session was closed.
    """

    reference: str
    name: str
    decided: Decided
    result: str
    revision: int
    saved_by: str
    counted: Mapping[str, object]


def posted_text(name: str) -> str:
    """One answer of a page, with line breaks as everywhere else."""
    return request.form.get(name, "").replace("\r\n", "\n").strip()[:LONGEST]


def posted_list(name: str) -> tuple[str, ...]:
    """The answers of a page of that name."""
    return tuple(value[:LONGEST] for value in request.form.getlist(name) if value)


def _texts(values: Mapping[str, object], names: Iterable[str]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for name in names:
        texts[name] = str(values.get(name) or "")
    return texts


def _names(values: Mapping[str, object], name: str) -> tuple[str, ...]:
    listed = values.get(name)
    if isinstance(listed, list):
        return tuple(str(value) for value in listed)
    return ()


@dataclass
class Agenda:
    """The sessions of a programme, for one request.

    Good for as long as its connection is open.
    """

    services: Services
    connection: Connection

    @classmethod
    def open(cls, connection: Connection) -> "Agenda":
        """404 where the programme has no sessions."""
        agenda = cls(current_services(), connection)
        criteria = agenda.services.programme.criteria
        if criteria is None or criteria.sessions is None:
            abort(404)
        return agenda

    def __post_init__(self) -> None:
        self.programme = self.services.programme
        self.reader = RecordReader(self.programme, self.connection)
        self.cases_table = self.programme.tables[self.programme.case.table]

    @property
    def settings(self) -> Sessions:
        """How the programme's sessions go."""
        criteria = self.programme.criteria
        assert criteria
        assert criteria.sessions
        return criteria.sessions

    @property
    def decisions_table(self) -> Table:
        """The table of decisions."""
        return self.programme.tables[self.settings.decisions]

    @property
    def results(self) -> tuple[Choice, ...]:
        """What can be decided."""
        column = self.decisions_table.column("result")
        if column:
            return column.choices
        return ()

    def session(self, id: str) -> CommitteeSession:
        """A session; 404 where there is none."""
        return kept.of_id(self.connection, id) or abort(404)

    def people(self) -> list[str]:
        """The names of those who may attend."""
        roles = self.settings.roles
        people = self.reader.table(PEOPLE).values()
        attending = []
        for row in people:
            if row.values.get("active") and row.values.get("role") in roles:
                attending.append(row.values)
        names = set()
        for values in attending:
            names.add(str(values.get("name") or values.get("email") or ""))
        return sorted(names - {""}, key=str.casefold)

    def view(self, reference: str) -> View:
        """A case; the blank one where it is gone."""
        record = self.reader.get(self.cases_table.name, reference)
        return View(self.reader, self.cases_table, record, self.services.today())

    def name(self, reference: str) -> str:
        """What people call a case."""
        return title(self.view(reference), g.language) or reference

    def open_cases(self) -> list[tuple[str, str, date | None]]:
        """(reference, name, the day of the session that is planned) of every case
        that can be decided, by name.
        """
        condition = condition_on(self.programme, self.cases_table, self.settings.cases)
        cases = []
        for reference, record in self.reader.table(self.cases_table.name).items():
            view = View(self.reader, self.cases_table, record, self.services.today())
            try:
                is_open = condition.holds(view)
            except UNREADABLE:  # its row is told under “To review”
                is_open = False
            if is_open:
                name = title(view, g.language) or reference
                cases.append(
                    (reference, name, first_day(view, (self.settings.planned,)))
                )
        return sorted(cases, key=lambda case: case[1].casefold())

    def planned(self) -> dict[date, list[tuple[str, str]]]:
        """Day → (reference, name) of the cases that are planned for it, of days
        that have no session yet.
        """
        held = {session.day for session in kept.newest(self.connection, 500)}
        days: dict[date, list[tuple[str, str]]] = {}
        for reference, name, day in self.open_cases():
            if day is not None and day not in held:
                days.setdefault(day, []).append((reference, name))
        return dict(sorted(days.items()))

    def cases_of(self, session: CommitteeSession) -> list[CaseOnAgenda]:
        """The cases of a session in their order."""
        decisions = kept.decisions_of(self.connection, session.id)
        cases = []
        for reference in session.cases:
            decision = decisions.get(reference)
            decided = Decided.kept(decision)
            revision, saved_by = (
                (decision.revision, decision.saved_by) if decision else (kept.FIRST, "")
            )
            result = self.result_words(decided.result)
            if decision:
                entered = decision.entered
            else:
                entered = {}
            counted = {}
            for name in ("met", "criteria", "missing"):
                if name in entered:
                    counted[name] = entered[name]
            cases.append(
                CaseOnAgenda(
                    reference,
                    self.name(reference),
                    decided,
                    result,
                    revision,
                    saved_by,
                    counted,
                )
            )
        return cases

    def result_words(self, name: str) -> str:
        """A result in words."""
        choice = next((choice for choice in self.results if choice.name == name), None)
        if choice:
            return self.programme.text(choice.label, g.language)
        return ""

    def missing(self, session: CommitteeSession) -> list[str]:
        """What stands in the way of closing a session, in words."""
        head = Entered.kept(session.head)
        missing = []
        if session.day > self.services.today():
            missing.append(say(_("The day of the session has not come yet.")))
        if not head.presides or not head.secretary:
            missing.append(say(_("Who presides, and who writes the minutes?")))
        if not head.everybody:
            missing.append(say(_("Nobody is ticked as present.")))
        if not session.cases:
            missing.append(say(_("There is nothing on the agenda.")))
        for case in self.cases_of(session):
            if not case.decided.result:
                missing.append(say(_("{name}: the result is missing."), name=case.name))
            absent = []
            for name in case.decided.recused:
                if name not in head.present:
                    absent.append(name)
            if absent:
                text = _(
                    "{name}: {people} cannot be recused without having been there."
                )
                missing.append(say(text, name=case.name, people=", ".join(absent)))
        return missing
