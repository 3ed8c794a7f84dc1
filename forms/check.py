"""What the answers to a form come to: which questions apply, what is computed, and what is wrong."""

from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import ValidationError

from core.texts import mark as _
from forms.build import CHANNELS, WebForm
from forms.choice_fields import ListedField, resolve_searches
from forms.fields import FormContext
from forms.list_messages import does_not_fit, nothing_to_choose, search_result
from forms.names import ARRIVED_BY, CONSENT
from forms.offered import is_waiting, offered_values, searched_lists
from programme.form_logic import Decision, QuestionLogic, names_in
from programme.forms import FormField
from programme.record import Value, typed


@dataclass(frozen=True)
class CheckedAnswers:
    """The canonical answers, computed ones among them. `unsent`: questions that do not apply, though something is typed there."""

    answers: dict[str, Value]
    decision: Decision
    unsent: tuple[str, ...] = ()


def check(bound: WebForm, context: FormContext, files: Mapping[str, int], *, staff: bool) -> CheckedAnswers:
    """What was sent, decided by the server alone. What is wrong stands in the errors of `bound` afterwards.

    `files`: question → number of files.
    """
    bound.validate()
    checked = decide(bound, context, files)
    unclear = {name for name in checked.decision.relevant if name in bound and bound[name].errors}
    unclear.update(checked.decision.unfit)
    for part in bound.logic.parts.values():
        name = part.field.name
        if name not in bound:
            continue
        # What a question that does not apply was answered is not judged: another answer has hidden it.
        if name not in checked.decision.relevant:
            bound[name].errors = []
        elif not bound[name].errors:
            _judge(bound, part, checked.decision, unclear, context, files, staff=staff)
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
    lists = {field.name: context.records_for(field) for field in asked if field.list_table}
    decision = bound.logic.decide(facts, context.today, lists)
    searched = searched_lists(bound, decision)
    # What a search finds may decide what another one can find.
    while resolve_searches(bound, searched):
        for field in asked:
            if field.name in searched:
                answers[field.name] = bound[field.name].canonical
                facts[field.name] = typed(field.type, answers[field.name], zone)
        decision = bound.logic.decide(facts, context.today, lists)
        searched = searched_lists(bound, decision)
    given: dict[str, Value] = {}
    for field in asked:
        if not field.field_type.takes_files:
            applies = field.name in decision.relevant
            given[field.name] = _fitting(answers[field.name], decision.unfit.get(field.name, ())) if applies else None
    for name, part in bound.logic.parts.items():
        if part.calculate:
            given[name] = part.field.field_type.canonical(decision.values.get(name), zone)
    unsent = tuple(name for name, answer in answers.items() if answer and name not in decision.relevant)
    return CheckedAnswers(given, decision, unsent)


def _fitting(answer: Value, unfit: Collection[str]) -> Value:
    """What of an answer goes with the others."""
    if isinstance(answer, list):
        return [name for name in answer if name not in unfit]
    return None if answer in unfit else answer


def _read(bound: WebForm, field: FormField) -> Value:
    """The canonical answer to a question, None where it is blank or cannot be understood."""
    bound_field = bound[field.name]
    if not hasattr(bound_field, "canonical"):
        with suppress(ValidationError):
            for validator in bound_field.validators:
                validator(bound, bound_field)
    answer: Value = getattr(bound_field, "canonical", None)
    return answer


def _judge(
    form: WebForm,
    part: QuestionLogic,
    decision: Decision,
    unclear: AbstractSet[str],
    context: FormContext,
    files: Mapping[str, int],
    *,
    staff: bool,
) -> None:
    """Adds what is wrong with an answer that was understood: it is missing, or it does not fit the others.

    `unclear`: questions whose answer is not understood: it is not blank, and nobody knows yet what it says.
    """
    field, say = part.field, context.programme.text
    bound_field = form[field.name]
    if unfit := decision.unfit.get(field.name):
        _wrong(bound_field, does_not_fit(bound_field, unfit, context))
        return
    is_file = field.field_type.takes_files
    is_answered = bool(files.get(field.name)) if is_file else decision.values.get(field.name) is not None
    # A letter or a call brings no file: staff may leave out what the public must add.
    if isinstance(bound_field, ListedField) and bound_field.is_searched():
        _wrong(bound_field, search_result(bound_field, offered_values(part, form, decision), context))
    elif not is_answered and not (staff and is_file) and _is_required(part, decision, unclear):
        _wrong(bound_field, _missing(part, form, decision, context))
    if is_answered and _breaks(part, decision, unclear, context):
        _wrong(
            bound_field, say(field.constraint_message, context.language) or context.say(_("This answer does not fit."))
        )
    if field.most_words and is_answered:
        count = len(str(decision.values[field.name]).split())
        if count > field.most_words:
            text = _("These are {count} words; at most {most} can be kept.")
            _wrong(bound_field, context.say(text, count=str(count), most=str(field.most_words)))


def _missing(part: QuestionLogic, form: WebForm, decision: Decision, context: FormContext) -> str:
    """What is said where an answer is missing; of a list with nothing in it, that nobody could answer."""
    field = part.field
    has_list = field.list_table is not None or part.is_filtered
    if has_list and not is_waiting(part, decision) and not offered_values(part, form, decision):
        return nothing_to_choose(field, context)
    message = context.programme.text(field.required_message, context.language)
    return message or context.say(field.field_type.missing)


def _is_required(part: QuestionLogic, decision: Decision, unclear: AbstractSet[str]) -> bool:
    if part.required is not None:
        # The other answer's own error comes first: a telephone that is mistyped asks for no e-mail address.
        if not unclear.isdisjoint(names_in(part.required.tree)):
            return False
        return part.required.evaluate(decision.values) is True
    return bool(part.field.required)


def _breaks(part: QuestionLogic, decision: Decision, unclear: AbstractSet[str], context: FormContext) -> bool:
    if part.constraint is None or not unclear.isdisjoint(names_in(part.constraint.tree)):
        return False
    # In Auckland it is tomorrow already: an answer fits where it does on one of the days that people have just now.
    return not any(part.constraint.evaluate({**decision.values, "today": day}) is True for day in context.days)


def _wrong(bound_field: Any, message: str) -> None:
    bound_field.errors = [*bound_field.errors, message]
