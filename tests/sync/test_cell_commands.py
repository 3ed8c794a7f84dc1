"""Cells that people set on a page: written while they hold what was shown, recorded as
theirs, and never otherwise.
"""

from datetime import timedelta

import pytest

from core.clock import Clock
from journal.records import changes
from journal.records.cells import cell_commands
from journal.records.cells.cell_commands import SENDER, WRITTEN, CellCommand, CommandEnd
from journal.states import CommandState, Happening, Refusal
from journal.tabs import deliveries
from programme.records.record import Cell
from sheets.writing.staff_cells import PresentCell
from sync.cell_commands import (
    Verdict,
    carry_out,
    end_after_writing,
    end_before_writing,
    judge,
)
from sync.observe import observe
from tests.house import fill
from tests.lived import (
    ANSWERS,
    batch,
    copied_house,
    named,
    problems,
    told,
    type_row,
    work,
)

ANA = "ana@example.org"
WRITING = "values:batchUpdateByDataFilter"
WAITING = CommandEnd(CommandState.waiting)


def refused(refusal, present=""):
    return CommandEnd(CommandState.refused, refusal, present)


def command(shown="applied", wanted="approved"):
    now = Clock().now()
    return CellCommand(
        1,
        "k",
        "towns",
        "TOWN-1",
        "status",
        shown,
        wanted,
        ANA,
        now,
        CommandState.waiting,
        None,
        None,
        None,
        "",
        "",
    )


JUDGED = [
    ("applied", "applied", "approved", Verdict.write),
    ("applied", "approved", "approved", Verdict.stands),
    ("applied", "paused", "approved", Verdict.decide),
    ("applied", None, "approved", Verdict.decide),
    (None, None, "approved", Verdict.write),
    ("", None, "approved", Verdict.write),
    ([], None, ["a"], Verdict.write),
    (None, "paused", "approved", Verdict.decide),
    ("applied", "applied", None, Verdict.write),
    ("applied", None, None, Verdict.stands),
    (3, 3.0, 4, Verdict.write),
    (None, 0, 4, Verdict.decide),
    (0, None, 4, Verdict.decide),
    (False, None, True, Verdict.write),
    (
        "2027-03-01T10:00:00+00:00",
        "2027-03-01T10:00:00.000400+00:00",
        None,
        Verdict.write,
    ),
]


@pytest.mark.parametrize(("shown", "present", "wanted", "verdict"), JUDGED)
def test_judge_writes_only_over_what_was_shown(shown, present, wanted, verdict):
    assert judge(shown, present, wanted) is verdict


BEFORE = [
    (None, refused(Refusal.gone)),
    (PresentCell(3, "applied", "applied"), None),
    (PresentCell(3, "approved", "approved"), WRITTEN),
    (PresentCell(3, "paused", "paused"), refused(Refusal.changed, "paused")),
    (PresentCell(3, "soon?", is_clear=False), refused(Refusal.changed, "soon?")),
    (PresentCell(3, "applied", is_formula=True), refused(Refusal.formula, "applied")),
    (PresentCell(3, "applied", "applied", is_twice=True), refused(Refusal.twice)),
]


@pytest.mark.parametrize(("cell", "end"), BEFORE)
def test_command_ends_without_a_write_where_its_cell_is_otherwise(cell, end):
    assert end_before_writing(command(), cell) == end


AFTER = [
    (None, False, None),
    (None, True, refused(Refusal.gone)),
    (PresentCell(3, "approved", "approved"), False, WRITTEN),
    (PresentCell(3, "approved", "approved"), True, WRITTEN),
    (PresentCell(3, "applied", "applied"), False, None),
    (PresentCell(3, "applied", "applied"), True, WAITING),
    (PresentCell(3, "paused", "paused"), False, refused(Refusal.changed, "paused")),
    (PresentCell(3, "soon?", is_clear=False), True, refused(Refusal.changed, "soon?")),
]


@pytest.mark.parametrize(("cell", "is_over", "end"), AFTER)
def test_end_of_a_write_is_told_by_a_look(cell, is_over, end):
    assert end_after_writing(command(), cell, is_over=is_over) == end


@pytest.fixture
def town(lived):
    return next(iter(sorted(lived.records("towns"))))


def ask(house, reference, wanted, *, shown=None, column="status", key="key-1", by=ANA):
    """What a page does when somebody presses: keeps the command."""
    if shown is None:
        shown = house.records("towns")[reference].get(column)
    with house.journal.write() as connection:
        now = house.office.sync.now()
        return cell_commands.ask(
            connection, Cell("towns", reference, column), shown, wanted, by, key, now
        )


def commands(house, reference):
    with house.journal.read() as connection:
        return cell_commands.of_record(connection, "towns", reference)


