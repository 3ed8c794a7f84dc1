"""What the answers to a form come to: which questions apply, what is
computed, and what is wrong.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import ValidationError

from core.texts import mark as _
from forms.answers.judge import Judging, wrong
from forms.answers.offered import searched_lists
from forms.answers.repetitions import begins_with
from forms.web_form.build import CHANNELS, WebForm
from forms.web_form.choice_fields import ListedField, resolve_searches
from forms.web_form.fields import FormContext
from forms.web_form.names import ARRIVED_BY, CONSENT
from programme.form_parts.form_logic import Decision
from programme.form_parts.repeats import question_name, repeats_of, repetition_name
from programme.models.forms import FormField
from programme.records.record import Value, typed


@dataclass(frozen=True)
class Repetition:
    """A repetition that becomes a row.

    `key`: by which the page calls it; `answers`: by question, without files.
    """

    key: int
    answers: Mapping[str, Value]


@dataclass(frozen=True)
class CheckedAnswers:
    """The canonical answers by what their questions are called on the page,
    computed ones among them.

    `rows`: repeat → its repetitions that become rows; `unsent`: questions that do
    not apply, though something is typed there.
    """

    answers: dict[str, Value]
    decision: Decision
    rows: dict[str, list[Repetition]]
    unsent: tuple[str, ...] = ()

    def not_asked(self, bound: WebForm) -> set[str]:
        """Questions that do not apply, by what they are called on the page."""
        names = {name for name, _part in bound.logic.asked(bound.repetitions)}
        return names - set(self.decision.relevant)


def check(
    bound: WebForm, context: FormContext, files: Mapping[str, int], *, staff: bool
) -> CheckedAnswers:
    """What was sent, decided by the server alone. What is wrong stands in the
    errors of `bound` afterwards.

    `files`: question → number of files.
    """
    bound.validate()
    checked = decide(bound, context, files)
    decision = checked.decision
    unclear = set()
    for name in decision.relevant:
        if name in bound and bound[name].errors:
            unclear.add(name)
    unclear.update(decision.unfit)
    judging = Judging(bound, context, files, decision, unclear, staff)
    for name, part in bound.logic.asked(bound.repetitions):
        if name not in bound:
            continue
        # What a question that does not apply was answered is not judged:
        # another answer has hidden it.
        if name not in decision.relevant:
            bound[name].errors = []
        elif not bound[name].errors and decision.counts(name):
            judging.judge(name, part)
    _check_blank_repetitions(bound, context, decision)
    if not bound[CONSENT].data:
        wrong(bound[CONSENT], context.say(_("We may only keep this if you agree.")))
    if staff and bound[ARRIVED_BY].data not in CHANNELS:
        wrong(bound[ARRIVED_BY], context.say(_("Please say how it reached you.")))
    return checked


def decide(
    bound: WebForm, context: FormContext, files: Mapping[str, int]
) -> CheckedAnswers:
    """What applies and what is computed, given what stands in the form at the
    moment; nothing is judged.
    """
    zone = ZoneInfo(context.programme.time_zone)
    fields = []
    for field in bound.hoja.fields:
        if field.name in bound:
            fields.append(field)
    answers = {field.name: _read(bound, field, files) for field in fields}
    facts = {
        field.name: typed(field.type, answers[field.name], zone) for field in fields
    }
    lists = context.lists
    blank = blank_repetitions(bound, files)
    decision = bound.logic.decide(facts, context.today, lists, bound.repetitions, blank)
    searched = searched_lists(bound, decision)
    # What a search finds may decide what another one can find.
    while resolve_searches(bound, searched):
        for field in fields:
            if field.name in searched:
                answers[field.name] = bound[field.name].canonical
                facts[field.name] = typed(field.type, answers[field.name], zone)
        decision = bound.logic.decide(
            facts, context.today, lists, bound.repetitions, blank
        )
        searched = searched_lists(bound, decision)
    given: dict[str, Value] = {}
    for field in fields:
        if not field.field_type.takes_files:
            given[field.name] = _applying(field.name, answers[field.name], decision)
    for name, part in bound.logic.asked(bound.repetitions):
        if part.calculate:
            given[name] = part.field.field_type.canonical(
                decision.values.get(name), zone
            )
    unsent = tuple(
        name
        for name, answer in answers.items()
        if answer and name not in decision.relevant
    )
    return CheckedAnswers(given, decision, _rows(bound, given, decision), unsent)


def blank_repetitions(bound: WebForm, files: Mapping[str, int]) -> set[str]:
    """The repetitions beyond the least number in which nothing stands but
    what stood there at first.

    They are no rows. `files`: question → number of files.
    """
    blank: set[str] = set()
    for repeat in repeats_of(bound.hoja):
        keys = bound.repetitions.get(repeat.name, ())
        for key in keys[repeat.least_repetitions :]:
            name = repetition_name(repeat.name, key)
            if _is_blank(bound, name, files):
                blank.add(name)
    return blank


def _is_blank(bound: WebForm, repetition: str, files: Mapping[str, int]) -> bool:
    for field in bound.hoja.fields:
        if not field.name.startswith(f"{repetition}-") or field.name not in bound:
            continue
        if files.get(field.name):
            return False
        question = bound[field.name]
        # Who has searched a list wants to say something, though nothing is chosen.
        if isinstance(question, ListedField) and question.sought:
            return False
        if not _is_as_it_began(question.data, field):
            return False
    return True


def _is_as_it_began(data: Any, field: FormField) -> bool:
    if not data or data == [""]:
        return True
    if data is True:
        return field.default is True
    beginning = begins_with(field)
    return data in (beginning, [beginning])


def _rows(
    bound: WebForm, given: Mapping[str, Value], decision: Decision
) -> dict[str, list[Repetition]]:
    rows: dict[str, list[Repetition]] = {}
    for repeat in repeats_of(bound.hoja):
        rows[repeat.name] = []
        if repeat.name not in decision.relevant:
            continue
        names = []
        for field in repeat.fields:
            if field.field_type.is_asked:
                names.append(field.name)
        for key in bound.repetitions.get(repeat.name, ()):
            if repetition_name(repeat.name, key) in decision.counted:
                row = {
                    name: given.get(question_name(repeat.name, key, name))
                    for name in names
                }
                rows[repeat.name].append(Repetition(key, row))
    return rows


def _check_blank_repetitions(
    bound: WebForm, context: FormContext, decision: Decision
) -> None:
    """A repetition that there must be, and in which nobody has said anything, is
    told at its first question.
    """
    for repeat in repeats_of(bound.hoja):
        if repeat.name not in decision.relevant:
            continue
        for key in bound.repetitions.get(repeat.name, ())[: repeat.least_repetitions]:
            questions = []
            for field in repeat.fields:
                name = question_name(repeat.name, key, field.name)
                if name in bound and name in decision.relevant:
                    questions.append(bound[name])
            if questions and _is_unanswered(questions, decision):
                wrong(questions[0], context.say(_("Please answer this.")))


def _is_unanswered(questions: Sequence[Any], decision: Decision) -> bool:
    """Whether nothing is said to any of these questions, and none is wrong."""
    return not any(
        question.errors or decision.values.get(question.name) is not None
        for question in questions
    )


def _applying(name: str, answer: Value, decision: Decision) -> Value:
    """What of an answer goes with the others; None where its question does not
    apply.
    """
    if name not in decision.relevant:
        return None
    unfit = decision.unfit.get(name, ())
    if isinstance(answer, list):
        choices = []
        for choice in answer:
            if choice not in unfit:
                choices.append(choice)
        return choices
    if answer in unfit:
        return None
    return answer


def _read(bound: WebForm, field: FormField, files: Mapping[str, int]) -> Value:
    """The canonical answer to a question, None where it is
    blank or cannot be understood.
    """
    if field.field_type.takes_files:
        # Conditions ask how many there are; nothing reads what they are called.
        return ["x"] * files.get(field.name, 0)
    bound_field = bound[field.name]
    if not hasattr(bound_field, "canonical"):
        with suppress(ValidationError):
            for validator in bound_field.validators:
                validator(bound, bound_field)
    answer: Value = getattr(bound_field, "canonical", None)
    return answer
