"""Rows that rules make reach the sheet once: not of what is being worked on, and not
again when somebody deletes them.
"""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from core.ids import REFERENCE
from journal.database import Journal
from journal.tabs import deliveries
from notify.planning.make_rows import (
    candidates,
    new_rows,
    on_their_way,
    standing_rows,
)
from notify.set_aside.held_records import HeldRecords
from programme.models.rules import Rules
from rules.book import Book
from rules.findings.due_rows import DueRows
from sync.observe import observe
from sync.tabs.ownership import takeover
from tests.house import House
from tests.lived import batch, named, told, work
from tests.notify.states import NOW, change, state
from tests.notify.test_plan import TOWN
from tests.rules.small import programme, record

RULE = {
    "name": "first_task",
    "table": "towns",
    "into": "tasks",
    "only": 'status == "approved"',
    "values": {"who": "mentor.who", "due": "today + 14"},
    "set": {"status": "open"},
}
BOOK = Book(programme(rows=[RULE]))
ROWS = [
    record("MN-1", name="A", status="approved", mentor="CM-1"),
    record("CM-1", name="B", who="Eva"),
]
JUST_NOW = NOW - timedelta(minutes=1)


def made_of(made=None, **more):
    found = new_rows(DueRows(BOOK), state(*ROWS, book=BOOK, **more), made or {})
    return [row.values for row in found]


@pytest.mark.parametrize(
    ("more", "is_made"),
    [
        ({}, True),
        ({"undecided": [change("open", "approved")]}, True),
        ({"undecided": [change("open", "approved", seen_at=JUST_NOW)]}, False),
        (
            {
                "undecided": [
                    change(
                        "x", "Eva", "who", JUST_NOW, table="mentors", reference="CM-1"
                    )
                ]
            },
            False,
        ),
        (
            {
                "undecided": [
                    change(
                        "x", "Eva", "who", JUST_NOW, table="mentors", reference="CM-2"
                    )
                ]
            },
            True,
        ),
        ({"held": HeldRecords({("towns", "MN-1"): "alarm"})}, False),
        ({"held": HeldRecords({}, {"mentors": "alarm"})}, False),
        ({"unreadable": frozenset({"MN-1"})}, False),
        ({"made": {("first_task", "MN-1"): frozenset({"1"})}}, False),
    ],
)
def test_row_is_made_once_of_what_has_come_to_rest(more, is_made):
    filled = {"who": "Eva", "due": "2027-03-26", "status": "open", "town": "MN-1"}
    assert made_of(**more) == ([filled] if is_made else [])


MEETING = {"es": "Primera reunión", "pt": "Primeira reunião", "en": "First meeting"}
PLAN = {"es": "Plan acordado", "pt": "Plano acordado", "en": "Plan agreed"}
MILESTONES = {
    "name": "milestones",
    "table": "towns",
    "into": "commitments",
    "only": 'status == "approved"',
    "language": "contact_language",
    "values": {"owner_name": "contact_name", "due": "row_day"},
    "set": {"status": "open"},
    "date": "start",
    "each": [
        {"name": "meet", "after_days": 14, "set": {"what": MEETING}},
        {"name": "plan", "after_months": 1, "set": {"what": PLAN}},
    ],
}


def with_milestones(house: House) -> None:
    """The shipped programme with a rule that makes rows for the town of the example."""
    present = house.folder.programme
    rule = {**MILESTONES, "date": "recognised_on", "only": f'name == "{TOWN}"'}
    rules = Rules.model_validate(
        {"rows": [rule]}, context={"languages": present.languages}
    )
    changed = present.rules.model_copy(update={"rows": rules.rows})
    house.office.notify.adopt(present.model_copy(update={"rules": changed}))


def milestones(house: House, town: str) -> dict[str, tuple[str, str]]:
    """Reference → what a milestone of a town is called, and its day."""
    rows = house.records("commitments").items()
    titles = {"Primeira reunião", "Plano acordado"}
    return {
        key: (row["what"], row["due"])
        for key, row in rows
        if row["town"] == town and row["what"] in titles
    }