def ends(house, reference):
    return [(command.state, command.refusal) for command in commands(house, reference)]


def edits(house, reference, column="status"):
    with house.journal.read() as connection:
        history = changes.history(connection, reference)
    return [
        (change.before, change.after, change.by)
        for change in history
        if change.column == column and change.happening is Happening.edited
    ]


def value(house, reference, column="status"):
    return house.look().tabs["towns"].rows[reference].values.get(column)


def others(house, reference):
    """Every staff cell of the tab but the one that the test is about."""
    rows = house.look().tabs["towns"].rows
    return {
        (row.reference, name): cell
        for row in rows.values()
        for name, cell in row.values.items()
        if (row.reference, name) != (reference, "status")
    }


def test_cell_is_written_and_the_change_is_the_person_s(lived, town):
    before, shown, history = others(lived, town), value(lived, town), edits(lived, town)
    ask(lived, town, "paused")
    assert lived.settle()
    assert value(lived, town) == "paused"
    assert [command.state for command in commands(lived, town)] == [
        CommandState.written
    ]
    assert edits(lived, town) == [*history, (shown, "paused", ANA)]
    assert others(lived, town) == before


def test_same_page_asks_once(lived, town):
    assert ask(lived, town, "paused")
    assert not ask(lived, town, "paused")
    assert len(commands(lived, town)) == 1


def test_two_commands_about_a_cell_are_carried_out_one_after_the_other(lived, town):
    shown, history = value(lived, town), edits(lived, town)
    ask(lived, town, "paused", key="key-1")
    ask(lived, town, "withdrawn", shown="paused", key="key-2", by="eva@example.org")
    assert lived.settle()
    assert value(lived, town) == "withdrawn"
    assert edits(lived, town) == [
        *history,
        (shown, "paused", ANA),
        ("paused", "withdrawn", "eva@example.org"),
    ]


def test_cell_that_staff_edited_is_left_alone_and_a_line_says_so_until_it_is_settled(
    lived, town
):
    lived.edit("towns", town, "status", "Retirado")
    ask(lived, town, "paused")  # shown: what the journal knew before the edit
    assert lived.settle()
    assert value(lived, town) == "withdrawn"
    [refusal] = commands(lived, town)
    assert (refusal.state, refusal.refusal, refusal.present) == (
        CommandState.refused,
        Refusal.changed,
        "Retirado",
    )
    assert ("not_set", "towns", town, "status") in problems(lived)
    assert [by for _before, _after, by in edits(lived, town)][-1] == ""
    lived.later(seconds=5)
    lived.edit("towns", town, "status", "En pausa")
    assert lived.settle()
    assert ("not_set", "towns", town, "status") not in problems(lived)


def test_event_of_a_command_is_told_as_that_of_an_edit_and_once(lived):
    town = named(lived, "towns", "Serra das Flores")
    before = told(lived, "evaluation_opens")
    ask(lived, town, "evaluation")
    work(lived)
    lived.later(seconds=5)
    assert lived.settle()
    added = list(told(lived, "evaluation_opens"))
    for notice in before:
        added.remove(notice)
    assert added
    assert len(added) == len(set(added))


def test_row_on_its_way_is_waited_for(lived):
    fill(lived.client(), "/en/aspiring_town", ANSWERS)
    with lived.journal.read() as connection:
        [reference] = deliveries.pending_references(connection, "towns")
    ask(lived, reference, "paused", shown="applied")
    assert lived.settle()
    assert value(lived, reference) == "paused"
    assert edits(lived, reference) == [("applied", "paused", ANA)]


def delete_row(house, reference, table="towns"):
    tab = house.look().tabs[table]
    index = tab.rows[reference].index
    rows = {
        "sheetId": tab.layout.sheet_id,
        "dimension": "ROWS",
        "startIndex": index,
        "endIndex": index + 1,
    }
    batch(house, {"deleteDimension": {"range": rows}})


def delete_column(house, reference):
    layout = house.look().tabs["towns"].layout
    index = layout.columns["status"]
    columns = {
        "sheetId": layout.sheet_id,
        "dimension": "COLUMNS",
        "startIndex": index,
        "endIndex": index + 1,
    }
    batch(house, {"deleteDimension": {"range": columns}})


def put_formula(house, reference):
    tab = house.look().tabs["towns"]
    index, column = tab.rows[reference].index, tab.layout.columns["status"]
    start = {"sheetId": tab.layout.sheet_id, "rowIndex": index, "columnIndex": column}
    cell = {"userEnteredValue": {"formulaValue": '="Reconocido"'}}
    batch(
        house,
        {
            "updateCells": {
                "start": start,
                "rows": [{"values": [cell]}],
                "fields": "userEnteredValue",
            }
        },
    )


