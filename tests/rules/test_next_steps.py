"""What is next for each case of the shipped programme, as a table of cases,
and what is looked at again.
"""

from datetime import date, timedelta

import pytest

from programme.load import load
from programme.records.record import Record, Records, View
from rules.book import Book
from rules.findings.next_steps import NextSteps, Signs
from tests.house import ROOT

TODAY = date(2027, 3, 12)
BOOK = Book(load(ROOT))
RECEIVED = "2027-02-20T12:00:00+00:00"
LETTER = ["https://example.org/file/1"]
MENTORS = {"mentor_1": "CM-1", "mentor_2": "CM-2"}
OPEN = {"started": "2027-01-04", "letter": LETTER}
RUNNING = {**OPEN, **MENTORS, "status": "work_plan"}
PLANNED = {**OPEN, **MENTORS, "status": "mentors_assigned"}
SEEN = {
    **RUNNING,
    "status": "recognised",
    "recognised_on": "2027-03-01",
    "recognised_source": "https://example.org",
    "mayor_name": "Inés Vela",
    "mayor_email": "alcaldia@x.org",
}
TASK = Record(
    "commitments", "CP-1", {"town": "MN-1", "due": "2027-03-20", "status": "open"}
)
SENT = Record(
    "commitments",
    "CP-1",
    {"town": "MN-1", "due": "2027-03-20", "status": "open", "received": RECEIVED},
)
DONE = Record(
    "commitments", "CP-1", {"town": "MN-1", "due": "2027-02-20", "status": "done"}
)
MEETING = Record("meetings", "RN-1", {"town": "MN-1", "date": "2027-02-01"})
LATER = Record(
    "documents", "DC-1", {"town": "MN-1", "file": LETTER, "received": RECEIVED}
)
MEMBERS = [
    Record(
        "people",
        f"PER-{number}",
        {"name": f"Member {number}", "role": "committee", "active": True},
    )
    for number in (1, 2)
]
EVALUATION = Record(
    "evaluations", "CR-1", {"town": "MN-1", "member": "PER-1", "received": RECEIVED}
)
OTHER = Record(
    "evaluations", "CR-2", {"town": "MN-1", "member": "PER-2", "received": RECEIVED}
)
FIXED = Record(
    "appointments",
    "AG-1",
    {"town": "MN-1", "begins": "2027-03-20T15:00:00+00:00", "status": "planned"},
)
MILESTONE = Record(
    "commitments",
    "CP-9",
    {"town": "MN-1", "status": "open", "milestone": "end", "due": "2027-09-01"},
)
CLOSED = Record("editions", "EDC-1", {"name": "2021", "closes": "2022-03-31"})


def records(town, *others):
    mentors = [
        Record("mentors", "CM-1", {"name": "Riobamba", "letter": LETTER, "contact_name": "Rosa", "contact_email": "r@x.org"}),
        Record("mentors", "CM-2", {"name": "Meadowbridge", "letter": LETTER}),
    ]  # fmt: skip
    contact = {
        "contact_name": "Ana",
        "contact_email": "ana@example.org",
        "received": RECEIVED,
    }
    return Records(
        BOOK.programme,
        [Record("towns", "MN-1", {**contact, **town}), *mentors, *others],
    )


def held(town, *others, entered=None):
    known = records(town, *others)
    case = View(
        known, BOOK.programme.tables["towns"], known.get("towns", "MN-1"), TODAY
    )
    return NextSteps(BOOK).of_case(case, entered)


