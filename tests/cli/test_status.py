"""What `flask status` says of an installation, for people and for programs."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from cli.operation.status import Status, status_json, status_lines
from core.errors import Closing
from core.problem import Problem, ProblemCode
from journal.mails.holds.mail_pause import MailPause
from journal.states import MessageState
from journal.tabs.problems import Standing

NOON = datetime(2027, 3, 12, 17, tzinfo=UTC)
CALM = Status("sheet", 0, {}, True, (), None, 0, (), {"watch": NOON, "send": None}, {})
PROBLEM = Standing(Problem(ProblemCode.cell, "…"), "watch", "REV-1", NOON)


def lines(status):
    return status_lines(
        status,
        lambda moment: f"{moment.astimezone(ZoneInfo('America/Guayaquil')):%H:%M}",
    )


def test_calm_installation_needs_nobody():
    assert lines(CALM) == [
        ("spreadsheet", "sheet"),
        ("rows on their way", "0"),
        ("outbox", "open"),
        ("mails", "none yet"),
        ("last watch", "12:00"),
        ("last send", "never"),
    ]


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        ({"holds": ("all mail is stopped",)}, ("mail held", "all mail is stopped")),
        ({"errors": {"send": "it broke"}}, ("error in send", "it broke")),
        ({"alarms": 1}, ("to decide", "1 alarm on the staff page")),
        ({"alarms": 2}, ("to decide", "2 alarms on the staff page")),
        ({"problems": (PROBLEM,)}, ("to review", "1 problem: `flask problems`")),
        (
            {"pause": MailPause(Closing.limit, "550 limit", NOON)},
            (
                "mail waits",
                "until 12:00: the mail server takes no more mails today: its daily limit is reached: 550 limit",
            ),
        ),
    ],
)
def test_what_needs_somebody_stands_first(changed, line):
    assert lines(replace(CALM, **changed))[0] == line


def test_mails_are_counted_by_what_people_call_their_state():
    counts = {MessageState.queued: 1, MessageState.taken: 1, MessageState.sent: 1}
    assert ("mails", "2 about to go out, 1 sent") in lines(
        replace(CALM, messages=counts)
    )


def test_closed_outbox_says_how_it_is_opened():
    assert ("outbox", "closed: `flask outbox open` lets mail go") in lines(
        replace(CALM, is_open=False)
    )


def test_status_for_programs_has_moments_in_iso_form():
    said = json.loads(
        status_json(replace(CALM, pause=MailPause(Closing.limit, "550", NOON)))
    )
    assert said["last"] == {"watch": "2027-03-12T17:00:00+00:00", "send": None}
    assert said["mail waits"] == {
        "why": "limit",
        "said": "550",
        "until": "2027-03-12T17:00:00+00:00",
    }
