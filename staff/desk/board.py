"""The board: the cases by stage, with what is left of their time and what is next; and
the lists behind the desk's numbers.
"""

from dataclasses import dataclass

from flask import Blueprint, abort, g, render_template, request

from core.texts import mark as _
from desk.case_steps import step_named, steps_by_case
from desk.cases import Cases
from desk.finding_entries import finding_words, record_name
from desk.words import left_words
from forms.services import current_services
from journal.rules import findings
from journal.rules.case_steps import CaseStep
from journal.rules.findings import KeptFinding
from staff.access.signing import signed_in
from staff.desk.loads import loads, said_beside
from staff.desk.reading import read_cases
from staff.say import say

blueprint = Blueprint("board", __name__)
PER_STAGE = 12
"""Cases of a stage on the board; the list of one stage has all of them, so many a
page:
"""
PER_PAGE = 50
# A list to choose from; in a longer one nobody finds a name.
MOST_PEOPLE = 200
NO_STAGE = "-"
"""Stands in an address for the cases without a stage."""


@dataclass(frozen=True)
class Card:
    """A case on the board. `is_over`: its time has ended."""

    reference: str
    name: str
    left: str
    is_over: bool
    step: str


@dataclass(frozen=True)
class Stage:
    """A stage and its cases: how many there are, and those that are shown."""

    name: str
    label: str
    count: int
    cards: list[Card]


@dataclass(frozen=True)
class Filter:
    """A column by which the cases can be narrowed down: its name in addresses, the
    words that occur there, the chosen ones.
    """

    name: str
    path: str
    label: str
    words: list[str]
    chosen: str


