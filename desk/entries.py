"""What there is to do today: every line, those for which others wait first."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from core.clock import local_date
from core.problem import ProblemCode
from core.texts import mark as _
from core.texts import texts
from desk.calls import call_key, one_line_each
from desk.case_steps import late_days, step_key, step_named, steps_by_case
from desk.cases import Cases
from desk.finding_entries import finding_entries
from desk.lines import PROBLEM, Entry, Line, Rank
from desk.mail_entries import mail_entries
from desk.paths import case_path, row_path
from desk.proposals import proposed_cell
from desk.words import late_words, since_words, whose
from journal.rules.case_steps import CaseStep
from journal.tabs import problems
from journal.tabs.problems import Standing
from programme.records.record import Cell
from rules.findings.urgency import is_urgent

NEW_FOR = timedelta(days=7)
"""So long a case that has just come is told, where nothing else is told of it."""
NOTES = frozenset({ProblemCode.closed_day})
"""Problems about which nothing is to be done, if what they tell is meant."""


def entries(cases: Cases) -> list[Entry]:
    """Every line there is today, in order."""
    steps = list(_steps(cases))
    calls = finding_entries(cases, _told_by_steps(cases, steps))
    listed = [
        *mail_entries(cases),
        *_problems(cases),
        *one_line_each([*steps, *calls]),
    ]
    with_step = {entry.reference for entry in steps}
    listed.extend(_new(cases, with_step))
    return sorted(
        listed, key=lambda entry: (entry.rank.value, -entry.weight, entry.key)
    )


def _problems(cases: Cases) -> Iterator[Entry]:
    for standing in problems.standing(cases.connection):
        problem = standing.problem
        rank = Rank.review
        if is_urgent(problem):
            rank = Rank.first
        elif problem.code in NOTES:
            rank = Rank.note
        days = (
            cases.today - local_date(standing.since, cases.programme.time_zone)
        ).days
        write = _problem_line(cases, standing)
        yield Entry(
            rank,
            0,
            f"{PROBLEM}{standing.tag}",
            write,
            problem.table,
            problem.reference,
            days,
        )


def _problem_line(cases: Cases, standing: Standing) -> Callable[[str], Line]:
    def write(language: str) -> Line:
        programme = cases.programme
        problem = standing.problem
        table = programme.tables.get(problem.table)
        column = None
        if table:
            column = table.column(problem.column)
        places = []
        for part in (table, column):
            if part:
                places.append(programme.text(part.label, programme.language))
        return Line(
            f"{PROBLEM}{standing.tag}",
            problem.words(language),
            about=" · ".join(
                [*places, *([problem.reference] if problem.reference else [])]
            ),
            since=since_words(
                local_date(standing.since, programme.time_zone), cases.today, language
            ),
            row=problem.address,
        )

    return write


def _steps(cases: Cases) -> Iterator[Entry]:
    """A line for each case of which a step is due: the first that is, and
    beside it the others that hold.
    """
    defined = cases.programme.desk.next_steps
    for reference, steps in steps_by_case(
        cases.connection, (step.name for step in defined)
    ).items():
        due = [
            step for step in steps if step.due_on is None or step.due_on <= cases.today
        ]
        if not due or reference not in cases.records:
            continue
        step = min(due, key=lambda step: (-late_days(step, cases.today), step.position))
        late = late_days(step, cases.today)
        waited = 0
        if step.since:
            waited = (cases.today - step.since).days
        days = 0
        if step.due_on:
            days = (cases.today - step.due_on).days
        if late:
            rank = Rank.late
        else:
            rank = Rank.due
        write = _step_line(cases, step, steps, due)
        yield Entry(
            rank,
            late or waited,
            step_key(step),
            write,
            cases.table.name,
            reference,
            days,
            call_key(reference, step.person, step.phone),
        )


def _step_line(
    cases: Cases, step: CaseStep, steps: Sequence[CaseStep], due: Sequence[CaseStep]
) -> Callable[[str], Line]:
    def write(language: str) -> Line:
        programme = cases.programme
        defined = step_named(programme.desk.next_steps, step.step)
        assert defined
        others = []
        for other in steps:
            if other.step != step.step:
                others.append(step_named(programme.desk.next_steps, other.step))
        late = late_days(step, cases.today)
        # What could be set now is offered, also where something else is more urgent.
        proposals = (proposed_cell(cases, each) for each in (step, *due))
        proposed = next((each for each in proposals if each), None)
        cell = Cell(
            cases.table.name, step.reference, proposed.column if proposed else ""
        )
        page = ""
        if proposed and proposed.is_settable:
            page = case_path(step.reference)
        return Line(
            step_key(step),
            programme.text(defined.label, language),
            about=cases.name(step.reference, language),
            case=step.reference,
            who=whose(programme, defined, step.person, language),
            phone=step.phone,
            email=step.email,
            since=since_words(step.since, cases.today, language),
            late=late_words(late, language) if late else "",
            also=tuple(
                programme.text(other.label, language) for other in others if other
            ),
            proposed=proposed,
            page=page,
            row=row_path(cell.table, cell.reference, cell.column),
            cell=cell,
        )

    return write


def _told_by_steps(cases: Cases, steps: Iterable[Entry]) -> set[tuple[str, str]]:
    """(reference, ladder) of what the line of a step says already."""
    ladders = {step.name: step.instead_of for step in cases.programme.desk.next_steps}
    told: set[tuple[str, str]] = set()
    for entry in steps:
        _kind, reference, step = entry.key.split(" ")
        told.update((reference, ladder) for ladder in ladders[step])
    return told


def _new(cases: Cases, with_step: Collection[str]) -> Iterator[Entry]:
    """A line for each case that has just come.

    `with_step`: the cases of which another line is told.
    """
    first = cases.today - NEW_FOR
    beginnings = ("", *(choice.name for choice in cases.on_line[:1]))
    for reference, record in cases.records.items():
        # Staff have set its stage on: somebody has looked.
        if cases.stage_name and cases.stage(reference) not in beginnings:
            continue
        # The moment is only taken apart where its day may count: most cases are older.
        if (
            reference in with_step
            or str(record.values.get("received") or "")[:10] < first.isoformat()
        ):
            continue
        day = cases.received(reference)
        if day is not None and day >= first:
            days = (cases.today - day).days
            line = Line(
                f"new {reference}",
                "",
                case=reference,
                row=row_path(cases.table.name, reference),
                cell=Cell(cases.table.name, reference, ""),
            )
            yield Entry(
                Rank.new,
                -days,
                line.key,
                _new_line(cases, line, days),
                cases.table.name,
                reference,
                days,
            )


def _new_line(cases: Cases, line: Line, days: int) -> Callable[[str], Line]:
    def write(language: str) -> Line:
        return replace(
            line,
            what=texts(language).gettext(_("It has just come: look at it")),
            about=cases.name(line.case, language),
            since=since_words(
                cases.today - timedelta(days=days), cases.today, language
            ),
        )

    return write
