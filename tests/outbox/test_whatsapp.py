"""People without e-mail: the message waits in the Outbox behind a link, and a
person sends it by WhatsApp.
"""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from core.links import Links
from core.problem import ProblemCode
from journal.mails.holds import suppressions
from notify.forecast import forecast
from tests.forms.test_answers import post, today
from tests.forms.test_views import errors
from tests.house import fill, hidden
from tests.lived import ANSWERS, coordinator, copied_house, named, problems, work
from tests.mail.channels.test_whatsapp import opened
from tests.staff.test_views import token

NUMBER, OTHER = "+593962223344", "+593962223355"
TASK = "Combinar com três escolas a semana do Comércio Justo"
OWNER = "beatriz.nunes@example.org"


def task_of(house):
    return named(house, "commitments", TASK)


def only_a_number(house, task, days=30):
    house.edit("commitments", task, "owner_email", "")
    house.edit("commitments", task, "owner_phone", NUMBER)
    due_in(house, task, days)


def due_in(house, task, days):
    house.edit(
        "commitments",
        task,
        "agreed_date",
        (today(house) + timedelta(days=days)).isoformat(),
    )


def outbox_row(house):
    """The row of the message to the number in the tab Outbox."""
    [tag] = [
        row.tag
        for row in house.outbox()
        if row.email == NUMBER and row.state != "withdrawn"
    ]
    return tag, house.look().tabs["outbox"].rows[tag].own


def written(house, own):
    """The number and the text with which the link in the tab
    opens WhatsApp at this moment.
    """
    answer = house.client().get(f"{urlsplit(own['link']).path}/open")
    return opened(answer.headers["Location"])


def without_addresses(text):
    return re.sub(r"http\S+", "…", text)


def hers(house, kind="commitments"):
    return sorted(
        row.state for row in house.outbox() if (row.email, row.kind) == (NUMBER, kind)
    )


def with_reminder(house):
    """A reminder waits to be sent by WhatsApp."""
    only_a_number(house, task_of(house), days=3)
    work(house)
    assert hers(house) == ["by_hand"]


@pytest.fixture
def waiting(tmp_path, folder, tmp_path_factory):
    """A house in which a reminder waits to be sent by WhatsApp."""
    with copied_house(
        tmp_path / "house", folder, tmp_path_factory, further=with_reminder
    ) as house:
        yield house


@pytest.mark.long
def test_rehearsal_shows_what_will_wait(lived):
    only_a_number(lived, task_of(lived), days=10)
    work(lived)
    ahead = next(
        message
        for message in forecast(lived.office.notify, 9)[0]
        if message.email == NUMBER
    )
    lived.later(days=(ahead.day - today(lived)).days)
    work(lived)
    [row] = [
        row for row in lived.outbox() if row.email == NUMBER and row.state == "by_hand"
    ]
    assert without_addresses(ahead.text) == without_addresses(row.text)


def test_reminder_waits_behind_a_link_and_is_sent_when_staff_say_so(waiting):
    before = len(waiting.mails())
    tag, own = outbox_row(waiting)
    number, text = written(waiting, own)
    assert (number, own["state"], own["email"]) == (NUMBER, "por enviar a mano", NUMBER)
    assert TASK in text
    assert "Já está feito:\nhttp://" in text
    assert "*" not in text
    waiting.edit("outbox", tag, "action", "enviado")
    assert waiting.settle()
    assert hers(waiting) == ["sent"]
    _tag, own = outbox_row(waiting)
    assert (own["link"], own["state"]) == (None, "enviado")
    assert len(waiting.mails()) == before
    assert not [row for row in problems(waiting) if row[0] == ProblemCode.nobody]


@pytest.mark.long
def test_message_is_taken_back_when_the_task_is_done(waiting):
    waiting.edit("commitments", task_of(waiting), "status", "Hecho")
    work(waiting)
    assert hers(waiting) == ["withdrawn"]


