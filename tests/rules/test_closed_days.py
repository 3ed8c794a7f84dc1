"""Due dates on days without mails, while they are ahead."""

from dataclasses import replace

import pytest

from rules.calendar.hours import calendar_of
from rules.findings.closed_days import ClosedDays
from tests.rules.small import TODAY, book, label, record, records

LADDER = {
    "name": "due",
    "label": label("due"),
    "table": "tasks",
    "only": 'status != "done"',
    "date": ["moved.new_date", "due"],
    "steps": [
        {
            "name": "late",
            "days": 7,
            "tell": [{"to": "role.coordinator", "message": "late"}],
        },
        {"name": "soon", "days": -7, "tell": [{"to": "owner", "message": "soon"}]},
    ],
}
FEAST, GOOD_FRIDAY, SUNDAY, USUAL = (
    "2027-04-14",
    "2027-03-26",
    "2027-03-28",
    "2027-04-15",
)
FEAST_LINE = record("DSC-1", day=FEAST, country="Ecuador", why="Fiesta")


def found(*rows, ladder=LADDER):
    known = records(FEAST_LINE, *rows)
    rules = book(ladders=[ladder])
    closed_days = ClosedDays(rules).find(
        known, TODAY, calendar_of(rules.programme, known)
    )
    return [
        (one.reference, one.column, one.day.isoformat(), one.country)
        for one in closed_days
    ]


def task(**values):
    return record(
        "CP-1",
        **{"name": "Feria", "status": "open", "mail": "ana@example.org", **values},
    )


@pytest.mark.parametrize("day", [FEAST, GOOD_FRIDAY])
def test_due_date_on_a_feast_or_a_holiday_is_found(day):
    assert found(task(due=day)) == [("CP-1", "due", day, "EC")]


@pytest.mark.parametrize(
    "day", [SUNDAY, USUAL, TODAY.replace(day=1).isoformat(), "mañana", None]
)
def test_any_other_day_is_not(day):
    assert found(task(due=day)) == []


def test_feast_of_another_country_is_not():
    assert found(record("DSC-2", day=USUAL, country="Brasil"), task(due=USUAL)) == []


def test_day_that_is_over_is_not():
    past = record("DSC-2", day="2027-03-10")
    assert found(past, task(due="2027-03-10")) == []


def test_record_that_the_rule_leaves_in_peace_is_not():
    assert found(task(due=FEAST, status="done")) == []


def test_date_that_counts_is_the_first_that_is_filled_wherever_it_stands():
    moved = record("PG-1", task="CP-1", new_date=FEAST)
    assert found(task(due=GOOD_FRIDAY), moved) == [("PG-1", "new_date", FEAST, "EC")]


def test_date_that_nobody_wrote_as_a_day_is_not():
    assert (
        found(
            task(received=f"{FEAST}T10:00:00+00:00"),
            ladder={**LADDER, "date": "received"},
        )
        == []
    )


def test_last_value_of_a_cell_that_makes_no_sense_is_not():
    assert found(replace(task(due=FEAST), unreadable=frozenset({"due"}))) == []


def test_date_that_is_counted_from_another_is_not():
    assert found(task(due=FEAST), ladder={**LADDER, "after_months": 6}) == []


def test_what_was_found_is_found_again_until_the_cell_or_the_calendar_changes():
    rules = book(ladders=[LADDER])
    before, without = records(FEAST_LINE, task(due=FEAST)), records(task(due=FEAST))
    closed_days = ClosedDays(rules)
    numbers = []
    for known in (
        before,
        before.replaced([], []),
        before.replaced([task(due=USUAL)], []),
        before,
        without,
    ):
        numbers.append(
            len(closed_days.find(known, TODAY, calendar_of(rules.programme, known)))
        )
    assert numbers == [1, 1, 0, 1, 0]
