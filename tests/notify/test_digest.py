"""One mail for several things, on real parts."""

import re

import sqlalchemy as sa

from journal.schema import notices
from journal.states import MessageState
from tests.lived import work

COORDINATOR = "coordinacion@example.org"


def digests(house, email):
    return [
        row for row in house.outbox() if row.kind == "reminders" and row.email == email
    ]


def test_coordinator_s_first_mail_is_about_everything_at_once(lived):
    [digest] = digests(lived, COORDINATOR)
    assert digest.state == MessageState.sent
    count = int(re.search(r"\d+", digest.subject).group())
    assert count == digest.text.count("\n- ") > 1
    assert "Villa Alta del Páramo" in digest.text
    [mail] = [one for one in lived.mails() if one.message["Subject"] == digest.subject]
    html = mail.message.get_body(("html",)).get_content()
    assert html.count("<li>") == count
    assert "Por favor, llamar a" in html


def test_digest_names_who_answers_replies(lived):
    [digest] = digests(lived, COORDINATOR)
    assert digest.reply_to == COORDINATOR
    assert "basta con responder a este correo: le contesta Lucía Andrade" in digest.text


def test_second_look_tells_nothing_twice(lived):
    before = [row.id for row in lived.outbox()]
    lived.later(hours=3)
    work(lived)
    assert [row.id for row in lived.outbox()] == before
    with lived.journal.read() as connection:
        told = (
            connection.execute(
                sa.select(notices.c.message).where(notices.c.email == COORDINATOR)
            )
            .scalars()
            .all()
        )
    assert len(told) > len(set(told))  # several things in one message
