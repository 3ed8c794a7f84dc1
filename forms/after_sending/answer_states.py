"""What may be changed of a form that was sent: each answer as its sender last gave it,
against what its row says now.

Pure.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from core.ids import digest
from journal.forms.answer_changes import ChangedCell
from journal.records.cells.cell_commands import SENDER, CellCommand, standing_value
from programme.model import Table
from programme.models.forms import FormField
from programme.records.comparison import same
from programme.records.record import Cell, Value


class Lock(StrEnum):
    """Why an answer cannot be changed: the `form` says so; the `team` has
    written something else since; it is of a `kind` that cannot be sent again
    here (names of records).
    """

    form = "form"
    team = "team"
    kind = "kind"


@dataclass(frozen=True)
class AnswerState:
    """An answer: what its row says, or is going to say. `lock`: why it cannot be
    changed, None where it can.

    `has_cell`: the table has a column for it; without one, only the
    other questions depend on it.
    """

    present: Value
    lock: Lock | None = None
    has_cell: bool = True


@dataclass(frozen=True)
class SentRow:
    """The row that a submission became.

    `sent`: as it was sent; `present`: as it was last seen; `commands`: the newest
    about each column; `asked`: the last value that the sender wanted in each
    column that they have changed.
    """

    sent: Mapping[str, Value]
    present: Mapping[str, Value]
    commands: Mapping[str, CellCommand] = field(default_factory=dict)
    asked: Mapping[str, Value] = field(default_factory=dict)

    def standing(self, column: str) -> Value:
        """What a cell says, or is going to say."""
        return standing_value(self.commands.get(column), self.present.get(column))

    def given(self, column: str) -> Value:
        """What its sender last wanted it to say."""
        if column in self.asked:
            return self.asked[column]
        return self.sent.get(column)


def last_asked(commands: Collection[CellCommand]) -> dict[str, Value]:
    """Column → what the sender wanted there last.

    `commands`: of one record, the newest first.
    """
    latest: dict[str, Value] = {}
    for command in commands:
        if command.by == SENDER:
            latest.setdefault(command.column, command.wanted)
    return latest


def answer_states(
    questions: Sequence[FormField],
    fixed: Collection[str],
    table: Table,
    row: SentRow,
    locked: Collection[str],
) -> dict[str, AnswerState]:
    """Question → its state.

    `fixed`: what nobody is asked for; `locked`: questions that the form does not let
    anybody change.
    """
    states: dict[str, AnswerState] = {}
    for question in questions:
        if question.field_type.is_asked and question.name not in fixed:
            states[question.name] = _state(question, table, row, locked)
    return states


def _state(
    question: FormField, table: Table, row: SentRow, locked: Collection[str]
) -> AnswerState:
    column = table.column(question.name)
    present = row.standing(question.name)
    if question.table:
        return AnswerState(present, Lock.kind, has_cell=False)
    if column is None or column.own:
        lock = None
        if question.name in locked:
            lock = Lock.form
        return AnswerState(None, lock, has_cell=False)
    if not same(present, row.given(question.name)):
        return AnswerState(present, Lock.team)
    if question.name in locked:
        return AnswerState(present, Lock.form)
    return AnswerState(present)


def states_of_all(
    states_by_row: Sequence[Mapping[str, AnswerState]],
) -> dict[str, AnswerState]:
    """Question → its state, where the same answer stands in several rows: what the
    team has written in one of them is shown, and stays in all.
    """
    merged = dict(states_by_row[0])
    for states in states_by_row[1:]:
        for name, state in states.items():
            if state.lock is Lock.team and merged[name].lock is not Lock.team:
                merged[name] = state
    return merged


def states_mark(states: Mapping[str, AnswerState]) -> str:
    """What stands for all that a page shows of these answers: it differs when any
    of them has changed since.
    """
    value = []
    for name, state in sorted(states.items()):
        value.append([name, state.present, str(state.lock or "")])
    return digest(value)[:16]


def changed_cells(
    table: str,
    reference: str,
    states: Mapping[str, AnswerState],
    answers: Mapping[str, Value],
) -> list[ChangedCell]:
    """The cells that follow from answers as they are now, the computed ones among
    them.
    """
    changed: list[ChangedCell] = []
    for name, state in states.items():
        answer = answers.get(name)
        if answer in ("", []):
            answer = None
        if state.has_cell and state.lock is None and not same(state.present, answer):
            changed.append(
                ChangedCell(Cell(table, reference, name), state.present, answer)
            )
    return changed
