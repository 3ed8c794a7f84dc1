from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from journal.mails import messages, open_messages
from journal.mails.messages import Notice, notice_at
from journal.states import OPEN, MessageState
from tests.journal.threads import at_once

NOW = datetime(2027, 3, 12, 9, tzinfo=UTC)
NOTICE = notice_at(
    "towns", "MN-34679", "approved", "approved", "change 1", "a@example.org"
)


def message(**changed):
    return {
        "kind": "approved",
        "email": "a@example.org",
        "person": "Ana",
        "language": "es",
        "subject": "Aprobado",
        "text": "…",
        "html": "…",
        "state": MessageState.queued,
        "due_at": NOW,
        **changed,
    }


def add(journal, *carried, **changed):
    with journal.write() as connection:
        return messages.add(connection, carried, message(**changed), NOW)


def move(journal, id, before, to, **more):
    with journal.write() as connection:
        return messages.move(connection, id, before, to, NOW, **more)


def state(journal, id):
    with journal.read() as connection:
        return messages.by_id(connection, id).state


def test_move_happens_for_one_of_many(journal):
    id = add(journal)
    moved = at_once(
        12,
        lambda number: move(
            journal, id, (MessageState.queued,), MessageState.taken, holder=f"{number}"
        ),
    )
    assert sorted(moved) == [*[False] * 11, True]
    assert state(journal, id) == MessageState.taken


@pytest.mark.parametrize(
    "before",
    [MessageState.held, MessageState.sending, MessageState.sent, MessageState.unknown],
)
def test_move_from_a_state_it_is_not_in_does_nothing(journal, before):
    id = add(journal)
    assert not move(journal, id, (before,), MessageState.skipped)
    assert state(journal, id) == MessageState.queued


def test_move_keeps_the_reason(journal):
    id = add(journal)
    assert move(journal, id, OPEN, MessageState.skipped, reason="put back", attempts=3)
    with journal.read() as connection:
        row = messages.by_id(connection, id)
    assert (row.state, row.reason, row.attempts) == (
        MessageState.skipped,
        "put back",
        3,
    )


def test_notice_is_unique_and_takes_its_second_message_with_it(journal):
    add(journal, NOTICE)
    with pytest.raises(IntegrityError):
        add(journal, NOTICE)
    with journal.read() as connection:
        assert messages.counts(connection) == {MessageState.queued: 1}


def test_told_keys_know_who_has_a_message_for_this_already(journal):
    add(journal, NOTICE)
    with journal.read() as connection:
        keys = open_messages.told_keys(connection)
    assert keys == {("MN-34679", "approved", "approved", "change 1", "@a@example.org")}


def test_notice_ruled_out_is_told_to_nobody(journal):
    slot = Notice(
        "towns",
        "MN-34679",
        "approved",
        "approved",
        "change 1",
        "contact#0",
        "a@example.org",
    )
    with journal.write() as connection:
        messages.rule_out(connection, [slot])
    with journal.read() as connection:
        assert open_messages.told_keys(connection) == {
            ("MN-34679", "approved", "approved", "change 1", "contact#0")
        }
    with pytest.raises(IntegrityError):
        add(journal, slot)


def test_since_keeps_old_ones_that_are_still_open(journal):
    waiting = add(journal, state=MessageState.held)
    add(journal, state=MessageState.sent)
    with journal.read() as connection:
        assert [
            row.id for row in messages.since(connection, NOW + timedelta(days=90))
        ] == [waiting]
        assert len(messages.since(connection, NOW)) == 2


def test_since_is_pushed_out_of_nothing_that_waits_by_newer_ones(journal):
    waits = {
        add(journal, state=state) for state in (MessageState.held, MessageState.unknown)
    }
    for minutes in range(1, 4):
        with journal.write() as connection:
            later = NOW + timedelta(minutes=minutes)
            messages.add(
                connection,
                (),
                message(state=MessageState.sent, subject=f"{minutes}"),
                later,
            )
    with journal.read() as connection:
        listed = messages.since(connection, NOW, limit=2)
    assert [row.subject for row in listed[:2]] == ["3", "2"]
    assert {row.id for row in listed[2:]} == waits