def delete_row(house: House, reference: str) -> None:
    tab = house.look().tabs["commitments"]
    index = tab.rows[reference].index
    row = {
        "sheetId": tab.layout.sheet_id,
        "dimension": "ROWS",
        "startIndex": index,
        "endIndex": index + 1,
    }
    batch(house, {"deleteDimension": {"range": row}})


def test_rows_of_a_case_are_appended_once_and_tell_nobody_and_stay_deleted(lived):
    with_milestones(lived)
    town, told_before = named(lived, "towns", TOWN), told(lived, "commitment")
    lived.edit("towns", town, "recognised_on", "2027-03-31")
    work(lived)
    work(lived)
    rows = milestones(lived, town)
    assert sorted(rows.values()) == [
        ("Plano acordado", "2027-04-30"),
        ("Primeira reunião", "2027-04-14"),
    ]
    assert told(lived, "commitment") == told_before
    lived.edit("towns", town, "recognised_on", "2027-05-01")
    deleted = min(rows)
    delete_row(lived, deleted)
    work(lived)
    work(lived)
    assert milestones(lived, town) == {
        key: row for key, row in rows.items() if key != deleted
    }


def test_reference_of_a_made_row_follows_from_rule_record_and_key():
    [row] = new_rows(DueRows(BOOK), state(*ROWS, book=BOOK), {})
    first, second, *_ = candidates(row, "CP")
    assert first != second
    assert REFERENCE.match(first)
    edited = record(first, town="MN-1", who="Somebody else")
    elsewhere = record(first, town="MN-2")
    by_chance = record(second, town="MN-1", status="done")
    for rows, reference in (
        ([edited], first),
        ([elsewhere], None),
        ([elsewhere, by_chance], second),
    ):
        records = state(*ROWS, *rows, book=BOOK).records
        assert standing_rows(records, [row], ()).get(row.due.key) == reference
    assert standing_rows(state(*ROWS, edited, book=BOOK).records, [row], {first}) == {}


def test_made_row_that_was_just_seen_is_waited_for(journal: Journal) -> None:
    [row] = new_rows(DueRows(BOOK), state(*ROWS, book=BOOK), {})
    first, *_ = candidates(row, BOOK.programme.tables["tasks"].prefix)
    before = state(*ROWS, book=BOOK).records
    after = state(*ROWS, record(first, town="MN-1"), book=BOOK).records
    with journal.write() as connection:
        assert on_their_way(connection, before, [row]) == set()
        deliveries.enqueue(connection, "tasks", first, {})
        assert on_their_way(connection, before, [row]) == {row.due.key}
        # By now the decisions rest on it: it is judged by what it says.
        assert on_their_way(connection, after, [row]) == set()


@pytest.mark.long
def test_rows_made_after_a_backup_are_not_made_again(lived):
    with_milestones(lived)
    town = named(lived, "towns", TOWN)
    file = Path(lived.journal.engine.url.database)
    backup = file.with_name("backup.sqlite3")
    with (
        closing(sqlite3.connect(file)) as connection,
        closing(sqlite3.connect(backup)) as copy,
    ):
        connection.backup(copy)
    lived.edit("towns", town, "recognised_on", "2027-03-31")
    work(lived)
    rows = milestones(lived, town)
    # One of them goes on: it says no more what the rule would write.
    lived.edit("commitments", min(rows), "due", "2031-01-31")
    lived.edit("commitments", min(rows), "status", "Hecho")
    work(lived)
    rows = milestones(lived, town)
    with (
        closing(sqlite3.connect(file)) as connection,
        closing(sqlite3.connect(backup)) as copy,
    ):
        copy.backup(connection)
    sync = lived.office.sync
    assert sync.take_lease()
    observe(sync)
    takeover(sync)
    sync.give_lease_back()
    work(lived)
    work(lived)
    assert len(rows) == 2
    assert milestones(lived, town) == rows
    deleted = max(rows, key=lambda key: rows[key])
    delete_row(lived, deleted)
    work(lived)
    work(lived)
    assert milestones(lived, town).keys() == rows.keys() - {deleted}
