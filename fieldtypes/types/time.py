"""Times of day."""

import re
from datetime import time, tzinfo
from typing import Any

from babel.dates import format_time

from core.notation.addresses import bare
from core.texts import mark as _
from core.texts import written_in
from expressions.types import ValueType
from fieldtypes.base import Definition, FieldType, Locality, Question, Value, Widget
from fieldtypes.cells import as_text, is_number
from fieldtypes.errors import NotUnderstoodError
from fieldtypes.normalise import LONGEST

TIME_FORMAT = {"type": "TIME", "pattern": "hh:mm"}
CLOCK = re.compile(
    r"(\d{1,2})(?:[:.h]|\s?h\s?)(\d{2})(?::00|\s?h|\s?hs|\s?hrs\.?)?", re.IGNORECASE
)
HALF_DAY = re.compile(
    r"(\d{1,2})(?:[:.](\d{2}))?(?::00)?\s?([ap])\.?\s?m\.?", re.IGNORECASE
)
"""9 pm, 9:30 p. m.: the half of the day says which nine it is."""
NOON = 12
MINUTES_A_DAY = 24 * 60


class Time(FieldType):
    """A time of day as HH:MM, on no clocks in particular."""

    name = "time"
    xlsform = "time"
    expression_type = ValueType.time
    number_format = TIME_FORMAT
    width = 90

    def parse(self, written: str, definition: Definition, locality: Locality) -> Value:
        """14:30, 14.30, 14h30, 2:30 pm. Raises NotUnderstoodError."""
        text = bare(written)[:LONGEST]
        match = CLOCK.fullmatch(text)
        half_day = HALF_DAY.fullmatch(text)
        hour = -1
        minute = 0
        if match:
            hour = int(match[1])
            minute = int(match[2])
        elif half_day and 1 <= int(half_day[1]) <= NOON:
            afternoon = 0
            if half_day[3] in "pP":
                afternoon = NOON
            hour = int(half_day[1]) % NOON + afternoon
            minute = int(half_day[2] or 0)
        try:
            return time(hour, minute).isoformat("minutes")
        except ValueError:
            raise NotUnderstoodError(
                _("“{value}” is not a time. Write it as 14:30."), value=text
            ) from None

    def show(self, value: Value, definition: Definition, locality: Locality) -> str:
        """In the way of the language: 14:30, 2:30 PM."""
        return str(
            format_time(
                time.fromisoformat(str(value)),
                "short",
                locale=written_in(locality.language),
            )
        )

    def to_cell(
        self, value: Value, definition: Definition, locality: Locality
    ) -> str | float:
        """A part of a day."""
        moment = time.fromisoformat(str(value))
        # Nine places, as in moments: the fraction is free of what binary adds.
        return round((moment.hour * 60 + moment.minute) / MINUTES_A_DAY, 9)

    def from_cell(
        self, raw: object, definition: Definition, locality: Locality
    ) -> Value:
        """A time of the sheet, or a text as people write it."""
        if not is_number(raw):
            return self.parse(as_text(raw), definition, locality)
        if 0 <= raw < 1:
            minutes = round(raw * MINUTES_A_DAY)
        else:
            minutes = MINUTES_A_DAY
        # 14 or a whole date is a number that somebody typed: nobody can
        # know which hour was meant.
        if minutes >= MINUTES_A_DAY:
            raise NotUnderstoodError(
                _("“{value}” is not a time. Write it as 14:30."), value=as_text(raw)
            )
        return f"{minutes // 60:02}:{minutes % 60:02}"

    def typed(self, value: Value, zone: tzinfo) -> time | None:
        """That time."""
        if value:
            return time.fromisoformat(str(value))
        return None

    def widget(self, question: Question) -> Widget:
        """The browser's clock."""
        return Widget.time

    def example(self, definition: Definition, number: int) -> Value:
        """Every minute of the day."""
        return f"{number // 60 % 24:02}:{number % 60:02}"

    def wrong_example(self, definition: Definition, written: Any) -> str:
        """Without quotes, YAML reads 14:30 as a number."""
        try:
            time.fromisoformat(str(written))
        except ValueError:
            return f'{definition.name}: write a time in quotes, "14:30", not {written}'
        return ""


TYPES = (Time(),)
