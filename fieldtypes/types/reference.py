"""Records of another table."""

from core.texts import mark as _
from fieldtypes.base import Definition, FieldType, Locality, Question, Value, Widget
from fieldtypes.cells import as_text


class Reference(FieldType):
    """A record of another table, by its reference."""

    name = "reference"
    xlsform = "select_one"
    has_table = True
    width = 230
    missing = _("Please choose an answer.")

    def parse(self, written: str, definition: Definition, locality: Locality) -> Value:
        """Chosen from a list; the form looks whether it is in there."""
        return written

    def from_cell(
        self, raw: object, definition: Definition, locality: Locality
    ) -> Value:
        """A reference, or a name that sync/rows/name_index.py turns into one."""
        return as_text(raw).strip()

    def widget(self, question: Question) -> Widget:
        """A list of the records."""
        return Widget.list


TYPES = (Reference(),)
