"""What becomes of a verdict when somebody is faster than we are."""

import pytest

from journal.mails import messages, outbox
from journal.mails.open_messages import due_without_stamp
from journal.states import MessageState
from mail.compose import Parts
from notify.composing.render import Rendered
from notify.planning.reconcile import Outcome, Verdict
from notify.refresh import Judged, Judgement, apply_judgement
from notify.state import OpenMessage
from tests.outbox.test_send import add, row

LOOK = "the newest look"


def judged(message, *, urgent=False, basis="old"):
    """A message that holds, in the words that a person gave it."""
    rendered = Rendered(Parts("Hola", "Hola.", ""), None, (), basis)
    return Judged(
        OpenMessage(message, ()), Verdict(Outcome.keep, urgent=urgent), rendered
    )


def held(house):
    """A message that waits for a yes, and that the team has written itself."""
    return row(
        house,
        add(
            house,
            MessageState.held,
            reason="Ana",
            edited_by="Ana",
            approved_basis="",
            basis="old",
        ),
    )


def stamped(house, message):
    return row(house, message.id).judged_look == LOOK


def test_message_that_holds_is_stamped(lived):
    message = held(lived)
    apply_judgement(lived.office.notify, Judgement((judged(message),)), LOOK)
    assert stamped(lived, message)


@pytest.mark.parametrize("basis", ["old", "new"])
def test_message_to_which_somebody_said_yes_since_gets_no_stamp(lived, basis):
    message = held(lived)
    lived.later(seconds=1)
    with lived.journal.write() as connection:
        assert outbox.act(
            connection, message.id, "send", "Ana", lived.office.outbox.now()
        )
    apply_judgement(
        lived.office.notify, Judgement((judged(message, basis=basis),)), LOOK
    )
    assert (stamped(lived, message), row(lived, message.id).state) == (
        False,
        MessageState.queued,
    )
    with lived.journal.read() as connection:  # so it is judged again before it leaves
        due = due_without_stamp(connection, lived.office.outbox.now(), LOOK, 9)
    assert message.id in [each.id for each in due]


def test_message_that_is_urgent_goes_before_others(lived):
    message = held(lived)
    apply_judgement(
        lived.office.notify, Judgement((judged(message, urgent=True),)), LOOK
    )
    assert (row(lived, message.id).urgent, stamped(lived, message)) == (True, True)


@pytest.mark.parametrize(
    ("state", "is_noted"),
    [
        (MessageState.by_hand, True),
        (MessageState.withdrawn, True),
        (MessageState.queued, True),
        (MessageState.held, True),
        (MessageState.sending, False),
        (MessageState.sent, False),
    ],
)
def test_person_who_has_sent_it_by_hand_can_say_so(lived, state, is_noted):
    id = add(lived, state)
    with lived.journal.write() as connection:
        assert (
            outbox.sent_by_hand(connection, id, "Ana", lived.office.outbox.now())
            is is_noted
        )
        assert (messages.by_id(connection, id).state is MessageState.sent) is (
            is_noted or state is MessageState.sent
        )
