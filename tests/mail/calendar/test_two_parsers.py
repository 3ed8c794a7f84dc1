"""Calendar objects are read alike by two parsers that know nothing of each other:
icalendar, and ical.js (`make calendars`).
"""

import json
import os
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from mail.calendar.invitation import (
    FeedMeeting,
    Invitation,
    Method,
    calendar_text,
    feed_text,
)
from tests.conftest import missing

MODULES = os.environ.get("ICAL_JS", "")
SCRIPT = """
import { readFileSync } from "node:fs";
import ICAL from "%s/node_modules/ical.js/dist/ical.js";
const read = (text) => {
  const calendar = new ICAL.Component(ICAL.parse(text));
  const value = (part, name) => part.getFirstPropertyValue(name);
  return calendar.getAllSubcomponents("vevent").map((event) => [
    value(calendar, "method"), value(event, "uid"), value(event, "sequence"),
    value(event, "dtstart").toJSDate().toISOString(), value(event, "dtend").toJSDate().toISOString(),
    value(event, "summary"), value(event, "location"), value(event, "status"), value(event, "attendee"),
  ]);
};
const texts = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(texts.map(read)));
"""
ZONES = ("America/Guayaquil", "Europe/Madrid", "America/Sao_Paulo")
SENT = datetime(2027, 3, 1, 12, tzinfo=UTC)
SUMMARY = "Villa Alta del Páramo: plan; ordenanza, “borrador” ☕ y un asunto tan largo que su línea se dobla en dos"
ORGANIZER, ATTENDEE = (
    ("Mentor Towns Global", "hoja@example.net"),
    ("Ana Páez", "ana@example.org"),
)


def versions(zone):
    """A meeting at three in the afternoon of a zone: the day before the clocks of
    Europe change, moved behind that, cancelled.
    """
    before = datetime(2027, 3, 27, 15, tzinfo=ZoneInfo(zone))
    behind = datetime(2027, 3, 28, 15, tzinfo=ZoneInfo(zone))
    steps = [
        (Method.request, before),
        (Method.request, behind),
        (Method.cancel, behind),
    ]
    texts = []
    for hours, (method, begins) in enumerate(steps):
        invitation = Invitation(
            method,
            "abc@example.net",
            begins,
            90,
            SUMMARY,
            "https://meet.example/abc?x=1,2;3",
        )
        texts.append(
            calendar_text(
                invitation, ORGANIZER, ATTENDEE, SENT + timedelta(hours=hours)
            )
        )
    return texts


def feed():
    hours = [
        datetime(2027, 3, day, 15, tzinfo=ZoneInfo(zone))
        for zone in ZONES
        for day in (27, 28)
    ]
    meetings = [
        FeedMeeting(f"{index}@example.net", hour, 90, SUMMARY)
        for index, hour in enumerate(hours)
    ]
    return feed_text("Villa, Alta; del Páramo", meetings, SENT)


def utc(moment):
    return (
        moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    )


def as_icalendar_reads(text):
    calendar = Calendar.from_ical(text)
    plain = lambda event, name: str(event[name]) if name in event else None  # noqa: E731
    return [
        [
            str(calendar["method"]) if "method" in calendar else None,
            plain(event, "uid"),
            int(event["sequence"]) if "sequence" in event else None,
            utc(event.start),
            utc(event.end),
            plain(event, "summary"),
            plain(event, "location"),
            plain(event, "status"),
            plain(event, "attendee"),
        ]
        for event in calendar.events
    ]


TEXTS = [text for zone in ZONES for text in versions(zone)]


@pytest.mark.parametrize("zone", ZONES)
def test_meeting_moved_over_the_change_of_clocks_keeps_its_hour_on_its_own_clock(zone):
    [invited], [moved], [cancelled] = map(as_icalendar_reads, versions(zone))
    hours = [
        datetime.fromisoformat(row[3]).astimezone(ZoneInfo(zone)).strftime("%d %H:%M")
        for row in (invited, moved, cancelled)
    ]
    assert hours == ["27 15:00", "28 15:00", "28 15:00"]
    assert [row[0] for row in (invited, moved, cancelled)] == [
        "REQUEST",
        "REQUEST",
        "CANCEL",
    ]
    assert invited[2] < moved[2] < cancelled[2]
    assert {row[5] for row in (invited, moved, cancelled)} == {SUMMARY}


def test_feed_names_itself_and_nobody():
    calendar = Calendar.from_ical(feed())
    # Texts have their commas escaped (RFC 5545, 3.3.11; RFC 7986, 5.1); icalendar
    # reads both as they stand.
    for line in ("NAME", "X-WR-CALNAME"):
        assert f"{line}:Villa\\, Alta\\; del Páramo\r\n" in feed()
    assert "method" not in calendar
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT4H\r\n" in feed()
    assert {key for event in calendar.events for key in event} == {
        "SUMMARY",
        "DTSTART",
        "DTEND",
        "DTSTAMP",
        "UID",
    }


def test_ical_js_reads_every_object_as_icalendar_does():
    node = shutil.which("node")
    if not MODULES or node is None:
        missing("ical.js", "make calendars")
    texts = [*TEXTS, feed()]
    script = SCRIPT % MODULES
    done = subprocess.run(
        [node, "--input-type=module", "-e", script],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [as_icalendar_reads(text) for text in texts]
