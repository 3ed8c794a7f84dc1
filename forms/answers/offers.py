"""What a list offers on a page: the choices that apply, what became of others, and what to do where there are none."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from forms.answers.check import CheckedAnswers
from forms.answers.list_messages import answer_first, does_not_fit, nothing_to_choose, search_result
from forms.answers.offered import MOST_MATCHES, is_waiting, offered_values
from forms.web_form.build import WebForm
from forms.web_form.choice_fields import FEW, ListedBoxes, ListedField
from forms.web_form.fields import FormContext
from forms.web_form.names import search
from programme.models.forms import Form, FormField

MOST_IN_PAGE = 500
"""Choices that a page carries for a script to filter; in longer lists the server searches."""


@dataclass(frozen=True)
class Offer:
    """For the template. `shown`: the choices that can be ticked; `others`: those that a script may show; `search`: the name of
    the line to search in, "" for a list without one; `is_long`: whether it is needed now; `is_live`: whether the page has all.

    `empty`: what stands there where nothing applies; `waiting`: the same while another answer is missing; `told`: what became of
    an answer or a search.
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
    field: FormField, form: Form, bound: WebForm, checked: CheckedAnswers, context: FormContext, *, is_here: bool
) -> Offer:
    """What the list of a question offers. `is_here`: whether its page is shown; what is chosen is carried on all others."""
    listed, part = bound[field.name], bound.logic.parts[field.name]
    options = list(listed)
    chosen = {listed.data} if isinstance(listed.data, str) else set(listed.data or ())
    fitting = offered_values(part, bound, checked.decision)
    carried = set() if is_here and field.name in checked.decision.relevant else chosen
    named = [option for option in options if option.data]
    is_long = not field.field_type.is_list and sum(option.data in fitting for option in named) > FEW
    visible = fitting & (chosen | _matches(listed, fitting)) if is_long else fitting
    # “No answer” is no choice where there is no other.
    has_choice = is_long or bool(visible | carried)
    shown = [option for option in options if option.data in visible | carried or (has_choice and not option.data)]
    others = [option for option in options if option not in shown]
    is_live = len(named) <= MOST_IN_PAGE
    has_search = len(named) > FEW
    return Offer(
        shown,
        others if is_live else [],
        search(field.name) if has_search else "",
        listed.sought,
        is_long,
        is_live,
        part.is_filtered,
        is_waiting(part, checked.decision),
        nothing_to_choose(field, context),
        answer_first(part, form, context),
        "" if listed.errors else _told(field, listed, fitting, checked, context),
    )


def _matches(listed: Any, fitting: Collection[str]) -> set[str]:
    if not listed.sought:
        return set()
    return set(listed.matching(fitting)[:MOST_MATCHES])


def _told(
    field: FormField, listed: Any, fitting: Collection[str], checked: CheckedAnswers, context: FormContext
) -> str:
    """What became of an answer that does not apply any more, or of a search."""
    unfit = checked.decision.unfit.get(field.name)
    if unfit:
        return does_not_fit(listed, unfit, context)
    if isinstance(listed, ListedField) and listed.is_searched():
        return search_result(listed, fitting, context)
    return ""
