from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from journal import signins
from journal.schema import signins as rows
from tests.journal.threads import at_once

NOW = datetime(2027, 3, 12, 9, tzinfo=UTC)
UNTIL = NOW + timedelta(minutes=30)


def add(journal, token="token"):
    with journal.write() as connection:
        signins.add(connection, token, "ana@example.org", UNTIL)


def use(journal, token="token", now=NOW):
    with journal.write() as connection:
        return signins.use(connection, token, now)


def test_link_is_good_once(journal):
    add(journal)
    assert [use(journal), use(journal)] == ["ana@example.org", None]


def test_link_pressed_by_many_at_once_is_good_once(journal):
    add(journal)
    used = at_once(10, lambda _number: use(journal))
    assert sorted(used, key=str) == [*[None] * 9, "ana@example.org"]


def test_link_too_old_or_unknown_is_no_good(journal):
    add(journal)
    assert use(journal, now=UNTIL) is None
    assert use(journal, "another") is None
    assert use(journal) == "ana@example.org"


def test_looking_at_a_link_does_not_use_it(journal):
    add(journal)
    with journal.read() as connection:
        assert [signins.valid(connection, "token", NOW) for _ in range(3)] == ["ana@example.org"] * 3


def test_token_itself_is_not_kept(journal):
    add(journal, "a token nobody may read")
    with journal.read() as connection:
        [kept] = connection.execute(sa.select(rows)).all()
    assert "a token nobody may read" not in str(tuple(kept))


def test_recent_counts_the_links_of_one_address(journal):
    add(journal, "one")
    add(journal, "two")
    with journal.read() as connection:
        assert signins.recent(connection, "ana@example.org", NOW) == 2
        assert signins.recent(connection, "eva@example.org", NOW) == 0
        assert signins.recent(connection, "ana@example.org", UNTIL) == 0
