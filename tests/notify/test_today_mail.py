from datetime import date, timedelta

import pytest

from desk.lines import Entry, Line, Rank
from desk.shares import Share
from journal.mails import digests
from journal.mails.digests import History
from journal.states import MessageKind, MessageState
from notify.to_staff.today_mail import LISTED, TodayMail, plan_mail, write_mail
from programme.models.desk import Desk
from rules.recipients.person import Person
from tests.lived import named, work
from tests.rules.small import programme

TODAY = date(2027, 3, 12)  # a Friday
YESTERDAY = TODAY - timedelta(days=1)
LUCIA = Person("coordinacion@example.org", name="Lucía", language="en")


def entry(key, rank=Rank.due, **said):
    return Entry(rank, 0, key, lambda _language: Line(key, key, **said))


A, B, NOTE = entry("a"), entry("b", Rank.late), entry("note", Rank.note)


def share(*entries, others=()):
    return Share(LUCIA, entries, {"Ana": others} if others else {})


@pytest.mark.parametrize(
    ("entries", "history", "new"),
    [
        ((), History(), None),
        ((A, B), History(), {"a", "b"}),
        ((A, B), History(YESTERDAY, frozenset("ab")), set()),
        ((A, B), History(YESTERDAY, frozenset("a")), {"b"}),
        ((NOTE,), History(YESTERDAY, frozenset()), {"note"}),
        ((NOTE,), History(YESTERDAY, frozenset(["note"])), None),
    ],
)
def test_mail_is_the_list_of_the_day_and_there_is_none_where_nothing_is_to_do(
    entries, history, new
):
    mail = plan_mail(programme(), share(*entries), history, {}, TODAY)
    assert (mail and set(mail.new)) == new


@pytest.mark.parametrize(("day", "is_told"), [(TODAY, True), (YESTERDAY, False)])
def test_what_others_have_to_do_is_told_on_fridays(day, is_told):
    assert (
        bool(plan_mail(programme(), share(others=(A,)), History(), {}, day)) is is_told
    )


def test_programme_may_want_no_summary():
    quiet = programme().model_copy(update={"desk": Desk(summary_day=None)})
    assert plan_mail(quiet, share(others=(A,)), History(), {}, TODAY) is None


class Town:
    """As much of the cases as words need."""

    programme = programme()


def written(*entries, new=(), taken=None, others=()):
    mail = TodayMail(
        share(*entries, others=others),
        frozenset(new),
        bool(new),
        taken or {},
        bool(others),
    )
    return write_mail(Town, mail, "http://here")


def test_line_says_what_whom_since_when_who_has_it_and_where():
    line = entry(
        "Call them",
        about="Cotacachi",
        who="Ana",
        phone="+5939",
        since="for 3 days",
        page="/staff/waiting/held",
    )
    body = written(line, new=["Call them"], taken={"Call them": "Luis"}).body
    assert "**To do: 1**" in body
    assert (
        "- **New:** **Call them**\\\n  Cotacachi · Ana · \\+5939 · for 3 days · taken on by Luis"
        " · [See it](http://here/staff/waiting/held)" in body
    )


def test_late_ones_are_counted_and_come_in_a_part_of_their_own():
    words = written(B, A, NOTE)
    assert words.subject == "Small: 2 things to do today, 1 of them is late"
    assert (
        words.body.index("**Late: 1**")
        < words.body.index("**To do: 1**")
        < words.body.index("**Good to know: 1**")
    )


def test_long_list_is_counted():
    words = written(*(entry(str(number)) for number in range(LISTED + 3)))
    assert words.body.count("\n- ") == LISTED - 1 + 1
    assert "**To do: 33**" in words.body
    assert "And 3 more." in words.body


def test_others_are_summed_up_by_who_answers():
    assert "- Ana: 2 things to do, 1 late" in written(others=(A, B)).body


def messages_of_the_day(house, *states):
    return [
        row
        for row in house.outbox()
        if row.kind == MessageKind.daily and row.state in states
    ]


def wrong_cell(house, text):
    house.edit(
        "towns", named(house, "towns", "Villa Alta del Páramo"), "population", text
    )


def test_mail_of_a_morning_is_the_list_of_the_desk_and_marks_what_is_new(lived):
    [first] = messages_of_the_day(lived, MessageState.sent)
    assert "Nuevo:" not in first.text
    wrong_cell(lived, "1.234,5")
    work(lived)
    assert messages_of_the_day(lived, MessageState.sent) == [first]
    lived.later(days=1)
    work(lived)
    second = max(
        messages_of_the_day(lived, MessageState.sent), key=lambda row: row.created_at
    )
    assert second.text.count("Nuevo:") == 1
    assert "1.234,5" in second.text
    assert "/staff/row/towns/" in second.text


@pytest.mark.long
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
    assert {row.id for row in messages_of_the_day(lived, MessageState.withdrawn)} >= {
        stopped.id
    }
