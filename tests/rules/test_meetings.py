"""Who is invited to a meeting, who calls it, what they answered, and what
an hour is where they live.
"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from programme.records.record import Record, Records, View
from rules.book import Book
from rules.findings.checks import Checks
from rules.meetings.answers import answers, coming, read_hours, suits, written_hours
from rules.meetings.clocks import local_hours
from rules.meetings.guests import Invited, caller, invited
from rules.meetings.schedule import Stage, offered_hours, stage_of
from rules.recipients.people import people
from rules.recipients.person import Person
from rules.still_asked import still_asked
from tests.rules.small import TODAY

TEN = datetime(2027, 3, 20, 15, tzinfo=UTC)
NEXT = datetime(2027, 3, 21, 14, tzinfo=UTC)
NOW = datetime(2027, 3, 12, 15, tzinfo=UTC)


ROWS = {
    "towns": {"MN-1": {"name": "Villa", "mentor_1": "CM-1", "mentor_2": "CM-2"}},
    "mentors": {
        "CM-1": {"name": "Hill", "kind": "ftti", "country": "Reino Unido"},
        "CM-2": {"name": "Puerto", "kind": "latin_american"},
    },
    "appointments": {
        "AG-1": {
            "town": "MN-1",
            "subject": "Plan",
            "hour_1": TEN.isoformat(),
            "hour_2": NEXT.isoformat(),
        },
    },
    "meeting_answers": {
        "RR-1": {
            "person": "Helen (Hill)",
            "hours": "2027-03-20 10:00",
            "received": "2027-03-13T10:00:00+00:00",
        },
        "RR-2": {
            "person": "Helen (Hill)",
            "hours": "2027-03-21 9:00",
            "received": "2027-03-13T11:00:00+00:00",
        },
        "RR-3": {
            "person": "Luz (Villa)",
            "hours": "20/03/2027 10:00; 2027-03-21 09:00",
        },
    },
}
SILENT = "Rosa"
"""Who has not agreed to be known to others."""
CONTACTS = {"MN-1": "Luz", "CM-1": "Helen", "CM-2": "Rosa"}


def records(programme, **more):
    """A town with two mentors, a meeting of theirs, and
    answers; `more`: of the meeting.
    """
    rows = []
    for table, of_table in ROWS.items():
        for reference, values in of_table.items():
            extra = {"appointment": "AG-1"} if table == "meeting_answers" else {}
            if name := CONTACTS.get(reference):
                agreed = {"share_contact": name != SILENT}
                extra = {
                    "contact_name": name,
                    "contact_email": f"{name.casefold()}@x.org",
                    **agreed,
                }
            if reference == "AG-1":
                extra = more
            rows.append(Record(table, reference, {**values, **extra}))
    return Records(programme, rows)


def meeting(folder, **more):
    programme = folder.programme
    rows = records(programme, **more)
    return View(
        rows, programme.tables["appointments"], rows.get("appointments", "AG-1"), TODAY
    )


def test_everybody_invited_is_named_with_the_place_for_which_they_come(folder):
    view = meeting(folder, interpreter_name="Iris", interpreter_email="iris@x.org")
    assert [guest.label for guest in invited(view)] == [
        "Luz (Villa)",
        "Helen (Hill)",
        "Rosa (Puerto)",
        "Iris",
    ]
    assert [guest.holder.record.reference for guest in invited(view)] == [
        "MN-1",
        "CM-1",
        "CM-2",
        "AG-1",
    ]


@pytest.mark.parametrize(
    ("more", "address"),
    [
        ({}, "rosa@x.org"),
        ({"called_by": "CM-1"}, "helen@x.org"),
        ({"town": "MN-9", "called_by": ""}, None),
    ],
)
def test_one_person_calls_a_meeting_by_the_first_way_that_applies(
    folder, more, address
):
    person = caller(meeting(folder, **more))
    assert (person.email if person else None) == address


def test_rules_tell_the_people_of_a_meeting_by_paths_that_stay(folder):
    view = meeting(folder)
    assert [person.path for person in people(view, ("calendar.invited",))] == [
        "town.contact#0",
        "town.mentor_1.contact#0",
        "town.mentor_2.contact#0",
    ]


def test_last_answer_of_each_person_counts(folder):
    said = answers(meeting(folder))
    assert suits(said, TEN) == ("Luz (Villa)",)
    assert set(suits(said, NEXT)) == {"Helen (Hill)", "Luz (Villa)"}


def test_answer_on_its_way_into_the_sheet_counts_already(folder):
    waiting = [
        {"appointment": "AG-1", "person": "Luz (Villa)", "hours": "", "comes": None}
    ]
    assert suits(answers(meeting(folder), waiting), TEN) == ()


def test_who_cannot_come_after_all_does_not_count_for_the_hour(folder):
    waiting = [
        {
            "appointment": "AG-1",
            "person": "Luz (Villa)",
            "hours": "2027-03-20 10:00",
            "comes": "no",
        }
    ]
    assert suits(answers(meeting(folder), waiting), TEN) == ()


def test_answer_about_another_hour_says_nothing_of_this_one(folder):
    waiting = [
        {
            "appointment": "AG-1",
            "person": "Luz (Villa)",
            "hours": "2027-03-20 10:00",
            "comes": "yes",
        }
    ]
    said = answers(meeting(folder), waiting)
    assert coming(said, TEN, comes=True) == ("Luz (Villa)",)
    assert coming(said, NEXT, comes=True) == ()


def with_answer(folder, person, comes, **more):
    """The meeting, with one more answer to its first hour, the last of all."""
    programme = folder.programme
    rows = records(programme, **more)
    answer = {
        "appointment": "AG-1",
        "person": person,
        "hours": "2027-03-20 10:00",
        "comes": comes,
    }
    all_rows = [
        *(row for table in ROWS for row in rows.table(table).values()),
        Record("meeting_answers", "RR-9", answer),
    ]
    table = programme.tables["appointments"]
    records_now = Records(programme, all_rows)
    return View(records_now, table, rows.get("appointments", "AG-1"), TODAY)


@pytest.mark.parametrize(
    ("comes", "begins", "reminded"),
    [
        ("no", TEN, ["Helen", "Rosa"]),
        ("yes", TEN, ["Luz", "Helen", "Rosa"]),
        # Said of another hour, or of none: it says nothing of this one.
        ("no", NEXT, ["Luz", "Helen", "Rosa"]),
        ("no", None, ["Luz", "Helen", "Rosa"]),
    ],
)
def test_who_does_not_come_at_the_hour_is_not_reminded(folder, comes, begins, reminded):
    more = {"begins": begins.isoformat()} if begins else {}
    view = with_answer(folder, "Luz (Villa)", comes, **more)
    guests = people(view, ("calendar.invited",))
    asked = still_asked(view, guests, "calendar.declined")
    assert [person.name for person in asked] == reminded


@pytest.mark.parametrize(
    ("proposed_by", "asked", "able"),
    [
        ("Rosa", ["Luz", "Helen"], ("Luz (Villa)", "Rosa (Puerto)")),
        ("  rosa ", ["Luz", "Helen"], ("Luz (Villa)", "Rosa (Puerto)")),
        ("La coordinación", ["Luz", "Helen", "Rosa"], ("Luz (Villa)",)),
        ("", ["Luz", "Helen", "Rosa"], ("Luz (Villa)",)),
    ],
)
def test_who_proposed_the_hours_is_not_asked_which_suit(
    folder, proposed_by, asked, able
):
    view = meeting(folder, proposed_by=proposed_by)
    guests = people(view, ("calendar.invited",))
    persons = still_asked(view, guests, "calendar.proposer")
    assert [person.name for person in persons] == asked
    assert sorted(suits(answers(view), TEN)) == sorted(able)


def test_who_proposed_hours_and_then_answers_has_said_the_last_thing_last(folder):
    view = with_answer(folder, "Rosa (Puerto)", None, proposed_by="Rosa")
    assert "Rosa (Puerto)" not in suits(answers(view), NEXT)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("", []),
        ("2027-03-20 10:00", [TEN]),
        ("20/03/2027 10:00;2027-03-21 9:00", [TEN, NEXT]),
        ("mañana; 2027-03-21 9:00", [NEXT]),
        ("9999-12-31 23:59", []),
    ],
)
def test_hours_in_the_cell_of_an_answer_are_read_as_far_as_they_make_sense(
    folder, text, hours
):
    assert read_hours(folder.programme, text) == hours


def test_hours_written_are_read_again(folder):
    assert read_hours(
        folder.programme, written_hours(folder.programme, [NEXT, TEN])
    ) == [TEN, NEXT]


@pytest.mark.parametrize(
    ("more", "cancelled", "stage"),
    [
        ({}, False, Stage.open),
        ({}, True, Stage.cancelled),
        ({"begins": TEN.isoformat()}, False, Stage.fixed),
        ({"begins": "2027-03-12T14:59:00+00:00"}, False, Stage.over),
        ({"hour_1": "2027-03-01T15:00:00+00:00", "hour_2": None}, False, Stage.blank),
        ({"hour_1": "pronto", "hour_2": None}, False, Stage.blank),
    ],
)
def test_stage_of_a_meeting(folder, more, cancelled, stage):
    assert stage_of(meeting(folder, **more), NOW, cancelled=cancelled) is stage


def test_hours_offered_are_each_there_once(folder):
    assert offered_hours(meeting(folder, hour_3=TEN.isoformat())) == (TEN, NEXT)


@pytest.mark.parametrize(
    ("hour", "outside"),
    [
        ("08:00", False),
        ("07:59", True),
        ("20:00", False),
        ("20:01", True),
        ("00:30", True),
    ],
)
def test_meeting_begins_within_the_hours_that_suit(hour, outside):
    zone = "Europe/Madrid"
    guest = Invited(Person("eva@x.org", time_zone=zone), "Eva", None, "Eva")
    # The day on which the clocks of Spain change: hours are those that they show.
    moment = datetime.fromisoformat(f"2027-03-28T{hour}").replace(tzinfo=ZoneInfo(zone))
    [line] = local_hours([guest], moment, "America/Guayaquil", "en", (8, 20))
    assert (line.is_outside, line.names, hour in line.written) == (
        outside,
        ("Eva",),
        True,
    )


def test_hour_is_written_once_for_all_of_one_clock(folder):
    lines = local_hours(
        invited(meeting(folder)), TEN, "America/Guayaquil", "es", (8, 20)
    )
    assert [line.names for line in lines] == [
        ("Luz (Villa)", "Puerto"),
        ("Helen (Hill)",),
    ]


@pytest.mark.parametrize(("missed", "found"), [(1, []), (2, ["CM-1"])])
def test_mentor_who_has_missed_two_meetings_lately_is_pointed_out(
    folder, missed, found
):
    rows = list(
        records(folder.programme, begins="2027-03-01T15:00:00+00:00")
        .table("appointments")
        .values()
    )
    rows.append(Record("mentors", "CM-1", {"name": "Hill", "status": "confirmed"}))
    # A third one lies too far back to count.
    rows.append(Record("appointments", "AG-2", {"begins": "2026-03-01T15:00:00+00:00"}))
    absences = ["AG-2", *["AG-1"] * missed]
    for number, meeting_of in enumerate(absences):
        rows.append(
            Record(
                "attendances",
                f"AS-{number}",
                {"appointment": meeting_of, "mentor": "CM-1", "came": "no"},
            )
        )
    violations = Checks(Book(folder.programme)).violations(
        Records(folder.programme, rows), TODAY
    )
    assert [
        one.reference for one in violations if one.check.name == "mentor_misses"
    ] == found
