"""“No more reminders”: a link in a mail, a button, and back again."""

import re

import pytest

from core.problem import ProblemCode
from tests.lived import named, problems, work

OWNER = "beatriz.nunes@example.org"


def link_to(house, email):
    """The link at the foot of somebody's reminder."""
    [mail, *_more] = [
        one
        for one in house.mails()
        if one.message["To"].addresses[0].addr_spec == email and "/stop/" in one.text
    ]
    return re.search(r"/\w\w/stop/\S+", mail.text).group()


def reminders(house, email=OWNER):
    return [
        row
        for row in house.outbox()
        if row.email == email and "/stop/" in row.text and row.state != "skipped"
    ]


def test_looking_stops_nothing_and_pressing_does(lived):
    client, before = lived.client(), len(reminders(lived))
    page = client.get(link_to(lived, OWNER))
    assert page.status_code == 200
    assert client.head(link_to(lived, OWNER)).status_code == 200
    assert "Não enviar mais lembretes" in page.text
    assert "Receber lembretes de novo" in client.post(link_to(lived, OWNER)).text
    lived.later(days=8)
    work(lived)
    assert len(reminders(lived)) == before
    assert ProblemCode.no_reminders in {code for code, *_rest in problems(lived)}


def test_mail_program_s_own_button_stops_them_without_a_page(lived):
    answer = lived.client().post(
        link_to(lived, OWNER), data={"List-Unsubscribe": "One-Click"}
    )
    assert answer.status_code == 200
    before = len(reminders(lived))
    lived.later(days=8)
    work(lived)
    assert len(reminders(lived)) == before


@pytest.mark.long
def test_who_wants_them_again_gets_what_counts_now(lived):
    client, link, before = lived.client(), link_to(lived, OWNER), len(reminders(lived))
    client.post(link)
    lived.later(days=8)
    work(lived)
    assert "Não enviar mais lembretes" in client.post(link, data={"again": "yes"}).text
    lived.later(days=1)
    work(lived)
    assert len(reminders(lived)) == before + 1
    assert ProblemCode.no_reminders not in {code for code, *_rest in problems(lived)}


def test_decision_still_comes(lived):
    contact = "antonio.lopes@example.org"
    lived.client().post(link_to(lived, contact))
    lived.edit("towns", named(lived, "towns", "Serra das Flores"), "status", "Aprobado")
    work(lived)
    assert [
        row.state
        for row in lived.outbox()
        if row.email == contact and row.kind == "approved"
    ] == ["sent"]


def test_forged_link_is_not_there(lived):
    link = link_to(lived, OWNER)
    assert lived.client().get(link[:-2] + "xx").status_code == 404
    assert lived.client().post(link[:-2] + "xx").status_code == 404
    assert lived.client().get(link.replace("/pt/", "/xx/")).status_code == 404


def test_reminder_carries_the_header_by_which_mail_programs_end_them_and_others_do_not(
    lived,
):
    for mail in lived.mails():
        link = re.search(r"/\w\w/stop/\S+", mail.text)
        header = str(mail.message["List-Unsubscribe"] or "")
        assert bool(header) == bool(link)
        if link:
            assert "".join(header.split()).endswith(f"{link.group()}>")
            assert mail.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
