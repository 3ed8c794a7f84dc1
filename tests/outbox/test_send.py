"""One step of sending, with a real mail server."""

from dataclasses import replace

from journal.forms.submissions import accept
from journal.mails import claims, messages, outbox
from journal.operation import installation
from journal.states import MessageKind, MessageState, Origin
from outbox.quota import PUBLIC_FULL
from outbox.send import recover
from programme.model import Limits
from tests.journal.test_public_mails import NOW, tell
from tests.journal.test_submissions import SENT
from tests.mail.servers.moody import Moody, serving
from tests.outbox.sending import change, send_all_stamped


def add(house, state, notices=(), **changed):
    now = house.office.outbox.now()
    message = {
        "kind": MessageKind.daily,
        "email": "ana@example.org",
        "person": "Ana",
        "language": "es",
        "subject": "Hola",
        "text": "Hola.",
        "html": "<p>Hola.</p>",
        "state": state,
        "due_at": now,
        **changed,
    }
    with house.journal.write() as connection:
        return messages.add(connection, notices, message, now)


def row(house, id):
    with house.journal.read() as connection:
        return messages.by_id(connection, id)


def state(house, id):
    return row(house, id).state


def act(house, id, action, **more):
    with house.journal.write() as connection:
        return outbox.act(
            connection, id, action, "ana@town.ec", house.office.outbox.now(), **more
        )


def test_message_cut_off_before_its_text_is_sent_and_after_it_waits_for_a_person(lived):
    taken, sending = add(lived, MessageState.taken), add(lived, MessageState.sending)
    recover(lived.office.outbox)
    assert (state(lived, taken), state(lived, sending)) == (
        MessageState.queued,
        MessageState.unknown,
    )
    assert lived.settle()
    assert (state(lived, taken), state(lived, sending)) == (
        MessageState.sent,
        MessageState.unknown,
    )


def test_message_to_no_address_is_refused_and_the_next_goes_out(lived):
    broken, polite = (
        add(lived, MessageState.queued, email="ana@"),
        add(lived, MessageState.queued),
    )
    other = add(lived, MessageState.queued, email="josé@example.org")
    assert lived.settle()
    states = [state(lived, id) for id in (broken, polite, other)]
    assert states == [MessageState.refused, MessageState.sent, MessageState.refused]


def test_unknown_message_that_is_sent_again_is_the_same_bytes(lived):
    moody = Moody(most=0, planned=["drop after accepting"])
    id = add(lived, MessageState.queued)
    with serving(moody) as port:
        use_server(lived, port)
        send_all_stamped(lived)
        first_handed_at = row(lived, id).first_handed_at
        assert (state(lived, id), first_handed_at is not None) == (
            MessageState.unknown,
            True,
        )
        lived.later(hours=3)
        assert act(lived, id, "again")
        send_all_stamped(lived)
    assert state(lived, id) == MessageState.sent
    assert len(set(moody.texts)) == 1
    assert len(moody.texts) == 2
    assert row(lived, id).first_handed_at == first_handed_at


def test_words_of_a_message_that_the_server_surely_did_not_keep_may_still_change(lived):
    moody = Moody(most=0, planned=["defer at the end"])
    id = add(lived, MessageState.queued)
    with serving(moody) as port:
        use_server(lived, port)
        send_all_stamped(lived)
    assert (state(lived, id), row(lived, id).first_handed_at) == (
        MessageState.queued,
        None,
    )


def test_correction_is_sent_in_the_thread_of_the_mail_that_it_corrects(lived):
    first = add(lived, MessageState.queued, subject="Aprobado")
    correction = add(lived, MessageState.queued, subject="Aprobado", corrects=first)
    assert lived.settle()
    by_id = {kept.message["Message-ID"]: kept.message for kept in lived.mails()}
    [message] = [kept for kept in by_id.values() if kept["In-Reply-To"]]
    assert correction in message["Message-ID"]
    assert first in message["In-Reply-To"]
    assert message["In-Reply-To"] in by_id
    assert message["Subject"] == "Re: Aprobado"


def test_yes_keeps_what_it_was_given_for_and_none_is_given_to_other_words(lived):
    id = add(lived, MessageState.held, basis="b1")
    seen = outbox.version(row(lived, id))
    with lived.journal.write() as connection:
        connection.execute(
            messages.messages.update()
            .values(basis="b2")
            .where(messages.messages.c.id == id)
        )
    assert not act(lived, id, "send", seen=seen)
    assert act(lived, id, "send", seen=outbox.version(row(lived, id)))
    kept = row(lived, id)
    assert (kept.state, kept.approved_basis, kept.approved_text) == (
        MessageState.queued,
        "b2",
        "Hola\n\nHola.",
    )


def test_message_is_taken_once_and_only_while_it_is_queued_and_stamped(lived):
    held = add(lived, MessageState.held, judged_look="look")
    queued = add(lived, MessageState.queued, judged_look="look")
    now = lived.office.outbox.now()
    with lived.journal.write() as connection:
        assert claims.take(connection, held, "us", ["look"], now) is None
        assert claims.take(connection, queued, "us", ["other"], now) is None
        assert claims.take(connection, queued, "us", ["look"], now) is not None
        assert claims.take(connection, queued, "they", ["look"], now) is None


def test_effects_are_logged_without_an_address(lived, caplog):
    id = add(lived, MessageState.queued)
    caplog.set_level("INFO", logger="hoja")
    assert lived.office.sync.take_lease()
    send_all_stamped(lived)
    lines = [record for record in caplog.records if record.name == "hoja.outbox"]
    assert [(line.getMessage(), line.effect_fields) for line in lines] == [
        ("sent", {"message": id, "kind": MessageKind.daily})
    ]
    assert "@" not in caplog.text


def use_server(house, port):
    """Mail goes to another server."""
    assert house.office.sync.take_lease()
    change(house, smtp_url=f"smtp://127.0.0.1:{port}")


def test_hour_s_mails_are_not_used_up_by_forms_of_strangers(lived):
    limits = Limits(mails_per_hour=100, public_share=0.05, form_share=0.6)
    change(lived, demonstration=False, limits=limits)
    with lived.journal.write() as connection:
        installation.set_outbox(connection, is_open=True)
    sent = {"prefix": "MN", "origin": Origin.open}
    towns = [
        accept(lived.journal, replace(SENT, key=f"flood-{n:04}", **sent), NOW).reference
        for n in range(8)
    ]
    now = lived.office.outbox.now()
    flood = [
        tell(lived.journal, town, email=f"a{n}@town.ec", due_at=now)
        for n, town in enumerate(towns)
    ]
    real = [add(lived, MessageState.queued, email="eva@town.ec") for _ in range(4)]
    assert lived.office.sync.take_lease()
    send_all_stamped(lived)
    assert {state(lived, id) for id in real} == {MessageState.sent}
    assert [
        row(lived, id).waits for id in flood if state(lived, id) is MessageState.queued
    ] == [PUBLIC_FULL] * 5
