"""What mails are that come in, as data."""

import base64
from datetime import UTC, datetime

import pytest

from inbox.incoming import MOST, AutomaticAnswer, Bounce, ForPeople, read_incoming
from mail.calendar.calendar_reply import CalendarReply, calendar_replies
from tests.inbox.mails import BOUNCE, bounce, calendar, mail, reply

STAMP = "2027-03-10 10:00:00+00:00"
HOUR = datetime(2027, 4, 15, 15, tzinfo=UTC)
ACCEPTED = CalendarReply("u@h", "ana@example.org", comes=True, begins=None, stamp=STAMP)
GONE = Bounce(
    "ana@example.org",
    "abc@example.org",
    is_gone=True,
    said="smtp; 550 5.1.1 no such user",
)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (reply(), [ACCEPTED]),
        (reply(answer="DECLINED"), [CalendarReply("u@h", "ana@example.org", comes=False, begins=None, stamp=STAMP)]),
        (reply(begins="20270415T150000Z"), [CalendarReply("u@h", "ana@example.org", comes=True, begins=HOUR, stamp=STAMP)]),
        (reply(begins="20270415T150000"), [ACCEPTED]),  # on whose clock is not said
        (reply(address="Ana@Example.org"), [ACCEPTED]),
        (reply(answer="TENTATIVE"), [ForPeople()]),
        (reply(method="REQUEST"), [ForPeople()]),
        (bounce(), [GONE]),
        (bounce(message_id="a\0bc@example.org").replace(b"such", b"su\0ch"), [GONE]),  # what PostgreSQL takes in no text
        (mail("Auto-Submitted: auto-replied\n\nI am away."), [AutomaticAnswer()]),
        (mail("Auto-Submitted: no\n\nHello."), [ForPeople()]),
        (mail("Message-ID: <[x]@y>\nFrom: a@\nContent-Type: text/plain; charset=none\n\nHello."), [ForPeople()]),
        (b"", [ForPeople()]),
        (b"\xff\x00 not a mail", [ForPeople()]),
    ],
)  # fmt: skip
def test_mail_is_what_it_says(data, expected):
    assert list(read_incoming(data)) == expected


@pytest.mark.parametrize(
    ("status", "action", "is_gone"),
    [
        ("5.1.1", "failed", [True]),
        ("5.1.10", "failed", [True]),
        ("5.2.2", "failed", [False]),  # a full mailbox
        ("5.7.1", "failed", [False]),  # a policy: ours to mend
        ("4.4.1", "failed", [False]),
        ("4.4.1", "delayed", []),
        ("2.1.5", "delivered", []),
    ],
)
def test_address_is_gone_only_where_the_server_says_so(status, action, is_gone):
    found = [
        each
        for each in read_incoming(bounce(status=status, action=action))
        if isinstance(each, Bounce)
    ]
    assert [each.is_gone for each in found] == is_gone


def test_report_in_base64_is_read_too():
    head, _, rest = BOUNCE.partition("Content-Type: message/delivery-status\n\n")
    blocks, boundary, tail = rest.partition("--b\n")
    filled = blocks.format(address="ana@example.org", action="failed", status="5.1.1")
    encoded = base64.encodebytes(filled.encode()).decode()
    kind = (
        "Content-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n\n"
    )
    text = head + kind + encoded + boundary + tail.format(message_id="abc@example.org")
    assert list(read_incoming(mail(text))) == [GONE]


@pytest.mark.parametrize(
    "text",
    ["", "<html>", "BEGIN:VCALENDAR", calendar()[:-30], calendar() + "\n" + calendar()],
)
def test_object_that_cannot_be_read_is_no_answer_and_breaks_nothing(text):
    assert len(calendar_replies(text.encode())) <= 2


def test_report_in_letters_beyond_ascii_is_read_too():
    words = "não há ninguém"
    data = mail(
        BOUNCE.format(
            address="ana@example.org",
            action="failed",
            status="5.1.1",
            message_id="abc@example.org",
        )
    )
    [found] = read_incoming(data.replace(b"no such user", words.encode()))
    assert (found.address, found.is_gone) == ("ana@example.org", True)


def test_mail_with_very_many_answers_holds_nobody_up():
    report = "Final-Recipient: rfc822; ana@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
    data = bounce().replace(
        b"Final-Recipient", (report * 5_000).encode() + b"Final-Recipient"
    )
    assert len(read_incoming(data)) == MOST
