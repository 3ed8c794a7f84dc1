"""The local mailbox: whole mails, by pages, by person."""

from email.message import EmailMessage
from html import unescape

from journal.states import MessageState
from staff.messages import mailbox
from tests.outbox.test_send import add

CALENDAR = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"


def put(house, number, to="Ana <ana@example.org>"):
    """A mail with a photo and a meeting, as the local server keeps it."""
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = (
        f"Mail {number}",
        "us@example.org",
        to,
    )
    message["Date"] = "Mon, 01 Mar 2027 08:00:00 -0500"
    message.set_content("Words")
    message.add_alternative("<p>Words</p>", subtype="html")
    message.add_alternative(CALENDAR, subtype="calendar")
    message.add_attachment(
        b"\xff\xd8 picture", maintype="image", subtype="jpeg", filename="foto.jpg"
    )
    name = f"{number:06d}-{'a' * 32}.eml"
    folder = house.settings.state_dir / "mailbox"
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(message.as_bytes())
    return name


def test_mail_shows_its_meeting_and_gives_its_attachments(house):
    name = put(house, 900)
    client = house.client()
    page = unescape(client.get(f"/mailbox/{name}").text)
    assert [
        text
        for text in ("METHOD:REQUEST", "foto.jpg", "invite.ics", "Words")
        if text not in page
    ] == []
    link = next(
        part
        for part in page.split('"')
        if "/parts/" in part and page.split(part)[1].startswith('">foto')
    )
    answer = client.get(link)
    assert (answer.data, answer.mimetype) == (b"\xff\xd8 picture", "image/jpeg")
    assert answer.headers["Content-Disposition"] == "attachment; filename=foto.jpg"
    assert client.get(f"/mailbox/{name}/parts/99").status_code == 404


def test_mails_that_wait_for_a_yes_are_told(lived):
    client = lived.client()
    assert "/staff/outbox" not in client.get("/mailbox/?lang=en").text
    add(lived, MessageState.held)
    page = unescape(client.get("/mailbox/?lang=en").text)
    assert '<a href="/staff/outbox">1 mail waits for a yes</a>' in page


def test_list_has_pages_and_is_narrowed_down_to_a_person(house, monkeypatch):
    monkeypatch.setattr(mailbox, "SHOWN", 2)
    for number in range(901, 904):
        put(house, number)
    put(house, 904, to="Eva <EVA@example.org>")
    client = house.client()
    subjects = [f"Mail {number}" for number in range(901, 905)]

    def listed(query):
        page = client.get(f"/mailbox/?{query}").text
        return [
            subject for subject in subjects if f"<strong>{subject}</strong>" in page
        ]

    assert (listed(""), listed("page=2")) == (
        ["Mail 903", "Mail 904"],
        ["Mail 901", "Mail 902"],
    )
    assert (listed("to=eva@example.org"), listed("page=99")) == (
        ["Mail 904"],
        ["Mail 901", "Mail 902"],
    )
