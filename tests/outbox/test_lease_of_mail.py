"""A mail server that takes its time keeps the lease of the worker that waits for it."""

import threading
from dataclasses import replace

import pytest

from core.clock import Clock
from core.errors import LeaseLost
from journal.mails import messages, outbox
from journal.states import MessageState
from outbox.send import recover
from tests.lived import copied_house
from tests.mail.servers.test_transport import Handler, serving
from tests.outbox.sending import send_all_stamped
from tests.outbox.test_send import add, state, use_server

LIMITS = {"call_limit": 0.05, "server_limit": 0.05, "mail_limit": 5.0}
LONG = 0.3
"""Seconds after which a lease that only counted calls of the
spreadsheet would have ended.
"""


class Slow(Handler):
    """Says its last word when it is told to."""

    def __init__(self):
        super().__init__()
        self.heard, self.go_on = threading.Event(), threading.Event()

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        self.heard.set()
        await server.loop.run_in_executor(None, self.go_on.wait, 10)
        return await super().handle_DATA(server, session, envelope)


def other_worker(house):
    """The outbox of a second worker; the first one stays the house's own."""
    assert house.office
    return house.new_office().outbox


def test_nobody_takes_over_while_a_mail_is_being_handed_over(
    tmp_path, folder, tmp_path_factory
):
    handler = Slow()
    with (
        serving(handler) as port,
        copied_house(
            tmp_path / "h",
            folder,
            tmp_path_factory,
            smtp_url=f"smtp://127.0.0.1:{port}",
            **LIMITS,
        ) as house,
    ):
        first, second = house.office.sync, house.new_office().sync
        assert first.take_lease()
        id = add(house, MessageState.queued)
        sending = threading.Thread(target=send_all_stamped, args=(house,))
        sending.start()
        assert handler.heard.wait(10)
        began = Clock().now()
        while (Clock().now() - began).total_seconds() < LONG:
            assert not second.take_lease()
        assert state(house, id) == MessageState.sending
        handler.go_on.set()
        sending.join(10)
        assert state(house, id) == MessageState.sent


def test_rest_of_a_batch_is_left_to_the_worker_that_took_over(lived):
    class TakenOver(Handler):
        async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
            first.give_lease_back()
            assert second.take_lease()
            return await super().handle_DATA(server, session, envelope)

    first, second = lived.office.sync, lived.new_office().sync
    with serving(TakenOver()) as port:
        use_server(lived, port)
        ids = [add(lived, MessageState.queued) for _ in range(2)]
        with pytest.raises(LeaseLost):
            send_all_stamped(lived)
    assert sorted(state(lived, id) for id in ids) == [
        MessageState.queued,
        MessageState.sent,
    ]


def test_lease_outlasts_a_mail_whatever_the_settings(lived):
    for call, mail in ((60.0, 180.0), (10.0, 10.0), (1.0, 180.0)):
        shop = lived.office.sync
        shop.settings = replace(
            shop.settings, call_limit=call, server_limit=call, mail_limit=mail
        )
        assert shop.lease_seconds > shop.settings.mail_limit


def test_worker_that_was_asleep_still_says_what_became_of_its_mail(lived):
    """A laptop's lid was closed while the server had the mail in hand, and another
    worker has made it unknown meanwhile.
    """

    class Asleep(Handler):
        async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
            recover(other)
            seen.append(state(lived, id))
            return await super().handle_DATA(server, session, envelope)

    seen = []
    other = other_worker(lived)
    with serving(Asleep()) as port:
        use_server(lived, port)
        id = add(lived, MessageState.queued)
        assert send_all_stamped(lived)
    assert (seen, state(lived, id)) == ([MessageState.unknown], MessageState.sent)


def test_answer_that_comes_late_changes_nothing_that_a_person_has_decided(lived):
    class Asleep(Handler):
        async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
            recover(other)
            with lived.journal.write() as connection:
                assert outbox.act(
                    connection, id, "skip", "ana@example.org", lived.office.sync.now()
                )
            return await super().handle_DATA(server, session, envelope)

    other = other_worker(lived)
    with serving(Asleep()) as port:
        use_server(lived, port)
        id = add(lived, MessageState.queued)
        send_all_stamped(lived)
    with lived.journal.read() as connection:
        assert messages.by_id(connection, id).state == MessageState.skipped
