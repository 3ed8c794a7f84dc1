"""The repetitions of a form that is changed after sending: which of them its page has,
and what each of their answers is.
"""

from collections.abc import Collection, Mapping

from flask import request

from forms.after_sending.answer_states import (
    AnswerState,
    answer_states,
    states_of_all,
)
from forms.after_sending.sent_form import SentForm
from forms.answers.repetitions import Keys, at_least, sent_repetitions
from forms.services import current_services
from journal.forms.submissions import Upload
from programme.form_parts.repeats import (
    question_name,
    repeats_of,
    repetition_name,
)
from programme.models.forms import MOST_REPETITIONS, Form

ROWS = "rows-shown"
"""The page's field with the repetitions that stood when it was made: what is missing of
them was removed on it, and any other one it knows nothing of.
"""


def with_fixed_repeats(submitted: SentForm, locked: Collection[str]) -> Form:
    """The form; a repeat that stays as it was sent has just the repetitions
    that stand.
    """
    fields = []
    for part in submitted.form.fields:
        bounds = {}
        if part.field_type.is_repeat and part.name in locked:
            count = len(_standing_keys(submitted, part.name))
            bounds = {"least": count, "most": count}
        fields.append(part.model_copy(update=bounds))
    return submitted.form.model_copy(update={"fields": tuple(fields)})


def _with_room(form: Form) -> Form:
    """The form as if each repeat had as many repetitions as any may have."""
    fields = []
    for part in form.fields:
        room = {}
        if part.field_type.is_repeat:
            room = {"most": MOST_REPETITIONS}
        fields.append(part.model_copy(update=room))
    return form.model_copy(update={"fields": tuple(fields)})


def _standing_keys(submitted: SentForm, repeat: str) -> list[int]:
    return [
        repetition.key
        for repetition in submitted.repetitions.values()
        if repetition.repeat.name == repeat
    ]


def present_keys(
    form: Form, submitted: SentForm, locked: Collection[str]
) -> tuple[Keys, frozenset[str]]:
    """The repetitions of this page, and those of them that it knew nothing of.

    What stands is on the page, unless its sender has removed it there.
    """
    shown = frozenset(request.form.get(ROWS, "").split())
    is_opened = request.method != "POST"
    # Repetitions that came from another window must cut off none that was typed here.
    posted = sent_repetitions(_with_room(form), request.form)
    keys: Keys = {}
    unknown = set()
    for repeat in repeats_of(form):
        present = []
        for key in _standing_keys(submitted, repeat.name):
            name = repetition_name(repeat.name, key)
            if name not in shown and not is_opened:
                unknown.add(name)
            is_there = key in posted[repeat.name] and name in shown
            if is_opened or name in unknown or repeat.name in locked or is_there:
                present.append(key)
        added = []
        for key in posted[repeat.name]:
            is_standing = repetition_name(repeat.name, key) in submitted.repetitions
            if not is_standing and not is_opened and repeat.name not in locked:
                added.append(key)
        keys[repeat.name] = at_least(repeat, [*present, *added])
    return keys, frozenset(unknown)


def answer_states_of(
    submitted: SentForm, locked: Collection[str]
) -> dict[str, AnswerState]:
    """What each question is called on a page → its state, in all rows that stand."""
    tables = current_services().programme.tables
    form = submitted.form
    asked_once = [
        answer_states(form.fields, form.fixed, tables[form.table], row, locked)
        for row in submitted.rows_asked_once.values()
    ]
    states = states_of_all(asked_once)
    for repetition in submitted.repetitions.values():
        repeat = repetition.repeat
        locked_there = set(locked)
        if repeat.name in locked:
            locked_there = {question.name for question in repeat.fields}
        of_row = answer_states(
            repeat.fields, (), tables[repetition.table], repetition.row, locked_there
        )
        for name, state in of_row.items():
            states[question_name(repeat.name, repetition.key, name)] = state
    return states


def stored_files(submitted: SentForm) -> dict[str, Mapping[str, Upload]]:
    """What each question is called on a page → id → file."""
    files = dict(submitted.files)
    for repetition in submitted.repetitions.values():
        for question, uploads in repetition.files.items():
            name = question_name(repetition.repeat.name, repetition.key, question)
            files[name] = uploads
    return files
