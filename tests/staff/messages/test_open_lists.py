"""The lists of messages that wait for somebody."""

from dataclasses import fields
from datetime import UTC, datetime, timedelta

import pytest

from journal.mails.messages import MessageSummary
from journal.states import MessageState
from staff.messages.open_lists import AT_ONCE, FOR_SOMEBODY, open_list, page_of

NOON = datetime(2027, 3, 12, 17, tzinfo=UTC)
BLANK = dict.fromkeys((field.name for field in fields(MessageSummary)), "")


def message(number, kind="approved", state=MessageState.held):
    moment = NOON + timedelta(minutes=number)
    return MessageSummary(
        **{
            **BLANK,
            "id": f"{number:04}",
            "kind": kind,
            "state": state,
            "created_at": moment,
        }
    )


def test_all_of_a_state_are_there_however_many_came_later():
    later = [message(number, state=MessageState.sent) for number in range(1, 400)]
    assert [
        one.id for one in open_list([*later, message(0)], FOR_SOMEBODY, {}).messages
    ] == ["0000"]


def test_oldest_come_first_and_the_largest_group():
    messages = [message(3), message(1, "late"), message(2, "late")]
    waiting = open_list(messages, [MessageState.held], {"late": "Overdue"})
    assert [one.id for one in waiting.messages] == ["0001", "0002", "0003"]
    assert [
        (group.kind, group.label, len(group.messages)) for group in waiting.groups
    ] == [
        ("late", "Overdue", 2),
        ("approved", "approved", 1),
    ]


@pytest.mark.parametrize(
    ("count", "is_short"), [(0, True), (AT_ONCE, True), (AT_ONCE + 1, False)]
)
def test_few_are_one_list(count, is_short):
    assert (
        open_list(
            [message(number) for number in range(count)], FOR_SOMEBODY, {}
        ).is_short
        is is_short
    )


@pytest.mark.parametrize(
    ("total", "asked", "page"),
    [
        (60, 1, (1, 3, 1, 25)),
        (60, 3, (3, 3, 51, 60)),
        (60, 9, (3, 3, 51, 60)),
        (60, -1, (1, 3, 1, 25)),
        (25, 1, (1, 1, 1, 25)),
        (0, 1, (1, 1, 1, 0)),
    ],
)
def test_page_says_where_it_is(total, asked, page):
    part = page_of([message(number) for number in range(total)], asked)
    assert (part.number, part.pages, part.first, part.last) == page
    assert len(part.messages) == max(0, part.last - part.first + 1)
