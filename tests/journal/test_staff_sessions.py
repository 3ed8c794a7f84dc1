from datetime import UTC, datetime, timedelta

from journal.access import security_events, staff_sessions
from journal.access.security_events import KEPT, SecurityEvent
from journal.states import SecurityAction

NOW = datetime(2027, 3, 12, 9, tzinfo=UTC)
ANA, EVA = "Ana@example.org", "eva@example.org"


def begin(journal, token, email=ANA, now=NOW):
    with journal.write() as connection:
        return staff_sessions.begin(connection, token, email, "Firefox, Linux", now)


def opened(journal, token, now=NOW):
    with journal.read() as connection:
        session = staff_sessions.of_token(connection, token, now)
    return session.email if session else None


def end(journal, ids, addresses, now=NOW):
    with journal.write() as connection:
        return staff_sessions.end(connection, ids, addresses, now)


def test_token_opens_its_own_session_until_thirty_days_after_its_last_use(journal):
    id = begin(journal, "token")
    assert [opened(journal, token) for token in ("token", "another", "")] == [
        ANA,
        None,
        None,
    ]
    later = NOW + timedelta(days=29)
    with journal.write() as connection:
        assert staff_sessions.renew(connection, id, later)
    assert opened(journal, "token", later + timedelta(days=29)) == ANA
    assert opened(journal, "token", later + timedelta(days=30)) is None


def test_session_that_is_used_again_and_again_ends_after_half_a_year(journal):
    id = begin(journal, "token")
    used = [NOW + timedelta(days=days) for days in range(20, 200, 20)]
    renewed = []
    for moment in used:
        with journal.write() as connection:
            renewed.append(staff_sessions.renew(connection, id, moment))
    assert renewed == [True] * 8 + [False]
    assert opened(journal, "token", NOW + timedelta(days=179)) == ANA
    assert opened(journal, "token", NOW + timedelta(days=180)) is None


def test_session_that_has_ended_is_not_renewed(journal):
    id = begin(journal, "token")
    assert end(journal, [id], ["ana@EXAMPLE.org"]) == 1
    with journal.write() as connection:
        assert not staff_sessions.renew(connection, id, NOW)
    assert opened(journal, "token") is None


def test_nobody_ends_or_sees_the_sessions_of_another(journal):
    ids = [begin(journal, "one"), begin(journal, "two", EVA)]
    with journal.read() as connection:
        assert [
            each.id for each in staff_sessions.of_person(connection, [EVA.upper()], NOW)
        ] == [ids[1]]
    assert end(journal, ids, [EVA]) == 1
    assert [opened(journal, token) for token in ("one", "two")] == [ANA, None]


def test_what_ended_long_ago_is_forgotten(journal):
    begin(journal, "old", now=NOW - timedelta(days=200))
    begin(journal, "new")
    with journal.read() as connection:
        rows = connection.execute(staff_sessions.SELECT).all()
    assert [row.created_at for row in rows] == [NOW]


def test_security_log_keeps_half_a_year_and_cuts_what_is_long(journal):
    def add(id, at):
        event = SecurityEvent(
            id, at, SecurityAction.dropped, ANA, "mark", "MSJ-34679, " * 100
        )
        with journal.write() as connection:
            security_events.add(connection, event)

    add("a", NOW - KEPT - timedelta(seconds=1))
    add("b", NOW)
    with journal.read() as connection:
        [event] = security_events.newest(connection, 10, by_somebody=True)
        counts = [
            security_events.of_client(
                connection, client, SecurityAction.dropped, NOW - KEPT
            )
            for client in ("mark", "x")
        ]
    assert (event.id, len(event.about), counts) == (
        "b",
        security_events.LONGEST_ABOUT,
        [1, 0],
    )
