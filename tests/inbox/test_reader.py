"""A mailbox of a real IMAP server: what follows from its mails, once, and nothing changes there."""

import pytest

from core.errors import Later
from inbox.reader import read_mailbox
from journal.mails import messages, suppressions
from tests.inbox.mails import bounce, mail, reply
from tests.lived import meeting, named, type_row, work
from tests.meetings.people import CARMEN, HELEN, HELEN_NAMED, TOWN, at, links


def services(house):
    return house.app.extensions["hoja.services"]


def fixed(house):
    """The id of a meeting by which calendars know it."""
    hour = at(house, 10, 10)[0].replace("T", " ")
    type_row(house, "appointments", town=named(house, "towns", TOWN), subject="Plan", begins=hour)
    work(house)
    return links(house).meeting_uid(meeting(house))


def said(house):
    rows = sorted(house.records("meeting_answers").values(), key=lambda row: row["received"])
    return [(row["person"], row["comes"]) for row in rows]


def test_answers_of_calendars_and_reports_are_kept_once_and_the_mailbox_stays_as_it_is(lived, server):
    uid = fixed(lived)
    server.arrives(reply(uid=uid, address=CARMEN))  # before the mailbox is read for the first time
    assert read_mailbox(services(lived), server.url) == {}
    [sent] = [
        row for row in lived.outbox() if row.email == HELEN and row.state == "sent" and row.table == "appointments"
    ]
    server.arrives(reply(uid=uid, address=HELEN))
    server.arrives(reply(uid=uid, address="stranger@example.org"))
    server.arrives(reply(uid="another@h", address=HELEN))
    server.arrives(reply(uid=uid, address=HELEN, answer="DECLINED", begins="20200101T100000Z"))  # an older hour
    server.arrives(mail("From: somebody\n\nA letter for people."))
    server.arrives(bounce(address="stranger@example.org", message_id=f"{sent.id}@example.org"))
    server.arrives(bounce(address=HELEN, message_id="not-ours@example.org"))
    assert read_mailbox(services(lived), server.url) == {"CalendarReply": 1}
    server.arrives(bounce(address=HELEN, message_id=f"{sent.id}@example.org"))
    assert read_mailbox(services(lived), server.url) == {"Bounce": 1}
    assert read_mailbox(services(lived), server.url) == {}
    assert server.unread() == 9
    with lived.journal.read() as connection:
        assert messages.by_id(connection, sent.id).email == HELEN
        assert suppressions.refused(connection) == {HELEN: "smtp; 550 5.1.1 no such user"}
    work(lived)
    assert said(lived) == [(HELEN_NAMED, "yes")]


@pytest.mark.parametrize("wrong", ["imap://team:wrong@127.0.0.1:{port}/INBOX", "imap://team:x@127.0.0.1:1/INBOX"])
def test_mailbox_that_cannot_be_had_is_tried_later(lived, server, wrong):
    with pytest.raises(Later) as raised:
        read_mailbox(services(lived), wrong.format(port=server.port))
    assert "wrong" not in str(raised.value)
