"""What a receipt says: on its page as long as the row is there, and in a mail to an
address that a stranger may have typed.
"""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from journal.states import MessageState
from notify.planning.public_limits import ADDRESS_FULL
from tests.house import fill, hidden
from tests.lived import ANSWERS, coordinator, named, work
from tests.sync.test_restore import delete

FORM = "/en/aspiring_town"
VICTIM = "victim@stranger.example"
HOSTILE = "Win http://pills.example now"
ADDRESS = re.compile(
    r"pills\.example|https?://(?!127\.0\.0\.1:)|www\.|@(?!example\.org)"
)


def send(house, **answers):
    """Fills the form in as a stranger does; gives the address of the receipt."""
    given = {**ANSWERS, "contact_language": "en", **answers}
    return fill(house.client(), FORM, given).location


def mails_to(house, address):
    return [mail for mail in house.mails() if address in str(mail.message["To"])]


def test_receipt_carries_nothing_of_a_stranger_s_words_but_a_plain_name(lived):
    hostile = dict.fromkeys(
        ("name", "why", "contact_name", "contact_office", "mayor_name"), HOSTILE
    )
    send(
        lived,
        **hostile,
        contact_address="Dr. http://pills.example",
        contact_email=VICTIM,
    )
    work(lived)
    [mail] = mails_to(lived, VICTIM)
    town = named(lived, "towns", HOSTILE)
    assert str(mail.message["To"]) == VICTIM
    assert (
        str(mail.message["Subject"]).strip()
        == f"We have received the application of Win http pills example now ({town})"
    )
    assert ADDRESS.findall(mail.text) == []
    assert ADDRESS.findall(re.sub(r"(?s)<style.*?</style>", "", mail.html)) == []
    [notice] = [
        row for row in lived.outbox() if row.reference == town and row.email != VICTIM
    ]
    assert HOSTILE in notice.subject  # the team reads what was written


def test_one_address_gets_three_receipts_and_the_others_wait_for_a_person(lived):
    addresses = [
        VICTIM,
        VICTIM.upper(),
        "victim+a@stranger.example",
        "victim+b@stranger.example",
        VICTIM,
    ]
    for number, address in enumerate(addresses):
        send(lived, name=f"Lugar {number}", contact_email=address)
    work(lived)
    receipts = [
        row for row in lived.outbox() if "stranger.example" in row.email.casefold()
    ]
    assert [row.state for row in receipts] == [MessageState.sent] * 3 + [
        MessageState.withdrawn
    ] * 2
    assert [row.reason for row in receipts[3:]] == [ADDRESS_FULL] * 2


def test_page_shows_what_was_sent_until_its_row_is_deleted(lived):
    address, client = (
        send(lived, name="Cotacachi", contact_name="Ana Páez"),
        lived.client(),
    )
    assert "Ana Páez" in client.get(address).text  # before the row has come
    assert lived.settle()
    town = named(lived, "towns", "Cotacachi")
    assert "Ana Páez" in client.get(address).text
    delete(lived, "towns", town)
    assert lived.settle()
    page = client.get(address)
    assert (page.status_code, town in page.text) == (200, True)
    assert [
        word
        for word in ("Ana Páez", "Cotacachi", "What you sent", "Porque")
        if word in page.text
    ] == []


def test_page_says_answers_as_they_were_understood_once_their_row_is_there(lived):
    address = send(
        lived, contact_phone="099 123 4567", contact_language="pt", population="1.500"
    )
    before = lived.client().get(address).text
    assert lived.settle()
    after = lived.client().get(address).text
    for page in (before, after):
        assert "<dd>+593991234567</dd>" in page
        assert "<dd>Portuguese</dd>" in page
    assert re.findall("<dd>.*?</dd>", before) == re.findall("<dd>.*?</dd>", after)


@pytest.mark.parametrize("token", ["", "forged", "MN-7K3MQ.AAAA"])
def test_receipt_cannot_be_guessed(lived, token):
    assert lived.client().get(f"/receipt/{token}").status_code == 404


def test_receipt_from_before_a_new_address_of_the_case_does_not_tell_it(lived):
    town = named(lived, "towns", "Serra das Flores")
    address = lived.office.notify.links.form("es", "outcome", town).removeprefix(
        lived.settings.public_url
    )
    answers = {
        "kind": "alliance",
        "description": "Tres hoteles compran",
        "sent_by": "Ana Páez",
        "consent-given": "y",
    }
    before = fill(lived.client(), address, answers).location
    assert "/case/" in lived.client().get(before).text
    lived.later(seconds=60)
    team = coordinator(lived)
    token = hidden(team.get("/staff/pages").text, "csrf_token")
    assert (
        team.post(
            "/staff/pages", data={"reference": town, "csrf_token": token}
        ).status_code
        == 303
    )
    assert "/case/" not in lived.client().get(before).text
    lived.later(seconds=60)
    after = fill(
        lived.client(), address, {**answers, "description": "Cuatro hoteles compran"}
    ).location
    assert lived.office.notify.links.case("es", town, 1) in unescape(
        lived.client().get(after).text
    )


def test_receipt_leads_to_the_case_and_to_one_more_and_shares_no_answer(lived):
    town = named(lived, "towns", "Serra das Flores")
    address = lived.office.notify.links.form("es", "outcome", town).removeprefix(
        lived.settings.public_url
    )
    answers = {
        "kind": "alliance",
        "description": "Tres hoteles compran",
        "sent_by": "Ana Páez",
        "consent-given": "y",
    }
    page = unescape(
        lived.client().get(fill(lived.client(), address, answers).location).text
    )
    case = lived.office.notify.links.case("es", town, 0)
    [link] = re.findall(r'href="(https://wa\.me/[^"]*)"', page)
    [text] = parse_qs(urlsplit(link).query)["text"]
    assert (case in page, f'href="{address}"' in page) == (True, True)
    assert text.startswith("Serra das Flores: ")
    assert text.endswith(case)
    assert [word for word in ("Tres hoteles", "Ana", "receipt") if word in text] == []
