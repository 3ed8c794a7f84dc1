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


def test_pages_are_for_staff_only(lived):
    client = lived.client()
    assert {page: client.get(page).status_code for page in PAGES} == dict.fromkeys(
        PAGES, 401
    )


def test_days_ahead_name_who_what_and_why_and_change_nothing(lived):
    client = coordinator(lived)
    before = [(row.id, row.state) for row in lived.outbox()]
    page = client.get("/staff/ahead?days=30").text
    assert "Helen Ashworth" in page
    assert re.search(r"Con las mentoras: vencido hace 1\d días", page)
    assert client.get("/staff/ahead?days=9999").status_code == 200
    assert client.get("/staff/ahead?days=x").status_code == 200
    assert [(row.id, row.state) for row in lived.outbox()] == before


@pytest.mark.parametrize(
    "is_every_language", [False, pytest.param(True, marks=pytest.mark.long)]
)
def test_every_mail_reads_well_in_its_language(lived, is_every_language):
    client = coordinator(lived)
    programme = lived.folder.programme
    listed = client.get("/staff/mails").text
    for number, message in enumerate(told(programme)):
        addresses = {
            language: f"/staff/mails/{message}/{language}"
            for language in programme.languages
        }
        assert [
            address for address in addresses.values() if address not in listed
        ] == []
        # each message in one language, and each language many times
        in_turn = programme.languages[number % len(programme.languages)]
        for language in programme.languages if is_every_language else (in_turn,):
            address = addresses[language]
            page, html = client.get(address), client.get(f"{address}/html")
            assert (page.status_code, html.status_code) == (200, 200), address
            assert len(html.data) < 40_000, address
            assert 'role="alert"' not in page.text, address


def test_mail_that_is_none_is_not_there(lived):
    client = coordinator(lived)
    for page in ("nothing/es", "approved/xx", "nothing/es/html"):
        assert client.get(f"/staff/mails/{page}").status_code == 404, page


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
