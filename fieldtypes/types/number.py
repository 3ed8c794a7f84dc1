"""Numbers."""

from datetime import tzinfo
from decimal import Decimal as Exact

from core.texts import exact_text
from expressions.types import ValueType
from fieldtypes.base import Definition, FieldType, Locality, Value
from fieldtypes.cells import as_text, is_number
from fieldtypes.parsing import numbers


class Number(FieldType):
    """What all numbers have in common."""

    expression_type = ValueType.number
    number_format = None

    def show(self, value: Value, definition: Definition, locality: Locality) -> str:
        """With the signs of the language, and all of its digits."""
        return exact_text(locality.language, str(value))

    def to_cell(
        self, value: Value, definition: Definition, locality: Locality
    ) -> str | float:
        """A number of the sheet."""
        return float(str(value))

    def typed(self, value: Value, zone: tzinfo) -> float | None:
        """As browsers count, too."""
        if value is None:
            return None
        return float(str(value))


class Integer(Number):
    """A whole number."""

    name = "integer"
    xlsform = "integer"
    width = 90
    input_mode = "numeric"

    def parse(self, written: str, definition: Definition, locality: Locality) -> Value:
        """A sign that can only part thousands is taken as that."""
        return numbers.whole(written, locality.locale)

    def from_cell(
        self, raw: object, definition: Definition, locality: Locality
    ) -> Value:
        """A number of the sheet, or a text as people write it."""
        if is_number(raw):
            # By its shortest writing: Decimal(0.1) would be 0.1000000000000000055.
            return numbers.integral(Exact(repr(raw)), as_text(raw))
        return numbers.whole(as_text(raw), locality.locale)

    def example(self, definition: Definition, number: int) -> Value:
        """The number itself."""
        return number


class Decimal(Number):
    """A number that need not be whole."""

    name = "decimal"
    xlsform = "decimal"
    input_mode = "decimal"

    def parse(self, written: str, definition: Definition, locality: Locality) -> Value:
        """With either decimal sign, where that has one reading."""
        return float(numbers.decimal(written, locality.locale))

    def from_cell(
        self, raw: object, definition: Definition, locality: Locality
    ) -> Value:
        """A number of the sheet, or a text as people write it."""
        if is_number(raw):
            return raw
        return float(numbers.decimal(as_text(raw), locality.locale))

    def example(self, definition: Definition, number: int) -> Value:
        """Quarters."""
        return number / 4


TYPES = (Integer(), Decimal())
