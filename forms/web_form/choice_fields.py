"""Fields for lists whose choices depend on answers, or that are long: what is offered,
and what a person searched for.
"""

from collections.abc import Collection, Sequence
from typing import Any

from wtforms import Form, RadioField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.utils import unset_value
from wtforms.widgets import CheckboxInput, ListWidget

from fieldtypes.normalise import plain
from forms.web_form.names import search

FEW = 12
"""Up to this many are read at a glance; more have a line to search them."""
# Nobody types more to find a choice, and each letter is compared with all of them.
LONGEST_SEARCH = 200


class ListedField(RadioField):  # type: ignore[misc]
    """One of a list.

    `sought`: what was typed into its line; without a script, the server looks for it.
    """

    sought = ""

    def process(
        self, formdata: Any, data: Any = unset_value, extra_filters: Any = None
    ) -> None:
        """Reads what was chosen, and what was searched for."""
        super().process(formdata, data, extra_filters)
        if formdata:
            typed = formdata.getlist(search(self.name))
        else:
            typed = []
        if typed:
            self.sought = typed[0].strip()[:LONGEST_SEARCH]
        else:
            self.sought = ""

    def matching(self, offered: Collection[str]) -> list[str]:
        """Of what is offered, the values whose labels have all words that were searched
        for; the one that says just that.
        """
        named = []
        for choice in self.choices:
            if choice.value in offered:
                named.append((choice.value, plain(choice.label)))
        sought = plain(self.sought)
        exact = []
        for value, label in named:
            if label == sought:
                exact.append(value)
        if len(exact) == 1:
            return exact
        values: list[str] = []
        for value, label in named:
            if all(word in label for word in sought.split()):
                values.append(value)
        return values

    def is_searched(self) -> bool:
        """Whether something was searched for and nothing is chosen."""
        return bool(self.sought) and not self.data


class ListedBoxes(SelectMultipleField):  # type: ignore[misc]
    """Several of a list."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()
    sought = ""


def listed_field(
    choices: Sequence[SelectChoice], *, is_several: bool, **common: Any
) -> Any:
    """The unbound field of a list."""
    if is_several:
        kind = ListedBoxes
    else:
        kind = ListedField
    return kind(choices=list(choices), validate_choice=False, **common)


def resolve_searches(bound: Form, offered: dict[str, Collection[str]]) -> bool:
    """Chooses what was searched for, where one choice alone matches; True where
    there was something to choose.
    """
    has_chosen = False
    for name, values in offered.items():
        field = bound[name]
        if not field.is_searched():
            continue
        matching = field.matching(values)
        if len(matching) == 1:
            field.data = field.canonical = matching[0]
            has_chosen = True
    return has_chosen
