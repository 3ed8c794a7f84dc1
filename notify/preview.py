"""Any mail of the programme as it would read, about a real record and in any language. Nothing is kept or sent."""

from collections.abc import Iterator
from dataclasses import replace

from core.clock import local_date
from core.problem import Problem
from journal.messages import notice_at
from mail.compose import Parts
from notify.context import NotifyContext
from notify.notice import Telling
from notify.render import finished, write
from programme.model import Programme
from programme.record import Record, Records, View
from programme.rules import Event, Ladder, Tell
from programme.shown import written_date
from rules.people import Person, people

NOBODY = "XX-00000"
"""The reference of the blank record that stands in where a table has none."""


def told(programme: Programme) -> dict[str, tuple[Event | Ladder, Tell]]:
    """Every message of the rules, with the first rule that tells it."""
    found: dict[str, tuple[Event | Ladder, Tell]] = {}
    for event in programme.rules.events:
        for tell in event.tell:
            found.setdefault(tell.message, (event, tell))
    for ladder in programme.rules.ladders:
        for step in ladder.steps:
            for tell in step.tell:
                found.setdefault(tell.message, (ladder, tell))
    return found


def preview(office: NotifyContext, message: str, language: str, found: list[Problem]) -> Parts | None:
    """A message in a language, about the first record that somebody could be told about; None with a problem in `found`.

    Raises KeyError where the rules tell no such message.
    """
    rule, tell = told(office.shop.programme)[message]
    with office.shop.journal.read() as connection:
        records = office.shop.records(connection)
    today = local_date(office.shop.now(), office.shop.programme.time_zone)
    view, person = next(_candidates(records, View(records, records.programme.tables[rule.table], None, today), tell))
    person = replace(person, language=language)
    assert view.record is not None  # a blank one at least
    notice = notice_at(rule.table, view.record.reference, rule.name, "", "", person.reach)
    words = {"days": 7, "date": written_date(today, language)} if isinstance(rule, Ladder) else {}
    telling = Telling(rule, tell, person, view, office.book.case_of(view), notice, words)
    written, _told = write(office, [telling], found)
    return finished(office, written, person, is_reminder=isinstance(rule, Ladder)) if written else None


def _candidates(records: Records, blank: View, tell: Tell) -> Iterator[tuple[View, Person]]:
    """Records with people to tell, then any record, then a blank one."""
    views = [replace(blank, record=record) for record in records.table(blank.table.name).values()]
    for view in views:
        for person in people(view, tell.to):
            yield view, person
    yield from ((view, Person("")) for view in views)
    yield replace(blank, record=Record(blank.table.name, NOBODY)), Person("")
