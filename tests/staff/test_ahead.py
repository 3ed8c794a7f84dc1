import re

import pytest

import cli
from notify.preview import told
from tests.lived import coordinator

PAGES = (
    "/staff/ahead",
    "/staff/mails",
    "/staff/mails/approved/es",
    "/staff/mails/approved/es/html",
)


@pytest.mark.parametrize("page", PAGES)
def test_page_is_for_staff_only(lived, page):
    assert lived.client().get(page).status_code == 401


def test_days_ahead_name_who_what_and_why(lived):
    client = coordinator(lived)
    page = client.get("/staff/ahead?days=30").text
    assert "Helen Ashworth" in page
    assert re.search(r"Con las mentoras: vencido hace 1\d días", page)
    assert client.get("/staff/ahead?days=9999").status_code == 200
    assert client.get("/staff/ahead?days=x").status_code == 200


def test_looking_ahead_changes_nothing(lived):
    client = coordinator(lived)
    before = [(row.id, row.state) for row in lived.outbox()]
    client.get("/staff/ahead?days=30")
    assert [(row.id, row.state) for row in lived.outbox()] == before


def test_every_mail_reads_well_in_every_language(lived):
    client = coordinator(lived)
    programme = lived.folder.programme
    listed = client.get("/staff/mails").text
    for message in told(programme):
        for language in programme.languages:
            address = f"/staff/mails/{message}/{language}"
            assert address in listed
            page, html = client.get(address), client.get(f"{address}/html")
            assert (page.status_code, html.status_code) == (200, 200)
            assert len(html.data) < 40_000
            assert 'role="alert"' not in page.text


@pytest.mark.parametrize(
    "page",
    [
        "/staff/mails/nothing/es",
        "/staff/mails/approved/xx",
        "/staff/mails/nothing/es/html",
    ],
)
def test_mail_that_is_none_is_not_there(lived, page):
    assert coordinator(lived).get(page).status_code == 404


def test_test_mail_arrives_and_leaves_no_trace_in_the_outbox(lived):
    cli.register(lived.app)
    before = len(lived.outbox())
    said = lived.app.test_cli_runner().invoke(
        args=[
            "mail-test",
            "me@example.org",
            "--message",
            "approved",
            "--language",
            "pt",
        ]
    )
    assert said.exit_code == 0, said.output
    assert lived.mails()[-1].message["To"].addresses[0].addr_spec == "me@example.org"
    assert len(lived.outbox()) == before


def test_test_mail_that_is_none_is_refused_with_words(lived):
    cli.register(lived.app)
    said = lived.app.test_cli_runner().invoke(
        args=["mail-test", "me@example.org", "--message", "nothing"]
    )
    assert said.exit_code == 1
    assert "nothing" in said.output