def copy_reference(house, reference):
    type_row(house, "towns", reference=reference, name="Copia", status="Reconocido")


ROWS = [
    ("Guaranda", delete_row, Refusal.gone),
    ("Portoviejo", copy_reference, Refusal.twice),
]
"""What is done to the rows of some towns, and why a command about them is refused."""


def test_command_that_cannot_be_carried_out_says_why(lived):
    happenings = [*ROWS, ("Muqui", put_formula, Refusal.formula)]
    expected = {}
    for name, happens, refusal in happenings:
        town = named(lived, "towns", name)
        expected[town] = refusal
        happens(lived, town)
        ask(lived, town, "paused", key=name)
    assert lived.settle()
    assert {town: ends(lived, town) for town in expected} == {
        town: [(CommandState.refused, refusal)] for town, refusal in expected.items()
    }
    assert {("not_set", "towns", town, "status") for town in expected} <= set(
        problems(lived)
    )
    assert [edits(lived, town) for town in expected] == [[]] * len(expected)


def test_command_about_a_column_that_is_gone_is_refused(lived, town):
    changed = edits(lived, town)
    delete_column(lived, town)
    ask(lived, town, "paused")
    assert lived.settle()
    assert ends(lived, town) == [(CommandState.refused, Refusal.column)]
    assert ("not_set", "towns", town, "status") in problems(lived)
    assert edits(lived, town) == changed


def test_protected_column_holds_up_its_own_commands_alone(lived, town):
    ask(lived, town, "paused")
    ask(lived, town, "Otro nombre", column="name")
    text = "Invalid data[0]: You are trying to edit a protected cell or object."
    # Both together, and then the first column that is tried by itself.
    lived.server.faults(
        {
            "action": "status",
            "status": 400,
            "message": text,
            "path": WRITING,
            "times": 2,
        }
    )
    lived.settle()
    states = {command.state: command for command in commands(lived, town)}
    assert states.keys() == {CommandState.written, CommandState.waiting}
    assert "protected" in states[CommandState.waiting].error


def test_value_that_the_spreadsheet_does_not_take_stops_alone(lived, town):
    ask(lived, town, "x" * 50_001, column="name")
    ask(lived, town, "paused")
    assert lived.settle()
    by_column = {command.column: command for command in commands(lived, town)}
    assert by_column["status"].state is CommandState.written
    assert (by_column["name"].state, by_column["name"].refusal) == (
        CommandState.refused,
        Refusal.not_taken,
    )


FAULTS = [
    # not done, done, and said to be done
    {"action": "status", "status": 503},
    {"action": "truncated"},
    {"action": "lie"},
]
OTHER_FAULTS = [{"action": "reset"}, {"action": "html"}]
"""What a client takes for one of those before: tests/sheets/test_client.py."""


@pytest.mark.parametrize(
    "faults",
    [FAULTS, pytest.param(OTHER_FAULTS, marks=pytest.mark.long)],
    ids=["kinds", "others"],
)
def test_write_whose_end_is_not_known_is_made_once_in_the_end(
    tmp_path, folder, tmp_path_factory, faults
):
    limits = {"call_limit": 1.0, "server_limit": 0.5}
    with copied_house(tmp_path / "house", folder, tmp_path_factory, **limits) as house:
        town = next(iter(sorted(house.records("towns"))))
        history = edits(house, town, "population")
        for wanted, fault in enumerate(faults, start=1):
            before = value(house, town, "population")
            ask(house, town, wanted, column="population", key=fault["action"])
            house.server.faults({**fault, "path": WRITING, "times": 1})
            while not house.settle():
                pass
            assert value(house, town, "population") == wanted, fault
            history.append((before, wanted, ANA))
            assert edits(house, town, "population") == history, fault
            assert commands(house, town)[-1].state is CommandState.written, fault


def held_worker(house):
    """A worker that has the lease and has looked."""
    sync = house.office.sync
    assert sync.take_lease()
    return sync, observe(sync)


def test_worker_killed_between_write_and_reading_back_leaves_it_to_the_next_look(
    lived, town
):
    shown, history = value(lived, town), edits(lived, town)
    ask(lived, town, "paused")
    sync, observed = held_worker(lived)
    assert carry_out(sync, observed.snapshot, observed.matches).wrote
    [tried] = commands(lived, town)
    assert tried.state is CommandState.unknown
    sync.give_lease_back()  # it is killed here; another worker has the lease some time later
    lived.new_office()
    lived.offices.reverse()
    assert lived.settle()
    assert edits(lived, town) == [*history, (shown, "paused", ANA)]
    assert [command.state for command in commands(lived, town)] == [
        CommandState.written
    ]


