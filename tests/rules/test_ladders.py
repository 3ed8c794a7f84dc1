from datetime import date, timedelta

import pytest

from rules.overdue.judge import Judge
from rules.overdue.ladders import flag_text, rungs
from tests.rules.small import TODAY, book, label, record, records

STEPS = [
    {"name": name, "days": days}
    for name, days in (("before", -7), ("on", 0), ("after", 1), ("long_after", 14))
]
TOWN = record("MN-1", name="Pimampiro", status="approved")


def ladder(**changed):
    given = {
        "name": "tasks",
        "label": label("…"),
        "table": "tasks",
        "date": ["report.new_date", "due"],
        "steps": STEPS,
    }
    return book(ladders=[{**given, "only": 'status == "open"', **changed}])


def findings(judging, known, today):
    return [judged.finding for judged in Judge(judging).judge(known, today)]


def found(judging, *some, today=TODAY):
    return [
        (f.reference, f.rung.name, f.days)
        for f in findings(judging, records(TOWN, *some), today)
    ]


def task(due, reference="CP-1", **more):
    return record(
        reference, **{"name": "…", "town": "MN-1", "due": due, "status": "open", **more}
    )


@pytest.mark.parametrize(
    ("passed", "step"),
    [
        (-8, None),
        (-7, "before"),
        (-1, "before"),
        (0, "on"),
        (1, "after"),
        (13, "after"),
        (14, "long_after"),
        (4000, "long_after"),
    ],
)
def test_step_is_the_highest_one_reached(passed, step):
    due = (TODAY - timedelta(days=passed)).isoformat()
    assert found(ladder(), task(due)) == ([("CP-1", step, passed)] if step else [])


@pytest.mark.parametrize(
    ("passed", "said", "is_late"),
    [
        (-1, {}, False),
        (0, {}, False),
        (1, {}, True),
        (0, {"late": True}, True),
        (9, {"late": False}, False),
    ],
)
def test_flag_is_late_from_the_day_after_unless_its_step_says_otherwise(
    passed, said, is_late
):
    due = (TODAY - timedelta(days=passed)).isoformat()
    step = {"name": "only", "days": -7, "flag": label("…"), **said}
    [reached] = findings(ladder(steps=[step]), records(TOWN, task(due)), TODAY)
    assert reached.is_late is is_late


@pytest.mark.parametrize(
    ("passed", "rung"), [(6, "again"), (7, "again 2"), (14, "again 3"), (99, "again 3")]
)
def test_step_comes_again_as_often_as_it_says(passed, rung):
    due = (TODAY - timedelta(days=passed)).isoformat()
    again = {"name": "again", "days": 0, "every": 7, "times": 3}
    assert found(ladder(steps=[again]), task(due)) == [("CP-1", rung, passed)]


def test_record_without_the_date_is_left_alone():
    assert found(ladder(), task(None), task("", "CP-2")) == []


def test_record_for_which_only_does_not_hold_is_left_alone():
    assert (
        found(
            ladder(),
            task("2027-03-12", status="done"),
            task("2027-03-12", "CP-2", status=None),
        )
        == []
    )


def test_after_months_counts_calendar_months():
    six = ladder(table="towns", only=None, date="started", after_months=6)
    town = record("MN-2", started="2026-08-31")
    assert found(six, town, today=date(2027, 2, 28)) == [("MN-2", "on", 0)]
    assert found(six, town, today=date(2027, 2, 20)) == []
    assert found(six, town, today=date(2027, 3, 1)) == [("MN-2", "after", 1)]


@pytest.mark.parametrize(
    ("extended_to", "reached"),
    [
        (None, [("MN-2", "long_after", 28)]),
        ("2027-03-19", [("MN-2", "before", -7)]),
        ("2027-03-12", [("MN-2", "on", 0)]),
        ("2027-06-01", []),
    ],
)
def test_date_that_a_time_was_extended_to_counts_as_it_is(extended_to, reached):
    extended = ladder(
        table="towns", only=None, date="started", after_months=6, extended_to="closes"
    )
    assert (
        found(extended, record("MN-2", started="2026-08-12", closes=extended_to))
        == reached
    )


