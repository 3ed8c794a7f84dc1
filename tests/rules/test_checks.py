"""What the programme's checks find in the records."""

from datetime import timedelta

import pytest

from programme.records.record import Records
from rules.book import Book
from rules.findings.checks import Checks
from tests.rules.small import TODAY, book, called_after_others, label, record, records

TEXT = {"es": "{name}", "en": "{name}"}


def check(table, column, /, **kind):
    return {"name": "it", "table": table, "column": column, "text": TEXT, **kind}


def wrong(given, *some, today=TODAY):
    found = Checks(book(checks=[given])).violations(records(*some), today)
    return [
        (one.reference, {name: value for name, _column, value in one.gaps})
        for one in found
    ]


WITHDRAWN = check(
    "towns", "mentor", when='mentor.reference != "" and mentor.name == "Gone"'
)
MENTORS = (record("CM-1", name="Gone"), record("CM-2", name="There"))


def test_condition_that_must_not_hold_is_found_along_references():
    some = (
        record("MN-1", name="A", mentor="CM-1"),
        record("MN-2", name="B", mentor="CM-2"),
        record("MN-3", name="C"),
    )
    assert wrong(WITHDRAWN, *some, *MENTORS) == [("MN-1", {"name": "A"})]


def test_only_says_for_which_records():
    some = (
        record("MN-1", name="A", mentor="CM-1", status="open"),
        record("MN-2", name="B", mentor="CM-1", status="done"),
    )
    assert wrong(WITHDRAWN | {"only": 'status == "open"'}, *some, *MENTORS) == [
        ("MN-1", {"name": "A"})
    ]


def test_case_that_is_over_is_left_in_peace():
    over = record("MN-1", name="A", mentor="CM-1", closes="2027-03-11")
    assert wrong(WITHDRAWN, over, *MENTORS) == []


def test_row_that_stands_twice_is_told_of_the_later_one_without_minding_case_and_accents():
    unique = check("towns", "name", unique=["name", "speaks"])
    some = (
        record(
            "MN-3", name="Órgano", speaks="es", received="2027-01-03T00:00:00+00:00"
        ),
        record(
            "MN-2", name=" organo ", speaks="es", received="2027-01-02T00:00:00+00:00"
        ),
        record(
            "MN-1", name="Órgano", speaks="en", received="2027-01-01T00:00:00+00:00"
        ),
        record("MN-4", name="", speaks=None),
        record("MN-5", name=None, speaks=None),
    )
    assert wrong(unique, *some) == [("MN-3", {"other": "MN-2", "name": "Órgano"})]


def test_more_rows_than_a_column_allows_are_counted_along_several_columns():
    most = check(
        "towns",
        "name",
        at_most={
            "limit": "places",
            "of": ["tasks.town", "tasks.other"],
            "only": 'status == "open"',
        },
    )
    made = book(checks=[most])
    towns, tasks = made.programme.tables["towns"], made.programme.tables["tasks"]
    places = towns.columns[1].model_copy(update={"name": "places", "type": "integer"})
    other = tasks.column("town").model_copy(update={"name": "other"})
    tables = made.programme.tables | {
        "towns": towns.model_copy(update={"columns": (*towns.columns, places)}),
        "tasks": tasks.model_copy(update={"columns": (*tasks.columns, other)}),
    }
    programme = made.programme.model_copy(update={"tables": tables})
    some = [
        record("MN-1", name="Full", places=1), record("MN-2", name="Room", places=2), record("MN-3", name="Any"),
        record("CP-1", town="MN-1", other="MN-1", status="open"),
        record("CP-2", town="MN-2", other="MN-1", status="open"),
        record("CP-3", town="MN-2", status="open"),
        record("CP-4", town="MN-2", status="done"),
        record("CP-5", town="MN-3", status="open"),
    ]  # fmt: skip
    found = Checks(type(made)(programme)).violations(Records(programme, some), TODAY)
    assert [(one.reference, one.gaps[0]) for one in found] == [
        ("MN-1", ("count", None, 2))
    ]


