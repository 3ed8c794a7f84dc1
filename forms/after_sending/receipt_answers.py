"""What a receipt says: the answers as they were understood, and what has become of
those that were changed since.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from core.texts import mark as _
from core.texts import texts
from forms.after_sending.chosen_records import chosen_record
from forms.after_sending.sent_form import KEYS_APART, Placed, placed_rows, typed_of_rows
from forms.services import current_services
from journal.forms import answer_changes, repetition_rows
from journal.forms.repetition_rows import RepetitionRow
from journal.forms.submissions import StoredSubmission
from journal.records import known_records
from journal.records.cells import cell_commands
from journal.records.cells.cell_commands import SENDER, CellCommand
from journal.records.known_records import KnownRecord
from journal.states import CommandState
from journal.tabs import deliveries
from programme.form_parts.repeats import own_repeat
from programme.model import Programme
from programme.models.forms import Form, FormField
from programme.records.display import show_anyway
from programme.records.record import Value

BECOMES = {
    CommandState.waiting: _("on its way"),
    CommandState.unknown: _("on its way"),
    CommandState.written: _("taken over"),
    CommandState.refused: _("the team will decide about it"),
}
"""What has become of a changed answer, for whoever sent it."""
NEW = _("added")
GONE = _("taken out")
Line = tuple[str, str, str]
"""A question, what it was changed to, and what has become of that."""
Commands = Mapping[str, CellCommand]
"""Column → the last change that its sender wanted there."""


@dataclass(frozen=True)
class SentAnswers:
    """A submission as its receipt shows it.

    `written`: the answers as they were typed last; `values`: the row as it was sent,
    whatever its cells say now; `placed`: the rows of its repetitions; `commands`: by
    the reference of a row; `records`: those rows that a look has seen.
    """

    form: Form
    submission: StoredSubmission
    programme: Programme
    written: Mapping[str, object]
    values: Mapping[str, Value]
    placed: Placed
    commands: Mapping[str, Commands]
    records: Mapping[str, KnownRecord] = field(default_factory=dict)

    @classmethod
    def of(
        cls, form: Form, submission: StoredSubmission, programme: Programme
    ) -> "SentAnswers":
        """As the journal has it now."""
        reference = submission.reference
        with current_services().journal.read() as connection:
            changes = answer_changes.of_submission(connection, reference)
            rows = repetition_rows.of_submission(connection, reference)
            tables = {reference: form.table}
            for row in rows:
                tables[row.reference] = row.table
            commands = {}
            records = {}
            for row_reference, table in tables.items():
                of_row = cell_commands.of_record(connection, table, row_reference)
                commands[row_reference] = _of_sender(of_row)
                record = known_records.by_reference(connection, row_reference)
                if record is not None:
                    records[row_reference] = record
            values: Mapping[str, Value] = {}
            delivery = deliveries.of_submission(connection, form.table, reference)
            if delivery is not None:
                values = delivery.values
        written: Mapping[str, object] = submission.answers
        if changes:
            written = changes[-1].answers
        placed = placed_rows(form, submission, rows, values) or {}
        return cls(
            form, submission, programme, written, values, placed, commands, records
        )

    def answers(self) -> list[tuple[str, str]]:
        """Question and words, in the order of the form; those of each repetition
        together.
        """
        # What was changed is shown as it was understood then; whether it stands in
        # the row is told beside it.
        values = self._with_changes(self._reference_asked_once(), self.values)
        answers: list[tuple[str, str]] = []
        for question in self.form.fields:
            if question.field_type.is_repeat:
                answers.extend(self._of_repetitions(question))
            elif text := self._text(question, self.written, values):
                answers.append((self._label(question), text))
        return answers

    def changes(self) -> list[Line]:
        """What has become of each changed answer.

        Why the team must look is theirs to know: only that they do is told.
        """
        lines: list[Line] = []
        own = self.commands[self._reference_asked_once()]
        for question in self.form.fields:
            if question.field_type.is_repeat:
                lines.extend(self._row_changes(question))
            elif question.name in own:
                lines.append(self._line(question, own, self.written))
        return lines

    def _reference_asked_once(self) -> str:
        """The row in which changes of what is asked once stand: the submission's own,
        or else the first that is left of those in the same table.
        """
        for _key, row in self.placed.get(own_repeat(self.form), ()):
            if row.left_out_by is None and not self._is_gone(row):
                return row.reference
        return self.submission.reference

    def _of_repetitions(self, repeat: FormField) -> Iterator[tuple[str, str]]:
        for number, (answers, values) in enumerate(self._rows(repeat), 1):
            for question in repeat.fields:
                text = self._text(question, answers, values)
                if text:
                    label = f"{self._label(repeat)} {number}: {self._label(question)}"
                    yield label, text

    def _rows(
        self, repeat: FormField
    ) -> list[tuple[Mapping[str, object], Mapping[str, Value]]]:
        """(what was typed, values) of each repetition; none by a version of the form
        that did not ask several times.

        A row that the team has deleted is shown no more, as a whole form is not.
        """
        listed = self.written.get(repeat.name)
        typed = list(listed) if isinstance(listed, list) else []
        placed = typed_of_rows(self.placed, self.written).get(repeat.name, ())
        rows: list[tuple[Mapping[str, object], Mapping[str, Value]]] = []
        for _key, row, answers in placed:
            if not self._is_gone(row):
                rows.append((answers, self._with_changes(row.reference, row.values)))
        for answers in typed[len(placed) :]:
            rows.append((answers, {}))
        return rows

    def _is_gone(self, row: RepetitionRow) -> bool:
        record = self.records.get(row.reference)
        return record is not None and record.gone_at is not None

    def _row_changes(self, repeat: FormField) -> Iterator[Line]:
        """What has become of repetitions: of changed answers, and of those that were
        added or taken out.
        """
        typed = typed_of_rows(self.placed, self.written).get(repeat.name, ())
        standing = [part for part in typed if not self._is_gone(part[1])]
        for number, (key, row, answers) in enumerate(standing, 1):
            prefix = f"{self._label(repeat)} {number}"
            if key >= KEYS_APART:
                state = CommandState.waiting
                if row.reference in self.records:
                    state = CommandState.written
                yield prefix, self._say(NEW), self._say(BECOMES[state])
            commands = self.commands[row.reference]
            for question in repeat.fields:
                if question.name in commands:
                    yield self._line(question, commands, answers, f"{prefix}: ")
        for _key, row in self.placed.get(repeat.name, ()):
            if row.taken_out_at is not None:
                yield self._taken_out(repeat, row)

    def _taken_out(self, repeat: FormField, row: RepetitionRow) -> Line:
        words = []
        for question in repeat.fields:
            text = self._text(question, {}, row.values)
            if text:
                words.append(text)
        become = BECOMES[CommandState.refused]
        if self._is_gone(row):
            become = BECOMES[CommandState.written]
        label = f"{self._label(repeat)}: {', '.join(words)}"
        return label, self._say(GONE), self._say(become)

    def _line(
        self,
        question: FormField,
        commands: Commands,
        written: Mapping[str, object],
        prefix: str = "",
    ) -> Line:
        command = commands[question.name]
        value = show_anyway(
            self.programme, question, command.wanted, self.submission.language
        )
        if question.field_type.takes_files:
            value = _names(written.get(question.name))
        label = prefix + self._label(question)
        return label, value or "–", self._say(BECOMES[command.state])

    def _with_changes(
        self, reference: str, values: Mapping[str, Value]
    ) -> dict[str, Value]:
        changed = dict(values)
        for name, command in self.commands[reference].items():
            changed[name] = command.wanted
        return changed

    def _text(
        self,
        question: FormField,
        typed: Mapping[str, object],
        values: Mapping[str, Value],
    ) -> str:
        return answer_text(
            question, typed, values, self.submission.language, self.programme
        )

    def _label(self, question: FormField) -> str:
        return self.programme.text(question.label, self.submission.language)

    def _say(self, text: str) -> str:
        return texts(self.submission.language).gettext(text)


def _of_sender(commands: Sequence[CellCommand]) -> Commands:
    """Column → the last change that its sender wanted there."""
    return cell_commands.newest_by_column(
        [command for command in commands if command.by == SENDER]
    )


def answer_text(
    field: FormField,
    typed: Mapping[str, object],
    values: Mapping[str, Value],
    language: str,
    programme: Programme,
) -> str:
    """An answer as it was understood; files by their names. "" for none."""
    written = typed.get(field.name)
    value = values.get(field.name)
    if not field.field_type.is_asked or not (written or value):
        return ""
    if value is not None and not field.field_type.takes_files:
        name = chosen_record(field, value, language)
        if name:
            return name
        # The row may say more than this question asks, or hold what an older
        # version of the form took.
        with suppress(ValueError, TypeError, ArithmeticError):
            return field.field_type.show(value, field, programme.locality_in(language))
    # As it was typed: nobody knows any more how it was understood.
    if field.choices and isinstance(written, (str, list)):
        return show_anyway(programme, field, written, language)
    return _names(written)


def _names(written: object) -> str:
    """What was typed, several on one line."""
    if isinstance(written, list):
        return ", ".join(written)
    return str(written or "")
