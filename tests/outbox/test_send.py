import pytest

from journal import messages
from journal.states import MessageState
from outbox.send import recover, reserved


def add(house, state, **changed):
    message = {
        "kind": "approved",
        "email": "ana@example.org",
        "person": "Ana",
        "language": "es",
        "subject": "Hola",
        "text": "Hola.",
        "html": "<p>Hola.</p>",
        "state": state,
        "due_at": house.office.sync.now(),
        **changed,
    }
    with house.journal.write() as connection:
        return messages.add(connection, (), message, house.office.sync.now())


def state(house, id):
    with house.journal.read() as connection:
        return messages.by_id(connection, id).state


def test_message_cut_off_before_its_text_is_sent_and_after_it_waits_for_a_person(lived):
    taken, sending = add(lived, MessageState.taken), add(lived, MessageState.sending)
    recover(lived.office.sync)
    assert (state(lived, taken), state(lived, sending)) == (MessageState.queued, MessageState.unknown)
    assert lived.settle()
    assert (state(lived, taken), state(lived, sending)) == (MessageState.sent, MessageState.unknown)


def test_message_to_no_address_is_refused_and_the_next_goes_out(lived):
    broken, polite = add(lived, MessageState.queued, email="ana@"), add(lived, MessageState.queued)
    other = add(lived, MessageState.queued, email="josé@example.org")
    assert lived.settle()
    assert [state(lived, id) for id in (broken, polite, other)] == [
        MessageState.refused,
        MessageState.sent,
        MessageState.refused,
    ]


@pytest.mark.parametrize(
    ("address", "is_example"),
    [
        ("ana@example.org", True),
        ("ana@EXAMPLE.com", True),
        ("ana@mail.example.net", True),
        ("ana@town.test", True),
        ("ana@nowhere.invalid", True),
        ("ana@example.org.ec", False),
        ("ana@notexample.org", False),
        ("example.org@gmail.com", False),
    ],
)
def test_example_addresses_are_known(address, is_example):
    assert reserved(address) is is_example
