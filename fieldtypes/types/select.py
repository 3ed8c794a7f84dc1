"""One or several of some choices, by name."""

from datetime import tzinfo

from core.texts import mark as _
from expressions.types import ValueType
from fieldtypes.base import Definition, FieldType, Locality, Question, Value, Widget
from fieldtypes.cells import as_text
from fieldtypes.errors import NotUnderstoodError
from fieldtypes.parsing import choices

FEW = 6
"""Up to this many choices are shown as buttons, more as a list to choose from."""
OPTIONS = 500
"""More choices than Google takes in one drop-down."""
SEPARATOR = "; "


class SelectOne(FieldType):
    """One choice, by its name."""

    name = "select_one"
    xlsform = "select_one"
    has_choices = True
    missing = _("Please choose an answer.")

    def parse(self, written: str, definition: Definition, locality: Locality) -> Value:
        """In any spelling; of words out of a table, as they are: the form looks
        whether they are in there.
        """
        if definition.choices_from:
            return choices.as_choice(written)
        return choices.choice(written, definition.choices, locality.language)

    def show(self, value: Value, definition: Definition, locality: Locality) -> str:
        """Labels; the name of a choice that is there no more."""
        if isinstance(value, list):
            names = value
        else:
            names = [str(value)]
        return ", ".join(label(name, definition, locality) for name in names)

    def to_cell(
        self, value: Value, definition: Definition, locality: Locality
    ) -> str | float:
        """Its label."""
        return label(str(value), definition, locality)

    def from_cell(
        self, raw: object, definition: Definition, locality: Locality
    ) -> Value:
        """In any spelling."""
        if definition.choices_from:
            return choices.as_choice(as_text(raw))
        return choices.choice(as_text(raw), definition.choices, locality.language)

    def widget(self, question: Question) -> Widget:
        """Buttons for a few, a list for many."""
        if len(question.choices) <= FEW:
            return Widget.radio
        return Widget.list

    def drop_down(self, definition: Definition, locality: Locality) -> list[str]:
        """The labels, unless there are more than Google takes."""
        if len(definition.choices) > OPTIONS:
            return []
        return [locality.text(choice.label) for choice in definition.choices]

    def example(self, definition: Definition, number: int) -> Value:
        """One after the other; none where they stand in a table."""
        if not definition.choices:
            return None
        return definition.choices[number % len(definition.choices)].name


class SelectMultiple(SelectOne):
    """Several choices, by their names."""

    name = "select_multiple"
    xlsform = "select_multiple"
    expression_type = ValueType.names
    is_list = True

    def parse(self, written: str, definition: Definition, locality: Locality) -> Value:
        """Each on a line of its own."""
        if definition.choices_from:
            return [choices.as_choice(word) for word in written.splitlines()]
        return [
            choices.choice(word, definition.choices, locality.language)
            for word in written.splitlines()
        ]

    def to_cell(
        self, value: Value, definition: Definition, locality: Locality
    ) -> str | float:
        """Their labels, on lines where semicolons between them
        would say something else.
        """
        if not isinstance(value, list):
            return str(value)
        labels = [label(name, definition, locality) for name in value]
        joined = SEPARATOR.join(labels)
        try:
            is_read_back = (
                choices.several(joined, definition.choices, locality.language) == value
            )
        except NotUnderstoodError:  # a choice that is there no more
            is_read_back = True
        if is_read_back:
            return joined
        return "\n".join(labels)

    def from_cell(
        self, raw: object, definition: Definition, locality: Locality
    ) -> Value:
        """On lines, or between semicolons or commas; words out of a table
        may hold commas themselves.
        """
        if definition.choices_from:
            return [*choices.listed(as_text(raw))]
        return choices.several(as_text(raw), definition.choices, locality.language)

    def typed(self, value: Value, zone: tzinfo) -> tuple[str, ...] | None:
        """The names."""
        if isinstance(value, list):
            return tuple(value) or None
        return None

    def widget(self, question: Question) -> Widget:
        """A box each."""
        return Widget.boxes

    def drop_down(self, definition: Definition, locality: Locality) -> list[str]:
        """None: of several choices Google can offer only one."""
        return []

    def example(self, definition: Definition, number: int) -> Value:
        """One after the other; none where they stand in a table."""
        if not definition.choices:
            return None
        return [definition.choices[number % len(definition.choices)].name]


def label(name: str, definition: Definition, locality: Locality) -> str:
    """The label of a choice; the name of one that is there no more."""
    for choice in definition.choices:
        if choice.name == name:
            return locality.text(choice.label)
    return name


TYPES = (SelectOne(), SelectMultiple())
