import sqlalchemy as sa

from journal.operation.health import REFUSED_SECONDS, TRIED_SECONDS, Health


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def writes(journal):
    count = []
    sa.event.listen(journal.engine, "commit", count.append)
    return count


def test_journal_is_tried_by_writing_and_not_at_each_call(journal):
    clock, count = Clock(), writes(journal)
    health = Health(journal, clock)
    assert [health.accepts() for _ in range(100)] == [True] * 100
    assert len(count) == 1
    clock.now += TRIED_SECONDS + 1
    assert health.accepts()
    assert len(count) == 2


def test_journal_that_cannot_be_written_accepts_nothing(journal):
    with journal.write() as connection:
        connection.execute(sa.text("ALTER TABLE installation RENAME TO elsewhere"))
    assert not Health(journal).accepts()
    with journal.write() as connection:
        connection.execute(sa.text("ALTER TABLE elsewhere RENAME TO installation"))
    assert Health(journal).accepts()


def test_form_that_was_refused_counts_until_one_is_kept_or_for_a_minute(journal):
    clock = Clock()
    health = Health(journal, clock)
    health.note_refused()
    assert not health.accepts()
    health.note_kept()
    assert health.accepts()
    health.note_refused()
    clock.now += REFUSED_SECONDS + 1
    assert health.accepts()
