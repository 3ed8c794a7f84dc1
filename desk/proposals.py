"""What a step proposes to set: the cell, the value shown, the words of the new
one, and who has just set it.
"""

from desk.case_steps import step_key, step_named
from desk.cases import Cases
from desk.lines import ProposedCell
from desk.team import name_of
from journal.records.cells.cell_commands import SENDER
from journal.rules.case_steps import CaseStep


def proposed_cell(cases: Cases, step: CaseStep) -> ProposedCell | None:
    """The cell that a step proposes to set; None where it proposes none, or
    the cell says so already.

    What somebody has just set is on its way, and the steps are those of before:
    it is shown as being set.
    """
    programme = cases.programme
    defined = step_named(programme.desk.next_steps, step.step)
    if defined is None or defined.propose is None:
        return None
    name = defined.propose.column
    value = defined.propose.value
    column = cases.table.column(name)
    shown = cases.view(step.reference).value(name)
    choice = None
    if column:
        choice = column.choice(value)
    if column is None or choice is None or shown == value:
        return None
    last = cases.commands_under_way.get((step.reference, name))
    set_by = ""
    if last is not None:
        # Something else is on its way: what this step proposes is
        # no longer the next thing.
        if last.wanted != value or last.by == SENDER:
            return None
        set_by = name_of(cases.connection, last.by)
    language = programme.language  # what is typed is in the language of the spreadsheet
    header = programme.text(column.label, language)
    text = programme.text(choice.label, language)
    key = step_key(step)
    return ProposedCell(
        key, name, header, shown, value, text, column.set_by_page, set_by
    )
