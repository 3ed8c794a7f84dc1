from datetime import UTC, datetime

from journal.mails.holds import suppressions

NOW = datetime(2027, 3, 12, 9, tzinfo=UTC)


def test_stopped_address_is_known_in_any_letters_until_it_resumes(journal):
    with journal.write() as connection:
        suppressions.stop(connection, "Ana@Example.org", NOW)
        suppressions.stop(connection, "ana@example.org", NOW)
        assert suppressions.is_stopped(connection, "ANA@example.org")
        assert suppressions.stopped(connection) == {"ana@example.org"}
        suppressions.resume(connection, "ANA@example.org")
        assert suppressions.stopped(connection) == set()


def test_refused_address_keeps_the_last_words_of_the_server(journal):
    with journal.write() as connection:
        suppressions.refuse(connection, "Ana@Example.org", "550 no such user", NOW)
        suppressions.refuse(connection, "ana@example.org", "550 gone", NOW)
        assert suppressions.refused(connection) == {"ana@example.org": "550 gone"}
        suppressions.lift_refusal(connection, "ANA@example.org")
        assert suppressions.refused(connection) == {}


def test_address_is_stopped_and_refused_apart(journal):
    with journal.write() as connection:
        suppressions.stop(connection, "ana@example.org", NOW)
        suppressions.refuse(connection, "ana@example.org", "550", NOW)
        suppressions.lift_refusal(connection, "ana@example.org")
        assert suppressions.is_stopped(connection, "ana@example.org")
