"""Whose data is kept no longer, and that a wrong condition does not
empty a spreadsheet overnight.
"""

from dataclasses import replace
from datetime import date

import pytest

from privacy.retention import Overdue, held_back, keep_retention, overdue
from programme.records.record import Record, Records
from tests.lived import named, work
from tests.privacy.test_erase import ANA, applied, eraser_of, town, traces, undecided

__all__ = ["applied"]
TODAY = date(2030, 6, 1)


def records(folder, closes, **town):
    rows = [
        Record("editions", "ED-1", {"name": "2027", "closes": closes}),
        Record(
            "towns",
            "MN-1",
            {
                "name": "Cotacachi",
                "edition": "ED-1",
                "contact_email": ANA,
                "mayor_name": "Eva",
                **town,
            },
        ),
        Record(
            "commitments",
            "CP-1",
            {
                "town": "MN-1",
                "what": "Plant",
                "owner_name": "Luz",
                "owner_email": "luz@x.org",
            },
        ),
        Record("mentors", "CM-1", {"name": "Leeds", "contact_email": "leeds@x.org"}),
    ]
    return Records(folder.programme, rows)


CASES = [
    ("2028-05-31", {}, True),
    ("2028-06-03", {}, False),
    ("2028-05-31", {"extended_until": "2028-07-01"}, False),
    ("2028-05-31", {"renewal_on": "2031-01-01"}, False),
    ("2028-05-31", {"renewal_on": "2030-01-01"}, True),
    (None, {}, False),
]


@pytest.mark.parametrize(("closes", "town", "is_due"), CASES)
def test_shipped_programme_keeps_people_two_years(folder, closes, town, is_due):
    due = overdue(folder.programme, records(folder, closes, **town), TODAY)
    assert due == (
        [Overdue("towns", "MN-1", frozenset({"MN-1", "CP-1"}), 4)] if is_due else []
    )


@pytest.mark.parametrize(
    ("table", "reference", "column"),
    [("towns", "MN-1", "extended_until"), ("editions", "", "closes")],
)
def test_people_stay_where_a_date_makes_no_sense_or_is_none(
    folder, table, reference, column
):
    given = records(folder, "2028-05-31")
    [record] = [
        row
        for key, row in given.table(table).items()
        if key == reference or not reference
    ]
    unreadable = replace(record, unreadable=frozenset({column}))
    assert overdue(folder.programme, given.replaced([unreadable], ()), TODAY) == []
    broken = replace(record, values={**record.values, column: "en primavera"})
    assert overdue(folder.programme, given.replaced([broken], ()), TODAY) == []


def test_nobody_left_in_a_case_is_not_due_again(folder):
    blank = {"contact_email": None, "mayor_name": None}
    rows = list(records(folder, "2028-05-31", **blank).table("towns").values())
    editions = records(folder, "2028-05-31").table("editions").values()
    assert (
        overdue(folder.programme, Records(folder.programme, [*rows, *editions]), TODAY)
        == []
    )


@pytest.mark.parametrize(
    ("due", "towns", "is_held"),
    [
        (1, 1, False),
        (2, 2, True),
        (1, 4, False),
        (2, 4, True),
        (3, 4, True),
        (2, 20, False),
        (3, 20, False),
        (10, 100, True),
    ],
)
def test_many_at_once_wait_for_somebody(folder, due, towns, is_held):
    all_towns = Records(
        folder.programme, [Record("towns", f"MN-{number}") for number in range(towns)]
    )
    items = [Overdue("towns", f"MN-{number}", frozenset(), 1) for number in range(due)]
    assert bool(held_back(folder.programme, all_towns, items)) is is_held


@pytest.mark.long
def test_data_that_is_kept_no_longer_goes_by_itself(applied):
    reference = named(applied, "towns", "Cotacachi")
    for edition, values in applied.records("editions").items():
        if values.get("closes"):
            applied.edit("editions", edition, "closes", "2020-01-01")
    applied.edit("towns", reference, "edition", next(iter(applied.records("editions"))))
    work(applied)
    with applied.journal.read() as connection:
        rows = applied.office.sync.records(connection)
    mails = len(applied.mails())
    done = keep_retention(
        eraser_of(applied), rows, applied.office.sync.now(), all_of_them=True
    ).done
    assert reference in {item.reference for item in done}
    work(applied)
    assert town(applied)["name"] == "Cotacachi"
    assert traces(applied) == set()
    assert undecided(applied) == ([], [])
    assert len(applied.mails()) == mails
