"""Which repetitions a page has, by what was sent; and how the buttons that add
and remove one change that.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from forms.web_form.fields import FormContext
from forms.web_form.names import (
    ADD,
    REMOVE,
    REMOVED,
    RESTORE,
    SHOWN,
    kept,
    repetitions,
)
from programme.form_parts.repeats import Repeated, repeats_of, repetition_name
from programme.models.forms import Form, FormField

Keys = dict[str, tuple[int, ...]]
"""Repeat → the keys of its repetitions, in their order."""
BLANK_KEY = 9999
"""The key of the blank repetition that scripts copy; no page sends it."""


@dataclass(frozen=True)
class RepetitionStep:
    """What a button changes.

    `added`, `removed`: the name of a repetition, "" for none; `number`: which one was
    removed; `is_restored`: the added one was there before.
    """

    keys: Keys = field(default_factory=dict)
    added: str = ""
    removed: str = ""
    number: int = 0
    is_restored: bool = False

    @property
    def removed_from(self) -> str:
        """The repeat of which one was removed, "" for none."""
        return self.removed.partition("-")[0]


NO_STEP = RepetitionStep()


def first_repetitions(form: Form) -> Keys:
    """The repetitions of a form that nobody has filled in yet."""
    return {
        repeat.name: tuple(range(repeat.least_repetitions))
        for repeat in repeats_of(form)
    }


def sent_repetitions(form: Form, data: MultiDict[str, str]) -> Keys:
    """The repetitions of what was sent: never more than the repeat may
    have, whatever a browser says.
    """
    keys: Keys = {}
    for repeat in repeats_of(form):
        sent_keys = set(_keys_of_fields(repeat, data))
        # What knows nothing of our pages sends answers alone.
        if not sent_keys and SHOWN not in data:
            sent_keys = set(_keys_of_answers(repeat, data))
        keys[repeat.name] = _bounded(repeat, sent_keys)
    return keys


def _key(text: str) -> int | None:
    """A key as it is sent, None where it is none."""
    if text.isascii() and text.isdigit() and int(text[:5]) < BLANK_KEY:
        return int(text[:5])
    return None


def _keys_of_fields(repeat: FormField, data: MultiDict[str, str]) -> Iterator[int]:
    for text in data.getlist(repetitions(repeat.name)):
        key = _key(text)
        if key is not None:
            yield key


def _keys_of_answers(repeat: FormField, data: MultiDict[str, str]) -> Iterator[int]:
    for name in data:
        question = Repeated.of(name)
        if question and question.repeat == repeat.name and question.key < BLANK_KEY:
            yield question.key


def _bounded(repeat: FormField, sent_keys: set[int]) -> tuple[int, ...]:
    return at_least(repeat, sorted(sent_keys)[: repeat.most_repetitions])


def at_least(repeat: FormField, keys: list[int]) -> tuple[int, ...]:
    """Keys of repetitions, with those that are lacking to the least number."""
    keys = list(keys)
    while len(keys) < repeat.least_repetitions:
        keys.append(_next(keys))
    return tuple(sorted(keys))


def _next(keys: "tuple[int, ...] | list[int]") -> int:
    """A key that comes behind the others; the first free one where
    there is no room behind them.
    """
    behind = max(keys, default=-1) + 1
    if behind < BLANK_KEY:
        return behind
    return next(key for key in range(BLANK_KEY) if key not in keys)


def pressed_step(form: Form, keys: Keys, data: MultiDict[str, str]) -> RepetitionStep:
    """The repetitions after the button that was pressed, if it is one of
    those that add or remove one.
    """
    repeats = {repeat.name: repeat for repeat in repeats_of(form)}
    steps = (
        _added(repeats.get(data.get(ADD, "")), keys),
        _removed(repeats, keys, data.get(REMOVE, "")),
        _restored(repeats, keys, data.get(RESTORE, "")),
    )
    for step in steps:
        if step is not None:
            return step
    return RepetitionStep(keys)


def _added(repeat: FormField | None, keys: Keys) -> RepetitionStep | None:
    if repeat is None or len(keys[repeat.name]) >= repeat.most_repetitions:
        return None
    key = _next(keys[repeat.name])
    return RepetitionStep(
        _with(keys, repeat.name, key), added=repetition_name(repeat.name, key)
    )


def _removed(
    repeats: Mapping[str, FormField], keys: Keys, repetition: str
) -> RepetitionStep | None:
    """`repetition`: its name, as the button says it."""
    repeat, key = _named(repeats, repetition)
    if repeat is None:
        return None
    present = keys[repeat.name]
    if key not in present or len(present) <= repeat.least_repetitions:
        return None
    remaining = tuple(present_key for present_key in present if present_key != key)
    name = repetition_name(repeat.name, key)
    return RepetitionStep(
        {**keys, repeat.name: remaining}, removed=name, number=present.index(key) + 1
    )


def _restored(
    repeats: Mapping[str, FormField], keys: Keys, repetition: str
) -> RepetitionStep | None:
    """`repetition`: its name, as the button says it."""
    repeat, key = _named(repeats, repetition)
    if repeat is None:
        return None
    present = keys[repeat.name]
    if key in present or len(present) >= repeat.most_repetitions:
        return None
    name = repetition_name(repeat.name, key)
    return RepetitionStep(_with(keys, repeat.name, key), added=name, is_restored=True)


def _named(
    repeats: Mapping[str, FormField], repetition: str
) -> tuple[FormField | None, int]:
    """The repeat and the key of a repetition that a button names; no repeat where the
    name is none of a page's.
    """
    question = Repeated.of(f"{repetition}-x")
    if question is None or question.key >= BLANK_KEY:
        return None, 0
    return repeats.get(question.repeat), question.key


def _with(keys: Keys, repeat: str, key: int) -> Keys:
    return {**keys, repeat: tuple(sorted((*keys[repeat], key)))}


def with_step(
    form: Form, step: RepetitionStep, data: MultiDict[str, str]
) -> MultiDict[str, str]:
    """What was sent, with what stands in a repetition that a button has added: what it
    said before, or else its defaults.
    """
    if not step.added:
        return data
    changed = MultiDict(data)
    for part in form.fields:
        if not part.name.startswith(f"{step.added}-"):
            continue
        beginning = begins_with(part)
        if step.is_restored:
            changed.setlist(part.name, data.getlist(f"{REMOVED}{part.name}"))
        elif beginning is not None:
            changed[part.name] = beginning
    return changed


def removed_answers(
    step: RepetitionStep, data: MultiDict[str, str]
) -> list[tuple[str, str]]:
    """The fields by which a page carries what a removed repetition said, and
    the files in it that had arrived.
    """
    if not step.removed:
        return []
    prefixes = (f"{step.removed}-", kept(f"{step.removed}-"))
    answers: list[tuple[str, str]] = []
    for name, value in data.items(multi=True):
        if name.startswith(prefixes):
            answers.append((f"{REMOVED}{name}", value))
    return answers


def kept_tokens(
    step: RepetitionStep, question: str, data: MultiDict[str, str]
) -> list[str]:
    """The files of a question that had arrived before, by what a page carries; those
    of a repetition that a button has just brought back among them.
    """
    name = kept(question)
    if step.is_restored and question.startswith(f"{step.added}-"):
        name = f"{REMOVED}{name}"
    return data.getlist(name)


def begins_with(part: FormField) -> str | None:
    """What stands in a question at first, as a browser would send it; None for
    nothing.
    """
    if part.default in (None, False):
        return None
    if part.default is True:
        return "y"
    return str(part.default)


def rows_of(
    form: Form, answers: Mapping[str, object], keys: Keys
) -> dict[str, list[dict[str, object]]]:
    """Answers by what they are called on the page → repeat → what each repetition says,
    by the names of its questions.
    """
    rows: dict[str, list[dict[str, object]]] = {}
    for repeat in repeats_of(form):
        rows[repeat.name] = [
            _row(repeat, key, answers) for key in keys.get(repeat.name, ())
        ]
    return rows


def _row(
    repeat: FormField, key: int, answers: Mapping[str, object]
) -> dict[str, object]:
    prefix = f"{repetition_name(repeat.name, key)}-"
    return {
        name.removeprefix(prefix): value
        for name, value in answers.items()
        if name.startswith(prefix)
    }


def listed_answers(
    form: Form, context: FormContext, answers: Mapping[str, Any]
) -> dict[str, Any]:
    """What stands before each answer of a submission as it was typed → the answer,
    in the order of the form.
    """
    listed: dict[str, Any] = {}
    for part in form.fields:
        label = context.programme.text(part.label, context.language)
        if part.field_type.is_repeat:
            for number, row in enumerate(answers.get(part.name) or (), 1):
                listed |= _listed_row(part, f"{label} {number}", row, context)
        elif part.name in answers:
            listed[label] = answers[part.name]
    return listed


def _listed_row(
    repeat: FormField, heading: str, row: Mapping[str, Any], context: FormContext
) -> dict[str, Any]:
    listed = {}
    for question in repeat.fields:
        if question.name in row:
            label = context.programme.text(question.label, context.language)
            listed[f"{heading}: {label}"] = row[question.name]
    return listed
