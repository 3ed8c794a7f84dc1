"""Sentences: what people answer in their own words, and what a form
says between its questions.
"""

from core.texts import mark as _
from fieldtypes.base import Definition, FieldType, Locality, Question, Value, Widget

MULTILINE = "multiline"


class Text(FieldType):
    """A text to the letter."""

    name = "text"
    is_free_words = True
    is_plain_text = True
    can_be_personal = True
    dash_is_blank = False
    width = 190
    appearances = (MULTILINE,)

    def parse(self, written: str, definition: Definition, locality: Locality) -> Value:
        """The text."""
        return written.replace("\0", "")

    def widget(self, question: Question) -> Widget:
        """A line, or several where the form says so."""
        if question.appearance == MULTILINE:
            return Widget.area
        return Widget.line

    def longest(self, question: Question) -> int:
        """As many as the form says."""
        return question.max_length

    def example(self, definition: Definition, number: int) -> Value:
        """A sentence of the usual length."""
        return f"Una respuesta de largo corriente, la número {number}"


class Note(FieldType):
    """A line between the questions of a form: it asks for nothing."""

    name = "note"
    xlsform = "note"
    is_asked = False
    is_stored = False
    missing = _("Please answer this.")

    def widget(self, question: Question) -> Widget:
        """None: its label is all."""
        return Widget.nothing


TYPES = (Text(), Note())
