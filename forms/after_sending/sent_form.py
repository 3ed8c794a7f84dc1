"""A form that was sent, with what has become of its rows: its own, and those of its
repetitions.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from forms.after_sending.answer_states import SentRow, last_asked
from forms.request.versions import version_of
from forms.services import current_services
from journal.connection import Connection
from journal.forms import answer_changes, repetition_rows, submissions
from journal.forms.repetition_rows import BEFORE_ALL, OWN_KEY, RepetitionRow
from journal.forms.submissions import StoredSubmission, StoredUpload, Upload
from journal.records import known_records
from journal.records.cells import cell_commands
from journal.tabs import deliveries
from journal.tabs.deliveries import Delivery
from programme.form_parts.repeats import (
    own_repeat,
    question_name,
    repeats_of,
    repetition_name,
)
from programme.models.forms import MOST_REPETITIONS, Form, FormField
from programme.records.record import Value

Placed = dict[str, list[tuple[int, RepetitionRow]]]
"""Repeat → (key, row) of its repetitions, in the order of their keys."""
MOST_ROWS = 4 * MOST_REPETITIONS
"""That a submission may become in all: what is taken out stays in the sheet, and
whoever has the link could fill it by taking out and adding.
"""
KEYS_APART = 100
"""Keys of repetitions that one change has added begin at a multiple of it: more than a
page can have, so that none of another page that is open has the same.
"""


@dataclass(frozen=True)
class SentRepetition:
    """A repetition that stands in a row of its own.

    `written`: its answers as they were typed last; `files`: question → id → file.
    """

    repeat: FormField
    key: int
    reference: str
    row: SentRow
    written: Mapping[str, object]
    files: Mapping[str, Mapping[str, Upload]]

    @property
    def name(self) -> str:
        """What it is called on a page."""
        return repetition_name(self.repeat.name, self.key)

    @property
    def table(self) -> str:
        """The table of its row."""
        return str(self.repeat.table)


@dataclass(frozen=True)
class SentForm:
    """A submission that may be changed.

    `form`: its version, as it was sent; `current`: as the programme has it now;
    `row`: its own, or else the first that stands of those in the same table;
    `repetitions`: those that stand, by what they are called on a page; `rows`: how many
    it became beside its own; `gone`: the references of those that are not there any
    more, and are among the answers still.
    """

    submission: StoredSubmission
    form: Form
    current: Form
    row: SentRow
    written: Mapping[str, object]
    files: Mapping[str, Mapping[str, Upload]]
    times_changed: int
    repetitions: Mapping[str, SentRepetition] = field(default_factory=dict)
    rows: int = 0
    gone: Collection[str] = ()

    @property
    def own_repeat(self) -> str:
        """The repeat whose rows are in the form's own table, "" for none."""
        return own_repeat(self.form)

    @property
    def rows_asked_once(self) -> dict[str, SentRow]:
        """Reference → row, of those in which what is asked once stands."""
        rows = {}
        for repetition in self.repetitions.values():
            if repetition.repeat.name == self.own_repeat:
                rows[repetition.reference] = repetition.row
        return rows or {self.submission.reference: self.row}

    @property
    def room_for_rows(self) -> int:
        """How many rows it may become beside those that it has become."""
        return max(0, MOST_ROWS - self.rows)

    @property
    def next_key(self) -> int:
        """From which on the repetitions are called that a change adds."""
        return KEYS_APART * (self.times_changed + 1)


def sent_form(submission: StoredSubmission) -> SentForm | None:
    """The submission with its rows; None where its own is gone, and no other stands in
    its place, or was brought back: then nobody knows what was sent.
    """
    services = current_services()
    current = services.programme.forms[submission.form]
    form = version_of(
        services.journal, current, submission.version, services.programme.tables
    )
    reference = submission.reference
    with services.journal.read() as connection:
        delivery = deliveries.of_submission(connection, form.table, reference)
        if delivery is None:
            return None
        changes = answer_changes.of_submission(connection, reference)
        written: Mapping[str, object] = submission.answers
        if changes:
            written = changes[-1].answers
        rows = repetition_rows.of_submission(connection, reference)
        placed = placed_rows(form, submission, rows, delivery.values)
        if placed is None:
            return None
        repetitions, gone = _repetitions(connection, form, reference, placed, written)
        row = _row_asked_once(connection, form, delivery, repetitions)
        if row is None:
            return None
        files = {}
        for question in form.fields:
            if question.field_type.takes_files:
                uploads = submissions.uploads_of(connection, reference, question.name)
                standing = _standing_files(uploads, row.standing(question.name))
                files[question.name] = standing
    return SentForm(
        submission,
        form,
        current,
        row,
        written,
        files,
        len(changes),
        repetitions,
        len(rows),
        gone,
    )


