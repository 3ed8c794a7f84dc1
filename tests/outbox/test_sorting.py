"""Which messages leave, in which order, and why the others wait: tables of cases."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from core.errors import Closing
from journal.access.signins import LINK_LIFE
from journal.mails.claims import DueMessage
from journal.mails.holds.mail_pause import MailPause
from journal.mails.holds.public_mails import MessageSource
from journal.mails.open_messages import JOURNAL_JUDGED
from journal.states import MessageKind, MessageState, Origin
from mail.channels.email import EXAMPLE
from mail.servers.smtp_replies import CLOSED
from outbox.holds import (
    ADDRESS_REFUSED,
    CASE_STOPPED,
    LINK_TOO_OLD,
    NOT_CHECKED,
    OUTBOX_CLOSED,
    PATIENCE,
    Holds,
)
from outbox.quota import (
    DAY_FULL,
    HOUR_FULL,
    PUBLIC_FULL,
    PublicQuota,
    Quota,
    public_quota,
    quota,
)
from outbox.retry import GIVE_UP, LONGEST_WAIT, next_try
from outbox.sorting import Fate, Priority, fate, priorities, priority, sort_out
from programme.model import Limits
from programme.models.rules import Rules
from rules.switches import (
    MAIN_STOPS,
    MAIN_UNREADABLE,
    RULE_STOPS,
    MainSwitch,
    RuleSwitch,
    Switches,
)

NOW = datetime(2027, 3, 12, 15, tzinfo=UTC)
LOOK, OLD_LOOK = "look", "old look"
STAMPS = (JOURNAL_JUDGED, LOOK)
GO = Switches(MainSwitch.send)
MESSAGE = DueMessage(
    id="1",
    kind="approved",
    case="TO-1",
    email="ana@town.ec",
    state=MessageState.queued,
    waits="",
    judged_look=LOOK,
    urgent=False,
    created_at=NOW,
    due_at=NOW,
    rules=frozenset({"approved"}),
)
SIGN_IN = replace(
    MESSAGE,
    kind=MessageKind.sign_in,
    rules=frozenset(),
    case="",
    judged_look=JOURNAL_JUDGED,
)
BY_HAND = replace(MESSAGE, email="+593962223344")
OPEN = Holds(is_open=True, switches=GO)
RULES = Rules.model_validate(
    {
        "events": [
            {"name": "received", "label": {}, "table": "t", "on": "received", "tell": []},
            {"name": "approved", "label": {}, "table": "t", "on": {"column": "c", "filled": True}, "decision": True, "tell": []},
            {"name": "noted", "label": {}, "table": "t", "on": {"column": "c", "filled": True}, "tell": []},
        ]
    }
)  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({}, ""),
        ({"is_open": False}, OUTBOX_CLOSED),
        ({"switches": Switches(MainSwitch.stop)}, MAIN_STOPS),
        ({"switches": Switches(MainSwitch.unreadable)}, MAIN_UNREADABLE),
        (
            {"switches": Switches(MainSwitch.send, {"approved": RuleSwitch.stop})},
            RULE_STOPS,
        ),
        ({"switches": Switches(MainSwitch.send, {"other": RuleSwitch.stop})}, ""),
        ({"stopped_cases": frozenset({"TO-1"})}, CASE_STOPPED),
        ({"stopped_cases": frozenset({"TO-2"})}, ""),
        ({"refused": {"ana@town.ec": "550 no"}}, f"{ADDRESS_REFUSED}: 550 no"),
    ],
)
def test_message_says_why_it_may_not_leave(changed, reason):
    assert replace(OPEN, **changed).reason(MESSAGE) == reason
    expected = Fate.wait if reason else Fate.send
    assert fate(MESSAGE, replace(OPEN, **changed), STAMPS, NOW) == (expected, reason)


def test_digest_waits_when_one_of_its_kinds_is_stopped():
    digest = replace(MESSAGE, kind=MessageKind.several, rules=frozenset({"a", "b"}))
    assert (
        replace(
            OPEN, switches=Switches(MainSwitch.send, {"b": RuleSwitch.stop})
        ).reason(digest)
        == RULE_STOPS
    )


def test_sign_in_link_obeys_nobody_s_stop():
    stopped = Holds(False, Switches(MainSwitch.stop), refused={"ana@town.ec": "550 no"})
    assert fate(SIGN_IN, stopped, (JOURNAL_JUDGED,), NOW) == (Fate.send, "")


@pytest.mark.parametrize(
    "email",
    [
        "ana@example.org",
        "ana@EXAMPLE.com",
        "ana@mail.example.net",
        "ana@town.test",
        "ana@x.invalid",
    ],
)
def test_example_address_waits_for_another_one(email):
    assert OPEN.reason(replace(MESSAGE, email=email)) == EXAMPLE
    assert (
        replace(OPEN, examples_held=False).reason(replace(MESSAGE, email=email)) == ""
    )


@pytest.mark.parametrize(
    "email",
    [
        "ana@example.org.ec",
        "ana@notexample.org",
        "example.org@gmail.com",
        "+593962223344",
    ],
)
def test_other_addresses_are_no_examples(email):
    assert OPEN.reason(replace(MESSAGE, email=email)) == ""


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (MESSAGE, (Fate.send, "")),
        (replace(MESSAGE, judged_look=OLD_LOOK), (Fate.wait, "")),
        (
            replace(MESSAGE, judged_look="", due_at=NOW - 2 * PATIENCE),
            (Fate.wait, NOT_CHECKED),
        ),
        (replace(MESSAGE, judged_look=JOURNAL_JUDGED), (Fate.send, "")),
        (
            replace(MESSAGE, due_at=NOW + timedelta(minutes=1), waits="full"),
            (Fate.wait, ""),
        ),
        (BY_HAND, (Fate.by_hand, "")),
        (replace(BY_HAND, judged_look=OLD_LOOK), (Fate.wait, "")),
        (replace(BY_HAND, state=MessageState.by_hand), (Fate.stay, "")),
        (
            replace(SIGN_IN, created_at=NOW - 2 * LINK_LIFE),
            (Fate.withdraw, LINK_TOO_OLD),
        ),
        (replace(SIGN_IN, created_at=NOW + timedelta(hours=1)), (Fate.send, "")),
    ],
)
def test_fate_of_a_message_that_nothing_holds(message, expected):
    assert fate(message, OPEN, STAMPS, NOW) == expected


def test_message_is_taken_back_from_a_person_while_mails_are_stopped():
    with_person = replace(BY_HAND, state=MessageState.by_hand)
    sorting = sort_out(
        [with_person],
        Holds(True, Switches(MainSwitch.stop)),
        Quota(20),
        STAMPS,
        RULES,
        NOW,
    )
    assert sorting.take_back == {"1": MAIN_STOPS}


@pytest.mark.parametrize(
    ("kind", "urgent", "expected"),
    [
        (MessageKind.sign_in, False, Priority.sign_in),
        (MessageKind.alarm, False, Priority.alarm),
        ("received", False, Priority.receipt),
        ("noted", True, Priority.urgent),
        ("approved", False, Priority.decision),
        (MessageKind.correction, False, Priority.decision),
        ("noted", False, Priority.event),
        ("some_ladder", False, Priority.reminder),
        (MessageKind.several, False, Priority.reminder),
        (MessageKind.daily, False, Priority.daily),
    ],
)
def test_priority_of_a_message(kind, urgent, expected):
    assert (
        priority(replace(MESSAGE, kind=kind, urgent=urgent), priorities(RULES))
        is expected
    )


def test_what_matters_leaves_first_when_there_is_no_room_for_all():
    kinds = [
        "ladder",
        "approved",
        MessageKind.daily,
        "received",
        MessageKind.sign_in,
        "noted",
    ]
    due = [
        replace(MESSAGE, id=kind, kind=kind, judged_look=JOURNAL_JUDGED)
        for kind in kinds
    ]
    sorting = sort_out(due, OPEN, Quota(3, HOUR_FULL), STAMPS, RULES, NOW)
    assert [message.id for message in sorting.send] == [
        MessageKind.sign_in,
        "received",
        "approved",
    ]
    assert sorting.waits == dict.fromkeys(
        ["ladder", MessageKind.daily, "noted"], HOUR_FULL
    )


OPEN_FORM = MessageSource("apply", Origin.open, to_team=False)
RECEIPT = replace(
    MESSAGE, kind="received", judged_look=JOURNAL_JUDGED, urgent=True, source=OPEN_FORM
)
NOTICE = replace(RECEIPT, source=replace(OPEN_FORM, to_team=True))
BEYOND = replace(RECEIPT, source=replace(OPEN_FORM, origin=Origin.beyond_pace))


def test_what_anybody_can_send_for_comes_last():
    others = [replace(MESSAGE, kind=kind) for kind in ("ladder", MessageKind.daily)]
    due = [
        replace(message, id=str(number), due_at=NOW - timedelta(minutes=number))
        for number, message in enumerate([*others, RECEIPT, NOTICE, BEYOND])
    ]
    sorting = sort_out(due, OPEN, Quota(20), STAMPS, RULES, NOW)
    assert [message.id for message in sorting.send] == ["0", "1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("public", "left"),
    [
        (None, 0),
        (PublicQuota(9, 9), 1),
        (PublicQuota(10, 9), 1),
        (PublicQuota(10, 10), 0),
        (PublicQuota(0, 10), 10),
        (PublicQuota(10, 10, {"apply": 4}), 6),
        (PublicQuota(10, 10, {"another": 4}), 0),
    ],
)
def test_forms_leave_no_more_than_their_share(public, left):
    receipts = [replace(RECEIPT, id=f"r{number}") for number in range(10)]
    sorting = sort_out(
        [*receipts, replace(MESSAGE, id="a")],
        OPEN,
        Quota(20, public=public),
        STAMPS,
        RULES,
        NOW,
    )
    assert sorting.send[0].id == "a"
    assert list(sorting.waits.values()) == [PUBLIC_FULL] * left


@pytest.mark.parametrize(
    ("hour", "day", "expected"),
    [
        ({}, {}, PublicQuota(60, 45, {})),
        ({"a": 45}, {"a": 45}, PublicQuota(15, 45, {"a": 0})),
        ({"a": 5}, {"a": 170, "b": 60}, PublicQuota(10, 45, {"a": 10, "b": 45})),
        ({}, {"a": 180, "b": 80}, PublicQuota(0, 45, {"a": 0, "b": 45})),
    ],
)
def test_share_of_forms_is_what_the_limits_leave(hour, day, expected):
    assert (
        public_quota(Limits(mails_per_hour=100, mails_per_day=400), hour, day)
        == expected
    )


def test_sign_in_link_never_wants_for_room_but_for_a_server_that_knows_us_not():
    assert sort_out([SIGN_IN], OPEN, Quota(0, DAY_FULL), STAMPS, RULES, NOW).send == [
        SIGN_IN
    ]
    assert (
        sort_out([SIGN_IN], OPEN, Quota(0, "no", shut=True), STAMPS, RULES, NOW).send
        == []
    )


def test_reason_is_written_once_and_goes_when_it_holds_no_more():
    said = replace(MESSAGE, waits=MAIN_STOPS)
    stopped = Holds(True, Switches(MainSwitch.stop))
    assert sort_out([said], stopped, Quota(20), STAMPS, RULES, NOW).waits == {}
    unchecked = replace(said, judged_look=OLD_LOOK)
    assert sort_out([unchecked], OPEN, Quota(20), STAMPS, RULES, NOW).waits == {"1": ""}


@pytest.mark.parametrize(
    ("hour", "day", "expected"),
    [
        (0, 0, Quota(20)),
        (80, 80, Quota(20)),
        (90, 90, Quota(10, HOUR_FULL)),
        (100, 100, Quota(0, HOUR_FULL)),
        (3, 395, Quota(5, DAY_FULL)),
        (500, 500, Quota(0, DAY_FULL)),
    ],
)
def test_quota_is_what_the_limits_leave(hour, day, expected):
    assert (
        quota(Limits(mails_per_hour=100, mails_per_day=400), hour, day, None, 20)
        == expected
    )


@pytest.mark.parametrize("why", Closing)
def test_server_that_takes_nothing_leaves_no_quota(why):
    closed = MailPause(why, "no", NOW + timedelta(hours=1))
    assert quota(Limits(), 0, 0, closed, 20) == Quota(
        0, CLOSED[why], shut=why is Closing.login
    )


@pytest.mark.parametrize(
    ("tries", "at_least", "wait"),
    [
        (1, 0, timedelta(minutes=1)),
        (2, 0, timedelta(minutes=2)),
        (6, 0, timedelta(minutes=32)),
        (1, 900, timedelta(minutes=15)),
        (10, 0, LONGEST_WAIT),
        (5000, 0, LONGEST_WAIT),
    ],
)
def test_next_try_is_ever_later(tries, at_least, wait):
    assert next_try(NOW, NOW, tries, at_least) == NOW + wait


def test_message_is_given_up_after_days_and_not_while_the_clock_is_set_back():
    assert next_try(NOW, NOW - GIVE_UP, 40, 0) is None
    assert next_try(NOW, NOW + timedelta(hours=1), 2, 0) == NOW + timedelta(minutes=2)
