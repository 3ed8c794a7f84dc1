from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.hours import opening

GUAYAQUIL = ZoneInfo("America/Guayaquil")


@pytest.mark.parametrize(
    ("now", "goes_out"),
    [
        ("2027-03-12 03:10", "2027-03-12 08:00"),
        ("2027-03-12 07:59", "2027-03-12 08:00"),
        ("2027-03-12 08:00", "2027-03-12 08:00"),
        ("2027-03-12 17:59", "2027-03-12 17:59"),
        ("2027-03-12 18:00", "2027-03-13 08:00"),
        ("2027-12-31 23:00", "2028-01-01 08:00"),
    ],
)
def test_reminder_waits_for_the_morning_where_its_reader_lives(now, goes_out):
    there = datetime.fromisoformat(now).replace(tzinfo=GUAYAQUIL)
    expected = datetime.fromisoformat(goes_out).replace(tzinfo=GUAYAQUIL)
    assert opening(there.astimezone(UTC), "America/Guayaquil", (8, 18)) == expected


@pytest.mark.parametrize("zone", ["", "Guayaquil", "../etc", "\x00"])
def test_zone_that_nobody_knows_holds_up_nothing(zone):
    now = datetime(2027, 3, 12, 3, tzinfo=UTC)
    assert opening(now, zone, (8, 18)) == now


@given(
    st.integers(0, 2 * 366 * 24 * 60).map(
        lambda minutes: datetime(2027, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    ),
    st.sampled_from(["America/Guayaquil", "Europe/Rome", "Australia/Lord_Howe", "Asia/Kathmandu"]),
)
def test_reminder_goes_out_opening_and_a_day(now, zone):
    goes_out = opening(now, zone, (8, 18))
    assert 8 <= goes_out.astimezone(ZoneInfo(zone)).hour < 18
    assert 0 <= (goes_out - now).total_seconds() <= 15 * 3600