@blueprint.get("/staff/board")
@signed_in
def board() -> str:
    """All cases by stage, or those of one stage, narrowed down by what
    the programme's filters say.
    """
    services = current_services()
    only = request.args.get("stage", "")
    page = request.args.get("page", 1, int)
    with services.journal.read() as connection:
        cases = read_cases(services, connection)
        filters = [
            _filter(cases, path) for path in services.programme.desk.board.filters
        ]
        chosen = [(chosen.path, chosen.chosen) for chosen in filters if chosen.chosen]
        references = []
        for reference in cases.records:
            if all(
                cases.shown(reference, path, g.language) == shown_values
                for path, shown_values in chosen
            ):
                references.append(reference)
        stages = _stages(cases, references, only, max(page, 1))
        pages = 1
        if only and stages:
            pages = max(1, -(-stages[0].count // PER_PAGE))
        return render_template(
            "staff/desk/board.html",
            stages=stages,
            filters=filters,
            query={parameter(path): shown_values for path, shown_values in chosen},
            only=only,
            page=max(page, 1),
            pages=pages,
            count=len(references),
            heading=services.programme.text(cases.table.label, g.language),
            table=cases.table.name,
        )


def parameter(path: str) -> str:
    """The part of an address that holds the words chosen for a filter: no column is
    called like another part.
    """
    return f"of-{path}"


def _filter(cases: Cases, path: str) -> Filter:
    holder, name = cases.view("").path(path)
    column = holder.table.column(name)
    shown_values = {
        cases.shown(reference, path, g.language) for reference in cases.records
    }
    if column:
        label = cases.programme.text(column.label, g.language)
    else:
        label = path
    chosen = request.args.get(parameter(path), "")
    # Mostly the page on which somebody chose was in this language.
    if chosen and chosen not in shown_values:
        chosen = _in_words_of_reader(cases, path, chosen)
    return Filter(
        parameter(path),
        path,
        label,
        sorted(shown_values - {""}, key=str.casefold),
        chosen,
    )


def _in_words_of_reader(cases: Cases, path: str, chosen: str) -> str:
    """What was chosen, as the reader's language says it: an address keeps the words of
    the page on which somebody chose.
    """
    for reference in cases.records:
        for language in cases.programme.languages:
            if cases.shown(reference, path, language) == chosen:
                return cases.shown(reference, path, g.language)
    return chosen


def _stages(cases: Cases, references: list[str], only: str, page: int) -> list[Stage]:
    defined = cases.programme.desk.next_steps
    steps = steps_by_case(cases.connection, (step.name for step in defined))
    by_stage: dict[str, list[str]] = {}
    for reference in references:
        by_stage.setdefault(cases.stage(reference) or NO_STAGE, []).append(reference)
    labels = {
        choice.name: cases.programme.text(choice.label, g.language)
        for choice in cases.on_line
    }
    # What lies beside the main line (a pause, a refusal) is only shown
    # where there is something.
    labels |= {
        choice.name: cases.programme.text(choice.label, g.language)
        for choice in cases.aside
        if choice.name in by_stage
    }
    for stage in by_stage:
        labels.setdefault(
            stage, say(_("Without a stage")) if stage == NO_STAGE else stage
        )
    stages: list[Stage] = []
    for stage, label in labels.items():
        if only and stage != only:
            continue
        of_stage = sorted(
            by_stage.get(stage, ()), key=lambda reference: _urgency(cases, reference)
        )
        first = 0
        if only:
            first = (page - 1) * PER_PAGE
        shown = of_stage[first : first + (PER_PAGE if only else PER_STAGE)]
        cards = [_card(cases, reference, steps) for reference in shown]
        stages.append(Stage(stage, label, len(of_stage), cards))
    return stages


def _urgency(cases: Cases, reference: str) -> tuple[int, str]:
    """What has least time left comes first; what does not run comes last."""
    left = cases.left(reference)
    return (
        left if left is not None else 99_999,
        cases.name(reference, g.language).casefold(),
    )


def _card(cases: Cases, reference: str, steps: dict[str, list[CaseStep]]) -> Card:
    left = cases.left(reference)
    first = next(iter(steps.get(reference, ())), None)
    step = None
    if first:
        step = step_named(cases.programme.desk.next_steps, first.step)
    return Card(
        reference,
        cases.name(reference, g.language),
        left_words(left, g.language) if left is not None else "",
        left is not None and left < 0,
        cases.programme.text(step.label, g.language) if step else "",
    )


@blueprint.get("/staff/late")
@signed_in
def late() -> str:
    """Who is late with what: everybody by how much, or all
    that one person is late with.
    """
    services = current_services()
    person = request.args.get("person", "")
    with services.journal.read() as connection:
        cases = read_cases(services, connection)
        people = findings.late_by_person(connection)
        if person:
            rows = findings.of_person(connection, person)
        else:
            rows = []
        phone = email = ""
        if rows:
            phone, email = rows[0].phone, rows[0].email
        return render_template(
            "staff/desk/late.html",
            person=person,
            phone=phone,
            email=email,
            people=list(people.items())[:MOST_PEOPLE],
            people_count=len(people),
            rows=[_finding_row(cases, row) for row in rows[:PER_PAGE]],
            count=len(rows),
        )


def _finding_row(
    cases: Cases, kept: KeptFinding
) -> tuple[str, str, str, str, str, str]:
    name = record_name(cases, kept.table, kept.reference, g.language)
    case = cases.name(kept.case, g.language)
    return (
        name,
        finding_words(cases, kept, g.language),
        case,
        kept.case,
        kept.table,
        kept.reference,
    )


@blueprint.get("/staff/load/<name>")
@signed_in
def load(name: str) -> str:
    """How many cases each record has, and which."""
    services = current_services()
    with services.journal.read() as connection:
        cases = read_cases(services, connection)
        shown = next((shown for shown in loads(cases) if shown.name == name), None)
        if shown is None:
            abort(404)
        rows = []
        for row in shown.rows:
            names = [(case, cases.name(case, g.language)) for case in row.cases]
            rows.append((row, names, said_beside(cases, shown, row)))
        headings = [
            services.programme.text(value.label, g.language) for value in shown.shows
        ]
        return render_template(
            "staff/desk/load.html", load=shown, rows=rows, headings=headings
        )
