"""What a person must look at in the calendar of mails."""

from datetime import date

import pytest

from core.problem import Problem, ProblemCode
from desk.entries import NOTES
from journal.tabs import problems
from notify.set_aside.date_problems import closed_day_problem
from notify.set_aside.unreadable_records import unreadable_records
from rules.calendar.hours import Calendar, DayOff
from rules.findings.closed_days import ClosedDay
from tests.lived import type_row, work
from tests.rules.small import programme

DAY = date(2027, 3, 26)
CLOSED = ClosedDay("tasks", "CP-1", "due", DAY, "EC")


def closed_days(house):
    with house.journal.read() as connection:
        standing = [item.problem for item in problems.standing(connection)]
    return {
        problem.reference: problem
        for problem in standing
        if problem.code is ProblemCode.closed_day
    }


@pytest.mark.parametrize(
    ("language", "why"), [("es", ": Viernes Santo."), ("en", ": Good Friday.")]
)
def test_line_says_the_day_and_why_in_each_language(language, why):
    words = closed_day_problem(programme(), CLOSED, Calendar()).words(language)
    assert why in words
    assert "2027" in words


def test_line_about_a_day_without_a_reason_gives_none():
    calendar = Calendar(holidays=False, days_off=(DayOff(DAY, DAY),))
    assert ":" not in closed_day_problem(programme(), CLOSED, calendar).words("es")


def test_line_holds_up_no_record_and_is_told_once():
    line = closed_day_problem(programme(), CLOSED, Calendar())
    assert unreadable_records(
        [line, Problem(ProblemCode.cell, "", (), "tasks", "CP-2", "due")]
    ) == {"CP-2"}
    assert line.code in NOTES


def test_due_date_on_a_day_without_mails_is_a_line_until_one_of_them_moves(lived):
    [(task, due)] = [
        (reference, values["due"])
        for reference, values in lived.records("commitments").items()
        if values["due"] > lived.office.sync.now().date().isoformat()
    ]
    type_row(lived, "days_without_mails", day=due, why="Fiesta de todos")
    work(lived)
    line = closed_days(lived)[task]
    assert (line.table, line.column) == ("commitments", "due")
    assert "Fiesta de todos" in line.words("pt")
    lived.edit("commitments", task, "due", "2020-01-02")
    work(lived)
    assert task not in closed_days(lived)
