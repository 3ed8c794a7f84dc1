"""What there is to do today: every line of the desk, those for which others wait first."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

from flask import g, url_for

from core.clock import local_date
from core.texts import mark as _
from core.texts import mark_plural as _n
from core.texts import number_text
from journal.mails import messages
from journal.mails.messages import MessageSummary
from journal.mails.occasions import Together, waiting_together
from journal.records import cell_commands, findings
from journal.records.case_steps import CaseStep
from journal.records.findings import KeptFinding
from journal.states import FindingKind, MessageState
from journal.tabs import problems
from journal.tabs.problems import Standing
from programme.display import title
from programme.needs import missing_words
from programme.record import Value, View
from rules.ladders import Finding, flag_text, rungs
from rules.urgency import is_urgent
from staff.desk.cases import Cases, step_named, steps_by_case
from staff.desk.words import late_words, since_words, whose
from staff.messages.kinds import kind_labels
from staff.messages.together import bundle_of
from staff.say import say

NEW_FOR = timedelta(days=7)
"""So long a case that has just come is told, where nothing else is told of it."""


class Rank(IntEnum):
    """The parts of the list, in their order."""

    first = 0
    late = 1
    due = 2
    review = 3
    new = 4


HEADINGS = {
    Rank.first: _("Others wait for this"),
    Rank.late: _("Late"),
    Rank.due: _("To do"),
    Rank.review: _("To review in the spreadsheet"),
    Rank.new: _("New"),
}
WAITING = {
    MessageState.held: _n("{count} mail waits for your yes", "{count} mails wait for your yes"),
    MessageState.by_hand: _n("{count} message is to be sent by hand", "{count} messages are to be sent by hand"),
    MessageState.unknown: _n(
        "Of {count} mail it is not known whether it was sent", "Of {count} mails it is not known whether they were sent"
    ),
}
INCOMPLETE = _n("{count} mail waits for what is missing", "{count} mails wait for what is missing")
TOGETHER = _n("{count} mail waits for one yes", "{count} mails wait for one yes")


@dataclass(frozen=True)
class ProposedCell:
    """A cell of a case that could be given another value now. `header`: of its `column`; `shown`: what stands there; `words`:
    what to type for `value`; `is_settable`: staff may have it written from a page.
    """

    column: str
    header: str
    shown: Value
    value: str
    words: str
    is_settable: bool


@dataclass(frozen=True)
class Line:
    """One thing to do. `key`: as long as it is the same, so is the thing; `about`: whom or what it is about, `case` its case,
    `of` what of it; `who` does it, at which `phone`; `address`: the page on which it is done, "" for the sheet; `row`: there.
    """

    key: str
    what: str
    about: str = ""
    case: str = ""
    of: str = ""
    who: str = ""
    phone: str = ""
    since: str = ""
    late: str = ""
    also: tuple[str, ...] = ()
    proposed: ProposedCell | None = None
    address: str = ""
    row: str = ""


@dataclass(frozen=True)
class Entry:
    """A line that is only written out where it is shown. `weight`: the heavier, the further up."""

    rank: Rank
    weight: int
    key: str
    write: Callable[[], Line]


def entries(cases: Cases) -> list[Entry]:
    """Every line there is today, in order."""
    listed = [*_mails(cases), *_problems(cases), *_steps(cases), *_findings(cases)]
    with_step = {entry.key.split()[1] for entry in listed if entry.key.startswith("step ")}
    listed.extend(_new(cases, with_step))
    return sorted(listed, key=lambda entry: (entry.rank.value, -entry.weight, entry.key))


def _mails(cases: Cases) -> Iterator[Entry]:
    """A line for what waits for one yes, and one for all other messages of a kind that wait for the same."""
    events = [event.name for event in cases.services.programme.rules.events]
    waiting = messages.in_state(cases.connection, *WAITING)
    held = [message for message in waiting if message.state is MessageState.held]
    together: set[str] = set()
    for key, group in waiting_together(cases.connection, events, held).items():
        together.update(message.id for message in group)
        name = f"mails together {key.reference} {key.occasion}"
        yield Entry(Rank.first, len(group), name, _together_line(cases, name, key, group))
    by_kind: dict[tuple[MessageState, str, bool], list[MessageSummary]] = {}
    for message in waiting:
        if message.id not in together:
            by_kind.setdefault((message.state, message.kind, _is_incomplete(message)), []).append(message)
    labels = kind_labels()
    for (state, kind, is_incomplete), group in by_kind.items():
        name = f"mails {'missing' if is_incomplete else state.value} {kind}"
        yield Entry(Rank.first, len(group), name, _mail_line(cases, name, group, labels))


def _is_incomplete(message: MessageSummary) -> bool:
    return message.state is MessageState.held and bool(message.missing)


def _together_line(cases: Cases, name: str, key: Together, group: Sequence[MessageSummary]) -> Callable[[], Line]:
    def write() -> Line:
        bundle = bundle_of(cases.connection, key, group)
        oldest = local_date(group[0].created_at, cases.services.programme.time_zone)
        return Line(
            name,
            number_text(g.language, INCOMPLETE if bundle.missing else TOGETHER, len(group)),
            about=f"{bundle.what}: {bundle.about}",
            of=bundle.missing,
            since=since_words(oldest, cases.today),
            address=bundle.address,
        )

    return write


def _mail_line(
    cases: Cases, name: str, group: Sequence[MessageSummary], labels: Mapping[str, str]
) -> Callable[[], Line]:
    def write() -> Line:
        programme, first = cases.services.programme, group[0]
        zone, state, kind = programme.time_zone, first.state, first.kind
        oldest = min(message.created_at for message in group)
        address = url_for("staff.waiting", state=state, kind=kind)
        is_incomplete = _is_incomplete(first)
        missing = [condition for message in group for condition in message.missing or ()] if is_incomplete else []
        return Line(
            name,
            number_text(g.language, INCOMPLETE if is_incomplete else WAITING[state], len(group)),
            about=labels.get(kind, kind),
            of=missing_words(programme, kind, missing, g.language),
            since=since_words(local_date(oldest, zone), cases.today),
            address=address,
        )

    return write


def _problems(cases: Cases) -> Iterator[Entry]:
    for standing in problems.standing(cases.connection):
        rank = Rank.first if is_urgent(standing.problem) else Rank.review
        yield Entry(rank, 0, f"problem {standing.tag}", _problem_line(cases, standing))


def _problem_line(cases: Cases, standing: Standing) -> Callable[[], Line]:
    def write() -> Line:
        programme, problem = cases.services.programme, standing.problem
        table = programme.tables.get(problem.table)
        column = table.column(problem.column) if table else None
        places = [programme.text(part.label, programme.language) for part in (table, column) if part]
        return Line(
            f"problem {standing.tag}",
            problem.words(g.language),
            about=" · ".join([*places, *([problem.reference] if problem.reference else [])]),
            since=since_words(local_date(standing.since, programme.time_zone), cases.today),
            row=problem.address,
        )

    return write


def _steps(cases: Cases) -> Iterator[Entry]:
    """A line for each case of which a step is due: the first that is, and beside it the others that hold."""
    defined = cases.services.programme.desk.next_steps
    for reference, steps in steps_by_case(cases.connection, (step.name for step in defined)).items():
        due = [step for step in steps if step.due_on is None or step.due_on <= cases.today]
        if not due or reference not in cases.records:
            continue
        step = min(due, key=lambda step: (-late_days(step, cases.today), step.position))
        late = late_days(step, cases.today)
        waited = (cases.today - step.since).days if step.since else 0
        rank = Rank.late if late else Rank.due
        yield Entry(rank, late or waited, f"step {reference} {step.step}", _step_line(cases, step, steps))


def late_days(step: CaseStep, today: date) -> int:
    """By how many days a step is late; 0 where it is not."""
    if step.overdue_on is None:
        return 0
    return max(0, (today - step.overdue_on).days)


def _step_line(cases: Cases, step: CaseStep, steps: Sequence[CaseStep]) -> Callable[[], Line]:
    def write() -> Line:
        programme = cases.services.programme
        defined = step_named(programme.desk.next_steps, step.step)
        assert defined
        others = [step_named(programme.desk.next_steps, other.step) for other in steps if other.step != step.step]
        late = late_days(step, cases.today)
        return Line(
            f"step {step.reference} {step.step}",
            programme.text(defined.label, g.language),
            about=cases.name(step.reference, g.language),
            case=step.reference,
            who=whose(programme, defined, step.person),
            phone=step.phone,
            since=since_words(step.since, cases.today),
            late=late_words(late) if late else "",
            also=tuple(programme.text(other.label, g.language) for other in others if other),
            proposed=proposed_cell(cases, step),
            row=url_for("sheet_links.row", table=cases.table.name, reference=step.reference),
        )

    return write


def proposed_cell(cases: Cases, step: CaseStep) -> ProposedCell | None:
    """The cell that a step proposes to set, in words; None where it proposes none, or the cell says so already."""
    programme = cases.services.programme
    defined = step_named(programme.desk.next_steps, step.step)
    if defined is None or defined.propose is None:
        return None
    name, value = defined.propose.column, defined.propose.value
    column = cases.table.column(name)
    commands = cell_commands.of_record(cases.connection, cases.table.name, step.reference)
    last = next((command for command in commands if command.column == name), None)
    # What somebody has set is on its way, and the steps are those of before: nothing is proposed meanwhile.
    if last is not None and last.is_open:
        return None
    shown = cases.view(step.reference).value(name)
    choice = column.choice(value) if column else None
    if column is None or choice is None or shown == value:
        return None
    language = programme.language  # what is typed is in the language of the spreadsheet
    header, words = programme.text(column.label, language), programme.text(choice.label, language)
    return ProposedCell(name, header, shown, value, words, column.set_by_page)


def _findings(cases: Cases) -> Iterator[Entry]:
    kept = findings.of_kinds(cases.connection, FindingKind.passed_up, FindingKind.to_look)
    ladders = {ladder.name for ladder in cases.services.programme.rules.ladders}
    for finding in kept:
        if finding.ladder not in ladders:
            continue
        rank = Rank.late if finding.kind is FindingKind.passed_up else Rank.due
        weight = (cases.today - finding.date).days
        yield Entry(rank, weight, f"finding {finding.reference} {finding.ladder}", _finding_line(cases, finding))


def _finding_line(cases: Cases, kept: KeptFinding) -> Callable[[], Line]:
    def write() -> Line:
        return Line(
            f"finding {kept.reference} {kept.ladder}",
            finding_words(cases, kept),
            about=cases.name(kept.case, g.language),
            case=kept.case,
            of=record_name(cases, kept.table, kept.reference) if kept.case != kept.reference else "",
            who=kept.person,
            phone=kept.phone,
            row=url_for("sheet_links.row", table=kept.table, reference=kept.reference),
        )

    return write


def finding_words(cases: Cases, kept: KeptFinding) -> str:
    """What the rules say of a record, as it stands beside its row; else the name of the rule."""
    programme = cases.services.programme
    ladder = next((ladder for ladder in programme.rules.ladders if ladder.name == kept.ladder), None)
    if ladder is None:
        return kept.ladder
    rung = next((rung for rung in rungs(ladder) if rung.name == kept.rung), None)
    if rung is None or not rung.flag:
        return programme.text(ladder.label, g.language)
    days = (cases.today - kept.date).days
    finding = Finding(ladder, rung, kept.table, kept.reference, kept.date, days, "")
    return " ".join(flag_text(finding, rung, g.language).split())


def record_name(cases: Cases, table: str, reference: str) -> str:
    """What people call a record."""
    definition = cases.services.programme.tables.get(table)
    if definition is None:
        return reference
    view = View(cases.reader, definition, cases.reader.get(table, reference), cases.today)
    return title(view, g.language) or reference


def _new(cases: Cases, with_step: Collection[str]) -> Iterator[Entry]:
    """A line for each case that has just come. `with_step`: the cases of which another line is told."""
    first = cases.today - NEW_FOR
    beginnings = ("", *(choice.name for choice in cases.on_line[:1]))
    for reference, record in cases.records.items():
        # Staff have set its stage on: somebody has looked.
        if cases.stage_name and cases.stage(reference) not in beginnings:
            continue
        # The moment is only taken apart where its day may count: most cases are older.
        if reference in with_step or str(record.values.get("received") or "")[:10] < first.isoformat():
            continue
        day = cases.received(reference)
        if day is not None and day >= first:
            yield Entry(Rank.new, -(cases.today - day).days, f"new {reference}", _new_line(cases, reference, day))


def _new_line(cases: Cases, reference: str, day: date) -> Callable[[], Line]:
    def write() -> Line:
        return Line(
            f"new {reference}",
            say(_("It has just come: look at it")),
            about=cases.name(reference, g.language),
            case=reference,
            since=since_words(day, cases.today),
            row=url_for("sheet_links.row", table=cases.table.name, reference=reference),
        )

    return write
