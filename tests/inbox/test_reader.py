"""A mailbox of a real IMAP server: what follows from its mails, once,
and nothing changes there.
"""

import socket
import threading
from contextlib import suppress
from functools import partial

import pytest

from core.errors import Later
from inbox import reader
from inbox.reader import read_mailbox
from journal.mails import messages
from journal.mails.holds import suppressions
from tests.inbox.mails import bounce, mail, reply
from tests.lived import meeting, named, type_row, work
from tests.mail.servers.test_transport import certificate
from tests.meetings.people import CARMEN, HELEN, HELEN_NAMED, TOWN, at, links

__all__ = ["certificate"]


def services(house):
    return house.app.extensions["hoja.services"]


def fixed(house):
    """Ids of a meeting: by the address of a guest, that by
    which their calendar knows it.
    """
    hour = at(house, 10, 10)[0].replace("T", " ")
    type_row(
        house,
        "appointments",
        town=named(house, "towns", TOWN),
        subject="Plan",
        begins=hour,
    )
    work(house)
    return partial(links(house).meeting_uid, meeting(house))


def said(house):
    rows = sorted(
        house.records("meeting_answers").values(), key=lambda row: row["received"]
    )
    return [(row["person"], row["comes"]) for row in rows]


def test_answers_of_calendars_and_reports_are_kept_once_and_the_mailbox_stays_as_it_is(
    lived, server
):
    uid = fixed(lived)
    # before the mailbox is read for the first time
    server.arrives(reply(uid=uid(CARMEN), address=CARMEN))
    assert read_mailbox(services(lived), server.url) == {}
    [sent] = [
        row
        for row in lived.outbox()
        if row.email == HELEN and row.state == "sent" and row.table == "appointments"
    ]
    server.arrives(reply(uid=uid(HELEN), address=HELEN))
    server.arrives(
        reply(uid=uid("stranger@example.org"), address="stranger@example.org")
    )
    server.arrives(reply(uid="another@h", address=HELEN))
    # in the name of another guest
    server.arrives(reply(uid=uid(CARMEN), address=HELEN))
    # an older hour
    server.arrives(
        reply(
            uid=uid(HELEN), address=HELEN, answer="DECLINED", begins="20200101T100000Z"
        )
    )
    server.arrives(mail("From: somebody\n\nA letter for people."))
    server.arrives(
        bounce(address="stranger@example.org", message_id=f"{sent.id}@example.org")
    )
    server.arrives(bounce(address=HELEN, message_id="not-ours@example.org"))
    assert read_mailbox(services(lived), server.url) == {"CalendarReply": 1}
    server.arrives(bounce(address=HELEN, message_id=f"{sent.id}@example.org"))
    assert read_mailbox(services(lived), server.url) == {"Bounce": 1}
    assert read_mailbox(services(lived), server.url) == {}
    assert server.unread() == 10
    with lived.journal.read() as connection:
        assert messages.by_id(connection, sent.id).email == HELEN
        assert suppressions.refused(connection) == {
            HELEN: "smtp; 550 5.1.1 no such user"
        }
    work(lived)
    assert said(lived) == [(HELEN_NAMED, "yes")]


@pytest.mark.parametrize(
    "wrong",
    ["imap://team:wrong@127.0.0.1:{port}/INBOX", "imap://team:x@127.0.0.1:1/INBOX"],
)
def test_mailbox_that_cannot_be_had_is_tried_later(lived, server, wrong):
    with pytest.raises(Later) as raised:
        read_mailbox(services(lived), wrong.format(port=server.port))
    assert "wrong" not in str(raised.value)


def test_mail_of_which_nothing_can_be_kept_does_not_hold_up_the_next(
    lived, server, monkeypatch
):
    assert read_mailbox(services(lived), server.url) == {}
    keep, seen = reader.keep_bounce, []

    def keep_or_not(services, bounce):
        seen.append(bounce.message_id)
        if bounce.message_id == "a@example.org":
            raise ValueError("nobody has thought of it")
        return keep(services, bounce)

    monkeypatch.setattr(reader, "keep_bounce", keep_or_not)
    server.arrives(bounce(message_id="a@example.org"))
    server.arrives(bounce(message_id="next@example.org"))
    assert read_mailbox(services(lived), server.url) == {}
    assert read_mailbox(services(lived), server.url) == {}
    assert len(seen) == 2


def test_certificate_that_nobody_signed_is_not_trusted(lived, certificate):
    with socket.create_server(("localhost", 0)) as listening:
        heard = []

        def answer():
            line, _address = listening.accept()
            with (
                suppress(OSError),
                certificate.wrap_socket(line, server_side=True) as secured,
            ):
                secured.sendall(b"* OK\r\n")
                heard.append(secured.recv(1_000))

        thread = threading.Thread(target=answer)
        thread.start()
        with pytest.raises(Later, match="CERTIFICATE_VERIFY_FAILED"):
            read_mailbox(
                services(lived),
                f"imaps://team:secret@localhost:{listening.getsockname()[1]}/INBOX",
            )
        thread.join()
    assert heard in ([], [b""])
