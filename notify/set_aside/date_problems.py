"""What a person must look at in the calendar: lines of the days without mails, and due
dates that fall on such days.
"""

from collections.abc import Iterable

from core.problem import Problem, ProblemCode
from core.texts import mark as _
from core.texts import texts
from programme.app_tables import DAYS_WITHOUT_MAILS
from programme.model import Programme
from programme.records.display import written_date
from programme.records.record import Records
from rules.calendar.days_off import days_off
from rules.calendar.hours import Calendar
from rules.findings.closed_days import ClosedDay

SOURCE = "dates"
"""The source of these problems."""
ON_CLOSED_DAY = _(
    "{day} is a holiday, or a day without mails, for the people whom this concerns. If it is meant, nothing is to be done."
)
ON_CLOSED_DAY_BECAUSE = _(
    "{day} is a holiday, or a day without mails, for the people whom this concerns: {why}. If it is meant, nothing is to be"
    " done."
)


def date_problems(
    programme: Programme, records: Records, standing: Iterable[Problem]
) -> list[Problem]:
    """What is wrong with the days without mails.

    `standing`: the problems that stand; a cell that could not be read is told by the
    look that read it, and not again here.
    """
    unreadable = set()
    for problem in standing:
        if problem.table == DAYS_WITHOUT_MAILS:
            unreadable.add((problem.reference, problem.column))
    lines = days_off(programme, records).problems
    problems: list[Problem] = []
    for problem in lines:
        if (problem.reference, problem.column) not in unreadable:
            problems.append(problem)
    return problems


def closed_day_problem(
    programme: Programme, closed: ClosedDay, calendar: Calendar
) -> Problem:
    """A due date on a day without mails, with the reason why the day is one, in every
    language of the programme.
    """
    figures: list[tuple[str, str]] = []
    for language in programme.languages:
        why = calendar.occasion(
            closed.day, closed.country, (language, *programme.languages)
        )
        if why:
            text = ON_CLOSED_DAY_BECAUSE
        else:
            text = ON_CLOSED_DAY
        day = written_date(closed.day, language)
        figures.append(
            (language, texts(language).gettext(text).format(day=day, why=why))
        )
    values = (("day", closed.day.isoformat()),)
    return Problem(
        ProblemCode.closed_day,
        ON_CLOSED_DAY,
        values,
        closed.table,
        closed.reference,
        closed.column,
        said=tuple(figures),
    )
