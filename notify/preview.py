"""Any message of the programme as it would read, about a real
record and in any language.

Nothing is kept or sent.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from core.clock import local_date
from core.problem import Problem
from journal.mails.messages import Notice
from mail.compose import Parts
from notify.composing.drafts import NoticeDraft
from notify.context import NotifyContext
from programme.model import Programme
from programme.models.rules import Event, Ladder, Tell
from programme.records.display import written_date
from programme.records.record import Record, Records, View
from programme.templates import Templates
from rules.recipients.people import people
from rules.recipients.person import Person

NOBODY = "XX-00000"
"""The reference of the blank record that stands in where a table has none."""
DAYS = 7
"""What a preview says of the days before or after a date."""


def told(programme: Programme) -> dict[str, tuple[Event | Ladder, Tell]]:
    """Every message of the rules, with the first rule that tells it."""
    messages: dict[str, tuple[Event | Ladder, Tell]] = {}
    for event in programme.rules.events:
        for tell in event.tell:
            messages.setdefault(tell.message, (event, tell))
    for ladder in programme.rules.ladders:
        for step in ladder.steps:
            for tell in step.tell:
                messages.setdefault(tell.message, (ladder, tell))
    return messages


def preview(
    context: NotifyContext,
    message: str,
    language: str,
    templates: Templates | None = None,
) -> tuple[Parts | None, tuple[Problem, ...]]:
    """A message in a language, about the first record that somebody could be told
    about; None where it cannot be written.

    `templates`: others than those that are live. Raises KeyError where the rules tell
    no such message.
    """
    rule, tell = told(context.programme)[message]
    with context.journal.read() as connection:
        records = context.records(connection)
    today = local_date(context.now(), context.programme.time_zone)
    view, person = next(
        _candidates(
            records,
            View(records, records.programme.tables[rule.table], None, today),
            tell,
        )
    )
    person = replace(person, language=language)
    assert view.record is not None  # a blank one at least
    key = Notice(
        rule.table, view.record.reference, rule.name, "", "", person.path, person.reach
    )
    values: dict[str, Any] = {}
    if isinstance(rule, Ladder):
        values = {"days": DAYS, "date": written_date(today, language)}
    notice = NoticeDraft(
        rule, tell, person, view, context.book.case_of(view), key, values
    )
    rendered, problems = context.renderer(templates).render((notice,))
    return (rendered.parts if rendered else None), problems


def _candidates(
    records: Records, blank: View, tell: Tell
) -> Iterator[tuple[View, Person]]:
    """Records with people to tell, then any record, then a blank one."""
    views = [
        replace(blank, record=record)
        for record in records.table(blank.table.name).values()
    ]
    for view in views:
        for person in people(view, tell.to):
            yield view, person
    for view in views:
        yield view, Person("")
    yield replace(blank, record=Record(blank.table.name, NOBODY)), Person("")
