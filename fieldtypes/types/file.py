"""Photos and documents."""

from datetime import tzinfo
from typing import ClassVar

from core.texts import mark as _
from expressions.types import ValueType
from fieldtypes.base import Definition, FieldType, Locality, Question, Value, Widget
from fieldtypes.cells import as_text


class File(FieldType):
    """Photos (JPEG, PNG, HEIC, WebP) and PDFs, by the addresses under
    which the team opens them.
    """

    name = "file"
    xlsform = "file"
    expression_type = ValueType.names
    is_list = True
    takes_files = True
    can_be_personal = True
    is_private = True
    dash_is_blank = False
    width = 220
    missing = _("Please add a file or a photo.")
    media: ClassVar[tuple[str, ...]] = ("image/", "application/pdf")
    accept = "image/*,application/pdf,.jpg,.jpeg,.png,.heic,.heif,.webp,.pdf"

    def show(self, value: Value, definition: Definition, locality: Locality) -> str:
        """An address a line."""
        if isinstance(value, list):
            return "\n".join(value)
        return str(value)

    def to_cell(
        self, value: Value, definition: Definition, locality: Locality
    ) -> str | float:
        """An address a line."""
        return self.show(value, definition, locality)

    def from_cell(
        self, raw: object, definition: Definition, locality: Locality
    ) -> Value:
        """An address a line."""
        return [line.strip() for line in as_text(raw).splitlines() if line.strip()]

    def typed(self, value: Value, zone: tzinfo) -> tuple[str, ...] | None:
        """The addresses."""
        if isinstance(value, list):
            return tuple(value) or None
        return None

    def widget(self, question: Question) -> Widget:
        """Choosing files."""
        return Widget.files


TYPES = (File(),)
