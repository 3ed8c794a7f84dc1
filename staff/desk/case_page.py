"""The page of a case for the team: how it stands, what is next, and everything that has
happened, as a list and a drawing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from flask import Blueprint, abort, g, render_template, url_for

from core.clock import local_date
from core.ids import new_id
from core.texts import mark as _
from desk.case_steps import late_days, step_named
from desk.cases import Cases
from desk.finding_entries import finding_words, record_name
from desk.proposals import proposed_cell
from desk.words import late_words, left_words, since_words, whose
from documents.history import stage_spans
from documents.timeline import Lane, Mark, Shape, draw
from documents.tracks import TrackRow, lanes_of, progress_of, track_rows
from forms.services import current_services
from journal.access import case_pages
from journal.mails import case_messages, messages
from journal.records import changes
from journal.records.changes import Change
from journal.records.record_reader import RecordReader
from journal.rules import case_steps, findings
from journal.states import Happening
from programme.model import Table
from programme.records.days import first_day, held_on
from programme.records.display import show_anyway, title
from programme.records.record import Record, Value, View
from programme.records.stage import stage_column
from staff.access.signing import signed_in
from staff.desk.proposals import shown_proposals
from staff.desk.reading import read_cases
from staff.say import say

blueprint = Blueprint("desk_case", __name__)
# A case that goes round in circles must not have a page that never opens.
MOST_MAILS = 200
MOST_EVENTS = 400


class EventKind(StrEnum):
    """What an event is: something was `changed`; something `arrived`; something took
    place (`held`); a mail went out.
    """

    changed = "changed"
    arrived = "arrived"
    held = "held"
    mailed = "mailed"


SHAPES = {
    EventKind.arrived: Shape.dot,
    EventKind.held: Shape.diamond,
    EventKind.mailed: Shape.ring,
}
"""The lanes of single events, from above, and how they are drawn."""


@dataclass(frozen=True)
class Event:
    """Something that happened.

    `address`: where there is more of it; `reference`: of the record that it is about.
    """

    day: date
    kind: EventKind
    words: str
    table: str = ""
    reference: str = ""
    address: str = ""


HAPPENED = {
    Happening.appeared: _("The row was typed in"),
    Happening.gone: _("The row disappeared from the spreadsheet"),
}
KIND_WORDS = {
    EventKind.changed: _("Changes"),
    EventKind.arrived: _("What arrived"),
    EventKind.held: _("What took place"),
    EventKind.mailed: _("Mails"),
}


@blueprint.get("/staff/case/<reference>")
@signed_in
def show(reference: str) -> str:
    """One case."""
    services = current_services()
    programme = services.programme
    with services.journal.read() as connection:
        cases = read_cases(services, connection)
        if reference not in cases.records:
            abort(404)
        view = cases.view(reference)
        tracks = _tracks(cases, reference)
        history = changes.history(connection, reference)
        events = sorted(
            _events(cases, view, list(history)),
            key=lambda event: event.day,
            reverse=True,
        )
        steps = [
            (
                programme.text(defined.label, g.language),
                whose(programme, defined, step.person, g.language),
                step.phone,
                step.email,
                since_words(step.since, cases.today, g.language),
                late_words(late, g.language)
                if (late := late_days(step, cases.today))
                else "",
                proposed_cell(cases, step),
            )
            for step in case_steps.of_case(connection, reference)
            if (defined := step_named(programme.desk.next_steps, step.step))
        ]
        left = cases.left(reference)
        column = stage_column(programme)
        choice = None
        if column:
            choice = column.choice(cases.stage(reference))
        edition = case_pages.edition(connection, reference)
        stage_label = ""
        if column:
            stage_label = programme.text(column.label, g.language)
        stage = ""
        if choice:
            stage = programme.text(choice.label, g.language)
        public_page = ""
        if programme.case.page:
            public_page = services.links.case(g.language, reference, edition)
        return render_template(
            "staff/desk/case.html",
            name=cases.name(reference, g.language),
            reference=reference,
            table=cases.table.name,
            heading=programme.text(cases.table.label, g.language),
            stage_label=stage_label,
            stage=stage,
            left=left_words(left, g.language) if left is not None else "",
            is_over=left is not None and left < 0,
            facts=_facts(cases, reference),
            progress=progress_of(programme, tracks),
            steps=steps,
            findings=[
                (
                    record_name(cases, row.table, row.reference, g.language),
                    finding_words(cases, row, g.language),
                    row.table,
                    row.reference,
                )
                for row in findings.of_case(connection, reference)
            ],
            proposals=shown_proposals(cases, reference),
            events=events[:MOST_EVENTS],
            is_cut=len(events) > MOST_EVENTS,
            kinds={kind: say(words) for kind, words in KIND_WORDS.items()},
            tracks=[row for rows in tracks for row in rows],
            drawing=draw(
                stage_spans(view, history, g.language),
                _lanes(cases, events, tracks),
                cases.today,
            ),
            press_key=new_id(),
            has_dossier=programme.criteria is not None,
            public_page=public_page,
        )


def _tracks(cases: Cases, reference: str) -> list[list[TrackRow]]:
    programme = cases.programme

    def belonging(name: str) -> list[View]:
        table = programme.tables[name]
        records = RecordReader(programme, cases.connection).of_case(
            name, table.case or "", reference
        )
        return [View(cases.reader, table, record, cases.today) for record in records]

    return track_rows(programme, belonging, g.language, cases.today)


def _lanes(
    cases: Cases, events: Iterable[Event], tracks: list[list[TrackRow]]
) -> list[Lane]:
    """What happened, by its kind; what a track shows is drawn there alone."""
    drawn = {track.table for track in cases.programme.desk.timeline}
    lanes: list[Lane] = []
    for kind, shape in SHAPES.items():
        marks = []
        for event in events:
            if event.kind is kind and event.table not in drawn:
                marks.append(Mark(event.day, event.words, shape))
        lanes.append(Lane(say(KIND_WORDS[kind]), tuple(marks)))
    return lanes + lanes_of(tracks)


def _facts(cases: Cases, reference: str) -> list[tuple[str, str]]:
    """(label, words) of what the case's page to hand round shows, where it is
    filled.
    """
    page = cases.programme.case.page
    facts: list[tuple[str, str]] = []
    for path in page.shows if page else ():
        holder, name = cases.view(reference).path(path)
        column = holder.table.column(name)
        shown = cases.shown(reference, path, g.language)
        if column and shown:
            facts.append((cases.programme.text(column.label, g.language), shown))
    return facts


def _events(cases: Cases, view: View, history: list[Change]) -> Iterator[Event]:
    assert view.record
    reference = view.record.reference
    programme = cases.programme
    arrived = first_day(view, ("received",))
    if arrived:
        label = programme.text(cases.table.label, g.language)
        yield Event(
            arrived,
            EventKind.arrived,
            f"{label}: {cases.name(reference, g.language)}",
            cases.table.name,
            reference,
        )
    for change in history:
        day = local_date(change.seen_at, programme.time_zone)
        sentence = _change_words(cases, change)
        if sentence:
            yield Event(day, EventKind.changed, sentence, cases.table.name, reference)
    for table in programme.tables.values():
        if table.case and table.case != "self":
            for record in RecordReader(programme, cases.connection).of_case(
                table.name, table.case, reference
            ):
                yield from _of_record(cases, table, record)
    for message in case_messages.sent_about(cases.connection, reference, MOST_MAILS):
        day = local_date(messages.leaves(message), programme.time_zone)
        address = url_for("mails.one", id=message.id)
        yield Event(
            day,
            EventKind.mailed,
            f"{message.person}: {message.subject}",
            address=address,
        )


def _of_record(cases: Cases, table: Table, record: Record) -> Iterator[Event]:
    """A record that belongs to the case: the day on which it took place, where it has
    one; else when it arrived.
    """
    view = View(cases.reader, table, record, cases.today)
    label = cases.programme.text(table.label, g.language)
    sentence = f"{label}: {title(view, g.language) or record.reference}"
    day = held_on(view)
    if day is not None:
        # What lies ahead has not happened yet.
        if day <= cases.today:
            yield Event(day, EventKind.held, sentence, table.name, record.reference)
        return
    arrived = first_day(view, ("received",))
    if arrived is not None:
        yield Event(arrived, EventKind.arrived, sentence, table.name, record.reference)


def _change_words(cases: Cases, change: Change) -> str:
    """What staff changed, with before and after in words."""
    if change.happening in HAPPENED:
        return say(HAPPENED[change.happening])
    programme = cases.programme
    column = cases.table.column(change.column)
    if column is None:
        return ""
    label = programme.text(column.label, g.language)
    before, after = (
        _words_of(cases, change.column, value)
        for value in (change.before, change.after)
    )
    if not before:
        return f"{label}: {after}"
    return f"{label}: {before} → {after or '—'}"


def _words_of(cases: Cases, name: str, value: Value) -> str:
    column = cases.table.column(name)
    if column is None or value in (None, "", []):
        return ""
    if column.table:
        return record_name(cases, column.table, str(value), g.language)
    return show_anyway(cases.programme, column, value, g.language)