def test_other_extension_begins_the_ladder_anew():
    extended = ladder(
        table="towns", only=None, date="started", after_months=6, extended_to="closes"
    )
    towns = [
        records(
            record(
                "MN-2",
                started="2026-09-12",
                closes="2027-03-12",
                occasions={"closes": set_by},
            )
        )
        for set_by in ("one", "other")
    ]
    first, second = (findings(extended, known, TODAY)[0] for known in towns)
    assert first.occasion != second.occasion


def test_latest_report_sets_a_new_date():
    reports = [
        record(
            "PG-1",
            task="CP-1",
            new_date="2027-03-12",
            received="2027-03-01T10:00:00+00:00",
        ),
        record(
            "PG-2",
            task="CP-1",
            new_date="2027-03-19",
            received="2027-03-02T10:00:00+00:00",
        ),
        record(
            "PG-3",
            task="CP-9",
            new_date="2027-01-01",
            received="2027-03-09T10:00:00+00:00",
        ),
    ]
    assert found(ladder(), task("2027-02-01"), *reports) == [("CP-1", "before", -7)]


def test_latest_report_without_a_date_leaves_the_first():
    report = record("PG-1", task="CP-1", received="2027-03-02T10:00:00+00:00")
    assert found(ladder(), task("2027-03-11"), report) == [("CP-1", "after", 1)]


def test_date_of_an_earlier_report_stays_when_the_last_one_says_none():
    reports = [
        record(
            "PG-1",
            task="CP-1",
            new_date="2027-03-19",
            received="2027-03-02T10:00:00+00:00",
        ),
        record("PG-2", task="CP-1", received="2027-03-09T10:00:00+00:00"),
    ]
    agreed = ladder(date=["moved.new_date", "due"])
    assert found(agreed, task("2027-03-11"), *reports) == [("CP-1", "before", -7)]
    assert found(agreed, task("2027-03-11"), reports[1]) == [("CP-1", "after", 1)]


def test_case_whose_edition_is_closed_reaches_no_further_step():
    last_day = record("MN-1", closes="2027-03-12")
    assert found(ladder(), last_day, task("2027-03-12")) == [("CP-1", "on", 0)]
    closed = records(record("MN-1", closes="2027-03-11"), task("2027-03-12"))
    assert (
        found(ladder(), record("MN-1", closes="2027-03-04"), task("2027-03-12")) == []
    )
    [finding] = findings(ladder(), closed, TODAY)
    assert (finding.rung.name, finding.rung.flag, finding.days, finding.closed) == (
        "before",
        {},
        0,
        True,
    )


@pytest.mark.parametrize(
    ("closed_days", "is_remembered"),
    [(1, True), (60, True), (61, False), (4000, False)],
)
def test_case_is_remembered_for_some_days_after_its_edition_has_closed(
    closed_days, is_remembered
):
    closes = (TODAY - timedelta(days=closed_days)).isoformat()
    assert (
        bool(found(ladder(), record("MN-1", closes=closes), task(closes)))
        == is_remembered
    )


def test_last_step_for_somebody_is_the_one_after_which_nobody_tells_them():
    def tells(name, days, *to, **more):
        return {
            "name": name,
            "days": days,
            "tell": [{"to": list(to), "message": "m"}],
            **more,
        }

    steps = [
        tells("first", -7, "owner", "role.coordinator"),
        tells("again", 0, "owner", every=7, times=2),
        {"name": "marks", "days": 8},
        tells("call", 9, "role.coordinator", "role.committee"),
    ]
    made = rungs(ladder(steps=steps).programme.rules.ladders[0])
    assert [(rung.name, sorted(rung.final)) for rung in made] == [
        ("first", []),
        ("again", []),
        ("again 2", ["owner"]),
        ("marks", []),
        ("call", ["role.committee", "role.coordinator"]),
    ]
    assert [(one.rung.name, one.to) for one in made[-1].earlier] == [
        ("again 2", "owner")
    ]
    assert [(one.rung.name, one.to) for one in made[2].earlier] == [
        ("first", "role.coordinator")
    ]


def test_record_without_a_case_is_judged():
    assert found(ladder(), task("2027-03-12", town=None)) == [("CP-1", "on", 0)]


