from datetime import UTC, datetime, timedelta

from journal.operation import installation

NOW = datetime(2027, 3, 12, 9, tzinfo=UTC)


def read(journal):
    with journal.read() as connection:
        return installation.read(connection)


def test_new_journal_is_an_installation_of_its_own(journal):
    ours = read(journal)
    assert len(ours.id) == 32
    assert (ours.generation, ours.outbox_is_open, ours.example_added_at) == (
        1,
        False,
        None,
    )
    assert ours.clock_ahead == timedelta()


def test_generation_grows_beyond_itself_and_beyond_a_mark(journal):
    with journal.write() as connection:
        assert installation.advance_generation(connection) == 2
        assert installation.advance_generation(connection, beyond=7) == 8
        assert installation.advance_generation(connection, beyond=3) == 9
    assert read(journal).generation == 9


def test_what_is_set_stands(journal):
    with journal.write() as connection:
        installation.set_outbox(connection, is_open=True)
        installation.set_clock(connection, timedelta(seconds=90.5))
        installation.note_example(connection, NOW)
        installation.probe(connection, NOW)
    ours = read(journal)
    assert (ours.outbox_is_open, ours.clock_ahead, ours.example_added_at) == (
        True,
        timedelta(seconds=90.5),
        NOW,
    )
