"""A mail server that drops the line again and again, at every word that is said, and
refuses, defers and stalls.
"""

import os
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from core.texts import texts
from journal.mails import messages
from journal.states import WORDS, MessageState
from tests.house import House
from tests.lived import copied_house
from tests.mail.servers.moody import Moody, serving
from tests.outbox.sending import send_all_stamped
from worker.folder import Folder

FEW, MANY = 60, int(os.environ.get("DROPS", "250"))
"""How often the line is dropped."""
MAILS = 0.7
"""Mails for each drop: most are tried twice."""
MAIL_LIMIT = 2.0
PATIENCE = 500


@pytest.fixture(
    scope="module", params=[FEW, pytest.param(MANY, marks=pytest.mark.long)]
)
def server(request: pytest.FixtureRequest) -> Moody:
    return Moody(request.param)


@pytest.fixture(scope="module")
def ended(
    tmp_path_factory: pytest.TempPathFactory, folder: Folder, server: Moody
) -> Iterator[House]:
    """A house that has sent all its mails to this server, as far as it could."""
    state = tmp_path_factory.mktemp("drops") / "house"
    with (
        serving(server) as port,
        copied_house(
            state,
            folder,
            tmp_path_factory,
            smtp_url=f"smtp://127.0.0.1:{port}",
            mail_limit=MAIL_LIMIT,
        ) as house,
    ):
        queue(house, number_of_mails(server))
        send_all(house)
        assert house.settle()
        yield house


def number_of_mails(server: Moody) -> int:
    return int(server.most * MAILS)


def queue(house: House, mails: int) -> None:
    """A mail each to many people."""
    now = house.office.sync.now()
    common = {
        "kind": "approved",
        "language": "es",
        "subject": "Hola",
        "html": "<p>Hola.</p>",
        "state": MessageState.queued,
    }
    with house.journal.write() as connection:
        for number in range(mails):
            text = f"Hola {number}.\n" * 20
            person = {
                "email": f"p{number}@example.org",
                "person": f"P {number}",
                "text": text,
                "due_at": now,
            }
            messages.add(connection, (), {**common, **person}, now)


def send_all(house: House) -> None:
    """The worker's step, again and again; an hour passes whenever nothing is due."""
    shop = house.office.sync
    assert shop.take_lease()
    for _ in range(PATIENCE):
        while send_all_stamped(house):
            pass
        with house.journal.read() as connection:
            if not messages.in_state(connection, MessageState.queued):
                break
        house.later(hours=1)
    shop.give_lease_back()


def mails(house: House) -> dict[str, Any]:
    """The mails of this test, by the name of their reader."""
    return {
        row.email.partition("@")[0]: row
        for row in house.outbox()
        if row.email.startswith("p") and row.kind == "approved"
    }


def test_line_is_dropped_again_and_again_and_everything_comes_to_an_end(
    ended: House, server: Moody
) -> None:
    states = Counter(str(row.state) for row in mails(ended).values())
    copies = Counter(server.accepted[row.id] for row in mails(ended).values())
    tries = sum(server.moods.values())
    print(
        f"\n{server.drops} drops over {tries} tries of {number_of_mails(server)} mails: {dict(server.moods)}"
    )
    print(
        f"mails: {dict(states)}; copies accepted of each: {dict(copies)}; ambiguous: {len(server.ambiguous)}"
    )
    assert server.drops == server.most
    assert sum(states.values()) == number_of_mails(server)
    assert set(states) == {
        MessageState.sent,
        MessageState.refused,
        MessageState.unknown,
    }


def test_no_mail_is_accepted_twice(ended: House, server: Moody) -> None:
    assert {id: count for id, count in server.accepted.items() if count > 1} == {}


def test_mail_is_unknown_where_its_end_is_ambiguous_and_only_there(
    ended: House, server: Moody
) -> None:
    assert {
        name for name, row in mails(ended).items() if row.state == MessageState.unknown
    } == server.ambiguous


def test_mail_is_refused_where_the_server_said_so_and_only_there(
    ended: House, server: Moody
) -> None:
    refused = {
        name: row
        for name, row in mails(ended).items()
        if row.state == MessageState.refused
    }
    assert set(refused) == server.refused
    assert sum(server.accepted[row.id] for row in refused.values()) == 0


def test_every_other_mail_has_arrived_once(ended: House, server: Moody) -> None:
    others = {
        name: row
        for name, row in mails(ended).items()
        if name not in server.ambiguous | server.refused
    }
    assert {
        name
        for name, row in others.items()
        if (row.state, server.accepted[row.id]) != (MessageState.sent, 1)
    } == set()


def test_every_unknown_one_is_shown_to_staff_with_its_reason(
    ended: House, server: Moody
) -> None:
    language = ended.folder.programme.language
    word = texts(language).gettext(WORDS[MessageState.unknown])
    rows = ended.look().tabs["outbox"].rows.values()
    shown = {
        str(row.own["email"]).partition("@")[0]: row.own["reason"]
        for row in rows
        if row.own["state"] == word
    }
    assert set(shown) == server.ambiguous
    assert [name for name, reason in shown.items() if not reason] == []
