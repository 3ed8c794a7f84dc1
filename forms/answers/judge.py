"""Whether an answer that was understood is missing, or does not fit the others."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from core.texts import mark as _
from expressions.evaluate import Expression
from forms.answers.list_messages import does_not_fit, nothing_to_choose, search_result
from forms.answers.offered import is_waiting, offered_values
from forms.web_form.build import WebForm
from forms.web_form.choice_fields import ListedField
from forms.web_form.fields import FormContext
from programme.form_parts.form_logic import Decision, QuestionLogic
from programme.form_parts.form_scope import names_in
from programme.form_parts.repeats import Repeated, question_name


@dataclass(frozen=True)
class Judging:
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
        """Adds what is wrong with an answer to the errors of its question, called `name` on the page."""
        bound_field, field, decision = self.bound[name], part.field, self.decision
        if unfit := decision.unfit.get(name):
            wrong(bound_field, does_not_fit(bound_field, unfit, self.context))
            return
        is_file = field.field_type.takes_files
        is_answered = bool(self.files.get(name)) if is_file else decision.values.get(name) is not None
        # A letter or a call brings no file: staff may leave out what the public must add.
        if isinstance(bound_field, ListedField) and bound_field.is_searched():
            wrong(bound_field, search_result(bound_field, offered_values(part, self.bound, decision), self.context))
        elif not is_answered and not (self.staff and is_file) and self._is_required(name, part):
            wrong(bound_field, self._missing(part))
        if is_answered and self._breaks(name, part):
            message = self.context.programme.text(field.constraint_message, self.context.language)
            wrong(bound_field, message or self.context.say(_("This answer does not fit.")))
        if field.most_words and is_answered:
            count = len(str(decision.values[name]).split())
            if count > field.most_words:
                text = _("These are {count} words; at most {most} can be kept.")
                wrong(bound_field, self.context.say(text, count=str(count), most=str(field.most_words)))

    def _missing(self, part: QuestionLogic) -> str:
        """What is said where an answer is missing; of a list with nothing in it, that nobody could answer."""
        field, context = part.field, self.context
        has_list = field.list_table is not None or part.is_filtered
        is_open = has_list and not is_waiting(part, self.decision)
        if is_open and not offered_values(part, self.bound, self.decision):
            return nothing_to_choose(field, context)
        message = context.programme.text(field.required_message, context.language)
        return message or context.say(field.field_type.missing)

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


def wrong(bound_field: Any, message: str) -> None:
    """Adds an error to a question."""
    bound_field.errors = [*bound_field.errors, message]
