"""What staff do with mails, on their pages and in the tab."""

import re
from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from core.errors import Closing
from journal.mails import messages, outbox
from journal.mails.holds import mail_pause
from journal.states import ACTIONS, MessageState
from staff.messages.open_lists import AT_ONCE
from tests.house import hidden
from tests.lived import coordinator, named, work
from tests.notify import states
from tests.notify.test_plan import MAYOR, approve
from tests.outbox.test_send import add, state
from tests.staff.test_views import LUCIA, token

TEXT = "Hola.\n\n-- \nEste correo viene de Pueblos.\n"


def press(house, client, action, *ids):
    page = client.get("/staff/").text
    return client.post(
        "/staff/mail",
        data={"csrf_token": token(page), "action": action, "id": list(ids)},
    )


def edit(client, id, **typed):
    page = client.get(f"/staff/mail/{id}/edit").text
    own = {name: hidden(page, name) for name in ("csrf_token", "seen")}
    return client.post(f"/staff/mail/{id}/edit", data={**own, **typed})


def one(house, id):
    with house.journal.read() as connection:
        return messages.by_id(connection, id)


NEW = {
    "email": "otra@example.org",
    "subject": "Otro asunto",
    "text": "Otro texto.\r\n\r\nAdiós.",
}


def test_button_is_there_where_it_does_something_and_only_there(lived):
    client, now = coordinator(lived), lived.office.sync.now()
    for before, (action, (may, to)) in product(MessageState, ACTIONS.items()):
        id = add(lived, before)
        offered = (
            f'name="action" value="{action}"' in client.get(f"/staff/mail/{id}").text
        )
        assert offered == (before in may), (before, action)
        with lived.journal.write() as connection:
            assert outbox.act(connection, id, action, LUCIA, now) == offered
        assert state(lived, id) == (to if offered else before)


def test_button_pressed_too_late_says_so(lived):
    client, late, early = (
        coordinator(lived),
        add(lived, MessageState.sent),
        add(lived, MessageState.held),
    )
    press(lived, client, "skip", late)
    page = client.get("/staff/").text
    assert "Demasiado tarde" in page
    assert "Listo" not in page
    press(lived, client, "skip", late, early)
    page = client.get("/staff/").text
    assert "Demasiado tarde" in page
    assert "Listo: 1." in page


@pytest.mark.parametrize(
    "before", [MessageState.refused, MessageState.skipped, MessageState.unknown]
)
def test_mail_is_sent_again_with_a_button(lived, before):
    id = add(lived, before)
    press(lived, coordinator(lived), "again", id)
    assert lived.settle()
    assert state(lived, id) == MessageState.sent
    assert [kept.message["Message-ID"] for kept in lived.mails()].count(
        f"<{id}@example.org>"
    ) == 1


@pytest.mark.parametrize(
    ("before", "word", "after"),
    [
        (MessageState.unknown, "enviar de nuevo", MessageState.sent),
        (MessageState.refused, "enviar de nuevo", MessageState.sent),
        (MessageState.unknown, "sí llegó", MessageState.sent),
        (MessageState.unknown, "no enviar", MessageState.skipped),
        (MessageState.sent, "enviar de nuevo", MessageState.sent),
    ],
)
def test_mail_is_settled_with_a_word_in_the_tab(lived, before, word, after):
    id = add(lived, before)
    assert lived.settle()
    lived.edit("outbox", one(lived, id).tag, "action", word)
    work(lived)
    assert state(lived, id) == after
    again = word == "enviar de nuevo" and before != MessageState.sent
    assert [kept.message["Message-ID"] for kept in lived.mails()].count(
        f"<{id}@example.org>"
    ) == again


def test_reminder_that_somebody_sends_again_is_not_taken_back_by_the_rules(lived):
    [row] = [row for row in lived.outbox() if row.kind == "commitments"][:1]
    with lived.journal.write() as connection:
        messages.move(
            connection,
            row.id,
            (row.state,),
            MessageState.skipped,
            lived.office.sync.now(),
        )
        connection.execute(
            messages.notices.update()
            .where(messages.notices.c.message == row.id)
            .values(occasion="past")
        )
    press(lived, coordinator(lived), "again", row.id)
    work(lived)
    assert state(lived, row.id) == MessageState.sent


