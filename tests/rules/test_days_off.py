from datetime import date

import pytest

from programme.app_tables import DAYS_WITHOUT_MAILS
from programme.records.record import Record, Records
from rules.calendar.days_off import DayOff, days_off
from rules.calendar.hours import calendar_of
from tests.rules.small import programme

MONDAY, FRIDAY = date(2027, 3, 15), date(2027, 3, 19)
EC = frozenset({"EC"})


def read(**values):
    record = Record(DAYS_WITHOUT_MAILS, "DSC-1", values)
    return days_off(programme(), Records(programme(), [record]))


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ({"day": "2027-03-15"}, DayOff(MONDAY, MONDAY)),
        (
            {"day": "2027-03-15", "until": "2027-03-19", "why": "Feria"},
            DayOff(MONDAY, FRIDAY, why="Feria"),
        ),
        ({"day": "2027-03-15", "country": "Ecuador"}, DayOff(MONDAY, MONDAY, EC)),
        (
            {"day": "2027-03-15", "country": "ec; España"},
            DayOff(MONDAY, MONDAY, EC | {"ES"}),
        ),
        ({"day": "2027-03-15", "country": " "}, DayOff(MONDAY, MONDAY)),
    ],
)
def test_line_is_read(line, day):
    assert (read(**line).days, read(**line).problems) == ((day,), ())


def test_blank_line_is_nothing():
    assert (read().days, read(country=None, why="").problems) == ((), ())


@pytest.mark.parametrize(
    ("line", "days", "column"),
    [
        (
            {"day": "2027-03-15", "country": "Atlantis"},
            (DayOff(MONDAY, MONDAY),),
            "country",
        ),
        (
            {"day": "2027-03-15", "country": "Ecuador, Atlantis"},
            (DayOff(MONDAY, MONDAY),),
            "country",
        ),
        ({"until": "2027-03-19"}, (DayOff(FRIDAY, FRIDAY),), "day"),
        ({"day": "in March", "until": "2027-03-19"}, (DayOff(FRIDAY, FRIDAY),), "day"),
        ({"why": "Feria"}, (), "day"),
        (
            {"day": "2027-03-19", "until": "2027-03-15"},
            (DayOff(MONDAY, MONDAY), DayOff(FRIDAY, FRIDAY)),
            "until",
        ),
        (
            {"day": "2027-03-15", "until": "2072-03-15"},
            (DayOff(MONDAY, date(2072, 3, 15)),),
            "until",
        ),
    ],
)
def test_line_that_cannot_be_read_is_a_problem_and_its_days_count(line, days, column):
    result = read(**line)
    assert (result.days, [problem.column for problem in result.problems]) == (
        days,
        [column],
    )
    assert all(
        problem.words(language)
        for problem in result.problems
        for language in ("en", "es", "pt")
    )


def test_calendar_of_a_programme_keeps_its_days():
    record = Record(DAYS_WITHOUT_MAILS, "DSC-1", {"day": "2027-03-15", "country": "EC"})
    calendar = calendar_of(programme(), Records(programme(), [record]))
    assert [calendar.is_open(MONDAY, country) for country in ("EC", "CO")] == [
        False,
        True,
    ]
