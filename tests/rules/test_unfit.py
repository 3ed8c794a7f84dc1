"""One record that cannot be judged stops alone."""

from rules.findings.checks import Checks
from rules.overdue.judge import Judge
from tests.rules.small import TODAY, book, label, record, records

STEP = {"name": "late", "days": 1}
LADDER = {
    "name": "due",
    "label": label("due"),
    "table": "tasks",
    "date": "due",
    "only": "town.started < today",
    "steps": [STEP],
}
CHECK = {
    "name": "late",
    "table": "tasks",
    "column": "due",
    "when": "town.started < today",
    "text": label("{name}"),
}
OLD, NEW = record("MN-1", started="in spring"), record("MN-2", started="2027-01-01")
TASKS = (
    record("CP-1", town="MN-1", due="2027-03-01"),
    record("CP-2", town="MN-2", due="2027-03-01"),
)


def test_record_with_a_value_of_another_type_keeps_no_reminder_of_others_back():
    judge = Judge(book(ladders=[LADDER]))
    known = records(OLD, NEW, *TASKS)
    for _look in range(2):
        assert [one.finding.reference for one in judge.judge(known, TODAY)] == ["CP-2"]
        assert [(one.rule, one.table, one.reference) for one in judge.unfit] == [
            ("due", "tasks", "CP-1")
        ]
    mended = known.replaced([record("MN-1", started="2027-01-01")], [])
    assert [one.finding.reference for one in judge.judge(mended, TODAY)] == [
        "CP-1",
        "CP-2",
    ]
    assert judge.unfit == []


def test_record_with_a_value_of_another_type_keeps_no_check_of_others_back():
    checks = Checks(book(checks=[CHECK]))
    for _look in range(2):
        assert [
            one.reference for one in checks.violations(records(OLD, NEW, *TASKS), TODAY)
        ] == ["CP-2"]
        assert [(one.rule, one.table, one.reference) for one in checks.unfit] == [
            ("late", "tasks", "CP-1")
        ]
