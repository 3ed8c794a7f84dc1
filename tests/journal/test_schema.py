from datetime import UTC, datetime, timedelta, timezone

from journal.access import signins
from journal.schema import signins as table


def test_moment_comes_back_aware_and_in_utc(journal):
    until = datetime(
        2027, 3, 12, 9, 30, 15, 123456, tzinfo=timezone(timedelta(hours=-5))
    )
    with journal.write() as connection:
        signins.add(connection, "token", "ana@example.org", until)
    with journal.read() as connection:
        stored = connection.execute(table.select()).one().until
    assert stored == until
    assert stored.utcoffset() == timedelta()
    assert stored == datetime(2027, 3, 12, 14, 30, 15, 123456, tzinfo=UTC)
