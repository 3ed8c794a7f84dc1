"""Telephone numbers."""

from fieldtypes.base import Definition, FieldType, Locality, Question, Value, Widget
from fieldtypes.cells import as_text
from fieldtypes.parsing.phone_numbers import phone, phones


class Phone(FieldType):
    """One number on a form, as +593…; in a cell several."""

    name = "phone"
    is_free_words = True
    can_be_personal = True
    is_private = True
    address_of = "phone"
    input_mode = "tel"
    takes_country = True

    def parse(self, written: str, definition: Definition, locality: Locality) -> Value:
        """One number."""
        return phone(written, locality)

    def from_cell(
        self, raw: object, definition: Definition, locality: Locality
    ) -> Value:
        """One number or several."""
        return phones(as_text(raw), locality)

    def widget(self, question: Question) -> Widget:
        """A line with the keyboard of numbers."""
        return Widget.telephone

    def example(self, definition: Definition, number: int) -> Value:
        """A number of Ecuador."""
        return "+593991234567"


TYPES = (Phone(),)
