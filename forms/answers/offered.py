"""Which choices of a list apply, and which lists were searched without choosing."""

from collections.abc import Collection

from forms.web_form.build import WebForm
from forms.web_form.choice_fields import ListedField
from programme.form_parts.form_logic import Decision, QuestionLogic

MOST_MATCHES = 50
"""Of a search without a script; more are no help."""


def offered_values(name: str, bound: WebForm, decision: Decision) -> set[str]:
    """The values that apply, of the question called `name` on the page: all of them
    where no answer decides; none while the question itself does not apply.
    """
    values = set()
    for choice in bound[name].choices:
        if choice.value:
            values.add(str(choice.value))
    if not bound.logic.part(name).is_filtered:
        return values
    return values & decision.offered.get(name, frozenset())


def is_waiting(name: str, part: QuestionLogic, decision: Decision) -> bool:
    """Whether another answer is missing that decides what can be chosen.

    `name`: what the question is called on the page.
    """
    if part.choice_filter is None:
        return False
    scope = decision.scope(name)
    return any(scope.get(answer) is None for answer in part.choice_filter.questions)


def searched_lists(bound: WebForm, decision: Decision) -> dict[str, Collection[str]]:
    """The lists in which something was searched and nothing is chosen,
    with the values that apply.
    """
    searched: dict[str, Collection[str]] = {}
    for name, _part in bound.logic.asked(bound.repetitions):
        if name not in bound or name not in decision.relevant:
            continue
        field = bound[name]
        if isinstance(field, ListedField) and field.is_searched():
            searched[name] = offered_values(name, bound, decision)
    return searched
