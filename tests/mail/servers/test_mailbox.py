import smtplib

import pytest

from mail.servers.mailbox import controller, mail, mails
from tests.house import free_port


@pytest.fixture
def post(tmp_path):
    """Sends a text to a mailbox in `tmp_path`."""
    server = controller(tmp_path, port=free_port())
    server.start()
    with smtplib.SMTP(server.hostname, server.port) as client:
        yield lambda text: client.sendmail(
            "hoja@example.net", ["ana@example.org"], text
        )
    server.stop()


def test_mail_is_kept_as_it_came_newest_first(tmp_path, post):
    for number in range(3):
        post(f"Subject: number {number}\r\n\r\nHola.\r\n")
    assert [kept.message["Subject"] for kept in mails(tmp_path)] == [
        "number 2",
        "number 1",
        "number 0",
    ]
    assert {kept.text for kept in mails(tmp_path)} == {"Hola.\r\n"}
    assert {kept.html for kept in mails(tmp_path)} == {""}


def test_mail_is_found_by_its_name_and_nothing_else_is(tmp_path, post):
    post("Subject: one\r\n\r\nHola.\r\n")
    [kept] = mails(tmp_path)
    (tmp_path.parent / "outside.eml").write_text("Subject: outside\n\n")
    assert mail(tmp_path, kept.name).message["Subject"] == "one"
    assert mail(tmp_path, "../outside.eml") is None
    assert mail(tmp_path, "000009-none.eml") is None


def test_mailbox_counts_on_after_a_restart(tmp_path, post):
    post("Subject: one\r\n\r\nHola.\r\n")
    again = controller(tmp_path, port=free_port())
    again.start()
    with smtplib.SMTP(again.hostname, again.port) as client:
        client.sendmail(
            "hoja@example.net", ["ana@example.org"], "Subject: two\r\n\r\nHola.\r\n"
        )
    again.stop()
    assert [kept.name.partition("-")[0] for kept in mails(tmp_path)] == [
        "000002",
        "000001",
    ]
