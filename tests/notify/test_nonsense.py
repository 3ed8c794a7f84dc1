"""One record whose values make no sense stops alone: every
step goes on with the others.
"""

import pytest

from core.clock import Clock
from core.links import Links
from core.problem import Problem, ProblemCode
from journal.records import known_records
from journal.tabs import problems
from notify.context import NotifyContext
from notify.forecast import forecast
from notify.managed_cells import managed_cells
from notify.planning.events import has_recipients
from notify.planning.record_problems import examine
from notify.read_state import load_state
from notify.steps import plan, refresh
from programme.records.record import Records
from sheets.addresses import SheetAddresses
from tests.lived import coordinator
from tests.notify.states import ANA, state
from tests.rules.small import TODAY, called_after_others, record

NONSENSE = {
    "date": "mañana",
    "moment": "9999-12-31T23:59:59-12:00",
    "integer": "two",
    "decimal": "9" * 400,
    "select_multiple": "x",
    "file": "x",
}


def spoil(house, table):
    """Puts values into one record of a table that are not of its columns'
    types; gives its reference.
    """
    definition = house.folder.programme.tables[table]
    reference, values = next(iter(house.records(table).items()))
    values |= {
        column.name: NONSENSE[column.type]
        for column in definition.columns
        if column.type in NONSENSE
    }
    with house.journal.write() as connection:
        known_records.update(connection, table, reference, values=values)
    return reference


@pytest.mark.long
def test_no_step_and_no_page_stops_for_rows_of_nonsense(lived):
    tables = [name for name in lived.folder.programme.tables if lived.records(name)]
    beside = {
        table: set(cells)
        for table, cells in managed_cells(lived.office.notify).items()
        if cells
    }
    spoilt = {table: spoil(lived, table) for table in tables}
    notify = lived.office.notify
    plan(notify, "")
    refresh(notify, "")
    cells = managed_cells(notify)
    assert all(references <= set(cells[table]) for table, references in beside.items())
    assert forecast(notify, 30)
    with lived.journal.read() as connection:
        told = {
            standing.problem.reference for standing in problems.standing(connection)
        }
    assert spoilt["commitments"] in told
    client = coordinator(lived)
    case = notify.links.case("es", spoilt["towns"], 0).removeprefix(
        lived.settings.public_url
    )
    for page in ("/staff/", "/staff/ahead", "/staff/pages", "/staff/gone", case):
        assert client.get(page).status_code == 200, page


def test_rows_that_are_called_after_one_another_are_problems_and_go_by_their_references(
    lived,
):
    programme = called_after_others()
    context = NotifyContext(
        lived.settings,
        programme,
        lived.journal,
        Clock,
        {},
        Links("x", "http://here"),
        lambda: SheetAddresses("none"),
    )
    rows = [
        record("CM-1", next="CM-2"),
        record("CM-2", next="CM-1"),
        record("CM-3", next="CM-1"),
        record("CM-4"),
    ]
    found = examine(context, Records(programme, rows), TODAY)
    assert [(one.code, one.reference) for one in found] == [
        (ProblemCode.circle, name) for name in ("CM-1", "CM-2", "CM-3")
    ]


@pytest.mark.parametrize("way", ["somebody", "mentor.nobody", "gone.contact"])
def test_problem_about_a_way_that_the_programme_knows_no_more_is_over(way):
    stands = Problem(ProblemCode.nobody, "", (("to", way),), "towns", "MN-1")
    assert has_recipients(state(record("MN-1", name="A", **ANA)), stands)


def test_state_is_read_with_rows_of_nonsense(lived):
    town = spoil(lived, "towns")
    assert town in load_state(lived.office.notify).records.table("towns")
