"""Meetings that people get for their calendars: fixed, moved,
cancelled, in their own hour.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from core.links import Links
from journal.states import MessageState
from rules.meetings.schedule import moment_of
from tests.lived import meeting, named, own, told, type_row, work

TOWN = "Villa Alta del Páramo"
HERE = ZoneInfo("America/Guayaquil")


def written(house, days, hour):
    """A day from now and an hour, as staff type it, and the moment that this is."""
    day = (house.office.sync.now().astimezone(HERE) + timedelta(days=days)).date()
    return f"{day} {hour:02}:00", datetime(
        day.year, day.month, day.day, hour, tzinfo=HERE
    )


def fix_meeting(house, text):
    """Staff type a meeting into the sheet; its reference."""
    cells = {
        "begins": text,
        "subject": "Plan de trabajo",
        "place": "meet.example/abc",
        "status": "Fijada",
    }
    type_row(house, "appointments", town=named(house, "towns", TOWN), **cells)
    work(house)
    return meeting(house)


def invitations(house):
    """Recipient → the meetings of their mails, in the order of sending."""
    sent = {}
    for mail in house.mails():
        for part in mail.message.walk():
            if part.get_content_type() == "text/calendar":
                calendar = Calendar.from_ical(part.get_content())
                assert part["content-type"].params["method"] == calendar["method"]
                sent.setdefault(mail.message["to"].addresses[0].addr_spec, []).append(
                    calendar
                )
    return sent


def test_meeting_typed_in_the_sheet_reaches_each_calendar(lived):
    text, moment = written(lived, 10, 15)
    reference = fix_meeting(lived, text)
    sent = invitations(lived)
    assert len(sent) == 3
    for address, [calendar] in sent.items():
        [event] = calendar.events
        assert (calendar["method"], event.start, event.duration) == (
            "REQUEST",
            moment,
            timedelta(minutes=90),
        )
        assert event["summary"] == f"{TOWN}: Plan de trabajo"
        assert event["attendee"] == f"mailto:{address}"
    links = Links(lived.settings.secret_key, lived.settings.public_url)
    # By its id a calendar answers: nobody has that of another guest.
    assert {
        address: calendar.events[0]["uid"] for address, [calendar] in sent.items()
    } == {address: links.meeting_uid(reference, address) for address in sent}


def test_mail_says_the_hour_of_each_place_the_reader_s_own_first(lived):
    text, moment = written(lived, 10, 15)
    fix_meeting(lived, text)
    [mail] = [mail for mail in lived.mails() if "helen.ashworth" in mail.message["to"]]
    london = moment.astimezone(ZoneInfo("Europe/London"))
    hours = [line for line in mail.text.splitlines() if "Time" in line]
    assert [hour.rsplit(", ", 2)[1:] for hour in hours] == [
        [f"{london:%H:%M}", "United Kingdom Time"],
        ["15:00", "Ecuador (Guayaquil) Time"],
    ]


def test_meeting_that_is_moved_and_cancelled_is_the_same_meeting(lived):
    text, _moment = written(lived, 10, 15)
    reference = fix_meeting(lived, text)
    lived.later(hours=1)
    text, moved = written(lived, 12, 9)
    lived.edit("appointments", reference, "begins", text)
    work(lived)
    lived.later(hours=1)
    lived.edit("appointments", reference, "status", "Cancelada")
    work(lived)
    for calendars in invitations(lived).values():
        events = [calendar.events[0] for calendar in calendars]
        assert [str(calendar["method"]) for calendar in calendars] == [
            "REQUEST",
            "REQUEST",
            "CANCEL",
        ]
        assert len({event["uid"] for event in events}) == 1
        assert events[0]["sequence"] < events[1]["sequence"] < events[2]["sequence"]
        assert [event.start for event in events[1:]] == [moved, moved]
        assert events[2]["status"] == "CANCELLED"
    subjects = [
        str(mail.message["subject"])
        for mail in lived.mails()
        if "helen.ashworth" in mail.message["to"]
    ]
    assert [subject.split(": ")[1].split(",")[0] for subject in subjects[-3:]] == [
        "meeting arranged",
        "the meeting has moved",
        "meeting cancelled",
    ]


def test_meeting_is_reminded_of_the_evening_before_and_an_hour_before_and_its_minutes_are_asked_for(
    lived,
):
    text, _moment = written(lived, 10, 15)
    reference = fix_meeting(lived, text)
    lived.later(days=9)
    work(lived)
    everybody = [
        "carmen.guaman@example.org",
        "helen.ashworth@example.org",
        "rosa.tenesaca@example.org",
    ]
    assert told(lived, "appointments") == [(address, "queued") for address in everybody]
    # It is ten here: the evening has come in England first.
    lived.later(hours=8)
    work(lived)
    assert told(lived, "appointments") == [(address, "sent") for address in everybody]
    lived.later(hours=20)
    work(lived)
    assert [state for _address, state in told(lived, "appointments")] == ["sent"] * 6
    lived.later(days=1)
    work(lived)
    assert len(told(lived, "appointments")) == 7
    assert own(lived, "appointments", reference)["flag"].startswith("! Falta el acta")


@pytest.mark.long
def test_who_has_said_that_they_cannot_come_is_not_reminded(lived):
    text, moment = written(lived, 10, 15)
    reference = fix_meeting(lived, text)
    type_row(
        lived,
        "meeting_answers",
        appointment=reference,
        person="Helen Ashworth (Meadowbridge)",
        hours=f"{moment:%Y-%m-%d %H:%M}",
        comes="No",
    )
    work(lived)
    lived.later(days=10, hours=4, minutes=10)
    work(lived)
    assert {address for address, _state in told(lived, "appointments")} == {
        "carmen.guaman@example.org",
        "rosa.tenesaca@example.org",
    }


@pytest.mark.parametrize(
    "begins",
    [None, "", "mañana", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00"],
)
def test_hour_that_no_calendar_can_hold_is_none(begins):
    assert moment_of(begins, 90) is None


@pytest.mark.long
def test_who_is_written_to_by_whatsapp_gets_hour_and_link_an_hour_before(lived):
    lived.edit("towns", named(lived, "towns", TOWN), "contact_channel", "WhatsApp")
    text, _moment = written(lived, 10, 15)
    fix_meeting(lived, text)
    lived.later(days=10, hours=4)
    work(lived)
    [message] = [
        row
        for row in lived.outbox()
        if row.state is MessageState.by_hand and "Hoy," in row.text
    ]
    # An invisible sign keeps what people typed from becoming a link.
    said = message.text.replace("\u2060", "")
    assert f"Hoy, reunión de {TOWN}: " in said
    assert "15:00, hora de Ecuador (Guayaquil). meet.example/abc" in said
    assert "/es/meeting/" in said
