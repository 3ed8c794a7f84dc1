"""What one person of a town is late with is one line of the list."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desk.entries import entries
from desk.lines import Rank
from journal.records.record_reader import RecordReader
from journal.rules import findings
from journal.states import FindingKind
from staff.desk.reading import Cases
from tests.lived import named

WORDS = "Presentar al concejo el borrador de la ordenanza"


def all_lines(house, rank=Rank.late):
    """The lines of a part of the list."""
    today = house.app.extensions["hoja.services"].today()
    programme = house.folder.programme
    with house.journal.read() as connection:
        cases = Cases(programme, connection, RecordReader(programme, connection), today)
        return [entry.write("en") for entry in entries(cases) if entry.rank is rank]


def calls(house, *changes):
    """What, which one, what else and of whom the list tells, where there are findings
    like the one of the example that differ so.
    """
    with house.journal.write() as connection:
        [first] = findings.of_kinds(connection, FindingKind.passed_up)
        more = []
        for number, change in enumerate(changes, start=1):
            day = first.date + timedelta(days=number)
            more.append(replace(first, date=day, **change))
        findings.replace(connection, [first, *more])
    lines = all_lines(house)
    return [(line.what, line.of, line.also, line.who) for line in lines if line.of]


FIRST = ("Call: overdue 9 days", WORDS, (), "Luis Chicaiza")


@pytest.mark.parametrize(
    ("changes", "also"),
    [
        ([{"reference": "CP-1"}], ("CP-1 (late by 8 days)",)),
        (
            [{"reference": "AG-1", "ladder": "hours_open", "rung": "call"}],
            ("AG-1 (Call: the time is still to be fixed)",),
        ),
        (
            [{"reference": f"CP-{number}"} for number in range(1, 8)],
            (
                "CP-1 (late by 8 days)",
                "CP-2 (late by 7 days)",
                "CP-3 (late by 6 days)",
                "CP-4 (late by 5 days)",
                "and 3 more",
            ),
        ),
    ],
)
def test_all_that_a_person_owes_is_one_call(lived, changes, also):
    what, of, _more, who = FIRST
    assert calls(lived, *changes) == [(what, of, also, who)]


@pytest.mark.parametrize(
    "change",
    [
        {"person": "Ana Páez"},
        {"phone": "+593991111111"},
        {"person": ""},
        {"case": "MN-1"},
        {"case": ""},
    ],
)
def test_another_person_or_town_is_a_line_of_its_own(lived, change):
    lines = calls(lived, {"reference": "CP-1", **change})
    assert [line[:2] for line in lines] == [
        FIRST[:2],
        ("Call: overdue 8 days", "CP-1"),
    ]


def test_call_to_whom_the_next_step_waits_for_is_told_in_its_line(lived):
    line = {"person": "Carmen Guamán", "phone": "+593987654321", "reference": "CP-1"}
    assert calls(lived, line) == [FIRST]
    [step] = [line for line in all_lines(lived) if line.who == "Carmen Guamán"]
    assert (step.what, step.also) == (
        "Approved without a signed letter: ask for it",
        (
            "CP-1 (Call: overdue 8 days)",
            "The letter of a mentor is missing: ask for it",
        ),
    )


def test_line_that_was_taken_on_stays_so_when_its_oldest_thing_is_done(lived):
    keys = []
    for changes in ((), ({"reference": "CP-1"},)):
        calls(lived, *changes)
        keys.append([line.key for line in all_lines(lived) if "call-" in line.key])
    assert keys[0] == keys[1]
    assert keys[0][0].startswith(
        f"finding {named(lived, 'towns', 'Villa Alta del Páramo')} call-"
    )
