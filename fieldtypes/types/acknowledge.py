"""Yes or no: a box to tick."""

from datetime import tzinfo

from core.texts import mark as _
from core.texts import texts
from expressions.types import ValueType
from fieldtypes.base import Definition, FieldType, Locality, Question, Value, Widget
from fieldtypes.cells import as_text
from fieldtypes.parsing.choices import yes_or_no


class Acknowledge(FieldType):
    """Yes or no."""

    name = "acknowledge"
    xlsform = "acknowledge"
    expression_type = ValueType.boolean
    dash_is_blank = False
    width = 80
    missing = _("Please tick this box.")

    def parse(self, written: str, definition: Definition, locality: Locality) -> Value:
        """What a form sends is a tick."""
        return True

    def show(self, value: Value, definition: Definition, locality: Locality) -> str:
        """Yes or no, as a word."""
        say = texts(locality.language).gettext
        if value:
            return say(_("yes"))
        return say(_("no"))

    def to_cell(
        self, value: Value, definition: Definition, locality: Locality
    ) -> str | float:
        """A word: a check box hides a blank cell (docs/decisions/0005)."""
        return self.show(value, definition, locality)

    def from_cell(
        self, raw: object, definition: Definition, locality: Locality
    ) -> Value:
        """A word or a tick."""
        return yes_or_no(as_text(raw), locality.languages)

    def typed(self, value: Value, zone: tzinfo) -> bool:
        """Blank is no."""
        return bool(value)

    def widget(self, question: Question) -> Widget:
        """A box."""
        return Widget.tick

    def drop_down(self, definition: Definition, locality: Locality) -> list[str]:
        """Both words."""
        return [self.show(answer, definition, locality) for answer in (True, False)]

    def example(self, definition: Definition, number: int) -> Value:
        """Every other one."""
        return number % 2 == 0


TYPES = (Acknowledge(),)
