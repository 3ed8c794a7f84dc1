"""Cells that people set on a page: written while they hold what was shown, recorded as theirs, and never otherwise."""

from datetime import timedelta

import pytest

from core.clock import Clock
from core.errors import Unknown
from journal import cell_commands, changes
from journal.cell_commands import WRITTEN, CellCommand, CommandEnd
from journal.states import CommandState, Happening, Refusal
from programme.record import Cell
from sheets.staff_cells import PresentCell
from sync.cell_commands import Verdict, end_after_writing, end_before_writing, judge
from sync.observe import observe
from tests.lived import batch, named, problems, told, work

ANA = "ana@example.org"
WAITING = CommandEnd(CommandState.waiting)


def refused(refusal, present=""):
    return CommandEnd(CommandState.refused, refusal, present)


def command(shown="applied", wanted="approved"):
    now = Clock().now()
    return CellCommand(
        1, "k", "towns", "TOWN-1", "status", shown, wanted, ANA, now, CommandState.waiting, None, None, None, "", ""
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
    ("2027-03-01T10:00:00+00:00", "2027-03-01T10:00:00.000400+00:00", None, Verdict.write),
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
        return cell_commands.ask(connection, Cell("towns", reference, column), shown, wanted, by, key, now)


def commands(house, reference):
    with house.journal.read() as connection:
        return cell_commands.of_record(connection, "towns", reference)


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
    assert [command.state for command in commands(lived, town)] == [CommandState.written]
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
    assert edits(lived, town) == [*history, (shown, "paused", ANA), ("paused", "withdrawn", "eva@example.org")]


def test_cell_that_staff_edited_is_left_alone_and_a_line_says_so(lived, town):
    lived.edit("towns", town, "status", "Retirado")
    ask(lived, town, "paused")  # shown: what the journal knew before the edit
    assert lived.settle()
    assert value(lived, town) == "withdrawn"
    [refusal] = commands(lived, town)
    assert (refusal.state, refusal.refusal, refusal.present) == (CommandState.refused, Refusal.changed, "Retirado")
    assert ("not_set", "towns", town, "status") in problems(lived)
    assert [by for _before, _after, by in edits(lived, town)][-1] == ""


def test_line_goes_when_somebody_has_settled_it(lived, town):
    lived.edit("towns", town, "status", "Retirado")
    ask(lived, town, "paused")
    assert lived.settle()
    lived.later(seconds=5)
    lived.edit("towns", town, "status", "En pausa")
    assert lived.settle()
    assert ("not_set", "towns", town, "status") not in problems(lived)


def test_event_of_a_command_is_told_as_that_of_an_edit_and_once(lived):
    town = named(lived, "towns", "Loja")
    lived.later(days=1)
    before = told(lived, "approved")
    ask(lived, town, "approved")
    work(lived)
    work(lived)
    after = told(lived, "approved")
    assert len(after) > len(before)
    assert len({address for address, _state in after}) == len(after) - len(before) + len({a for a, _ in before})