def _row_asked_once(
    connection: Connection,
    form: Form,
    delivery: Delivery,
    repetitions: Mapping[str, SentRepetition],
) -> SentRow | None:
    """The row in which what is asked once stands; None where it is gone."""
    name = own_repeat(form)
    if name:
        for repetition in repetitions.values():
            if repetition.repeat.name == name:
                return repetition.row
        return None
    record = known_records.by_reference(connection, delivery.reference)
    present = delivery.values
    if record is not None:
        if record.gone_at is not None or record.table != form.table:
            return None
        present = record.values
    return _sent_row(
        connection, form.table, delivery.reference, delivery.values, present
    )


def placed_rows(
    form: Form,
    submission: StoredSubmission,
    rows: Sequence[RepetitionRow],
    own_values: Mapping[str, Value],
) -> Placed | None:
    """Which repetition each row is; None where that cannot be told. `own_values`: what
    was sent in the submission's own row.

    Of rows that came before that was kept, the order says it: those of the first repeat
    stand first, and as many of each as was typed.
    """
    placed: Placed = {repeat.name: [] for repeat in repeats_of(form)}
    unnamed: list[RepetitionRow] = []
    name = own_repeat(form)
    if name and submission.reference not in [row.reference for row in rows]:
        own = RepetitionRow(
            submission.reference,
            form.table,
            own_values,
            BEFORE_ALL,
            name,
            OWN_KEY,
            left_out_by=None,
            taken_out_at=None,
        )
        placed[name].append((OWN_KEY, own))
    for row in rows:
        if row.repeat is None or row.key is None:
            unnamed.append(row)
        elif row.repeat in placed:
            placed[row.repeat].append((row.key, row))
    for repeat in repeats_of(form) if unnamed else ():
        typed = submission.answers.get(repeat.name)
        count = len(typed) if isinstance(typed, list) else 0
        # The first of the form's own table is the submission's own row.
        first_key = int(repeat.table == form.table)
        for key in range(first_key, count):
            if not unnamed:
                return None
            placed[repeat.name].append((key, unnamed.pop(0)))
    if unnamed:
        return None
    for of_repeat in placed.values():
        of_repeat.sort(key=_key_of)
    return placed


def _key_of(place: tuple[int, RepetitionRow]) -> int:
    return place[0]


def typed_of_rows(
    placed: Placed, written: Mapping[str, object]
) -> dict[str, list[tuple[int, RepetitionRow, Mapping[str, object]]]]:
    """Repeat → (key, row, what was typed there last) of those that are among the
    answers.
    """
    typed: dict[str, list[tuple[int, RepetitionRow, Mapping[str, object]]]] = {}
    for repeat, of_repeat in placed.items():
        listed = written.get(repeat)
        answers = list(listed) if isinstance(listed, list) else []
        typed[repeat] = []
        for key, row in of_repeat:
            if row.left_out_by is not None:
                continue
            answers_of_row = answers.pop(0) if answers else {}
            typed[repeat].append((key, row, answers_of_row))
    return typed


def _repetitions(
    connection: Connection,
    form: Form,
    submission: str,
    placed: Placed,
    written: Mapping[str, object],
) -> tuple[dict[str, SentRepetition], list[str]]:
    """The repetitions that stand, and the references of those that do not."""
    standing: dict[str, SentRepetition] = {}
    gone: list[str] = []
    repeats = {repeat.name: repeat for repeat in repeats_of(form)}
    for name, of_repeat in typed_of_rows(placed, written).items():
        repeat = repeats[name]
        for key, row, answers in of_repeat:
            record = known_records.by_reference(connection, row.reference)
            present = row.values
            if record is not None:
                present = record.values
            if record is not None and (
                record.gone_at is not None or record.table != row.table
            ):
                gone.append(row.reference)
                continue
            sent_row = _sent_row(
                connection, row.table, row.reference, row.values, present
            )
            files = {}
            for question in repeat.fields:
                if question.field_type.takes_files:
                    field_name = question_name(name, key, question.name)
                    uploads = submissions.uploads_of(connection, submission, field_name)
                    present_files = sent_row.standing(question.name)
                    files[question.name] = _standing_files(uploads, present_files)
            repetition = SentRepetition(
                repeat, key, row.reference, sent_row, answers, files
            )
            standing[repetition.name] = repetition
    return standing, gone


def _sent_row(
    connection: Connection,
    table: str,
    reference: str,
    sent: Mapping[str, Value],
    present: Mapping[str, Value],
) -> SentRow:
    commands = cell_commands.of_record(connection, table, reference)
    newest = cell_commands.newest_by_column(commands)
    return SentRow(sent, present, newest, last_asked(commands))


def _standing_files(
    uploads: Sequence[StoredUpload], present: Value
) -> dict[str, Upload]:
    """Id → file, of those whose addresses stand in the row: others were taken out
    since, by their sender or by the team.
    """
    links = current_services().links
    addresses = present if isinstance(present, list) else []
    standing: dict[str, Upload] = {}
    for upload in uploads:
        if str(links.file(upload.id)) in addresses:
            standing[upload.id] = upload.plain
    return standing
