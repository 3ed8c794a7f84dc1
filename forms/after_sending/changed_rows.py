"""What follows from changed answers for the rows of repetitions: cells of those that
stand, rows that are new, and rows that were taken out.

Pure, but for the addresses of files.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from core.links import Links
from forms.after_sending.answer_states import AnswerState, changed_cells
from forms.after_sending.sent_form import SentForm
from forms.answers.check import Repetition
from forms.answers.repetitions import Keys
from forms.request.sending.accept import cells
from journal.forms.answer_changes import ChangedCell, ChangedRows
from journal.forms.submissions import SubmissionRow, Upload
from programme.app_tables import NOTED_OF_FORMS
from programme.form_parts.repeats import (
    Repeated,
    RowTarget,
    question_name,
    repeats_of,
    repetition_name,
    row_target,
)
from programme.model import Programme
from programme.models.forms import FormField
from programme.records.record import Value

Rows = Mapping[str, Sequence[Repetition]]
"""Repeat → its repetitions, as they were sent."""
Files = Mapping[str, Sequence[Upload]]
"""What a question is called on the page → its files."""


@dataclass(frozen=True)
class RowChanges:
    """What becomes of the rows of all repetitions.

    `keys`: those that count, the new ones behind those that stood; `uploads`: files
    that are new, by the names under which they are kept; `asked_once`: the references
    of the rows in which what is asked once stands.
    """

    keys: Keys
    cells: Sequence[ChangedCell] = ()
    rows: ChangedRows = field(default_factory=ChangedRows)
    uploads: Sequence[Upload] = ()
    asked_once: Sequence[str] = ()

    @property
    def are_none(self) -> bool:
        """Whether everything stays as it is."""
        return not (self.cells or self.rows.added or self.rows.taken_out)


class Repetitions:
    """Compares the repetitions that were sent with the rows that stand."""

    def __init__(
        self, programme: Programme, links: Links, submitted: SentForm, files: Files
    ) -> None:
        self.programme = programme
        self.links = links
        self.submitted = submitted
        self.files = files
        self.uploads: list[Upload] = []
        self.row_of_upload: dict[str, str] = {}

    def changes(
        self,
        states: Mapping[str, AnswerState],
        rows: Rows,
        asked_once: Mapping[str, Value],
    ) -> RowChanges:
        """What follows from what was sent. `states`: of the answers that stand;
        `asked_once`: the answers that all rows of the form's own table have.
        """
        changed: list[ChangedCell] = []
        added: list[SubmissionRow] = []
        keys: Keys = {}
        counted = set()
        for repeat in repeats_of(self.submitted.form):
            standing, new = self._standing_and_new(repeat.name, rows)
            keys[repeat.name] = tuple(row.key for row in (*standing, *new))
            for row in standing:
                counted.add(repetition_name(repeat.name, row.key))
                changed += self._cells(repeat.name, row, states)
            form = self.submitted.form
            fixed = (*form.fixed, *self.submitted.current.fixed)
            target = row_target(form, fixed, repeat, self.programme.tables)
            for key, row in enumerate(new, self.submitted.next_key):
                shared = self._shared(repeat, target, states, asked_once)
                added.append(self._added(repeat.name, row, key, target, shared))
        taken_out = []
        for name, repetition in self.submitted.repetitions.items():
            if name not in counted:
                taken_out.append(repetition.reference)
        changed_rows = ChangedRows(
            self.submitted.times_changed,
            added,
            self.submitted.rows,
            [*taken_out, *self.submitted.gone],
            taken_out,
            self.row_of_upload,
            self.submitted.own_repeat,
        )
        rows_asked_once = []
        for reference in self.submitted.rows_asked_once:
            if reference not in taken_out:
                rows_asked_once.append(reference)
        return RowChanges(keys, changed, changed_rows, self.uploads, rows_asked_once)

    def _standing_and_new(
        self, repeat: str, rows: Rows
    ) -> tuple[list[Repetition], list[Repetition]]:
        standing: list[Repetition] = []
        new: list[Repetition] = []
        for row in rows.get(repeat, ()):
            name = repetition_name(repeat, row.key)
            if name in self.submitted.repetitions:
                standing.append(row)
            else:
                new.append(row)
        return standing, new

    def _cells(
        self, repeat: str, row: Repetition, states: Mapping[str, AnswerState]
    ) -> list[ChangedCell]:
        """The cells of a row that stands, and its new files."""
        name = repetition_name(repeat, row.key)
        repetition = self.submitted.repetitions[name]
        of_row: dict[str, AnswerState] = {}
        answers: dict[str, Any] = dict(row.answers)
        for page_name, state in states.items():
            repeated = Repeated.of(page_name)
            if repeated is None or repeated.repetition != name:
                continue
            of_row[repeated.question] = state
            if page_name in self.files and state.lock is None:
                uploads = self.files[page_name]
                answers[repeated.question] = self._addresses(uploads)
        changed = changed_cells(repetition.table, repetition.reference, of_row, answers)
        for cell in changed:
            page_name = question_name(repeat, row.key, cell.cell.column)
            for upload in self.files.get(page_name, ()):
                self.uploads.append(upload)
                self.row_of_upload[upload.id] = repetition.reference
        return changed

    def _shared(
        self,
        repeat: FormField,
        target: RowTarget,
        states: Mapping[str, AnswerState],
        asked_once: Mapping[str, Value],
    ) -> dict[str, Value]:
        """What a new row says that no repetition asks."""
        own = self.submitted.row.sent
        values: dict[str, Value] = {name: own.get(name) for name in NOTED_OF_FORMS}
        for column, own_column in target.shared.items():
            values[column] = own.get(own_column)
        if not target.is_own:
            return values
        # Also what the form sets by itself, and what it is about.
        values |= own
        for question in repeat.fields:
            values.pop(question.name, None)
        for name, state in states.items():
            if Repeated.of(name):
                continue
            if state.lock is None:
                values[name] = asked_once.get(name)
            elif state.has_cell:
                values[name] = state.present
        return values

    def _added(
        self,
        repeat: str,
        row: Repetition,
        key: int,
        target: RowTarget,
        shared: Mapping[str, Value],
    ) -> SubmissionRow:
        """The row that a new repetition becomes."""
        table = self.programme.tables[target.table]
        values: dict[str, Value] = {**shared, **row.answers}
        ids: list[str] = []
        for question in row.answers:
            uploads = self.files.get(question_name(repeat, row.key, question), ())
            if uploads:
                values[question] = self._addresses(uploads)
            for upload in uploads:
                ids.append(upload.id)
                name = question_name(repeat, key, question)
                self.uploads.append(replace(upload, field=name))
        return SubmissionRow(
            table.name,
            table.prefix,
            target.parent,
            cells(table, values),
            tuple(ids),
            repeat,
            key,
        )

    def _addresses(self, uploads: Sequence[Upload]) -> list[str]:
        return [str(self.links.file(upload.id)) for upload in uploads]
