"""Days, and moments: a day and a time on the clocks of a place."""

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, get_timezone_location

from core.texts import mark as _
from core.texts import texts, written_in
from expressions.types import ValueType
from fieldtypes.base import Definition, FieldType, Locality, Question, Value, Widget
from fieldtypes.cells import EPOCH, as_text, from_serial, is_number, serial
from fieldtypes.errors import NotUnderstoodError
from fieldtypes.parsing import dates

TYPED_BELOW = 2300
"""As dates, numbers below it lie before April 1906: rather a day, a time or a year
that somebody typed alone.
"""
DATE_FORMAT = {"type": "DATE", "pattern": "yyyy-mm-dd"}
MOMENT_FORMAT = {"type": "DATE_TIME", "pattern": "yyyy-mm-dd hh:mm"}
RELATIVE_MOMENT = re.compile(
    r"(today([+-]\d{1,4})?|\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])) ([01]\d|2[0-3]):[0-5]\d"
)
RELATIVE = re.compile(r"today(?:([+-])(\d{1,4}))?$")
ISO = re.compile(r"\d{4}-\d\d-\d\d$")


class Date(FieldType):
    """A day, as ISO text."""

    name = "date"
    xlsform = "date"
    expression_type = ValueType.date
    number_format = DATE_FORMAT
    width = 110

    def parse(self, written: str, definition: Definition, locality: Locality) -> Value:
        """A whole date, in the order of the place."""
        return dates.day(
            written, (locality.language, *locality.languages), locality.date_order
        )

    def show(self, value: Value, definition: Definition, locality: Locality) -> str:
        """Written out: 12 de marzo de 2027."""
        return str(
            format_date(
                date.fromisoformat(str(value)),
                "long",
                locale=written_in(locality.language),
            )
        )

    def to_cell(
        self, value: Value, definition: Definition, locality: Locality
    ) -> str | float:
        """A date of the sheet."""
        days = (date.fromisoformat(str(value)) - EPOCH).days
        # A date before 1906 would come back as a number that somebody
        # typed: it stands there as text.
        if not 0 <= days < TYPED_BELOW:
            return float(days)
        return str(value)

    def from_cell(
        self, raw: object, definition: Definition, locality: Locality
    ) -> Value:
        """A date of the sheet, or a text as people write it."""
        if not is_number(raw):
            return dates.day(as_text(raw), locality.languages, locality.date_order)
        try:
            day = EPOCH + timedelta(days=int(raw))
            if day.year not in dates.YEARS:
                raise OverflowError
        # A telephone number in a column of dates lies beyond the calendar.
        except (OverflowError, ValueError):
            raise NotUnderstoodError(
                _("“{value}” is not a date."), value=as_text(raw)
            ) from None
        # 12 or 2027 in a cell of dates is a part of a date that
        # Google took for a whole one.
        if 0 <= raw < TYPED_BELOW:
            raise NotUnderstoodError(
                _(
                    "“{value}” is a number and not a whole date. Write it as 2027-03-12."
                ),
                value=as_text(raw),
            )
        return day.isoformat()

    def typed(self, value: Value, zone: tzinfo) -> date | None:
        """That day."""
        if value:
            return date.fromisoformat(str(value))
        return None

    def widget(self, question: Question) -> Widget:
        """The browser's calendar."""
        return Widget.date

    def example(self, definition: Definition, number: int) -> Value:
        """Always the same day."""
        return "2027-03-12"

    def wrong_example(self, definition: Definition, written: Any) -> str:
        """Dates of the example may be relative."""
        if RELATIVE.match(str(written)) or ISO.match(str(written)):
            return ""
        return f'{definition.name}: write a date as 2027-03-12, today, today+5 or today-12, not "{written}"'

    def from_example(self, written: Any, today: date, zone: str) -> Value:
        """Relative dates keep the example overdue and due however old the file is."""
        if RELATIVE.match(str(written)) is None:
            return super().from_example(written, today, zone)
        return _relative_day(str(written), today).isoformat()