@pytest.mark.parametrize(
    "before",
    [
        MessageState.held,
        MessageState.queued,
        MessageState.refused,
        MessageState.skipped,
    ],
)
def test_words_and_address_of_a_mail_that_waits_are_changed(lived, before):
    id = add(lived, before, text=TEXT)
    client = coordinator(lived)
    if before == MessageState.queued:  # signing in has sent it
        id = add(lived, before, text=TEXT)
    assert edit(client, id, **NEW).status_code == 303
    row = one(lived, id)
    assert (row.state, row.email, row.subject, row.edited_by) == (
        before,
        "otra@example.org",
        "Otro asunto",
        LUCIA,
    )
    assert row.text == "Otro texto.\n\nAdiós.\n\n-- \nEste correo viene de Pueblos.\n"
    assert ">Otro texto.</p>" in row.html
    assert "Hola" not in row.html
    assert LUCIA in client.get(f"/staff/mail/{id}").text
    press(lived, client, "send" if before == MessageState.held else "again", id)
    assert lived.settle()
    assert (lived.mails()[-1].message["To"], lived.mails()[-1].message["Subject"]) == (
        "Ana <otra@example.org>",
        "Otro asunto",
    )


@pytest.mark.parametrize(
    "before",
    [MessageState.taken, MessageState.sending, MessageState.sent, MessageState.unknown],
)
def test_words_of_a_mail_that_may_have_gone_are_not_changed(lived, before):
    client = coordinator(lived)
    id = add(lived, before, text=TEXT)
    assert client.get(f"/staff/mail/{id}/edit").status_code == 409
    assert 'class="button small"' not in client.get(f"/staff/mail/{id}").text


def test_words_of_two_people_do_not_cover_each_other_and_none_are_lost(lived):
    client = coordinator(lived)
    id = add(lived, MessageState.held, text=TEXT)
    page = client.get(f"/staff/mail/{id}/edit").text
    first = {name: hidden(page, name) for name in ("csrf_token", "seen")}
    assert edit(client, id, **NEW).status_code == 303
    late = client.post(
        f"/staff/mail/{id}/edit", data={**first, **NEW, "text": "Mis palabras."}
    )
    assert late.status_code == 409
    assert "Mis palabras." in late.text
    assert one(lived, id).text.startswith("Otro texto.")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"email": "ana@"}, "ana@"),
        ({"text": " "}, "error"),
        ({"subject": ""}, "error"),
        ({"text": "x" * 20_001}, "error"),
    ],
)
def test_what_makes_no_sense_is_said_and_kept_on_the_page(lived, wrong, words):
    client = coordinator(lived)
    id = add(lived, MessageState.held, text=TEXT)
    answer = edit(client, id, **{**NEW, **wrong})
    assert answer.status_code == 422
    assert words in answer.text
    assert 'value="Otro asunto"' in answer.text or "subject" in wrong
    assert one(lived, id).text == TEXT


def test_strangers_change_nothing(lived):
    client = coordinator(lived)
    id = add(lived, MessageState.held, text=TEXT)
    stranger = lived.client()
    data = {
        "csrf_token": token(stranger.get("/staff/").text),
        "seen": outbox.version(one(lived, id)),
        **NEW,
    }
    assert stranger.get(f"/staff/mail/{id}/edit").status_code == 401
    assert stranger.post(f"/staff/mail/{id}/edit", data=data).status_code == 401
    assert (
        client.post(
            f"/staff/mail/{id}/edit", data={**data, "csrf_token": ""}
        ).status_code
        == 400
    )
    assert client.post("/staff/mails/try").status_code == 400
    assert one(lived, id).text == TEXT


