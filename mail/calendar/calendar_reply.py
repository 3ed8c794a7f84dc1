"""What a calendar answers to an invitation of ours (RFC 5546, 3.2.3): who, to which
meeting, and whether they come.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from icalendar import Calendar

MAILTO = "mailto:"
COMES = {"ACCEPTED": True, "DECLINED": False}
"""“Tentative” is no answer: whoever is asked goes on being asked."""


@dataclass(frozen=True)
class CalendarReply:
    """An answer.

    `uid`: of the meeting; `address`: of whoever answers, in small letters; `begins`:
    the hour that they mean, None where it is not said; `stamp`: by which the newer of
    two answers is told, as it was written.
    """

    uid: str
    address: str
    comes: bool
    begins: datetime | None
    stamp: str


def calendar_replies(data: bytes) -> list[CalendarReply]:
    """The answers in a calendar object: none where it is no answer, or cannot be
    read.
    """
    try:
        calendar = Calendar.from_ical(data.decode("utf-8", "replace"))
        if str(calendar.get("method", "")).upper() != "REPLY":
            return []
        replies: list[CalendarReply] = []
        for event in calendar.walk("VEVENT"):
            replies.extend(_of_event(event))
        return replies
    # Whatever a stranger's object does to the library, it is no answer: values are read
    # only when they are asked for.
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError):
        return []


def _of_event(event: Any) -> list[CalendarReply]:
    attendees = event.get("attendee", [])
    replies = []
    for attendee in attendees if isinstance(attendees, list) else [attendees]:
        answer = str(attendee.params.get("PARTSTAT", "")).upper()
        if answer not in COMES:
            continue
        address = str(attendee).strip().lower().removeprefix(MAILTO)
        stamp = ""
        if "dtstamp" in event:
            stamp = event.decoded("dtstamp")
        replies.append(
            CalendarReply(
                str(event["uid"]), address, COMES[answer], _begins(event), str(stamp)
            )
        )
    return replies


def _begins(event: Any) -> datetime | None:
    """The moment that it says; None for a day alone, or a time without a zone:
    some programs leave it out.
    """
    moment = None
    if "dtstart" in event:
        moment = event.decoded("dtstart")
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        return None
    return moment.astimezone(UTC)
