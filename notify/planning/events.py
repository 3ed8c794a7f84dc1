"""From settled changes to messages: what forms brought and what staff decided, once
the row has been left alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from core.problem import Problem, ProblemCode
from core.texts import mark as _
from journal.mails.messages import RECEIVED, Notice
from journal.records.cells.cell_commands import SENDER
from journal.records.changes import Change
from journal.states import Handling, Happening, MessageState
from notify.composing.drafts import MessageDraft, NoticeDraft
from notify.state import RoundState
from programme.models.rules import CALENDAR, ROLE, Becoming, Event, Tell
from programme.parts import Column
from programme.records.comparison import same
from programme.records.display import show_anyway, title
from programme.records.record import Value, View
from rules.book import stopped
from rules.on_change.events import Happened, events, handed_over
from rules.overdue.reminders import STOPPED, waits
from rules.recipients.handovers import Handover
from rules.recipients.people import people
from rules.recipients.person import Person
from rules.recipients.team import team_row
from rules.still_asked import still_asked
from rules.unfit import UNFIT, Unfit

LATER = timedelta(days=30)
"""For so long, what could be told to nobody is told when somebody's address
comes (a role's new people are not flooded), and what happened in a row that is
gone when the row comes back.
"""
SEPARATOR = ", "
TOLD_BEFORE = _("the same was told before; it waits for a yes")
MAYBE_THE_SAME = _("it may be the same person, written otherwise; it waits for a yes")
TELLING = frozenset({Happening.edited, Happening.typed, Happening.received})


@dataclass(frozen=True)
class Occasion:
    """Changes of one cell that belong together, what becomes of them, and
    the messages that follow.

    `row_is_back`: a row that was gone is there again, and what had happened in it and
    was not told counts anew; `ruled_out`: notices for which there was no room.
    """

    table: str
    reference: str
    changes: tuple[str, ...]
    handling: Handling
    drafts: tuple[MessageDraft, ...] = ()
    problems: tuple[Problem, ...] = ()
    row_is_back: bool = False
    ruled_out: tuple[Notice, ...] = ()


def occasions(state: RoundState) -> tuple[Occasion, ...]:
    """What becomes of the undecided changes now; those that are
    not named stay undecided.

    1. Changes that tell nothing by themselves (a row came, went,
       came back) are done with.
    2. Changes of one cell belong together. They wait while their row is still
       being worked on, while a cell of the row makes no sense, and while an
       alarm about the row stands.
    3. A cell that says again what it said first did not change. A row that is gone
       tells nothing (until it is back).
    4. What is left is an occasion: it creates the messages of its events, once.
    """
    last_touched: dict[tuple[str, str], datetime] = {}
    cells: dict[tuple[str, str, str], list[Change]] = {}
    results: list[Occasion] = []
    for change in state.undecided:
        row = (change.table, change.reference)
        if change.happening in TELLING:
            cells.setdefault((*row, change.column), []).append(change)
        else:
            is_back = change.happening is Happening.back
            results.append(
                Occasion(
                    *row, (change.id,), Handling.seen_by_rules, row_is_back=is_back
                )
            )
        if change.happening is not Happening.received:
            last_touched[row] = max(
                change.seen_at, last_touched.get(row, change.seen_at)
            )
    beside = _beside(cells)
    for (table, reference, _column), changes in cells.items():
        is_received = changes[0].happening is Happening.received
        if not is_received and not _still(state, last_touched[table, reference]):
            continue
        occasion = _occasion(state, table, reference, changes, beside[table, reference])
        if occasion is not None:
            results.append(occasion)
    return tuple(results)


def _beside(
    cells: Mapping[tuple[str, str, str], Sequence[Change]],
) -> dict[tuple[str, str], dict[str, Value]]:
    """(table, reference) → what the cells of the row said before
    that have changed together.
    """
    rows: dict[tuple[str, str], dict[str, Value]] = {}
    for (table, reference, column), changes in cells.items():
        row = rows.setdefault((table, reference), {})
        if column:
            row[column] = changes[0].before
    return rows


def _still(state: RoundState, touched: datetime) -> bool:
    """Whether a row has been left alone long enough.

    The row, not the cell: an address may be half typed by now.
    """
    return touched <= state.now - timedelta(seconds=state.timing.still)


def in_motion(state: RoundState) -> frozenset[tuple[str, str]]:
    """(table, reference) of the rows that staff are working on: nothing about them
    leaves before they are left alone.
    """
    return frozenset(
        (change.table, change.reference)
        for change in state.undecided
        if change.happening in (Happening.edited, Happening.typed)
        and not _still(state, change.seen_at)
    )


def _occasion(
    state: RoundState,
    table: str,
    reference: str,
    changes: Sequence[Change],
    beside: Mapping[str, Value],
) -> Occasion | None:
    ids = tuple(change.id for change in changes)
    view = state.view(table, reference)
    if view is None:
        return Occasion(table, reference, ids, Handling.gone)
    with state.records.doubting() as doubts:
        occasion = _of_record(state, view, changes, ids, beside)
    if doubts:
        return None
    return occasion


def _of_record(
    state: RoundState,
    view: View,
    changes: Sequence[Change],
    ids: tuple[str, ...],
    beside: Mapping[str, Value],
) -> Occasion | None:
    table = view.table.name
    reference = changes[0].reference
    is_received = changes[0].happening is Happening.received
    if not is_received and same(changes[0].before, changes[-1].after):
        return Occasion(table, reference, ids, Handling.undone)
    if reference in state.unreadable or state.held.alarm_of(view, _case(state, view)):
        return None
    first = changes[0]
    last = changes[-1]
    by_sender = last.by == SENDER
    happened = Happened(
        is_received,
        last.column,
        first.before,
        last.after,
        by_sender=by_sender,
        beside=beside,
    )
    if is_received:
        occasion = RECEIVED
    else:
        occasion = ids[-1]
    drafts, problems = _drafts(state, view, happened, occasion)
    handling = Handling.seen_by_rules
    if _told_later(state, changes[-1], problems):
        handling = Handling.retry
    return Occasion(table, reference, ids, handling, drafts, problems)


def _told_later(state: RoundState, last: Change, problems: Iterable[Problem]) -> bool:
    """Whether it is told when its template has been mended, or an address stands
    there.
    """
    for problem in problems:
        if problem.code is not ProblemCode.nobody:
            return True
        if problem.reference and last.seen_at > state.now - LATER:
            return True
    return False


def _case(state: RoundState, view: View) -> View | None:
    """The case of a record; None where it has none, or a cell
    on the way makes no sense.
    """
    try:
        return state.book.case_of(view)
    except UNFIT:
        # Without its case nothing is announced; the cell is told as a problem, and
        # settles it when it is mended.
        return None


def _drafts(
    state: RoundState, view: View, happened: Happened, occasion: str
) -> tuple[tuple[MessageDraft, ...], tuple[Problem, ...]]:
    """The messages of every event that this sets off, and what could be told to nobody.

    A row that cannot be read is a problem: the others are told nevertheless, and
    this one when it can be read.
    """
    try:
        return _readable_drafts(state, view, happened, occasion)
    except UNFIT as error:
        assert view.record is not None  # rules are asked about records that are there
        unfit = Unfit(
            happened.column or RECEIVED,
            view.table.name,
            view.record.reference,
            str(error),
        )
        return (), (unfit_problem(unfit),)


def _readable_drafts(
    state: RoundState, view: View, happened: Happened, occasion: str
) -> tuple[tuple[MessageDraft, ...], tuple[Problem, ...]]:
    case = state.book.case_of(view)
    if state.book.silent(case):
        return (), ()
    drafts: list[MessageDraft] = []
    problems: list[Problem] = []
    addressed: set[tuple[str, str, str]] = set()
    for event in events(state.book, view, happened):
        for tell in event.tell:
            persons: Sequence[Person] = people(view, tell.to)
            if handed_over(event, view, happened) is Handover.unsure:
                # The team decides with the mail that waits; another one
                # beside it would tell nothing.
                persons = [person for person in persons if not team_row(person)]
            elif not persons:
                problems.append(nobody_problem(event, view, tell))
            for person in still_asked(view, persons, tell.not_to):
                notice = event_notice(
                    state, view, event, tell, person, case, occasion, happened
                )
                # Who is meant by two ways gets one message, by the first of them.
                recipient = (event.name, tell.message, person.reach.casefold())
                is_told = notice_key(notice.key) in state.told
                if not is_told and recipient not in addressed:
                    drafts.append(_message(state, notice, event, happened))
                addressed.add(recipient)
    return tuple(drafts), tuple(problems)


def event_notice(
    state: RoundState,
    view: View,
    event: Event,
    tell: Tell,
    person: Person,
    case: View | None,
    occasion: str,
    happened: Happened,
) -> NoticeDraft:
    """What one person is told of an event; `before` and `after` in their language.

    What a stranger typed about the recipient is left out of a mail that
    a stranger's form brings.
    """
    assert view.record is not None  # rules are asked about records that are there
    column = view.table.column(happened.column)
    shown = {"before": "", "after": ""}
    if column is not None:
        shown["before"] = _in_words(view, column, happened.before, person.language)
        shown["after"] = _in_words(view, column, happened.after, person.language)
    key = Notice(
        view.table.name,
        view.record.reference,
        event.name,
        tell.message,
        occasion,
        person.path,
        person.reach,
    )
    # What makes a condition true may have been typed into the form, or added
    # by the link of its receipt.
    by_itself = (
        isinstance(event.on, Becoming) and view.record.reference in state.untouched
    )
    is_from_form = happened.is_from_form or by_itself
    is_public = (
        is_from_form and view.record.reference in state.sources and not team_row(person)
    )
    if is_public:
        person = replace(person, name="", address="", office="")
        if column is not None and column.field_type.is_free_words:
            shown = dict.fromkeys(shown, "")
    return NoticeDraft(event, tell, person, view, case, key, shown, is_public=is_public)


def _in_words(view: View, column: Column, value: Value, language: str) -> str:
    """A value in words; of a reference, what people call the other record."""
    programme = view.records.programme
    if not column.table:
        return show_anyway(programme, column, value, language)
    other = View(
        view.records,
        programme.tables[column.table],
        view.records.get(column.table, value),
        view.today,
    )
    return title(other, language) or str(value or "")


def notice_key(notice: Notice) -> tuple[str, str, str, str, str]:
    """What is told once: record, rule, step, occasion and the recipient's path."""
    return notice.reference, notice.rule, notice.step, notice.occasion, notice.path


def _message(
    state: RoundState, notice: NoticeDraft, event: Event, happened: Happened
) -> MessageDraft:
    """A receipt leaves at once; what staff decided waits for second
    thoughts, and for a good hour.

    While the case's mails are stopped it waits like any other: once they may go,
    what still holds is told.
    """
    if event.decision:
        seconds = state.timing.decision
    else:
        seconds = 0
    delay = timedelta(seconds=seconds)
    due_at = state.now + delay
    if not happened.received and not state.timing.at_once:
        urgent = event.urgent or notice.tell.urgent
        due_at = state.calendar.opening(
            due_at, notice.person.time_zone, notice.person.country, urgent=urgent
        )
    reason = waits(event, notice.tell, state.switches)
    if not reason and told_before(state, notice, happened):
        reason = TOLD_BEFORE
    if not reason and handed_over(event, notice.view, happened) is Handover.unsure:
        reason = MAYBE_THE_SAME
    if reason:
        held = MessageState.held
    else:
        held = MessageState.queued
    if not reason and stopped(notice.case):
        reason = STOPPED
    return MessageDraft((notice,), due_at, held, reason)


def told_before(state: RoundState, notice: NoticeDraft, happened: Happened) -> bool:
    """Whether the same person has been told of the same value before: A, B, A and B
    again is asked about first.
    """
    key = notice.key
    values = state.told_values.get((key.table, key.reference, key.rule, key.path), {})
    return str(happened.after) in values and not happened.received


def nobody_problem(rule: object, view: View, tell: Tell) -> Problem:
    """Nobody to tell: one problem that stands until somebody is there; for all
    records where roles are empty.
    """
    assert view.record is not None  # rules are asked about records that are there
    programme = view.records.programme
    ways = []
    for alternatives in tell.to:
        for way in alternatives.split(" or "):
            ways.append(way.strip())
    names = dict.fromkeys(_called(view, way) for way in ways)
    text = _(
        "“{rule}”: nobody could be told. There is no address and no number of: {who}."
    )
    label = programme.text(rule.label, programme.language)  # type: ignore[attr-defined]  # an Event or a Ladder
    values = (
        ("rule", label),
        ("to", SEPARATOR.join(tell.to)),
        ("who", SEPARATOR.join(names)),
    )
    reference = ""
    if not only_roles(tell):
        reference = view.record.reference
    return Problem(ProblemCode.nobody, text, values, view.table.name, reference)


def only_roles(tell: Tell) -> bool:
    """Whether it makes no difference which record it is about."""
    ways = []
    for alternatives in tell.to:
        for way in alternatives.split(" or "):
            ways.append(way.strip())
    return all(way.startswith(ROLE) for way in ways)


def has_recipients(state: RoundState, problem: Problem) -> bool:
    """Whether somebody can be told by now of what could be told to nobody, or there is
    nothing left to tell about.
    """
    table = state.programme.tables.get(problem.table)
    record = state.records.get(problem.table, problem.reference)
    if table is None or (record is None and problem.reference):
        return True
    ways = tuple(dict(problem.values).get("to", "").split(SEPARATOR))
    try:
        return bool(people(View(state.records, table, record, state.today), ways))
    except UNFIT:  # the programme knows no such way any more, or the row cannot be read: planning tells it anew
        return True


def unfit_problem(unfit: Unfit) -> Problem:
    """A record that a rule could not judge. The rest goes on."""
    text = _("The rule {rule} of config/rules.yaml cannot read this row: {reason}")
    return Problem(
        ProblemCode.unfit,
        text,
        (("rule", unfit.rule), ("reason", unfit.reason)),
        unfit.table,
        unfit.reference,
    )


def _called(view: View, way: str) -> str:
    """A recipient as people call it: a role's label, or the label of the
    column that holds the address.
    """
    programme = view.records.programme
    *steps, last = way.split(".")
    if steps == ["role"]:
        return programme.text(programme.roles[last].label, programme.language)
    is_meeting = steps[-1:] == [CALENDAR]
    for step in steps[:-1] if is_meeting else steps:
        view = view.get(step)
    if is_meeting:
        return programme.text(view.table.label, programme.language)
    contact = view.table.contacts.get(last)
    holder, name = view.path(contact.email) if contact else (view, "email")
    column = holder.table.column(name)
    if column:
        label = programme.text(column.label, programme.language)
    else:
        label = last
    return f"{label} ({programme.text(holder.table.label, programme.language)})"