def test_somebody_who_wants_no_more_of_them_presses_the_link(waiting):
    _tag, own = outbox_row(waiting)
    _number, text = written(waiting, own)
    label, address = text.split("\n\n")[-1].split(":\n")
    assert label == "Não receber mais lembretes"
    page = waiting.client().post(urlsplit(address).path)
    assert f"{NUMBER}" in page.text
    assert waiting.settle()
    assert hers(waiting) == ["withdrawn"]
    assert ProblemCode.no_reminders in {code for code, *_rest in problems(waiting)}


@pytest.mark.long
def test_later_reminder_takes_the_place_of_one_that_nobody_sent(waiting):
    waiting.later(days=4)
    work(waiting)
    assert hers(waiting) == ["by_hand", "withdrawn"]


@pytest.mark.long
def test_answer_link_works_and_dies_with_the_number(waiting):
    _tag, own = outbox_row(waiting)
    [address] = re.findall(r"Já está feito:\n(\S+)", written(waiting, own)[1])
    path = address.removeprefix(waiting.settings.public_url)
    assert TASK in waiting.client().get(path).text
    waiting.edit("commitments", task_of(waiting), "owner_phone", OTHER)
    work(waiting)
    assert TASK not in waiting.client().get(path).text
    waiting.edit("commitments", task_of(waiting), "owner_phone", NUMBER)
    work(waiting)
    assert post(waiting.client(), path, details="").status_code == 303
    work(waiting)
    assert set(hers(waiting)) == {"withdrawn"}  # it is done


def test_who_prefers_whatsapp_gets_no_mail(lived):
    task = task_of(lived)
    lived.edit("commitments", task, "owner_phone", NUMBER)
    lived.edit("commitments", task, "owner_channel", "WhatsApp")
    due_in(lived, task, 3)
    before = len([row for row in lived.outbox() if row.email == OWNER])
    work(lived)
    assert hers(lived) == ["by_hand"]
    assert len([row for row in lived.outbox() if row.email == OWNER]) == before


@pytest.mark.long
def test_message_that_asks_first_waits_for_a_yes(lived):
    rule = "commitments"
    lived.edit("settings", rule, "value", "preguntar antes")
    only_a_number(lived, task_of(lived), days=3)
    work(lived)
    assert hers(lived) == ["held"]
    tag, own = outbox_row(lived)
    assert own["link"] is None
    lived.edit("outbox", tag, "action", "enviar")
    work(lived)
    assert hers(lived) == ["by_hand"]


def test_staff_open_whatsapp_and_say_that_it_is_sent(waiting):
    client = coordinator(waiting)
    page = client.get("/staff/outbox?lang=es").text
    assert "Por enviar a mano" in page
    [row] = [row for row in waiting.outbox() if row.state == "by_hand"]
    assert (
        f'href="{urlsplit(Links(waiting.settings.secret_key, "http://x").message(row.id)).path}"'
        in page
    )
    assert "wa.me" not in page
    one = client.get(f"/staff/mail/{row.id}?lang=es").text
    assert "Já está feito:" in one
    assert 'type="tel"' in client.get(f"/staff/mail/{row.id}/edit").text
    data = {"csrf_token": token(page), "action": "done", "id": row.id}
    assert client.post("/staff/mail", data=data).status_code == 303
    assert hers(waiting) == ["sent"]


@pytest.mark.long
def test_number_and_words_are_corrected_on_the_staff_page(waiting):
    client = coordinator(waiting)
    [row] = [row for row in waiting.outbox() if row.state == "by_hand"]
    page = client.get(f"/staff/mail/{row.id}/edit").text
    data = {name: hidden(page, name) for name in ("csrf_token", "seen")}
    wrong = client.post(
        f"/staff/mail/{row.id}/edit",
        data={**data, "email": "12", "subject": "Hola", "text": "Hola"},
    )
    assert wrong.status_code == 422
    data |= {
        "email": "096 222 3355",
        "subject": "Hola",
        "text": "Hola, Beatriz: ¿todo bien?",
    }
    assert client.post(f"/staff/mail/{row.id}/edit", data=data).status_code == 303
    work(waiting)
    [tag] = [row.tag for row in waiting.outbox() if row.email == OTHER]
    assert written(waiting, waiting.look().tabs["outbox"].rows[tag].own) == (
        OTHER,
        data["text"],
    )


