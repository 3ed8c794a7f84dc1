from datetime import date, timedelta

import pytest

from journal.mails import digests
from journal.mails.digests import History
from journal.states import MessageKind, MessageState
from mail.markdown import Address
from notify.daily_digest import LISTED, Digest, Item, Section, plan_digest, write_digest
from rules.people import Person
from tests.lived import named, work
from tests.rules.small import programme

TODAY = date(2027, 3, 12)
LUCIA = "coordinacion@example.org"


def item(key, section=Section.review, *, once=False):
    return Item(key, section, {"es": f"- {key}", "en": f"- {key}"}, once)


A, B, ONCE = item("a"), item("b"), item("once", once=True)


def told(*keys, full=1, last=1):
    """What was told: all of it so many days ago, the last mail so many days ago."""
    return History(TODAY - timedelta(days=last), TODAY - timedelta(days=full), frozenset(keys))


@pytest.mark.parametrize(
    ("waiting", "history", "digest"),
    [
        ([], History(), None),
        ([A, B], History(), Digest((A, B), (), is_full=True)),
        ([A, B], told("a", "b"), None),
        ([A, B], told("a", "b", full=6), None),
        ([A, B], told("a", "b", full=7), Digest((), (A, B), is_full=True)),
        ([A, B], told("a"), Digest((B,), (), is_full=False)),
        ([A, B], told("a", full=7), Digest((B,), (A,), is_full=True)),
        ([B], told("a"), Digest((B,), (), is_full=True)),
        ([A, B], told("a", last=0), None),
        ([ONCE], told(), Digest((ONCE,), (), is_full=True)),
        ([ONCE], told("once", full=30), None),
        ([A, ONCE], told("a", "once", full=30), Digest((), (A,), is_full=True)),
    ],
)
def test_digest_says_what_is_new_and_once_a_week_what_is_still_there(waiting, history, digest):
    assert plan_digest(waiting, history, TODAY) == digest


def written(digest, language="en"):
    person = Person(LUCIA, name="Lucía", language=language)
    return write_digest(programme(), digest, person, Address("http://here/staff/"))


def test_digest_parts_what_is_new_from_what_is_still_there():
    text = written(Digest((A,), (B,), is_full=True)).body
    assert text.index("New since") < text.index("- a") < text.index("Still there") < text.index("- b")
    assert "once a week" not in text
    assert "once a week" in written(Digest((A,), (), is_full=False)).body


def test_long_list_is_counted():
    many = tuple(item(str(number), Section.held) for number in range(LISTED + 3))
    words = written(Digest(many, (), is_full=True))
    assert words.body.count("\n- ") == LISTED
    assert "Mails that wait for your yes: 23." in words.body
    assert "And 3 more." in words.body
    assert words.subject == "Small: 23 new things wait for you"


def messages_of_the_day(house, *states):
    return [row for row in house.outbox() if row.kind == MessageKind.daily and row.state in states]


def wrong_cell(house, text):
    house.edit("towns", named(house, "towns", "Villa Alta del Páramo"), "population", text)


@pytest.mark.long
def test_same_list_comes_again_after_a_week(lived):
    wrong_cell(lived, "1.234,5")
    days = 0
    before = len(messages_of_the_day(lived, MessageState.sent))
    counts = []
    while days < 15:
        work(lived)
        lived.later(days=1)
        days += 1
        counts.append(len(messages_of_the_day(lived, MessageState.sent)) - before)
    assert counts[-1] <= 4  # what is new on the first days, and twice all of it


def test_mail_that_could_not_leave_on_its_day_gives_way_to_the_next(lived):
    lived.edit("settings", "mail", "value", "detener")
    wrong_cell(lived, "1.234,5")
    work(lived)
    lived.later(days=1)
    work(lived)
    [stopped] = messages_of_the_day(lived, MessageState.queued)
    lived.later(days=7)
    work(lived)
    [newer] = messages_of_the_day(lived, MessageState.queued)
    assert newer.id != stopped.id
    with lived.journal.read() as connection:
        assert digests.day_of(connection, stopped.id) is None
    assert {row.id for row in messages_of_the_day(lived, MessageState.withdrawn)} >= {stopped.id}
