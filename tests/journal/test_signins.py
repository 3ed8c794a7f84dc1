from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from journal.access import signins
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
        assert [signins.valid(connection, "token", NOW) for _ in range(3)] == [
            "ana@example.org"
        ] * 3


def test_token_itself_is_not_kept(journal):
    add(journal, "a token nobody may read")
    with journal.read() as connection:
        [kept] = connection.execute(sa.select(rows)).all()
    assert "a token nobody may read" not in str(tuple(kept))


def test_unused_links_are_those_of_one_address_since_one_was_used(journal):
    add(journal, "one")
    add(journal, "two")
    with journal.read() as connection:
        assert signins.unused_until(connection, "ana@example.org", NOW) == (
            UNTIL,
            UNTIL,
        )
        assert signins.unused_until(connection, "eva@example.org", NOW) == ()
    use(journal, "two")
    with journal.read() as connection:
        assert signins.unused_until(connection, "ana@example.org", NOW) == ()


def asked(journal, times, at=NOW, every=timedelta(minutes=1)):
    """Asks for a link so many times: the moments and the ends of those that are
    mailed.
    """
    mailed = []
    with journal.write() as connection:
        for number in range(times):
            now = at + number * every
            unused = signins.unused_until(connection, "ana@example.org", now)
            life = signins.life_of_next_link(unused, now)
            if life is not None:
                signins.add(connection, f"token {now}", "ana@example.org", now + life)
                mailed.append((now, now + life))
    return mailed


def test_who_asks_without_end_has_fewer_mailed_and_locks_nobody_out(journal):
    mailed = asked(journal, 2 * 24 * 60)
    minutes = [(moment - NOW) // timedelta(minutes=1) for moment, _end in mailed]
    assert minutes[:9] == [0, 1, 2, 3, 4, 24, 44, 94, 204]
    assert sum(moment < NOW + timedelta(days=1) for moment, _end in mailed) == 16
    assert sum(moment >= NOW + timedelta(days=1) for moment, _end in mailed) == 8
    ends = [mailed[0][0], *(end for _moment, end in mailed)]
    # Before a link ends, the next one is in the mailbox.
    assert [
        moment
        for (moment, _end), before in zip(mailed[1:], ends[1:], strict=False)
        if moment >= before
    ] == []


def test_who_uses_a_link_has_more_mailed_at_once(journal):
    *_others, (moment, _end) = asked(journal, 24 * 60)
    last, now = f"token {moment}", NOW + timedelta(days=1)
    assert use(journal, last, now) == "ana@example.org"
    assert len(asked(journal, 10, now + timedelta(minutes=1))) == 5