WITHIN = check(
    "tasks", "due", within={"since": ["town.started", "town.closes"], "months": 6}
) | {"text": label("{name} {first} {last} {town}")}


@pytest.mark.parametrize(
    ("due", "fine"),
    [
        ("2027-02-28", True),
        ("2027-02-27", False),
        ("2027-08-28", True),
        ("2027-08-29", False),
    ],
)
def test_date_outside_of_the_months_is_found(due, fine):
    some = (
        record("MN-1", name="A", started="2027-02-28"),
        record("CP-1", name="T", town="MN-1", due=due),
    )
    gaps = {"first": "2027-02-28", "last": "2027-08-28", "name": "T", "town": "A"}
    assert wrong(WITHIN, *some) == ([] if fine else [("CP-1", gaps)])


def test_months_count_from_the_first_date_that_is_filled_and_from_none_where_none_is():
    far = record("CP-1", name="T", town="MN-1", due="2030-01-01")
    assert [
        one for one, _gaps in wrong(WITHIN, record("MN-1", closes="2027-06-01"), far)
    ] == ["CP-1"]
    assert wrong(WITHIN, record("MN-1", name="A"), far) == []
    assert (
        wrong(WITHIN, record("MN-1", started="2027-01-01"), record("CP-1", town="MN-1"))
        == []
    )


def test_last_day_is_the_one_that_a_time_was_extended_to():
    extended = {
        **WITHIN,
        "within": {"since": "town.started", "months": 6, "extended_to": "town.closes"},
    }
    town = record("MN-1", name="A", started="2027-01-01", closes="2027-10-01")
    tasks = [
        record(f"CP-{day}", name="T", town="MN-1", due=f"2027-10-0{day}")
        for day in (1, 2)
    ]
    assert [(one, gaps["last"]) for one, gaps in wrong(extended, town, *tasks)] == [
        ("CP-2", "2027-10-01")
    ]


def test_what_is_mended_or_comes_to_be_wrong_elsewhere_is_seen_at_the_next_look():
    checks = Checks(book(checks=[WITHDRAWN]))
    known = records(record("MN-1", name="A", mentor="CM-2"), *MENTORS)
    assert checks.violations(known, TODAY) == []
    known = known.replaced([record("CM-2", name="Gone")], [])
    assert [one.reference for one in checks.violations(known, TODAY)] == ["MN-1"]
    known = known.replaced([record("MN-1", name="A")], [])
    assert checks.violations(known, TODAY) == []


def test_new_day_is_looked_at_anew():
    checks = Checks(book(checks=[check("tasks", "due", when="due < today")]))
    known = records(record("CP-1", name="T", due=TODAY.isoformat()))
    assert checks.violations(known, TODAY) == []
    assert [
        one.reference for one in checks.violations(known, TODAY + timedelta(days=1))
    ] == ["CP-1"]


def test_limit_that_is_no_number_is_a_problem_and_the_others_are_counted():
    most = check("towns", "name", at_most={"limit": "name", "of": ["tasks.town"]})
    checks = Checks(book(checks=[most]))
    tasks = [
        record(f"CP-{town}{number}", town=town)
        for town in ("MN-1", "MN-2")
        for number in (1, 2)
    ]
    found = checks.violations(
        records(record("MN-1", name="two"), record("MN-2", name="1"), *tasks), TODAY
    )
    assert [one.reference for one in found] == ["MN-2"]
    assert [one.reference for one in checks.unfit] == ["MN-1"]


def test_gap_of_a_row_that_is_called_after_itself_is_its_reference():
    text = {"es": "{mentor}", "en": "{mentor}"}
    given = {**check("towns", "mentor", when='mentor.reference != ""'), "text": text}
    known = Records(
        called_after_others(checks=[given]),
        [record("MN-1", mentor="CM-1"), record("CM-1", next="CM-1")],
    )
    [found] = Checks(Book(known.programme)).violations(known, TODAY)
    assert [value for _name, _column, value in found.gaps] == ["CM-1"]