@pytest.mark.long
@pytest.mark.parametrize("stop", ["all", "case"])
def test_link_goes_while_mails_are_stopped_and_comes_back(waiting, stop):
    tag, _own = outbox_row(waiting)
    if stop == "all":
        where, stopped, go = ("settings", "mail", "value"), "detener", "enviar"
    else:
        where, stopped, go = (
            ("towns", named(waiting, "towns", "Serra das Flores"), "stop_mail"),
            "sí",
            "",
        )
    waiting.edit(*where, stopped)
    work(waiting)
    assert waiting.look().tabs["outbox"].rows[tag].own["link"] is None
    waiting.edit(*where, go)
    work(waiting)
    rows = waiting.look().tabs["outbox"].rows.values()
    assert [written(waiting, row.own)[0] for row in rows if row.own.get("link")] == [
        NUMBER
    ]


def test_who_wants_no_reminders_gets_none_by_whatsapp(lived):
    with lived.journal.write() as connection:
        suppressions.stop(connection, OWNER, lived.office.sync.now())
    task = task_of(lived)
    lived.edit("commitments", task, "owner_phone", NUMBER)
    lived.edit("commitments", task, "owner_channel", "WhatsApp")
    due_in(lived, task, 3)
    work(lived)
    assert hers(lived) == []


def test_coordinator_without_an_address_is_a_problem(lived):
    lived.edit("people", named(lived, "people", "Lucía Andrade"), "email", "")
    work(lived)
    assert [row[0] for row in problems(lived) if row[1] == "people"] == [
        ProblemCode.unread
    ]


@pytest.mark.long
def test_many_long_things_to_one_number_keep_the_link_short(lived):
    task = task_of(lived)
    only_a_number(lived, task, days=3)
    lived.edit("commitments", task, "owner_name", "ト" * 6000)
    lived.edit("commitments", task, "what", "ト" * 600)
    work(lived)
    _tag, own = outbox_row(lived)
    assert (
        len(
            lived.client().get(f"{urlsplit(own['link']).path}/open").headers["Location"]
        )
        < 9000
    )


@pytest.mark.long
def test_morning_mail_counts_what_waits_to_be_sent_by_hand(waiting):
    waiting.later(days=1)
    work(waiting)
    [daily] = [row for row in waiting.outbox() if row.kind == "daily"][-1:]
    assert "1 mensaje por enviar a mano" in daily.text


def test_an_address_or_a_number_is_enough(lived):
    def sent(mail, phone):
        answers = {**ANSWERS, "contact_email": mail, "contact_phone": phone}
        return fill(lived.client(), "/es/aspiring_town", answers)

    neither = sent("", "")
    assert neither.status_code == 422
    assert "Uno de los dos basta" in neither.text
    assert list(errors(neither.text)) == ["contact_email"]
    assert sent("a@example.org", "").status_code == 303
    assert sent("", NUMBER).status_code == 303
    work(lived)
    assert hers(lived, "application") == ["by_hand"]


@pytest.mark.long
def test_first_of_several_numbers_counts_and_links_of_each_live(waiting):
    _tag, own = outbox_row(waiting)
    [address] = re.findall(r"Já está feito:\n(\S+)", written(waiting, own)[1])
    waiting.edit("commitments", task_of(waiting), "owner_phone", f"{OTHER} / {NUMBER}")
    work(waiting)
    assert hers(waiting) == ["withdrawn"]
    assert [row.state for row in waiting.outbox() if row.email == OTHER] == ["by_hand"]
    assert (
        TASK
        in waiting.client().get(address.removeprefix(waiting.settings.public_url)).text
    )