def _relative_day(written: str, today: date) -> date:
    """The day that `today`, `today+5` or `today-12` is."""
    relative = RELATIVE.match(written)
    assert relative
    days = int(relative[2] or 0)
    if relative[1] == "-":
        days = -days
    return today + timedelta(days=days)


class Moment(FieldType):
    """A moment, as ISO text in UTC; people read and write it on the clocks of
    the programme's time zone.
    """

    name = "moment"
    xlsform = "dateTime"
    expression_type = ValueType.moment
    number_format = MOMENT_FORMAT

    def show(self, value: Value, definition: Definition, locality: Locality) -> str:
        """Day and time, and whose clock that is."""
        moment = datetime.fromisoformat(str(value)).astimezone(
            ZoneInfo(locality.time_zone)
        )
        day = format_date(moment, "long", locale=written_in(locality.language))
        zone_name = get_timezone_location(
            locality.time_zone, locale=written_in(locality.language)
        )
        return f"{day}, {moment:%H:%M}, {zone_name}"

    def parse(self, written: str, definition: Definition, locality: Locality) -> Value:
        """A day and a time, as the browser or people write them."""
        languages = (locality.language, *locality.languages)
        return dates.moment(written, languages, locality.date_order, locality.time_zone)

    def to_cell(
        self, value: Value, definition: Definition, locality: Locality
    ) -> str | float:
        """A date and time of the sheet."""
        return serial(datetime.fromisoformat(str(value)), locality.time_zone)

    def from_cell(
        self, raw: object, definition: Definition, locality: Locality
    ) -> Value:
        """A date and time of the sheet, or a text as people write it."""
        if not is_number(raw):
            return dates.moment(
                as_text(raw),
                locality.languages,
                locality.date_order,
                locality.time_zone,
            )
        try:
            moment = from_serial(raw, locality.time_zone)
            if moment.year not in dates.YEARS:
                raise OverflowError
            return moment.isoformat(timespec="seconds")
        except (ValueError, OverflowError):
            raise NotUnderstoodError(
                _("“{value}” is not a moment."), value=as_text(raw)
            ) from None

    def typed(self, value: Value, zone: tzinfo) -> datetime | None:
        """By the clock of the zone, without saying so."""
        if not value:
            return None
        moment = datetime.fromisoformat(str(value))
        if moment.tzinfo is None:
            return moment
        return moment.astimezone(zone).replace(tzinfo=None)

    def widget(self, question: Question) -> Widget:
        """The browser's calendar with a clock."""
        return Widget.moment

    def explanation(self, question: Question, locality: Locality) -> str:
        """By whose clock: nothing else on the page tells it."""
        text = texts(locality.language).gettext(_("By this clock: {place}."))
        return text.format(
            place=get_timezone_location(
                locality.time_zone, locale=written_in(locality.language)
            )
        )

    def wrong_example(self, definition: Definition, written: Any) -> str:
        """A day, which may be relative, and an hour."""
        if RELATIVE_MOMENT.fullmatch(str(written)):
            return ""
        text = f'write a moment in quotes, as "2027-03-12 15:00" or "today+6 15:00", not "{written}"'
        return f"{definition.name}: {text}"

    def from_example(self, written: Any, today: date, zone: str) -> Value:
        """By the clock of the programme's zone."""
        day_words, _, hour = str(written).partition(" ")
        if RELATIVE.match(day_words):
            day = _relative_day(day_words, today)
        else:
            day = date.fromisoformat(day_words)
        moment = datetime.combine(day, time.fromisoformat(hour), ZoneInfo(zone))
        return moment.astimezone(UTC).isoformat(timespec="seconds")

    def example(self, definition: Definition, number: int) -> Value:
        """Always the same moment."""
        return "2027-03-12T15:00:00+00:00"


TYPES = (Date(), Moment())