@pytest.mark.parametrize(
    ("town", "others", "names"),
    [
        ({"status": "applied", "letter": LETTER}, (), ["decide"]),
        ({}, (), ["decide"]),
        ({"status": "applied"}, (), ["letter_awaited"]),
        ({"status": "documents_missing"}, (LATER,), ["letter_to_review"]),
        ({**OPEN, "status": "approved"}, (), ["assign_mentors"]),
        ({**OPEN, "status": "approved", "mentor_1": "CM-1"}, (), ["second_mentor"]),
        ({**OPEN, "status": "approved", "mentor_1": "CM-9", "mentor_2": "CM-2"}, (), ["second_mentor"]),
        ({**OPEN, **MENTORS, "status": "approved"}, (), ["mentors_there"]),
        ({**OPEN, **MENTORS, "status": "approved"}, (TASK,), ["plan_starts", "mentors_there"]),
        ({**OPEN, **MENTORS, "status": "mentors_assigned"}, (), ["write_plan", "first_meeting"]),
        ({**OPEN, **MENTORS, "status": "mentors_assigned"}, (TASK, MEETING), ["plan_starts"]),
        ({**OPEN, "mentor_1": "CM-1", "status": "mentors_assigned"}, (TASK, MEETING), ["plan_starts", "second_mentor"]),
        (RUNNING, (TASK, MEETING), []),
        (RUNNING, (TASK,), ["first_meeting"]),
        (RUNNING, (TASK, FIXED), []),
        ({**RUNNING, "started": "2026-08-01"}, (TASK, MEETING), ["evaluate"]),
        ({**RUNNING, "started": "2026-08-01", "extended_until": "2027-03-13"}, (TASK, MEETING), []),
        ({**RUNNING, "started": "2026-08-01", "extended_until": "2027-03-12"}, (TASK, MEETING), ["evaluate"]),
        (RUNNING, (MEETING,), ["write_plan"]),
        # Milestones that the programme makes are no plan.
        (RUNNING, (MILESTONE, MEETING), ["write_plan"]),
        (RUNNING, (DONE, MILESTONE, MEETING), ["plan_done"]),
        (RUNNING, (DONE, MEETING), ["plan_done"]),
        ({**RUNNING, "letter": None}, (TASK, MEETING), ["letter_of_town"]),
        ({**RUNNING, "letter": None}, (TASK, MEETING, LATER), []),
        ({**RUNNING, "started": "2026-09-01"}, (TASK, MEETING), ["evaluate"]),
        ({**RUNNING, "status": "evaluation"}, (), ["plan_session"]),
        ({**RUNNING, "status": "evaluation"}, (*MEMBERS,), ["evaluations_awaited"]),
        ({**RUNNING, "status": "evaluation"}, (*MEMBERS, EVALUATION), ["evaluations_awaited", "plan_session"]),
        ({**RUNNING, "status": "evaluation"}, (*MEMBERS, EVALUATION, OTHER), ["plan_session"]),
        ({**RUNNING, "status": "evaluation", "session_on": "2027-04-01"}, (*MEMBERS, EVALUATION), ["decide_recognition"]),
        ({**RUNNING, "status": "recognised"}, (EVALUATION,), ["recognised_when"]),
        ({**SEEN, "recognised_source": None}, (EVALUATION,), ["recognised_when", "not_in_register"]),
        (SEEN, (), ["recognised_unseen", "not_in_register"]),
        ({**SEEN, "in_register": True}, (EVALUATION,), []),
        ({**SEEN, "recognised_on": "2026-11-01"}, (EVALUATION,), []),
        ({"status": "paused"}, (), ["pause_over"]),
        ({"status": "not_approved"}, (), []),
        ({"status": "withdrawn"}, (), []),
        ({"status": "recognised", "edition": "EDC-1"}, (CLOSED,), []),
    ],
)  # fmt: skip
def test_case_has_its_next_steps(town, others, names):
    assert [step.step.name for step in held(town, *others)] == names


@pytest.mark.parametrize(
    ("written_in", "cells", "names"),
    [
        ("es", {}, ["translate_minutes"]),
        ("en", {}, []),
        ("es", {"minutes_en": "We talked."}, []),
        ("es", {"date": "2027-01-02"}, []),
        ("", {}, []),
    ],
)
def test_minutes_wait_for_the_translation_of_whoever_reads_another_language(
    written_in, cells, names
):
    consent = f"2027-01 · {written_in} · 2027-03-11 10:00 UTC" if written_in else ""
    values = {
        "town": "MN-1",
        "date": "2027-03-10",
        "minutes": "Se habló.",
        "consent": consent,
        **cells,
    }
    english = {"name": "Meadowbridge", "letter": LETTER, "contact_language": "en"}
    mentors = [Record("mentors", reference, english) for reference in ("CM-1", "CM-2")]
    minutes = Record("meetings", "RN-1", values)
    assert [step.step.name for step in held(RUNNING, TASK, minutes, *mentors)] == names


