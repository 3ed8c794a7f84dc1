from datetime import UTC, datetime, timedelta, timezone

from journal import leases
from journal.schema import leases as table


def test_moment_comes_back_aware_and_in_utc(journal):
    until = datetime(2027, 3, 12, 9, 30, 15, 123456, tzinfo=timezone(timedelta(hours=-5)))
    leases.take(journal, "x", "me", until, until)
    with journal.read() as connection:
        kept = connection.execute(table.select()).one().until
    assert kept == until
    assert kept.utcoffset() == timedelta()
    assert kept == datetime(2027, 3, 12, 14, 30, 15, 123456, tzinfo=UTC)
