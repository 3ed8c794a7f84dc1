from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.calendar.days_off import LONGEST_CLOSED, DayOff
from rules.calendar.hours import Calendar, holiday, holiday_name

GUAYAQUIL = ZoneInfo("America/Guayaquil")
WORKING_DAYS = Calendar()
EVERY_DAY = frozenset(range(7))
FEAST = DayOff(date(2027, 3, 16), date(2027, 3, 17), frozenset({"EC"}), "Feria")


def local(text):
    return datetime.fromisoformat(text).replace(tzinfo=GUAYAQUIL)


def opening(now, calendar=WORKING_DAYS, country="EC", **more):
    return calendar.opening(
        local(now).astimezone(UTC), "America/Guayaquil", country, **more
    )


@pytest.mark.parametrize(
    ("now", "goes_out"),
    [
        ("2027-03-11 03:10", "2027-03-11 08:00"),
        ("2027-03-11 07:59", "2027-03-11 08:00"),
        ("2027-03-11 08:00", "2027-03-11 08:00"),
        ("2027-03-11 17:59", "2027-03-11 17:59"),
        ("2027-03-11 18:00", "2027-03-12 08:00"),
        ("2027-03-12 18:00", "2027-03-15 08:00"),  # Friday evening
        ("2027-03-13 10:00", "2027-03-15 08:00"),
        ("2027-03-14 23:59", "2027-03-15 08:00"),
        ("2027-03-25 18:00", "2027-03-29 08:00"),  # Good Friday, and the weekend
        ("2027-12-31 23:00", "2028-01-03 08:00"),
    ],
)
def test_mail_goes_out_in_the_next_sending_hour_of_a_working_day(now, goes_out):
    assert opening(now) == local(goes_out)


def test_urgent_mail_keeps_the_hours_only():
    calendar = Calendar(days_off=(FEAST,))
    assert opening("2027-03-13 10:00", calendar, urgent=True) == local(
        "2027-03-13 10:00"
    )
    assert opening("2027-03-15 18:00", calendar, urgent=True) == local(
        "2027-03-16 08:00"
    )


def test_day_off_holds_for_people_of_its_country():
    calendar = Calendar(days_off=(FEAST,))
    assert opening("2027-03-16 10:00", calendar) == local("2027-03-18 08:00")
    assert opening("2027-03-16 10:00", calendar, "CO") == local("2027-03-16 10:00")
    assert opening(
        "2027-03-16 10:00", Calendar(days_off=(DayOff(FEAST.first, FEAST.last),)), "CO"
    ) == local("2027-03-18 08:00")


def test_programme_may_send_on_other_days_and_on_holidays():
    assert opening("2027-03-13 10:00", Calendar(weekdays=EVERY_DAY)) == local(
        "2027-03-13 10:00"
    )
    assert opening("2027-03-26 10:00", Calendar(holidays=False)) == local(
        "2027-03-26 10:00"
    )
    assert opening("2027-03-15 10:00", Calendar(weekdays=frozenset({6}))) == local(
        "2027-03-21 08:00"
    )


def test_endless_run_of_closed_days_gives_up():
    slip = Calendar(days_off=(DayOff(date(2027, 3, 15), date(2072, 3, 17)),))
    first_closed = date(2027, 3, 13)  # a Saturday
    believed = first_closed + timedelta(days=LONGEST_CLOSED)
    assert believed == date(2027, 5, 12)  # a Wednesday
    assert opening("2027-03-15 10:00", slip) == local("2027-05-12 08:00")
    assert opening("2027-05-12 10:00", slip) == local("2027-05-12 10:00")
    assert opening("2027-05-14 19:00", slip) == local("2027-05-17 08:00")


def test_day_is_called_by_what_the_team_or_the_country_calls_it():
    calendar = Calendar(days_off=(FEAST,))
    assert calendar.occasion(date(2027, 3, 16), "EC") == "Feria"
    assert calendar.occasion(date(2027, 3, 26), "EC", ("es", "en")) == "Viernes Santo"
    assert calendar.occasion(date(2027, 3, 26), "EC", ("pt", "en")) == "Good Friday"
    assert calendar.occasion(date(2027, 3, 13), "EC") is None  # a Saturday


@pytest.mark.parametrize(
    ("country", "day"),
    [("", date(2027, 1, 1)), ("XX", date(2027, 1, 1)), ("EC", date.max)],
)
def test_country_or_year_that_nobody_knows_has_no_holidays(country, day):
    assert (holiday(country, day), holiday_name(country, day, ("es",))) == (False, "")


def test_day_that_a_zone_has_not_is_no_day_for_mails():
    # the evening of the 29th in Apia
    friday_that_never_was = datetime(2011, 12, 30, 3, tzinfo=UTC)
    goes_out = Calendar(hours=(0, 24)).opening(
        friday_that_never_was, "Pacific/Apia", "WS"
    )
    assert goes_out == friday_that_never_was
    goes_out = Calendar(hours=(0, 12)).opening(
        friday_that_never_was, "Pacific/Apia", "WS"
    )
    # the 2nd is a holiday there
    assert goes_out.isoformat() == "2012-01-03T00:00:00+14:00"


@pytest.mark.parametrize("zone", ["", "Guayaquil", "../etc", "\x00"])
def test_zone_that_nobody_knows_holds_up_nothing(zone):
    now = datetime(2027, 3, 12, 3, tzinfo=UTC)
    assert Calendar().opening(now, zone) == now


@given(
    st.integers(0, 2 * 366 * 24 * 60).map(
        lambda minutes: datetime(2027, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    ),
    st.sampled_from(
        ["America/Guayaquil", "Europe/Rome", "Australia/Lord_Howe", "Asia/Kathmandu"]
    ),
)
def test_mail_goes_out_within_the_hours_and_after_a_weekend_at_most(now, zone):
    goes_out = Calendar().opening(now, zone)
    there = goes_out.astimezone(ZoneInfo(zone))
    assert 8 <= there.hour < 18
    assert there.weekday() < 5
    assert 0 <= (goes_out - now).total_seconds() <= (15 + 48) * 3600
