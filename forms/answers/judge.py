"""Whether an answer that was understood is missing, or does not fit the others."""

from collections.abc import Iterator, Mapping
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
    """What answers are judged by.

    `unclear`: questions whose answer is not understood: it is not blank, and
    nobody knows yet what it says.
    """

    bound: WebForm
    context: FormContext
    files: Mapping[str, int]
    decision: Decision
    unclear: AbstractSet[str]
    staff: bool

    def judge(self, name: str, part: QuestionLogic) -> None:
        """Adds what is wrong with an answer to the errors of its question,
        called `name` on the page.
        """
        bound_field = self.bound[name]
        unfit = self.decision.unfit.get(name)
        if unfit:
            wrong(bound_field, does_not_fit(bound_field, unfit, self.context))
            return
        is_answered = self._is_answered(name, part)
        if isinstance(bound_field, ListedField) and bound_field.is_searched():
            offered = offered_values(name, self.bound, self.decision)
            wrong(bound_field, search_result(bound_field, offered, self.context))
        elif not is_answered and self._is_required(name, part):
            wrong(bound_field, self._missing(name, part))
        if is_answered:
            for message in self._misfits(name, part):
                wrong(bound_field, message)

    def _is_answered(self, name: str, part: QuestionLogic) -> bool:
        if part.field.field_type.takes_files:
            return bool(self.files.get(name))
        return self.decision.values.get(name) is not None

    def _misfits(self, name: str, part: QuestionLogic) -> Iterator[str]:
        """What is wrong with an answer that is there."""
        field = part.field
        context = self.context
        if self._breaks(name, part):
            message = context.programme.text(field.constraint_message, context.language)
            yield message or context.say(_("This answer does not fit."))
        if field.most_words:
            count = len(str(self.decision.values[name]).split())
            if count > field.most_words:
                text = _("These are {count} words; at most {most} can be kept.")
                yield context.say(text, count=str(count), most=str(field.most_words))

    def _missing(self, name: str, part: QuestionLogic) -> str:
        """What is said where an answer is missing; of a list with nothing in it,
        that nobody could answer.
        """
        field = part.field
        context = self.context
        has_list = field.list_table is not None or part.is_filtered
        is_open = has_list and not is_waiting(name, part, self.decision)
        if is_open and not offered_values(name, self.bound, self.decision):
            return nothing_to_choose(field, context)
        message = context.programme.text(field.required_message, context.language)
        return message or context.say(field.field_type.missing)

    def _is_required(self, name: str, part: QuestionLogic) -> bool:
        # A letter or a call brings no file: staff may leave out
        # what the public must add.
        if self.staff and part.field.field_type.takes_files:
            return False
        if part.required is None:
            return bool(part.field.required)
        # The other answer's own error comes first: a telephone that is mistyped
        # asks for no e-mail address.
        if self._is_unclear(name, part, part.required):
            return False
        return part.required.evaluate(self.decision.scope(name)) is True

    def _breaks(self, name: str, part: QuestionLogic) -> bool:
        if part.constraint is None or self._is_unclear(name, part, part.constraint):
            return False
        # In Auckland it is tomorrow already: an answer fits where it does on one of the
        # days that people have just now.
        scopes = (self.decision.scope(name, day) for day in self.context.days)
        return not any(part.constraint.evaluate(scope) is True for scope in scopes)

    def _is_unclear(
        self, name: str, part: QuestionLogic, expression: Expression
    ) -> bool:
        """Whether an expression of a question asks for an
        answer that is not understood.
        """
        names = set(names_in(expression.tree))
        repeated = Repeated.of(name)
        if repeated:
            siblings = names & part.siblings
            names -= siblings
            names.update(
                question_name(repeated.repeat, repeated.key, sibling)
                for sibling in siblings
            )
        return any(
            unclear in names or _in_rows(unclear) in names for unclear in self.unclear
        )


def _in_rows(name: str) -> str:
    """What a question of a repetition is called where the repetitions are summed up:
    `budget.amount`; "" for others.
    """
    repeated = Repeated.of(name)
    if repeated:
        return f"{repeated.repeat}.{repeated.question}"
    return ""


def wrong(bound_field: Any, message: str) -> None:
    """Adds an error to a question."""
    bound_field.errors = [*bound_field.errors, message]
