from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clock import Clock, days_on_earth, local_date, plus_months


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ("2027-01-15", 6, "2027-07-15"),
        ("2027-08-31", 6, "2028-02-29"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2028-02-29", 48, "2032-02-29"),
        ("2027-10-31", 1, "2027-11-30"),
        ("2027-12-31", 1, "2028-01-31"),
        ("2027-03-30", -1, "2027-02-28"),
        ("2027-05-05", 0, "2027-05-05"),
    ],
)
def test_plus_months_keeps_the_day_or_takes_the_last(day, months, later):
    assert plus_months(date.fromisoformat(day), months) == date.fromisoformat(later)


@given(st.dates(date(1900, 1, 1), date(2900, 1, 1)), st.integers(0, 120))
def test_plus_months_lands_in_the_month_that_was_meant(day, months):
    later = plus_months(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (
        later.day < day.day and (later + timedelta(days=1)).day == 1
    )


def test_local_date_is_the_day_over_there():
    moment = datetime(2027, 3, 12, 3, 30, tzinfo=UTC)
    assert local_date(moment, "America/Guayaquil") == date(2027, 3, 11)
    assert local_date(moment, "Europe/Berlin") == date(2027, 3, 12)


def test_clock_is_moved_on_by_its_offset():
    before = datetime.now(UTC)
    moved = Clock(lambda: timedelta(days=7)).now()
    assert before + timedelta(days=7) <= moved <= datetime.now(UTC) + timedelta(days=7)


@pytest.mark.parametrize(
    ("moment", "days"),
    [
        ("2027-03-12T11:00:00+00:00", ["2027-03-13", "2027-03-12", "2027-03-11"]),
        ("2027-03-12T12:30:00+00:00", ["2027-03-13", "2027-03-12"]),
    ],
)
def test_days_on_earth_are_those_of_all_zones(moment, days):
    assert [
        day.isoformat() for day in days_on_earth(datetime.fromisoformat(moment))
    ] == days
