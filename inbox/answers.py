"""An answer of a calendar counts as the one that its sender gives
on the page of the meeting.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from core.ids import digest
from forms.services import Services
from journal.access import contact_signs
from journal.connection import Connection
from journal.records.record_reader import RecordReader
from mail.calendar.calendar_reply import CalendarReply
from meetings.keep import Given, keep_answer
from meetings.opening import MeetingLink, OpenedMeeting, open_meeting
from rules.meetings.answers import Answer
from rules.meetings.schedule import Stage


def keep_calendar_answer(services: Services, reply: CalendarReply) -> bool:
    """Keeps an answer to an hour that is fixed and still to come, of somebody who is
    invited. False where nothing was kept.

    Each guest's invitation has an id of its own: who knows it has that guest's mail,
    and can answer for nobody else. An answer about another hour is one to an older
    invitation, and counts not.
    """
    mark = services.links.mark(reply.address)
    with services.journal.read() as connection:
        reference = _meeting(services, connection, reply)
        if not reference:
            return False
        link = MeetingLink(reference, mark, services.today())
        language = services.programme.language
        meeting = open_meeting(
            services, connection, link, language, services.clock.now()
        )
    if (
        isinstance(meeting, str)
        or not _is_asked(meeting)
        or reply.begins not in (None, meeting.begins)
        or is_older(reply.stamp, meeting.own_answer, services.programme.time_zone)
    ):
        return False
    assert meeting.begins
    given = Given([meeting.begins], reply.comes)
    key = digest(["calendar", reply.uid, reply.address, reply.stamp, reply.comes])[:32]
    keep_answer(services, meeting, given, meeting.person.language or language, key)
    with services.journal.write() as connection:
        contact_signs.note(connection, mark, services.clock.now())
    return True


def is_older(stamp: str, answer: Answer | None, zone: str) -> bool:
    """Whether what a calendar says was said before the last answer came: somebody may
    send an old mail once more. Pure.

    A time that cannot be read says nothing.
    """
    if answer is None:
        return False
    try:
        dated = datetime.fromisoformat(stamp)
        received = datetime.fromisoformat(answer.received)
    except ValueError:
        # A moment that cannot be read decides nothing: the answer counts as the newer
        # one.
        return False
    if received.tzinfo is None:
        received = received.replace(tzinfo=ZoneInfo(zone))
    return dated.tzinfo is not None and dated < received


def _is_asked(meeting: OpenedMeeting) -> bool:
    return meeting.guest is not None and meeting.stage is Stage.fixed


def _meeting(services: Services, connection: Connection, reply: CalendarReply) -> str:
    """The reference of the meeting that the calendar of whoever answers
    knows by this id; "" for none.
    """
    records = RecordReader(services.programme, connection)
    for table in services.programme.tables.values():
        if table.calendar is None or table.calendar.answers is None:
            continue
        for reference in records.table(table.name):
            if services.links.meeting_uid(reference, reply.address) == reply.uid:
                return reference
    return ""
