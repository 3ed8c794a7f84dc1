"""The page of a message that a person is to send: the words of
this moment, and no others.
"""

from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from core.links import Links
from journal.schema import messages as table
from journal.states import MessageState
from tests.forms.test_answers import post
from tests.house import hidden
from tests.lived import coordinator, named, work
from tests.outbox.test_send import add, row, state
from tests.staff.test_views import LUCIA, token

NUMBER = "+593962223344"


def by_hand(house, before=MessageState.by_hand, **changed):
    """A message to a number and the path of its page."""
    id = add(
        house,
        before,
        email=NUMBER,
        text="Hola, Ana.",
        html="",
        judged_at=house.office.outbox.now(),
        **changed,
    )
    return id, urlsplit(Links(house.settings.secret_key, "http://x").message(id)).path


def rewrite(house, id, **values):
    with house.journal.write() as connection:
        connection.execute(table.update().where(table.c.id == id).values(**values))


def press(client, path):
    page = client.get(path).text
    return client.post(
        path, data={name: hidden(page, name) for name in ("csrf_token", "shown")}
    )


def test_whoever_has_the_link_sees_the_words_and_sends_them(lived):
    id, path = by_hand(lived)
    client = lived.client()
    page = client.get(path)
    assert (page.status_code, "Hola, Ana." in page.text) == (200, True)
    opened = urlsplit(client.get(f"{path}/open").headers["Location"])
    assert (opened.netloc, parse_qs(opened.query)["text"]) == ("wa.me", ["Hola, Ana."])
    assert press(client, path).status_code == 303
    assert (state(lived, id), LUCIA in row(lived, id).reason) == (
        MessageState.sent,
        False,
    )
    after = client.get(f"{path}?lang=en")
    assert (after.status_code, "nothing is left to do" in after.text) == (410, True)
    assert "← Staff" not in after.text


def test_who_is_signed_in_is_noted(lived):
    client = coordinator(lived)
    id, path = by_hand(lived)
    press(client, path)
    assert (state(lived, id), row(lived, id).reason) == (MessageState.sent, LUCIA)
    assert "← Staff" in client.get(f"{path}?lang=en").text


def test_looking_and_opening_change_nothing(lived):
    id, path = by_hand(lived)
    lived.client().get(path)
    lived.client().get(f"{path}/open")
    assert state(lived, id) == MessageState.by_hand


def test_words_are_those_of_the_moment_of_opening(lived):
    id, path = by_hand(lived)
    client = lived.client()
    client.get(path)
    rewrite(lived, id, text="Quedan 18 días.")
    assert "18" in client.get(f"{path}/open").headers["Location"]


def test_words_that_changed_after_the_opening_are_shown_before_it_is_sent(lived):
    id, path = by_hand(lived)
    client = lived.client()
    page = client.get(path).text
    rewrite(lived, id, text="Quedan 18 días.")
    late = client.post(
        path, data={name: hidden(page, name) for name in ("csrf_token", "shown")}
    )
    assert (late.status_code, state(lived, id)) == (409, MessageState.by_hand)
    assert "Quedan 18 días." in late.text
    data = {name: hidden(late.text, name) for name in ("csrf_token", "shown")}
    assert client.post(path, data=data).status_code == 303
    assert state(lived, id) == MessageState.sent


def test_message_that_was_withdrawn_says_so_and_may_have_been_sent(lived):
    id, path = by_hand(
        lived, MessageState.withdrawn, reason="it does not apply any more"
    )
    client = lived.client()
    page = client.get(f"{path}?lang=es")
    assert "no lo envíe" in page.text
    assert "ya no corresponde" in page.text
    assert client.get(f"{path}/open").headers["Location"] == path
    press(client, path)
    assert state(lived, id) == MessageState.sent


@pytest.mark.parametrize(("hours", "warns"), [(0, False), (1, True)])
def test_page_says_when_the_words_were_last_checked(lived, hours, warns):
    id, path = by_hand(lived)
    rewrite(lived, id, judged_at=lived.office.outbox.now() - timedelta(hours=hours))
    page = lived.client().get(f"{path}?lang=es").text
    assert "Revisado por última vez" in page
    assert ("mire la hoja de cálculo" in page) == warns


@pytest.mark.parametrize(
    "before",
    [MessageState.held, MessageState.queued, MessageState.sent, MessageState.skipped],
)
def test_message_that_nobody_is_to_send_shows_no_words(lived, before):
    _id, path = by_hand(lived, before)
    page = lived.client().get(path)
    assert (page.status_code, "Hola, Ana." in page.text) == (410, False)


def test_link_is_for_just_this_message_and_only_messages_by_hand(lived):
    mail = add(lived, MessageState.held)
    links = Links(lived.settings.secret_key, "http://x")
    for path in (
        f"/message/{links.sign('stop', mail)}",
        urlsplit(links.message(mail)).path,
        "/message/x",
    ):
        assert lived.client().get(path).status_code == 404


def test_button_without_the_session_s_token_does_nothing(lived):
    id, path = by_hand(lived)
    assert lived.client().post(path, data={"shown": "x"}).status_code == 400
    assert state(lived, id) == MessageState.by_hand


def test_staff_page_leads_there_and_shows_no_words(lived):
    client = coordinator(lived)
    id, path = by_hand(lived)
    page = client.get("/staff/outbox").text
    assert f'href="{path}"' in page
    assert "wa.me" not in page
    assert token(page)
    assert state(lived, id) == MessageState.by_hand


def test_staff_note_what_somebody_replied_by_number(lived):
    task = named(
        lived, "commitments", "Combinar com três escolas a semana do Comércio Justo"
    )
    links = lived.office.notify.links
    until = lived.office.sync.now().date() + timedelta(days=9)
    addresses = [
        links.form(
            "pt",
            "progress_report",
            task,
            person="beatriz.nunes@example.org",
            until=until,
            answer=answer,
        )
        for answer in ("done", "help")
    ]
    id, path = by_hand(lived, MessageState.sent)
    rewrite(
        lived,
        id,
        text=f"Olá\n\n1. Já está feito:\n{addresses[0]}\n\n2. Precisamos de ajuda:\n{addresses[1]}",
    )
    answer = f"{addresses[0].removeprefix(lived.settings.public_url)}&noted"
    assert unescape(lived.client().get(path).text).count(answer) == 0
    client = coordinator(lived)
    assert unescape(client.get(path).text).count(answer) == 1
    assert post(client, answer).status_code == 303
    work(lived)
    [report] = [
        row for row in lived.records("reports").values() if row["commitment"] == task
    ]
    assert (report["progress"], report["sent_by"], LUCIA in report["arrived_by"]) == (
        "done",
        "Beatriz Nunes",
        True,
    )
