"""States of planning made by hand: what the journal would say, as plain values."""

from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any

from journal.mails.messages import Message, Notice
from journal.records.changes import Change
from journal.states import Handling, Happening, MessageState
from notify.state import OpenMessage, RoundState, Timing
from programme.app_tables import PEOPLE
from programme.records.record import Records
from rules.book import Book
from rules.calendar.hours import calendar_from
from rules.overdue.judge import Judge
from rules.switches import MainSwitch, RuleSwitch, Switches
from tests.rules.small import label, programme, record, records

NOW = datetime(2027, 3, 12, 15, tzinfo=UTC)
LONG_AGO = NOW - timedelta(hours=5)
ANA = {"who": "Ana", "mail": "ana@example.org", "speaks": "es"}
EVENTS = [
    {
        "name": "approved",
        "label": label("approved"),
        "table": "towns",
        "on": {"column": "status", "becomes": "approved"},
        "still_true_in": ["done"],
        "decision": True,
        "tell": [
            {"to": "contact", "message": "yes"},
            {"to": "role.coordinator", "message": "told"},
        ],
    },
    {
        "name": "mentor",
        "label": label("mentor"),
        "table": "towns",
        "on": {"column": "mentor", "filled": True},
        "tell": [{"to": ["mentor.contact", "contact"], "message": "met"}],
    },
    {
        "name": "received",
        "label": label("received"),
        "table": "towns",
        "on": "received",
        "tell": [{"to": "contact", "message": "receipt"}],
    },
    {
        "name": "task_done",
        "label": label("task_done"),
        "table": "tasks",
        "on": {"column": "status", "becomes": "done"},
        "tell": [{"to": "owner", "message": "thanks"}],
    },
]
PROGRAMME = programme(events=EVENTS)
EVA = record(
    "PER-1", name="Eva", email="eva@example.org", role="coordinator", active=True
)
assert EVA.table == PEOPLE


def town(**values: Any) -> Any:
    return record(
        "MN-1", **{"name": "Pimampiro", "status": "approved", **ANA, **values}
    )


def state(*rows: Any, **more: Any) -> RoundState:
    """A state of these records; every kind goes by itself unless
    `switches` say otherwise.
    """
    present: Records = records(*rows)
    automatic = Switches(
        MainSwitch.send, {event["name"]: RuleSwitch.automatic for event in EVENTS}
    )
    given = {
        "book": Book(PROGRAMME),
        "records": present,
        "now": NOW,
        "today": NOW.date(),
        "timing": Timing(600, 900),
        "calendar": calendar_from(PROGRAMME.limits),
        "switches": automatic,
        "judged": Judge(Book(PROGRAMME)).judge(present, NOW.date()),
    }
    return RoundState(**{**given, **more})


def change(
    before: Any,
    after: Any,
    column: str = "status",
    seen_at: datetime = LONG_AGO,
    **more: Any,
) -> Change:
    given = {
        "id": f"{column} {before} {after}",
        "table": "towns",
        "reference": "MN-1",
        "happening": Happening.edited,
        "column": column,
        "before": before,
        "after": after,
        "seen_at": seen_at,
        "handling": Handling.new,
        "alarm": None,
    }
    return Change(**{**given, **more})


def message(
    rule: str = "approved",
    step: str = "yes",
    path: str = "contact#0",
    occasion: str = "o1",
    **more: Any,
) -> Any:
    """An open message of an event, to Ana unless said otherwise."""
    blank: dict[str, Any] = {field.name: "" for field in fields(Message)}
    moments = {"created_at": LONG_AGO, "due_at": LONG_AGO, "changed_at": LONG_AGO}
    nothing = dict.fromkeys(
        ("holder", "alarm", "tried_at", "handed_at", "first_handed_at", "corrects")
    )
    given = {
        "id": "m1",
        "kind": rule,
        "email": "ana@example.org",
        "language": "es",
        "state": MessageState.queued,
    }
    row = Message(
        **{
            **blank,
            **moments,
            **nothing,
            "attempts": 0,
            "urgent": False,
            **given,
            **more,
        }
    )
    notice = Notice("towns", "MN-1", rule, step, occasion, path, row.email)
    return OpenMessage(row, (notice,))
