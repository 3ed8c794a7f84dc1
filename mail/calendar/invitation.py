"""A meeting as an iCalendar object, so that a mail program offers to put it into its
reader's calendar (RFC 5545, 5546, 6047).

One object is for one person: it names no other address. What stays the same
for all versions of a meeting is its UID; the version is a number that grows by
the minute of sending, so nothing has to be counted. A feed holds the meetings
of a case and names nobody.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage, MIMEPart
from enum import StrEnum
from typing import Any

from icalendar import Calendar, Event, vCalAddress, vDuration, vText

# Calendars take the version with the higher SEQUENCE; minutes since a day before our
# first invitation grow, and fit the 32 bits that some calendars have.
FIRST_VERSION = datetime(2026, 1, 1, tzinfo=UTC)
PRODUCT = "-//Hoja//Hoja//EN"
REFRESH = timedelta(hours=4)
"""How often programs are asked to look at a feed again; most look less often."""
QUOTES = str.maketrans("", "", '"^')
"""icalendar writes a quotation mark in a name as RFC 6868 does, which some
readers show as it stands.
"""


class Method(StrEnum):
    """What a calendar is to do: `request`: put the meeting in, or move
    it; `cancel`: take it out.
    """

    request = "REQUEST"
    cancel = "CANCEL"


@dataclass(frozen=True)
class Invitation:
    """A meeting for one person.

    `uid`: the same for all that is said to this person of it; `begins`: with its zone.
    """

    method: Method
    uid: str
    begins: datetime
    minutes: int
    summary: str
    place: str = ""

    def as_json(self) -> dict[str, Any]:
        """As the journal keeps it."""
        return {
            **asdict(self),
            "method": str(self.method),
            "begins": self.begins.isoformat(),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Invitation":
        """As it was kept."""
        begins = datetime.fromisoformat(data["begins"])
        return cls(**{**data, "method": Method(data["method"]), "begins": begins})


def as_kept(invitation: Invitation | None) -> dict[str, Any] | None:
    """An invitation as the journal keeps it, None where there is none."""
    if invitation is None:
        return None
    return invitation.as_json()


def calendar_text(
    invitation: Invitation,
    organizer: tuple[str, str],
    attendee: tuple[str, str],
    sent_at: datetime,
) -> str:
    """The object with its lines ended by CRLF. `organizer`, `attendee`: (name,
    address); the mail comes from the organizer.
    """
    event = Event()
    event.add("uid", invitation.uid)
    event.add("dtstamp", sent_at.astimezone(UTC))
    event.add("sequence", version_at(sent_at))
    # In UTC: a single meeting needs no rules of a zone, and no mail
    # program can read them otherwise.
    begins = invitation.begins.astimezone(UTC)
    event.add("dtstart", begins)
    event.add("dtend", begins + timedelta(minutes=invitation.minutes))
    event.add("summary", _printable(invitation.summary))
    if invitation.place:
        event.add("location", _printable(invitation.place))
    event.add("organizer", _address(*organizer))
    event.add("attendee", _attendee(*attendee), encode=False)
    event.add(
        "status", "CANCELLED" if invitation.method is Method.cancel else "CONFIRMED"
    )
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    # Here and in the mail's Content-Type, or Outlook and Gmail show an attachment
    # without buttons (RFC 6047, 2.4).
    calendar.add("method", str(invitation.method))
    calendar.add_component(event)
    data: bytes = calendar.to_ical()
    return data.decode()


@dataclass(frozen=True)
class FeedMeeting:
    """A meeting in a feed. `begins`: with its zone."""

    uid: str
    begins: datetime
    minutes: int
    summary: str


def feed_text(name: str, meetings: Iterable[FeedMeeting], now: datetime) -> str:
    """A calendar to subscribe to, its lines ended by CRLF: nobody's
    address, no place, no method.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    # NAME is RFC 7986's; older programs know X-WR-CALNAME alone. `calendar_name` of the
    # library escapes no comma.
    for key in ("name", "x-wr-calname"):
        calendar.add(key, vText(_printable(name)))
    # The library leaves VALUE out, without which the property has no type that a
    # reader knows (RFC 7986, 5.7).
    calendar.add(
        "refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"}
    )
    calendar.add("x-published-ttl", vDuration(REFRESH))
    for meeting in meetings:
        event = Event()
        event.add("uid", meeting.uid)
        event.add("dtstamp", now.astimezone(UTC))
        begins = meeting.begins.astimezone(UTC)
        event.add("dtstart", begins)
        event.add("dtend", begins + timedelta(minutes=meeting.minutes))
        event.add("summary", _printable(meeting.summary))
        calendar.add_component(event)
    data: bytes = calendar.to_ical()
    return data.decode()


def version_at(sent_at: datetime) -> int:
    """SEQUENCE: greater for what is sent later. Mail programs keep the greatest."""
    return max(0, int((sent_at - FIRST_VERSION).total_seconds() // 60))


def add_invitation(message: EmailMessage, text: str, method: Method, id: str) -> None:
    """Puts an object into a mail as Google does: as the last alternative, and once more
    as a file for everybody else.
    """
    data = text.encode()
    # base64: an 8-bit part would be sent without being announced, and quoted-printable
    # breaks lines that are folded already.
    message.add_alternative(
        data,
        maintype="text",
        subtype="calendar",
        cte="base64",
        params={"method": str(method)},
    )
    part: MIMEPart = list(message.iter_parts())[-1]
    part.set_param("charset", "UTF-8")
    message.make_mixed(boundary=f"=_{id}_")
    message.add_attachment(
        data, maintype="application", subtype="ics", cte="base64", filename="invite.ics"
    )


def _address(name: str, address: str) -> vCalAddress:
    person = vCalAddress(f"mailto:{address}")
    if name:
        person.params["CN"] = _printable(name)
    return person


def _attendee(name: str, address: str) -> vCalAddress:
    person = _address(name, address)
    person.params["CUTYPE"] = "INDIVIDUAL"
    person.params["ROLE"] = "REQ-PARTICIPANT"
    person.params["PARTSTAT"] = "NEEDS-ACTION"
    person.params["RSVP"] = "TRUE"
    return person


def _printable(text: str) -> str:
    """A text on one line, without what readers of calendars show as rubbish or
    refuse.
    """
    cleaned = text.translate(QUOTES)
    return " ".join(
        "".join(sign if sign.isprintable() else " " for sign in cleaned).split()
    )
