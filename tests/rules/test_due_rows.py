"""Rows that rules make: which are due on a day, never one
twice, and what stands in them.
"""

from datetime import date

import pytest

from programme.models.row_rules import RowRule
from programme.parts import Column
from rules.book import Book
from rules.findings.due_rows import DueRows, planned_rows
from tests.rules.small import TASKS as TASKS_TABLE
from tests.rules.small import TODAY, column, programme, record, records

TASKS = {"name": "tasks", "table": "towns", "into": "tasks"}
MONTHLY = {"date": "started", "every": "month"}
QUARTERLY = {"date": "started", "every": "quarter", "after_days": 10}
RENEWAL = {"date": "started", "after_months": 60, "days_before": 90}
THREE = {**MONTHLY, "times": 3}
MARCH_1, MARCH_12 = date(2027, 3, 1), date(2027, 3, 12)
FIRST, FINAL = {"name": "first", "after_days": 14}, {"name": "final", "after_months": 6}
YEARLY = {"date": "started", "every": "year"}


def numbers(rule, start, today, made=(), until=None):
    found = planned_rows(
        RowRule.model_validate({**TASKS, **rule}), start, until, today, set(made)
    )
    return [(row.key, row.day.isoformat()) for row in found]


@pytest.mark.parametrize(
    ("rule", "start", "today", "made", "due"),
    [
        # A series: the latest alone at first, then each that is missing.
        (YEARLY, date(2010, 5, 1), MARCH_12, (), [("17", "2026-05-01")]),
        (YEARLY, date(2010, 5, 1), MARCH_12, ("17",), []),
        (YEARLY, date(2010, 5, 1), date(2029, 5, 1), ("17",), [("18", "2027-05-01"), ("19", "2028-05-01"), ("20", "2029-05-01")]),
        (YEARLY, MARCH_12, MARCH_12, (), [("1", "2027-03-12")]),
        (YEARLY, date(2027, 3, 13), MARCH_12, (), []),
        ({**YEARLY, "days_before": 60}, date(2026, 5, 1), MARCH_1, (), [("1", "2026-05-01")]),
        ({**YEARLY, "days_before": 60}, date(2026, 5, 1), date(2027, 3, 2), ("1",), [("2", "2027-05-01")]),
        # The first day was corrected: numbers stay what they are.
        (YEARLY, date(2026, 5, 20), date(2027, 5, 20), ("1", "2"), []),
        # No drift: always counted from the first day.
        (MONTHLY, date(2026, 1, 31), date(2026, 3, 31), ("1",), [("2", "2026-02-28"), ("3", "2026-03-31")]),
        ({"date": "started", "every_months": 18}, date(2024, 1, 1), MARCH_12, (), [("3", "2027-01-01")]),
        (QUARTERLY, date(2027, 1, 1), date(2027, 4, 10), ("1",), []),
        (QUARTERLY, date(2027, 1, 1), date(2027, 4, 11), ("1",), [("2", "2027-04-11")]),
        # A plan is made at once; one row on its day.
        (THREE, MARCH_1, date(2027, 3, 2), (), [("1", "2027-03-01"), ("2", "2027-04-01"), ("3", "2027-05-01")]),
        (THREE, MARCH_1, date(2027, 3, 2), ("2",), [("1", "2027-03-01"), ("3", "2027-05-01")]),
        ({**THREE, "days_before": 0}, MARCH_1, date(2027, 4, 1), ("1",), [("2", "2027-04-01")]),
        (RENEWAL, date(2022, 6, 1), date(2027, 3, 2), (), []),
        (RENEWAL, date(2022, 6, 1), date(2027, 3, 3), (), [("1", "2027-06-01")]),
        ({"date": "started", "each": [FIRST, FINAL]}, MARCH_1, TODAY, ("first",), [("final", "2027-09-01")]),
        ({}, TODAY, TODAY, (), [("1", "2027-03-12")]),
        ({}, TODAY, TODAY, ("1",), []),
    ],
)  # fmt: skip
def test_rows_are_due_once_and_counted_from_the_first_day(
    rule, start, today, made, due
):
    assert numbers(rule, start, today, made) == due


