"""What those invited answer: which hours suit them, and whether they come. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from fieldtypes.errors import NotUnderstoodError
from fieldtypes.parsing import dates
from programme.model import Programme
from programme.parts import Column
from programme.records.record import Value, View
from rules.meetings.guests import proposer
from rules.meetings.schedule import begins_at, calendar_of, moment_of, offered_hours

SEPARATOR = "; "
"""Between two hours in the cell of an answer."""
YES, NO = "yes", "no"
"""The choices by which somebody says whether they come, or who led a
meeting whether somebody came.
"""


@dataclass(frozen=True)
class Answer:
    """What one of the invited said last.

    `hours`: those that suit them, aware; `comes`: to the hour that is fixed;
    `received`: when it came, as the row has it.
    """

    who: str
    hours: frozenset[datetime]
    comes: bool | None = None
    note: str = ""
    received: str = ""


def fixed_column(programme: Programme, form: str, table: str) -> Column | None:
    """The column by which the rows of a form say about which
    record of a table they are.
    """
    definition = programme.forms[form]
    for name in definition.fixed:
        column = programme.tables[definition.table].column(name)
        if column and column.table == table:
            return column
    return None


def answers(
    view: View, waiting: Iterable[Mapping[str, Value]] = ()
) -> dict[str, Answer]:
    """Who → what they said last.

    Whoever proposed the hours has said by it that they suit, until they answer.
    `waiting`: the values of answers that are on their way into the sheet, oldest first.
    """
    programme = view.records.programme
    calendar = calendar_of(view)
    if calendar.answers is None or view.record is None:
        return {}
    form = programme.forms[calendar.answers.form]
    column = fixed_column(programme, form.name, view.table.name)
    if column is None or form.person is None:
        return {}
    records = view.records.children(form.table, column.name, view.record.reference)
    on_their_way = []
    for values in waiting:
        if values.get(column.name) == view.record.reference:
            on_their_way.append(values)
    rows = [*(record.values for record in records), *on_their_way]
    latest_answers: dict[str, Answer] = {}
    proposing = proposer(view)
    if proposing is not None:
        hours_offered = frozenset(offered_hours(view))
        latest_answers[proposing.label] = Answer(proposing.label, hours_offered)
    for values in rows:
        who = str(values.get(form.person) or "")
        # Who was called otherwise in between has said the last thing last.
        latest_answers.pop(who, None)
        latest_answers[who] = Answer(
            who,
            frozenset(
                read_hours(programme, str(values.get(calendar.answers.hours) or ""))
            ),
            {YES: True, NO: False}.get(str(values.get(calendar.answers.comes) or "")),
            str(values.get(calendar.answers.note) or "")
            if calendar.answers.note
            else "",
            str(values.get("received") or ""),
        )
    return latest_answers


def written_hours(programme: Programme, hours: Iterable[datetime]) -> str:
    """Hours as the cell of an answer holds them: by the programme's clock,
    as the sheet shows moments.
    """
    zone = ZoneInfo(programme.time_zone)
    return SEPARATOR.join(
        f"{hour.astimezone(zone):%Y-%m-%d %H:%M}" for hour in sorted(hours)
    )


def read_hours(programme: Programme, text: str) -> list[datetime]:
    """The hours that such a cell says, as far as they can be
    understood: staff type into it, too.
    """
    locality = programme.locality
    hours: list[datetime] = []
    for part in text.replace("\n", ";").split(";"):
        try:
            value = dates.moment(
                part.strip(), locality.languages, locality.locale, locality.time_zone
            )
        except NotUnderstoodError:
            # People write beside the hours what they like: the hours that can be read
            # count.
            continue
        moment = moment_of(value, 0)
        if moment is not None:
            hours.append(moment)
    return hours


def suits(guest_answers: Mapping[str, Answer], hour: datetime) -> tuple[str, ...]:
    """Who can at an hour; nobody who has said of it that they cannot come after all."""
    guests = []
    for answer in guest_answers.values():
        if hour in answer.hours and answer.comes is not False:
            guests.append(answer.who)
    return tuple(guests)


def coming(
    guest_answers: Mapping[str, Answer], begins: datetime, *, comes: bool
) -> tuple[str, ...]:
    """Who said of this hour that they come, or that they do not; an answer about
    another hour counts no more.
    """
    guests = []
    for answer in guest_answers.values():
        if answer.comes is comes and begins in answer.hours:
            guests.append(answer.who)
    return tuple(guests)


def declined(view: View) -> tuple[str, ...]:
    """Who has said that they do not come at the hour that is fixed now; nobody as long
    as none is.
    """
    begins = begins_at(view)
    if begins is None:
        return ()
    return coming(answers(view), begins, comes=False)
