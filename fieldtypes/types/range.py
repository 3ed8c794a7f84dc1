"""Numbers on a scale: from 1 to 5, from 0 to 100 in steps of 10."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.texts import decimal_text, texts
from core.texts import mark as _
from fieldtypes.base import Definition, Locality, Question, Value, Widget
from fieldtypes.cells import as_text, is_number
from fieldtypes.errors import NotUnderstoodError
from fieldtypes.parsing import numbers
from fieldtypes.types.number import Number

BUTTONS = 11
"""Up to this many steps (0 to 10) are shown as buttons.

A slider says its number only by JavaScript, and always has one.
"""
# A slider of more steps than pixels cannot be set to one of them.
MOST_STEPS = 10_000
USUAL = {"start": 1, "end": 10, "step": 1}
"""XLSForm's own."""


@dataclass(frozen=True)
class Scale:
    """The numbers from `start` to `end`, `step` apart."""

    start: Decimal
    end: Decimal
    step: Decimal

    @property
    def size(self) -> int:
        """How many there are."""
        return int((self.end - self.start) / self.step) + 1

    def holds(self, number: Decimal) -> bool:
        """Whether a number is one of them."""
        return (
            self.start <= number <= self.end and (number - self.start) % self.step == 0
        )

    def __iter__(self) -> Iterator[Decimal]:
        return (self.start + self.step * index for index in range(self.size))


class Range(Number):
    """A number on a scale."""

    name = "range"
    xlsform = "range"
    width = 90
    input_mode = "decimal"
    missing = _("Please choose an answer.")
    parameters = ("start", "end", "step")

    def parse(self, written: str, definition: Definition, locality: Locality) -> Value:
        """What the button says, or a number as people write it."""
        scale = _scale(definition)
        # “1.200” has two readings; where only one of them is on the
        # scale, that one is meant.
        on_scale = []
        for number in numbers.readings(written, locality.locale):
            if scale.holds(number):
                on_scale.append(number)
        if len(on_scale) == 1:
            return _canonical(on_scale[0])
        return _checked(
            numbers.decimal(written, locality.locale), definition, written, locality
        )

    def from_cell(
        self, raw: object, definition: Definition, locality: Locality
    ) -> Value:
        """A number of the sheet, or a text as people write it."""
        if is_number(raw):
            return _checked(Decimal(repr(raw)), definition, as_text(raw), locality)
        return self.parse(as_text(raw), definition, locality)

    def widget(self, question: Question) -> Widget:
        """Buttons for a few, a line for many."""
        if _scale(question).size <= BUTTONS:
            return Widget.radio
        return Widget.line

    def options(
        self, definition: Definition, locality: Locality
    ) -> list[tuple[str, str]]:
        """The numbers, as the language writes them."""
        return [
            (str(number), _shown(number, locality)) for number in _scale(definition)
        ]

    def explanation(self, question: Question, locality: Locality) -> str:
        """Where it begins and ends: a line does not show it."""
        if self.widget(question) is Widget.radio:
            return ""
        scale = _scale(question)
        text = texts(locality.language).gettext(
            _("From {start} to {end}, in steps of {step}.")
        )
        return text.format(
            start=_shown(scale.start, locality),
            end=_shown(scale.end, locality),
            step=_shown(scale.step, locality),
        )

    def example(self, definition: Definition, number: int) -> Value:
        """One after the other."""
        scale = _scale(definition)
        return _canonical(scale.start + scale.step * (number % scale.size))

    def wrong_example(self, definition: Definition, written: Any) -> str:
        """Only what is on the scale."""
        scale = _scale(definition)
        if isinstance(written, int | float) and scale.holds(Decimal(str(written))):
            return ""
        return f"{definition.name}: {written} is not on its scale, from {scale.start} to {scale.end} in steps of {scale.step}"

    def mistakes(self, definition: Definition) -> Iterator[str]:
        """A scale goes upwards, in steps that reach its end."""
        yield from super().mistakes(definition)
        if any(isinstance(value, str) for value in definition.parameters.values()):
            yield "needs numbers for `start`, `end` and `step`"
            return
        scale = _scale(definition)
        if scale.step <= 0 or scale.end <= scale.start:
            yield "needs a `start` below its `end`, and a `step` above 0"
        elif not scale.holds(scale.end):
            yield f"never reaches its `end` ({scale.end}) in steps of {scale.step} from {scale.start}"
        elif scale.size > MOST_STEPS:
            yield f"has at most {MOST_STEPS:,} steps; take `decimal` or `integer` with a `constraint`"


def _scale(definition: Definition) -> Scale:
    parts = {
        name: Decimal(str(definition.parameters.get(name, usual)))
        for name, usual in USUAL.items()
    }
    return Scale(**parts)


def _checked(
    number: Decimal, definition: Definition, written: str, locality: Locality
) -> Value:
    """A number of the scale. Raises NotUnderstoodError."""
    scale = _scale(definition)
    if scale.holds(number):
        return _canonical(number)
    raise NotUnderstoodError(
        _("“{value}” is not on this scale: from {start} to {end}, in steps of {step}."),
        value=written,
        start=_shown(scale.start, locality),
        end=_shown(scale.end, locality),
        step=_shown(scale.step, locality),
    )


def _canonical(number: Decimal) -> Value:
    if number == number.to_integral_value():
        return int(number)
    return float(number)


def _shown(number: Decimal, locality: Locality) -> str:
    return decimal_text(locality.language, number)


TYPES = (Range(),)
