from datetime import timedelta

from journal import facts


def test_fact_not_set_is_the_default(journal):
    with journal.read() as connection:
        assert facts.get(connection, "nothing", 7) == 7


def test_fact_set_twice_is_the_later(journal):
    with journal.write() as connection:
        facts.put(connection, "outbox_open", True)
        facts.put(connection, "outbox_open", False)
        assert facts.get(connection, "outbox_open") is False


def test_clock_of_the_demonstration_starts_at_the_present(journal):
    assert facts.clock_offset(journal) == timedelta()
    with journal.write() as connection:
        facts.put(connection, facts.CLOCK, 90.5)
    assert facts.clock_offset(journal) == timedelta(seconds=90.5)
