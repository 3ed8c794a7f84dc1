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


def calls(house, *changes):
    """What, which one, what else and of whom the list tells, where there are findings
    like the one of the example that differ so.
    """
    today = house.app.extensions["hoja.services"].today()
    with house.journal.write() as connection:
        [first] = findings.of_kinds(connection, FindingKind.passed_up)
        more = []
        for number, change in enumerate(changes, start=1):
            day = first.date + timedelta(days=number)
            more.append(replace(first, date=day, **change))
        findings.replace(connection, [first, *more])
        programme = house.folder.programme
        reader = RecordReader(programme, connection)
        listed = entries(Cases(programme, connection, reader, today))
        lines = [entry.write("en") for entry in listed if entry.rank is Rank.late]
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


def test_line_that_was_taken_on_stays_so_when_its_oldest_thing_is_done(lived):
    keys = []
    for changes in ((), ({"reference": "CP-1"},)):
        calls(lived, *changes)
        with lived.journal.read() as connection:
            programme = lived.folder.programme
            today = lived.app.extensions["hoja.services"].today()
            cases = Cases(
                programme, connection, RecordReader(programme, connection), today
            )
            keys.append([entry.key for entry in entries(cases) if "call-" in entry.key])
    assert keys[0] == keys[1]
    assert len(keys[0]) == 1
    assert named(lived, "towns", "Villa Alta del Páramo") in keys[0][0]
