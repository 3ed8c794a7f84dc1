"""A person leaves: nothing of theirs stays in the journal or in the sheet,
and nothing follows from it.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from journal.mails.holds import alarms
from journal.records import changes
from journal.schema import metadata
from privacy.erase import Eraser, erase_again, erase_person
from sync.observe import observe
from sync.tabs.ownership import takeover
from tests.house import fill
from tests.lived import ANSWERS, named, problems, work

ANA = "ana.paez@example.org"
TRACES = (ANA, "Ana Páez", "+593991112233", "991112233")


@pytest.fixture
def applied(lived):
    """Ana has applied for a town, and has been told so."""
    answers = {
        **ANSWERS,
        "contact_phone": "+593 99 111 2233",
        "contact_email": ANA,
        "mayor_email": "eva@example.org",
    }
    fill(lived.client(), "/en/aspiring_town", answers)
    work(lived)
    return lived


def eraser_of(house):
    return Eraser.of(house.office.sync.settings, house.folder.programme, house.journal)


def traces(house):
    """(table, column) of every place in the journal in which something of Ana's
    stands.
    """
    found = set()
    with house.journal.read() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(sa.select(table)).mappings():
                found |= {
                    (table.name, name)
                    for name, value in row.items()
                    if any(word in str(value) for word in TRACES)
                }
    return found


def undecided(house):
    with house.journal.read() as connection:
        return changes.undecided(connection), alarms.standing(connection)


def town(house):
    return next(
        values
        for values in house.records("towns").values()
        if values.get("name") == "Cotacachi"
    )


def test_erased_person_is_nowhere_and_nothing_follows(applied):
    before = town(applied)
    assert before["contact_email"] == ANA
    mails = len(applied.mails())
    erase_person(eraser_of(applied), ANA.upper(), applied.office.sync.now())
    assert traces(applied) == {("cell_commands", "shown")}
    work(applied)
    assert traces(applied) == set()
    assert town(applied) == {
        **before,
        **dict.fromkeys(
            ("contact_name", "contact_email", "contact_phone", "contact_office")
        ),
    }
    assert undecided(applied) == ([], [])
    assert len(applied.mails()) == mails
    rows = [row for tab in applied.look().tabs.values() for row in tab.all_rows()]
    assert not [
        cell
        for row in rows
        for cell in row.raw
        if any(word in str(cell) for word in TRACES)
    ]


def erase(house, address=ANA, **more):
    return erase_person(eraser_of(house), address, house.office.sync.now(), **more)


def ana_in_sheet(house):
    tab = house.look().tabs["towns"]
    [row] = [row for row in tab.rows.values() if row.values.get("name") == "Cotacachi"]
    return row.values.get("contact_name"), row.values.get("contact_email")


@pytest.mark.long
def test_others_in_the_row_stay(applied):
    erase(applied, "eva@example.org")
    work(applied)
    after = town(applied)
    assert (after["mayor_name"], after["mayor_email"]) == (None, None)
    assert (after["contact_name"], after["contact_email"]) == ("Ana Páez", ANA)


@pytest.mark.long
def test_cell_that_says_something_else_by_now_is_left_alone(applied):
    reference = named(applied, "towns", "Cotacachi")
    applied.edit("towns", reference, "contact_name", "Luis Vega")
    erase(applied)
    work(applied)
    assert ana_in_sheet(applied) == ("Luis Vega", None)
    assert ("not_set", "towns", reference, "contact_name") in problems(applied)


def test_backup_from_before_does_not_bring_a_person_back(applied):
    file = Path(applied.journal.engine.url.database)
    backup = file.with_name("backup.sqlite3")
    with (
        closing(sqlite3.connect(file)) as connection,
        closing(sqlite3.connect(backup)) as copy,
    ):
        connection.backup(copy)
    erase(applied)
    work(applied)
    mails = len(applied.mails())
    with (
        closing(sqlite3.connect(file)) as connection,
        closing(sqlite3.connect(backup)) as copy,
    ):
        copy.backup(connection)
    assert ("known_records", "values") in traces(applied)
    sync = applied.office.sync
    assert sync.take_lease()
    observe(sync)
    takeover(sync)
    sync.give_lease_back()
    work(applied)
    assert traces(applied) == set()
    assert undecided(applied) == ([], [])
    assert len(applied.mails()) == mails


@pytest.mark.long
def test_whoever_was_erased_may_apply_again(applied):
    erase(applied)
    work(applied)
    applied.later(hours=1)
    fill(
        applied.client(),
        "/en/aspiring_town",
        {**ANSWERS, "name": "Otavalo", "contact_email": ANA},
    )
    work(applied)
    assert erase_again(eraser_of(applied), applied.office.sync.now()) == 0
    [again] = [
        values
        for values in applied.records("towns").values()
        if values.get("name") == "Otavalo"
    ]
    assert again["contact_email"] == ANA