def test_pause_is_shown_and_ended_with_a_button(lived):
    client = coordinator(lived)
    now = lived.office.sync.now()
    with lived.journal.write() as connection:
        mail_pause.begin(
            connection,
            mail_pause.MailPause(
                Closing.limit, "550 5.4.5 Daily <limit>", now + timedelta(days=1)
            ),
        )
    id = add(lived, MessageState.queued)
    assert lived.settle()
    page = client.get("/staff/").text
    assert "550 5.4.5 Daily &lt;limit&gt;" in page
    assert "se alcanzó su límite diario" in page
    assert state(lived, id) == MessageState.queued
    assert (
        client.post("/staff/mails/try", data={"csrf_token": token(page)}).status_code
        == 303
    )
    assert lived.settle()
    assert state(lived, id) == MessageState.sent


def test_mail_that_lost_its_yes_shows_what_has_changed(lived):
    approved = "Hola\n\nEl plan vence el 8 de marzo."
    id = add(
        lived,
        MessageState.held,
        text="El plan vence el 12 de marzo.",
        approved_text=approved,
    )
    page = coordinator(lived).get(f"/staff/mail/{id}").text
    assert ["<mark>8 </mark>" in page, "<mark>12 </mark>" in page] == [True, True]


def test_correction_is_shown_with_the_mail_that_it_corrects(lived):
    wrong = add(lived, MessageState.sent, subject="Bienvenidos")
    id = add(lived, MessageState.held, corrects=wrong)
    page = coordinator(lived).get(f"/staff/mail/{id}").text
    assert f'href="/staff/mail/{wrong}">Bienvenidos</a>' in page


def test_many_mails_that_wait_are_looked_through_a_page_at_a_time(lived):
    client = coordinator(lived)
    ids = [add(lived, MessageState.held) for _ in range(AT_ONCE + 2)]
    page = client.get("/staff/?lang=en").text
    assert ["/staff/waiting/held?kind=daily" in page, "Send all" in page] == [
        True,
        False,
    ]
    first, second = (
        client.get(f"/staff/waiting/held?kind=daily&page={number}").text
        for number in (1, 2)
    )
    assert [
        sum(f'/staff/mail/{id}"' in part for id in ids) for part in (first, second)
    ] == [AT_ONCE, 2]
    assert f"Send these {AT_ONCE} mails" in first
    assert client.get("/staff/waiting/sent").status_code == 404


@pytest.mark.long
def test_yes_to_words_that_have_changed_since_they_were_shown_shows_what_is_different(
    lived,
):
    approve(lived)
    work(lived)
    client = coordinator(lived)
    [mayor] = [
        row
        for row in lived.outbox()
        if row.email == MAYOR and row.state is MessageState.held
    ]
    shown = f"{mayor.id}:{outbox.version(mayor)}"
    lived.edit(
        "towns", named(lived, "towns", "Serra das Flores"), "mayor_name", "Beatriz Nova"
    )
    work(lived)
    late = press(lived, client, "send", shown)
    assert late.status_code == 409
    taken_out, put_in = (
        " ".join(re.findall(f"<{tag}[^>]*>(.*?)</{tag}>", late.text, re.DOTALL))
        for tag in ("del", "ins")
    )
    assert (mayor.person in taken_out, "Beatriz Nova" in put_in) == (True, True)
    assert state(lived, mayor.id) is MessageState.held
    press(
        lived, client, "send", re.search(rf'value="({mayor.id}:[^"]+)"', late.text)[1]
    )
    assert state(lived, mayor.id) is MessageState.queued


def test_words_that_somebody_else_wrote_are_shown_beside_those_that_were_decided_on(
    lived,
):
    client, id = coordinator(lived), add(lived, MessageState.held, text=TEXT)
    shown = f"{id}:{outbox.version(one(lived, id))}"
    edit(client, id, **NEW)
    late = press(lived, client, "send", shown).text
    assert [
        text in late
        for text in ("ana@example.org", "otra@example.org", "Hola.", "Otro texto.")
    ] == [True] * 4


def test_last_versions_of_a_message_are_kept():
    message = states.message(basis="b").message
    for number in range(outbox.MOST_EARLIER + 2):
        message = replace(
            message, earlier_words=outbox.with_earlier_words(message), basis=str(number)
        )
    assert len(message.earlier_words) == outbox.MOST_EARLIER
    before = replace(message, basis=str(outbox.MOST_EARLIER))
    assert outbox.version(before) in message.earlier_words