def test_letter_of_mentor_is_missing_until_one_came_later():
    silent = Record("mentors", "CM-2", {"name": "Meadowbridge"})
    assert [step.step.name for step in held(RUNNING, TASK, MEETING, silent)] == [
        "letter_of_mentor"
    ]
    later = Record("documents", "DC-2", {"mentor": "CM-2", "file": LETTER})
    assert held(RUNNING, TASK, MEETING, silent, later) == ()


@pytest.mark.parametrize(
    ("town", "others", "since", "due", "overdue", "person"),
    [
        (
            {**OPEN, "status": "approved"},
            (),
            date(2027, 3, 1),
            date(2027, 3, 1),
            date(2027, 3, 15),
            "",
        ),
        (
            {"status": "applied"},
            (),
            date(2027, 2, 20),
            date(2027, 3, 6),
            date(2027, 3, 27),
            "Ana",
        ),
        (
            RUNNING,
            (TASK,),
            date(2027, 3, 1),
            date(2027, 3, 15),
            date(2027, 3, 31),
            "Rosa",
        ),
        (PLANNED, (SENT,), date(2027, 2, 20), date(2027, 2, 20), date(2027, 2, 27), ""),
        (PLANNED, (TASK,), date(2027, 3, 1), date(2027, 3, 1), date(2027, 3, 8), ""),
        (
            {**RUNNING, "started": "2026-09-01"},
            (TASK, MEETING),
            date(2027, 3, 1),
            date(2027, 3, 1),
            date(2027, 3, 8),
            "",
        ),
    ],
)
def test_step_counts_from_its_date_or_from_the_stage(
    town, others, since, due, overdue, person
):
    step = held(town, *others, entered=date(2027, 3, 1))[0]
    assert (step.since, step.due_on, step.overdue_on, step.person) == (
        since,
        due,
        overdue,
        person,
    )


def test_step_without_any_date_is_due_at_once_and_never_late():
    [step] = held({**OPEN, "status": "approved"})
    assert (step.since, step.due_on, step.overdue_on) == (None, None, None)


def test_text_where_a_date_is_meant_stops_this_step_alone():
    town = {**RUNNING, "letter": None, "started": "in March"}
    assert [step.step.name for step in held(town, TASK, MEETING)] == ["letter_of_town"]


def test_only_what_changed_is_looked_at_again():
    steps = NextSteps(BOOK)
    before = records({**OPEN, **MENTORS, "status": "approved"})
    first = steps.of_cases(before, TODAY, {})
    assert [step.step.name for step in first["MN-1"]] == ["mentors_there"]
    assert steps.of_cases(before, TODAY, {})["MN-1"] is first["MN-1"]
    after = before.replaced([TASK], [])
    assert [step.step.name for step in steps.of_cases(after, TODAY, {})["MN-1"]] == [
        "plan_starts",
        "mentors_there",
    ]
    assert steps.of_cases(before, date(2027, 3, 13), {})["MN-1"] is not first["MN-1"]


def proposal(number, day):
    hours = {"hour_1": "2027-04-15T15:00:00+00:00", "received": f"{day}T12:00:00+00:00"}
    return Record("appointments", f"AG-{number}", {"town": "MN-1", **hours})


def answer(number):
    return Record(
        "meeting_answers",
        f"RR-{number}",
        {"appointment": f"AG-{number}", "person": "Rosa (Riobamba)"},
    )


