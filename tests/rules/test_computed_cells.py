"""Cells of computed columns: worked out again only where something changed, and left
alone where a cell makes no sense.
"""

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from programme.parts import Column
from programme.records.record import Records
from rules.findings.computed_cells import ComputedCells
from tests.rules.small import TASKS, TODAY, TOWNS, column, programme, record


def computed(table, **expressions):
    columns = [
        Column.model_validate(column(name, "integer", value=text))
        for name, text in expressions.items()
    ]
    return table.model_copy(update={"columns": (*table.columns, *columns)})


TABLES = {
    "towns": computed(
        TOWNS, tasks_open="count(tasks, left > 0)", age="today - started"
    ),
    "tasks": computed(TASKS, left="due - today"),
}
PROGRAMME = programme().model_copy(update={"tables": {**programme().tables, **TABLES}})
ROWS = [
    record("MN-1", name="A", started="2027-03-01"),
    record("MN-2", name="B"),
    record("CP-1", town="MN-1", due="2027-03-15"),
    record("CP-2", town="MN-1", due="2027-03-10"),
]


def test_cells_follow_rows_of_other_tables_and_the_day():
    cells, known = ComputedCells(), Records(PROGRAMME, ROWS)
    first = cells.look(known, TODAY)
    assert first["towns"] == {
        "MN-1": {"tasks_open": 1, "age": 11},
        "MN-2": {"tasks_open": 0, "age": None},
    }
    assert first["tasks"] == {"CP-1": {"left": 3}, "CP-2": {"left": -2}}
    second = cells.look(
        known.replaced(
            [replace(ROWS[3], values={"town": "MN-1", "due": "2027-04-01"})], []
        ),
        TODAY,
    )
    assert second["towns"]["MN-1"] == {"tasks_open": 2, "age": 11}
    assert second["towns"]["MN-2"] is first["towns"]["MN-2"]  # not worked out again
    assert cells.look(known, TODAY + timedelta(days=3))["towns"]["MN-1"] == {
        "tasks_open": 0,
        "age": 14,
    }


def _changed(chance: random.Random, known: Records) -> Records:
    """The rows after somebody has changed, added, moved or deleted some."""
    rows, gone = [], []
    for _ in range(chance.randint(1, 3)):
        town = f"MN-{chance.randint(1, 3)}"
        task = f"CP-{chance.randint(1, 5)}"
        due = f"2027-03-{chance.randint(1, 28):02}"
        rows.append(record(town, name="A", started=due))
        rows.append(record(task, town=town, due=chance.choice([due, "soon", None])))
        gone.append(chance.choice([("tasks", task), ("towns", town)]))
    return known.replaced(
        [row for row in rows if (row.table, row.reference) not in gone], gone
    )


@pytest.mark.parametrize("seed", range(20))
def test_look_after_changes_is_what_a_first_look_would_be(seed):
    chance = random.Random(seed)
    cells, known = ComputedCells(), Records(PROGRAMME, ROWS)
    for _ in range(20):
        rows = [row for name in PROGRAMME.tables for row in known.table(name).values()]
        anew = ComputedCells().look(Records(PROGRAMME, rows), TODAY)
        assert cells.look(known, TODAY) == anew
        known = _changed(chance, known)


@pytest.mark.parametrize(
    ("task", "left"),
    [
        (replace(ROWS[2], unreadable=frozenset({"due"})), {}),
        (replace(ROWS[2], values={"town": "MN-1", "due": "soon"}), {}),
        (replace(ROWS[2], values={"town": "MN-1", "due": None}), {"left": None}),
    ],
)
def test_cell_that_rests_on_one_that_makes_no_sense_stays_as_it_is(task, left):
    found = ComputedCells().look(Records(PROGRAMME, [ROWS[0], task]), TODAY)
    assert found["tasks"] == {"CP-1": left}
    assert ("tasks_open" in found["towns"]["MN-1"]) is bool(left)