def test_edit_after_the_write_stands_and_is_told(lived, town):
    ask(lived, town, "paused")
    sync, observed = held_worker(lived)
    assert carry_out(sync, observed.snapshot, observed.matches).wrote
    lived.edit("towns", town, "status", "Retirado")
    sync.give_lease_back()
    assert lived.settle()
    assert value(lived, town) == "withdrawn"
    assert edits(lived, town)[-1][1:] == ("withdrawn", "")
    assert commands(lived, town)[0].refusal is Refusal.changed
    assert ("not_set", "towns", town, "status") in problems(lived)


def test_edit_right_before_the_cell_is_read_again_is_left_alone(lived, town):
    ask(lived, town, "paused")
    sync, observed = held_worker(lived)
    lived.edit("towns", town, "status", "Retirado")
    carried_out = carry_out(sync, observed.snapshot, observed.matches)
    assert (carried_out.wrote, carried_out.moved) == (False, True)
    assert value(lived, town) == "withdrawn"


def test_rows_sorted_since_the_look_do_not_mislead_the_write(lived, town):
    ask(lived, town, "paused")
    sync, observed = held_worker(lived)
    layout = observed.snapshot.tabs["towns"].layout
    rows = {"sheetId": layout.sheet_id, "startRowIndex": layout.first_row}
    order = {"dimensionIndex": layout.columns["name"], "sortOrder": "DESCENDING"}
    batch(lived, {"sortRange": {"range": rows, "sortSpecs": [order]}})
    before = others(lived, town)
    assert carry_out(sync, observed.snapshot, observed.matches).wrote
    assert value(lived, town) == "paused"
    assert others(lived, town) == before


@pytest.mark.parametrize(
    "happenings",
    [ROWS, [("Serra das Flores", delete_column, Refusal.gone)]],
    ids=["rows", "column"],
)
def test_write_about_a_row_that_nobody_can_read_after_it_comes_to_an_end(
    lived, happenings
):
    towns = [named(lived, "towns", name) for name, _happens, _refusal in happenings]
    for town in towns:
        ask(lived, town, "paused", key=town)
    sync, observed = held_worker(lived)
    assert carry_out(sync, observed.snapshot, observed.matches).wrote
    for town, (_name, happens, _refusal) in zip(towns, happenings, strict=True):
        happens(lived, town)
    # they cannot be read, and for all that this look can tell the
    # call may still take effect
    observe(sync)
    tried = [command for town in towns for command in commands(lived, town)]
    with lived.journal.write() as connection:
        long_ago = tried[0].tried_at - timedelta(seconds=2 * sync.effect_seconds)
        cell_commands.mark_tried(connection, [each.id for each in tried], long_ago)
    observe(sync)
    assert [ends(lived, town) for town in towns] == [
        [(CommandState.refused, refusal)] for _name, _happens, refusal in happenings
    ]


def test_nobody_of_the_team_waits_behind_those_who_send_forms(lived, town):
    other = next(row for row in sorted(lived.records("towns")) if row != town)
    for reference, by in ((town, SENDER), (other, ANA)):
        ask(lived, reference, "paused", by=by, key=by)
    with lived.journal.read() as connection:
        assert [waiting.by for waiting in cell_commands.waiting(connection, 1)] == [ANA]


def test_reference_is_written_with_its_name_and_a_date_as_a_date(lived):
    town = named(lived, "towns", "Serra das Flores")
    mentors = [named(lived, "mentors", name) for name in ("Riobamba", "Lake Orchard")]
    before = lived.records("towns")[town]["mentor_2"]
    for number, (shown, mentor) in enumerate(
        zip((before, mentors[0]), mentors, strict=True)
    ):
        ask(lived, town, mentor, shown=shown, column="mentor_2", key=f"key-{number}")
    ask(lived, town, "2031-05-17", column="recognised_on", key="date")
    assert lived.settle()
    assert value(lived, town, "mentor_2") == f"Lake Orchard · {mentors[1]}"
    assert {command.state for command in commands(lived, town)} == {
        CommandState.written
    }
    assert lived.records("towns")[town]["mentor_2"] == mentors[1]
    assert value(lived, town, "recognised_on") == "2031-05-17"
    assert "2031" in shown_text(lived, town, "recognised_on")


def shown_text(house, reference, column):
    """What people read in a cell."""
    tab = house.look().tabs["towns"]
    row, index = tab.rows[reference].index, tab.layout.columns[column]
    client = house.server.gspread()
    sheet = client.open_by_key(house.key).get_worksheet_by_id(tab.layout.sheet_id)
    text = sheet.cell(row + 1, index + 1).value
    client.http_client.session.close()
    return text