def test_no_row_lies_behind_the_last_day():
    monthly = {"date": "started", "every": "month", "times": 12}
    assert [
        key
        for key, _day in numbers(
            monthly, date(2027, 1, 5), TODAY, until=date(2027, 3, 5)
        )
    ] == ["1", "2", "3"]


MILESTONES = {
    **TASKS,
    "only": 'status == "approved"',
    "date": "started",
    "until": "closes",
    "language": "speaks",
    "values": {"who": "who", "due": "row_day"},
    "set": {"status": "open"},
    "each": [
        {
            "name": "meet",
            "after_days": 14,
            "set": {"name": {"es": "Reunión", "en": "Meeting"}},
        },
        {
            "name": "report",
            "after_months": 1,
            "values": {"name": 'concat("R", row_number, " ", name)'},
        },
    ],
}
TOWN = {
    "name": "Nono",
    "status": "approved",
    "started": "2027-03-01",
    "who": "Ana",
    "speaks": "en",
}


def due_rows(*rows, rules=(MILESTONES,)):
    usual = programme(rows=list(rules))
    before = Column.model_validate(column("before", "reference", table="tasks"))
    tasks = TASKS_TABLE.model_copy(update={"columns": (*TASKS_TABLE.columns, before)})
    looking = DueRows(
        Book(usual.model_copy(update={"tables": {**usual.tables, "tasks": tasks}}))
    )
    return looking, list(looking.look(records(*rows), TODAY, {}))


def test_values_of_a_row_follow_from_its_record_in_its_language():
    looking, due = due_rows(record("MN-1", **TOWN))
    filled = {"town": "MN-1", "status": "open", "who": "Ana"}
    assert [looking.values(row)[0] for row in due] == [
        {**filled, "name": "Meeting", "due": "2027-03-15"},
        {**filled, "name": "R2 Nono", "due": "2027-04-01"},
    ]


@pytest.mark.parametrize(
    "otherwise",
    [
        {"status": "open"},
        {"started": None},
        {"started": "soon"},
        {"closes": "2027-03-11"},
    ],
)
def test_nothing_is_made_where_a_row_does_not_qualify(otherwise):
    assert due_rows(record("MN-1", **{**TOWN, **otherwise}))[1] == []


def test_cell_that_nobody_can_read_makes_nothing():
    town = record("MN-1", **TOWN)
    unreadable = type(town)(
        town.table, town.reference, town.values, town.occasions, frozenset({"status"})
    )
    assert due_rows(unreadable)[1] == []


def test_only_rows_that_changed_are_looked_at_again():
    looking, due = due_rows(
        record("MN-1", **TOWN), record("MN-2", **{**TOWN, "status": "open"})
    )
    assert {row.reference for row in due} == {"MN-1"}
    before = looking._remembered._noted["tasks", "MN-1"]
    known = looking._records.replaced([record("MN-2", **TOWN)], [])
    assert {row.reference for row in looking.look(known, TODAY, {})} == {"MN-1", "MN-2"}
    assert looking._remembered._noted["tasks", "MN-1"] is before


@pytest.mark.parametrize(("days", "is_made"), [("60", True), ("10", False)])
def test_rule_of_its_own_rows_goes_on_to_a_later_day_alone(days, is_made):
    rule = {
        "name": "next",
        "table": "tasks",
        "into": "tasks",
        "link": "before",
        "date": "due",
    }
    values = {"due": f"due + {days}"}
    looking, [due] = due_rows(
        record("CP-1", due="2027-03-01"), rules=[{**rule, "values": values}]
    )
    assert (looking.values(due) is not None) is is_made