@pytest.mark.parametrize(
    ("proposals", "heard", "since"),
    [
        ((proposal(1, "2027-03-01"), proposal(2, "2027-03-05")), None, date(2027, 3, 1)),
        ((proposal(1, "2027-03-01"), proposal(2, "2027-03-10")), None, None),  # it may still be answered
        ((proposal(1, "2027-03-01"),), None, None),
        ((proposal(1, "2027-03-01"), proposal(2, "2027-03-05"), answer(2)), None, None),
        ((proposal(0, "2027-02-20"), answer(0), proposal(1, "2027-03-01"), proposal(2, "2027-03-05")), None, date(2027, 3, 1)),
        ((proposal(1, "2027-03-01"), proposal(2, "2027-03-05")), date(2027, 3, 2), None),
    ],
)  # fmt: skip
def test_mentor_who_answers_two_proposals_of_hours_with_nothing_is_to_be_called(
    proposals, heard, since
):
    known = records(RUNNING, TASK, MEETING, *proposals)
    case = View(
        known, BOOK.programme.tables["towns"], known.get("towns", "MN-1"), TODAY
    )
    signs = Signs(lambda _address: heard, (), {("MN-1", "mentor_1"): date(2027, 3, 1)})
    found = {
        step.step.name: step.since
        for step in NextSteps(BOOK).of_case(case, None, signs)
    }
    assert found.get("call_mentor_1") == since


@pytest.mark.parametrize(
    ("heard", "refused", "named", "since"),
    [
        (None, (), date(2027, 2, 10), date(2027, 2, 10)),
        (None, (), date(2027, 2, 11), None),
        (date(2027, 2, 20), (), date(2027, 1, 4), None),
        (date(2027, 2, 1), (), date(2027, 1, 4), date(2027, 2, 1)),
        (date(2027, 3, 11), ("r@x.org",), date(2027, 1, 4), date(2027, 3, 11)),
        (None, (), None, None),
    ],
)
def test_mentor_of_whom_nothing_is_heard_is_to_be_called(heard, refused, named, since):
    known = records(RUNNING, TASK, MEETING)
    case = View(
        known, BOOK.programme.tables["towns"], known.get("towns", "MN-1"), TODAY
    )
    days = {("MN-1", "mentor_1"): named} if named else {}
    signs = Signs(
        lambda address: heard if address == "r@x.org" else None, refused, days
    )
    found = {
        step.step.name: step.since
        for step in NextSteps(BOOK).of_case(case, None, signs)
    }
    # The other mentor has no address at all: nobody there could be silent.
    assert found == ({"call_mentor_1": since} if since else {})


@pytest.mark.parametrize(
    ("wait_until", "steps"),
    [
        ((TODAY + timedelta(days=1)).isoformat(), []),
        (TODAY.isoformat(), [("second_mentor", TODAY)]),
    ],
)
def test_case_that_waits_knowingly_is_asked_from_that_day_on(wait_until, steps):
    town = {
        **OPEN,
        "status": "approved",
        "mentor_1": "CM-1",
        "wait_until": wait_until,
    }
    assert [
        (step.step.name, step.since) for step in held(town, entered=date(2027, 1, 1))
    ] == steps


@pytest.mark.parametrize(
    ("first", "second", "caller"),
    [
        ("latin_american", "ftti", "Rosa"),
        ("ftti", "latin_american", "Ines"),
        ("latin_american", "latin_american", "Rosa"),
        ("ftti", "ftti", "Rosa"),
        (None, None, "Rosa"),
    ],
)
def test_first_meeting_is_that_of_the_latin_american_mentor(first, second, caller):
    mentors = [
        Record("mentors", reference, {"kind": kind, "letter": LETTER, "contact_name": name, "contact_email": f"{name}@x.org"})
        for reference, kind, name in (("CM-1", first, "Rosa"), ("CM-2", second, "Ines"))
    ]  # fmt: skip
    known = records(RUNNING, TASK).replaced(mentors, ())
    case = View(
        known, BOOK.programme.tables["towns"], known.get("towns", "MN-1"), TODAY
    )
    [step] = NextSteps(BOOK).of_case(case, None)
    assert (step.step.label["en"], step.person) == (
        "Hold the first meeting",
        caller,
    )
