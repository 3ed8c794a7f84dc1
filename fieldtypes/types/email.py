"""E-mail addresses."""

from fieldtypes.base import Definition, FieldType, Locality, Question, Value, Widget
from fieldtypes.cells import as_text
from fieldtypes.parsing.email_addresses import emails, in_letters, one_email


class Email(FieldType):
    """One address on a form; in a cell several, with names."""

    name = "email"
    is_free_words = True
    can_be_personal = True
    is_private = True
    address_of = "email"
    width = 200
    input_mode = "email"

    def parse(self, written: str, definition: Definition, locality: Locality) -> Value:
        """One address."""
        return one_email(written)

    def show(self, value: Value, definition: Definition, locality: Locality) -> str:
        """With its domain in letters."""
        return in_letters(str(value))

    def to_cell(
        self, value: Value, definition: Definition, locality: Locality
    ) -> str | float:
        """With its domain in letters."""
        return in_letters(str(value))

    def from_cell(
        self, raw: object, definition: Definition, locality: Locality
    ) -> Value:
        """One address or several."""
        return emails(as_text(raw))

    def widget(self, question: Question) -> Widget:
        """A line with the keyboard of addresses."""
        return Widget.email

    def example(self, definition: Definition, number: int) -> Value:
        """An address that no mail is ever sent to."""
        return f"ana{number}@example.org"


TYPES = (Email(),)
