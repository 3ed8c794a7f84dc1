"""What a list offers on a page: the choices that apply, what became of others, and what
to do where there are none.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from forms.answers.check import CheckedAnswers
from forms.answers.list_messages import (
    answer_first,
    does_not_fit,
    nothing_to_choose,
    search_result,
)
from forms.answers.offered import MOST_MATCHES, is_waiting, offered_values
from forms.web_form.build import WebForm
from forms.web_form.choice_fields import FEW, ListedBoxes, ListedField
from forms.web_form.fields import FormContext
from forms.web_form.names import search
from programme.models.forms import Form, FormField

MOST_IN_PAGE = 500
"""Choices that a page carries for a script to filter; in longer
lists the server searches.
"""


@dataclass(frozen=True)
class Offer:
    """For the template. `shown`: the choices that can be ticked; `others`: those that a
    script may show; `search`: the name of the line to search in, "" for a list without
    one; `is_long`: whether it is needed now; `is_live`: whether the page has all.

    `empty`: what stands there where nothing applies; `waiting`: the same while another
    answer is missing; `told`: what became of an answer or a search.
    """

    shown: Sequence[Any]
    others: Sequence[Any]
    search: str
    sought: str
    is_long: bool
    is_live: bool
    is_filtered: bool
    is_waiting: bool
    empty: str
    waiting: str
    told: str

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to choose from."""
        return not self.is_long and not any(option.data for option in self.shown)


def has_lists(bound: WebForm) -> bool:
    """Whether a form asks something by a list of its own kind."""
    return any(isinstance(field, ListedField | ListedBoxes) for field in bound)


def offer_of(
    field: FormField,
    form: Form,
    bound: WebForm,
    checked: CheckedAnswers,
    context: FormContext,
    *,
    is_here: bool,
) -> Offer:
    """What the list of a question offers.

    `is_here`: whether its page is shown; what is chosen is carried on all others.
    """
    listed = bound[field.name]
    part = bound.logic.part(field.name)
    options = list(listed)
    named = [option.data for option in options if option.data]
    if isinstance(listed.data, str):
        chosen = {listed.data}
    else:
        chosen = set(listed.data or ())
    fitting = offered_values(field.name, bound, checked.decision)
    fitting_count = sum(name in fitting for name in named)
    is_long = not field.field_type.is_list and fitting_count > FEW
    visible = set(fitting)
    if is_long:
        visible &= chosen | _matches(listed, fitting)
    if not is_here or field.name not in checked.decision.relevant:
        visible |= chosen
    if visible or is_long:
        # “No answer” is no choice where there is no other.
        visible.add("")
    is_live = len(named) <= MOST_IN_PAGE
    shown = []
    others = []
    for option in options:
        if option.data in visible:
            shown.append(option)
        elif is_live:
            others.append(option)
    return Offer(
        shown=shown,
        others=others,
        search=search(field.name) if len(named) > FEW else "",
        sought=listed.sought,
        is_long=is_long,
        is_live=is_live,
        is_filtered=part.is_filtered,
        is_waiting=is_waiting(field.name, part, checked.decision),
        empty=nothing_to_choose(field, context),
        waiting=answer_first(part, form, context),
        told=_told(field, listed, fitting, checked, context),
    )


def _matches(listed: Any, fitting: Collection[str]) -> set[str]:
    if not listed.sought:
        return set()
    return set(listed.matching(fitting)[:MOST_MATCHES])


def _told(
    field: FormField,
    listed: Any,
    fitting: Collection[str],
    checked: CheckedAnswers,
    context: FormContext,
) -> str:
    """What became of an answer that does not apply any more, or of a search; "" where
    an error says it already.
    """
    if listed.errors:
        return ""
    unfit = checked.decision.unfit.get(field.name)
    if unfit:
        return does_not_fit(listed, unfit, context)
    if isinstance(listed, ListedField) and listed.is_searched():
        return search_result(listed, fitting, context)
    return ""
