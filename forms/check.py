"""What the answers to a form come to: which questions apply, what is computed, and what is wrong."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import ValidationError

from core.texts import mark as _
from expressions.evaluate import Expression
from forms.build import CHANNELS, WebForm
from forms.fields import FormContext
from forms.names import ARRIVED_BY, CONSENT
from forms.repetitions import begins_with
from programme.form_logic import Decision, QuestionLogic
from programme.form_scope import names_in
from programme.forms import FormField
from programme.record import Value, typed
from programme.repeats import Repeated, question_name, repeats_of, repetition_name


@dataclass(frozen=True)
class CheckedAnswers:
    """The canonical answers by what their questions are called on the page, computed ones among them.

    `rows`: repeat → the answers of each repetition that becomes a row, by question; `unsent`: questions that do not apply,
    though something is typed there.
    """

    answers: dict[str, Value]
    decision: Decision
    rows: dict[str, list[dict[str, Value]]]
    unsent: tuple[str, ...] = ()


def check(bound: WebForm, context: FormContext, files: Mapping[str, int], *, staff: bool) -> CheckedAnswers:
    """What was sent, decided by the server alone. What is wrong stands in the errors of `bound` afterwards.

    `files`: question → number of files.
    """
    bound.validate()
    checked = decide(bound, context, files)
    decision = checked.decision
    unclear = {name for name in decision.relevant if name in bound and bound[name].errors}
    judging = _Judging(bound, context, files, decision, unclear, staff)
    for name, part in bound.logic.asked(bound.repetitions):
        if name not in bound:
            continue
        # What a question that does not apply was answered is not judged: another answer has hidden it.
        if name not in decision.relevant:
            bound[name].errors = []
        elif not bound[name].errors and decision.counts(name):
            judging.judge(name, part)
    _check_blank_repetitions(bound, context, decision)
    if not bound[CONSENT].data:
        _wrong(bound[CONSENT], context.say(_("We may only keep this if you agree.")))
    if staff and bound[ARRIVED_BY].data not in CHANNELS:
        _wrong(bound[ARRIVED_BY], context.say(_("Please say how it reached you.")))
    return checked


def decide(bound: WebForm, context: FormContext, files: Mapping[str, int]) -> CheckedAnswers:
    """What applies and what is computed, given what stands in the form at the moment; nothing is judged."""
    zone = ZoneInfo(context.programme.time_zone)
    asked = [field for field in bound.hoja.fields if field.name in bound]
    answers: dict[str, Value] = {}
    for field in asked:
        answers[field.name] = ["x"] * files.get(field.name, 0) if field.field_type.takes_files else _read(bound, field)
    facts = {field.name: typed(field.type, answers[field.name], zone) for field in asked}
    decision = bound.logic.decide(facts, context.today, bound.repetitions, blank_repetitions(bound))
    given: dict[str, Value] = {}
    for field in asked:
        if not field.field_type.takes_files:
            given[field.name] = answers[field.name] if field.name in decision.relevant else None
    for name, part in bound.logic.asked(bound.repetitions):
        if part.calculate:
            given[name] = part.field.field_type.canonical(decision.values.get(name), zone)
    unsent = tuple(name for name, answer in answers.items() if answer and name not in decision.relevant)
    return CheckedAnswers(given, decision, _rows(bound, given, decision), unsent)


def blank_repetitions(bound: WebForm) -> set[str]:
    """The repetitions beyond the least number in which nothing stands but what stood there at first. They are no rows."""
    blank: set[str] = set()
    for repeat in repeats_of(bound.hoja):
        for key in bound.repetitions.get(repeat.name, ())[repeat.least_repetitions :]:
            name = repetition_name(repeat.name, key)
            fields = [field for field in bound.hoja.fields if field.name.startswith(f"{name}-") and field.name in bound]
            if all(_is_as_it_began(bound[field.name].data, field) for field in fields):
                blank.add(name)
    return blank


def _is_as_it_began(data: Any, field: FormField) -> bool:
    if not data or data == [""]:
        return True
    began = begins_with(field)
    return data in (began, [began]) or (data is True and field.default is True)


def _rows(bound: WebForm, given: Mapping[str, Value], decision: Decision) -> dict[str, list[dict[str, Value]]]:
    rows: dict[str, list[dict[str, Value]]] = {}
    for repeat in repeats_of(bound.hoja):
        names = [repetition_name(repeat.name, key) for key in bound.repetitions.get(repeat.name, ())]
        counted = [name for name in names if name in decision.counted and repeat.name in decision.relevant]
        rows[repeat.name] = [
            {field.name: given.get(f"{name}-{field.name}") for field in repeat.fields if field.field_type.is_asked}
            for name in counted
        ]
    return rows


def _check_blank_repetitions(bound: WebForm, context: FormContext, decision: Decision) -> None:
    """A repetition that there must be, and in which nobody has said anything, is told at its first question."""
    for repeat in repeats_of(bound.hoja):
        if repeat.name not in decision.relevant:
            continue
        for key in bound.repetitions.get(repeat.name, ())[: repeat.least_repetitions]:
            names = [question_name(repeat.name, key, field.name) for field in repeat.fields]
            questions = [bound[name] for name in names if name in bound and name in decision.relevant]
            is_blank = all(decision.values.get(question.name) is None for question in questions)
            if questions and is_blank and not any(question.errors for question in questions):
                _wrong(questions[0], context.say(_("Please answer this.")))


def _read(bound: WebForm, field: FormField) -> Value:
    """The canonical answer to a question, None where it is blank or cannot be understood."""
    bound_field = bound[field.name]
    if not hasattr(bound_field, "canonical"):
        with suppress(ValidationError):
            for validator in bound_field.validators:
                validator(bound, bound_field)
    answer: Value = getattr(bound_field, "canonical", None)
    return answer


@dataclass(frozen=True)
class _Judging:
    """What answers are judged by. `unclear`: questions whose answer is not understood: it is not blank, and nobody knows yet
    what it says.
    """

    bound: WebForm
    context: FormContext
    files: Mapping[str, int]
    decision: Decision
    unclear: AbstractSet[str]
    staff: bool

    def judge(self, name: str, part: QuestionLogic) -> None:
        """Adds what is wrong with an answer that was understood: it is missing, or it does not fit the others."""
        bound_field, field = self.bound[name], part.field
        say, context = self.context.programme.text, self.context
        is_file = field.field_type.takes_files
        is_answered = bool(self.files.get(name)) if is_file else self.decision.values.get(name) is not None
        # A letter or a call brings no file: staff may leave out what the public must add.
        if not is_answered and not (self.staff and is_file) and self._is_required(name, part):
            _wrong(bound_field, say(field.required_message, context.language) or context.say(field.field_type.missing))
        if is_answered and self._breaks(name, part):
            message = say(field.constraint_message, context.language) or context.say(_("This answer does not fit."))
            _wrong(bound_field, message)
        if field.most_words and is_answered:
            count = len(str(self.decision.values[name]).split())
            if count > field.most_words:
                text = _("These are {count} words; at most {most} can be kept.")
                _wrong(bound_field, context.say(text, count=str(count), most=str(field.most_words)))

    def _is_required(self, name: str, part: QuestionLogic) -> bool:
        if part.required is not None:
            # The other answer's own error comes first: a telephone that is mistyped asks for no e-mail address.
            if self._is_unclear(name, part, part.required):
                return False
            return part.required.evaluate(self.decision.scope(name)) is True
        return bool(part.field.required)

    def _breaks(self, name: str, part: QuestionLogic) -> bool:
        if part.constraint is None or self._is_unclear(name, part, part.constraint):
            return False
        # In Auckland it is tomorrow already: an answer fits where it does on one of the days that people have just now.
        scopes = (self.decision.scope(name, day) for day in self.context.days)
        return not any(part.constraint.evaluate(scope) is True for scope in scopes)

    def _is_unclear(self, name: str, part: QuestionLogic, expression: Expression) -> bool:
        """Whether an expression of a question asks for an answer that is not understood."""
        place = Repeated.of(name)
        asked = set(names_in(expression.tree))
        if place:
            asked = {question_name(place.repeat, place.key, used) if used in part.siblings else used for used in asked}
        return any(unclear in asked or _in_rows(unclear) in asked for unclear in self.unclear)


def _in_rows(name: str) -> str:
    """What a question of a repetition is called where the repetitions are summed up: `budget.amount`."""
    place = Repeated.of(name)
    return f"{place.repeat}.{place.question}" if place else ""


def _wrong(bound_field: Any, message: str) -> None:
    bound_field.errors = [*bound_field.errors, message]
