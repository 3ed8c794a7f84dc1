"""Windows of every year: which one a day lies in, which is next, and over New Year."""

from datetime import date

import pytest
from pydantic import ValidationError

from programme.models.windows import YearlyWindow

SPRING = YearlyWindow(opens="03-01", closes="04-15")
WINTER = YearlyWindow(opens="12-01", closes="01-31")


@pytest.mark.parametrize(
    ("window", "today", "coming", "last"),
    [
        (
            SPRING,
            "2027-02-28",
            ("2027-03-01", "2027-04-15"),
            ("2026-03-01", "2026-04-15"),
        ),
        (
            SPRING,
            "2027-03-01",
            ("2027-03-01", "2027-04-15"),
            ("2027-03-01", "2027-04-15"),
        ),
        (
            SPRING,
            "2027-04-15",
            ("2027-03-01", "2027-04-15"),
            ("2027-03-01", "2027-04-15"),
        ),
        (
            SPRING,
            "2027-04-16",
            ("2028-03-01", "2028-04-15"),
            ("2027-03-01", "2027-04-15"),
        ),
        (
            WINTER,
            "2027-01-31",
            ("2026-12-01", "2027-01-31"),
            ("2026-12-01", "2027-01-31"),
        ),
        (
            WINTER,
            "2027-02-01",
            ("2027-12-01", "2028-01-31"),
            ("2026-12-01", "2027-01-31"),
        ),
        (
            WINTER,
            "2027-12-01",
            ("2027-12-01", "2028-01-31"),
            ("2027-12-01", "2028-01-31"),
        ),
    ],
)
def test_window_of_a_day(window, today, coming, last):
    day = date.fromisoformat(today)
    expected = [
        tuple(date.fromisoformat(end) for end in ends) for ends in (coming, last)
    ]
    assert [window.next(day), window.last(day)] == expected


@pytest.mark.parametrize("written", ["3-1", "13-01", "02-29", "01.03", "2027-03-01"])
def test_day_of_every_year_is_month_and_day(written):
    with pytest.raises(ValidationError, match="a day of every year"):
        YearlyWindow(opens=written, closes="04-15")