def occasion(due, change):
    one = task(due, occasions={"due": change})
    return findings(ladder(), records(TOWN, one), TODAY)[0].occasion


def test_occasion_is_the_date_and_what_set_it():
    first = occasion("2027-03-12", "sent")
    assert occasion("2027-03-12", "sent") == first
    assert (
        len(
            {
                first,
                occasion("2027-03-11", "change 1"),
                occasion("2027-03-12", "change 2"),
            }
        )
        == 3
    )


def test_moment_is_judged_by_its_day_in_the_programme_s_zone():
    received = ladder(table="towns", only=None, date="received")
    # still the 11th in Guayaquil
    town = record("MN-2", received="2027-03-12T03:00:00+00:00")
    assert found(received, town) == [("MN-2", "after", 1)]


def test_finding_tells_by_the_latest_step_that_tells():
    only_marks = {"name": "marks", "days": 1, "flag": label("…")}
    tells = {"name": "tells", "days": 0, "tell": [{"to": "owner", "message": "m"}]}
    marked = book(
        ladders=[
            {
                "name": "one",
                "label": label("…"),
                "table": "tasks",
                "date": "due",
                "steps": [tells, only_marks],
            }
        ]
    )
    [one] = findings(marked, records(TOWN, task("2027-03-11")), TODAY)
    assert (one.rung.name, one.rung.telling and one.rung.telling.name) == (
        "marks",
        "tells",
    )


def test_each_record_of_each_ladder_is_found_once():
    one = {"label": label("…"), "table": "tasks", "date": "due", "steps": STEPS}
    both = book(ladders=[{"name": "first", **one}, {"name": "second", **one}])
    some = [task("2027-03-12", f"CP-{number}") for number in range(3)]
    references = [
        (f.ladder.name, f.reference)
        for f in findings(both, records(TOWN, *some), TODAY)
    ]
    assert references == [
        (name, f"CP-{number}") for number in range(3) for name in ("first", "second")
    ]


@pytest.mark.parametrize(
    ("passed", "told"),
    [(-7, ["before"]), (0, ["before"]), (1, []), (14, ["long_after"])],
)
def test_step_before_the_date_is_over_with_the_date(passed, told):
    tell = [{"to": ["owner"], "message": "reminder"}]
    steps = [
        {"name": "before", "days": -7, "tell": tell},
        {"name": "long_after", "days": 14, "tell": tell},
    ]
    due = (TODAY - timedelta(days=passed)).isoformat()
    known = records(TOWN, task(due, who="Ana", mail="ana@towns.ec"))
    [judged] = Judge(ladder(steps=steps)).judge(known, TODAY)
    assert [reminder.rung.name for reminder in judged.tellable] == told


def test_step_for_others_before_the_date_is_over_with_the_date_too():
    steps = [
        {
            "name": "before",
            "days": -7,
            "tell": [{"to": ["owner"], "message": "reminder"}],
        },
        {
            "name": "on",
            "days": 0,
            "tell": [{"to": ["town.contact"], "message": "reminder"}],
        },
    ]
    town = record(
        "MN-1", name="Pimampiro", status="approved", who="Eva", mail="eva@towns.ec"
    )
    told = []
    for today in (TODAY, TODAY + timedelta(days=1)):
        known = records(town, task(TODAY.isoformat(), who="Ana", mail="ana@towns.ec"))
        [judged] = Judge(ladder(steps=steps)).judge(known, today)
        told.append([reminder.rung.name for reminder in judged.tellable])
    assert told == [["on", "before"], ["on"]]


@pytest.mark.parametrize(
    ("passed", "flag"),
    [(1, "Out for   1 day"), (9, "Out for   9 days"), (-1, "Out for   1 day")],
)
def test_flag_has_the_form_of_a_word_for_its_number(passed, flag):
    marks = {
        "name": "marks",
        "days": -1,
        "flag": {"en": {"one": "Out for {days} day", "other": "Out for {days} days"}},
    }
    [finding] = findings(
        ladder(steps=[marks]),
        records(TOWN, task((TODAY - timedelta(days=passed)).isoformat())),
        TODAY,
    )
    assert flag_text(finding, finding.rung, "en") == flag
