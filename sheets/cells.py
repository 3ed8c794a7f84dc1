"""One cell: from a canonical value to what the sheet shows, and back.

Staff type as people do; what makes no sense becomes a problem and never a guess.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeGuard
from zoneinfo import ZoneInfo

from core.texts import mark as _
from core.texts import texts
from programme import dates, numbers, values
from programme.model import Programme
from programme.parts import Column, Kind
from programme.record import Value
from programme.values import NotUnderstoodError

EPOCH = date(1899, 12, 30)
DATE = {"type": "DATE", "pattern": "yyyy-mm-dd"}
MOMENT = {"type": "DATE_TIME", "pattern": "yyyy-mm-dd hh:mm"}
TEXT = {"type": "TEXT"}
SEPARATOR = "; "
TYPED_BELOW = 2300
"""As dates, numbers below it lie before April 1906: rather a day, a time or a year that somebody typed alone."""
FIGURES = frozenset(
    {Kind.integer, Kind.decimal, Kind.date, Kind.moment, Kind.email, Kind.phone, Kind.reference}
    | {Kind.select_one, Kind.select_multiple}
)
"""What is never a sentence, so that a lone dash says that there is nothing."""
ERROR = re.compile(r"#(?:N/[AD]|[¡¿]?[A-ZÀ-Ý0-9/]+[!?])")


@dataclass(frozen=True)
class Cells:
    """Turns values of one programme's columns into cells and back."""

    programme: Programme

    def show(self, column: Column, value: Value) -> str | float | None:
        """What stands in the cell: text, or a number for numbers and dates; None for blank.

        What is not of the column's type (it was sent before the column became a date) goes there as the text that it is: the next
        reading asks about this one cell, and no other row waits for it.
        """
        if value is None or value in ("", []):
            return None
        try:
            return self._shown(column, value)
        except (ValueError, OverflowError):
            return str(value)

    def _shown(self, column: Column, value: Value) -> str | float:
        match column.type:
            case Kind.integer | Kind.decimal:
                return float(str(value))
            case Kind.date:
                days = (date.fromisoformat(str(value)) - EPOCH).days
                # A date before 1906 would come back as a number that somebody typed: it stands there as text.
                if not 0 <= days < TYPED_BELOW:
                    return float(days)
                return str(value)
            case Kind.moment:
                return serial(datetime.fromisoformat(str(value)), self.programme.time_zone)
            case Kind.acknowledge:
                return texts(self.programme.language).gettext(_("yes") if value else _("no"))
            case Kind.select_one:
                return self._label(column, str(value))
            case Kind.select_multiple if isinstance(value, list):
                return SEPARATOR.join(self._label(column, name) for name in value)
            case Kind.file if isinstance(value, list):
                return "\n".join(value)
            case _:
                return str(value)

    def typed(self, column: Column, value: Value) -> dict[str, Any]:
        """The cell as the API's CellData, typed, so that nothing is parsed on its way in."""
        shown = self.show(column, value)
        cell: dict[str, Any] = {"userEnteredFormat": {"numberFormat": number_format(column)}}
        if isinstance(shown, float):
            cell["userEnteredValue"] = {"numberValue": shown}
        elif shown is not None:
            cell["userEnteredValue"] = {"stringValue": shown}
        if cell["userEnteredFormat"]["numberFormat"] is None:
            del cell["userEnteredFormat"]
        return cell

    def read(self, column: Column, raw: object) -> Value:
        """The canonical value of a raw cell; blank is None. Raises NotUnderstoodError."""
        # A dash in a column of figures says that there is nothing; in a sentence it may mean something.
        if raw is None or (isinstance(raw, str) and (values.blank(raw) or _stands_for_nothing(column, raw))):
            return None
        if raw is False and column.type is not Kind.acknowledge:
            # Check boxes over a whole column hold FALSE in every row.
            return None
        if isinstance(raw, str) and ERROR.fullmatch(raw):
            raise NotUnderstoodError(_("The formula in this cell gives an error: {value}"), value=raw)
        return self._understand(column, raw)

    def _understand(self, column: Column, raw: object) -> Value:
        match column.type:
            case Kind.integer:
                return self._whole(raw)
            case Kind.decimal:
                return self._decimal(raw)
            case Kind.date:
                return self._date(raw)
            case Kind.moment:
                return self._moment(raw)
            case Kind.acknowledge:
                return values.yes_or_no(as_text(raw), self.programme.languages)
            case Kind.select_one:
                return values.choice(as_text(raw), column.choices, self.programme.language)
            case Kind.select_multiple:
                return self._choices(column, raw)
            case Kind.email:
                return values.emails(as_text(raw))
            case Kind.phone:
                return values.phones(as_text(raw), self.programme.country)
            case Kind.file:
                return [line.strip() for line in as_text(raw).splitlines() if line.strip()]
            case Kind.reference:
                return as_text(raw).strip()
            case _:
                return as_text(raw)

    def _label(self, column: Column, name: str) -> str:
        choice = column.choice(name)
        if choice:
            return choice.label[self.programme.language]
        return name

    def _whole(self, raw: object) -> Value:
        if _is_number(raw):
            # By its shortest writing: Decimal(0.1) would be 0.1000000000000000055.
            return numbers.integral(Decimal(repr(raw)), as_text(raw))
        return numbers.whole(as_text(raw), self.programme.locale)

    def _decimal(self, raw: object) -> Value:
        if _is_number(raw):
            return raw
        return float(numbers.decimal(as_text(raw), self.programme.locale))

    def _date(self, raw: object) -> Value:
        if not _is_number(raw):
            return dates.day(as_text(raw), self.programme.languages, self.programme.locale)
        try:
            day = EPOCH + timedelta(days=int(raw))
            if day.year not in dates.YEARS:
                raise OverflowError
        # A telephone number in a column of dates lies beyond the calendar.
        except (OverflowError, ValueError):
            raise NotUnderstoodError(_("“{value}” is not a date."), value=as_text(raw)) from None
        # 12 or 2027 in a cell of dates is a part of a date that Google took for a whole one.
        if 0 <= raw < TYPED_BELOW:
            raise NotUnderstoodError(
                _("“{value}” is a number and not a whole date. Write it as 2027-03-12."), value=as_text(raw)
            )
        return day.isoformat()

    def _moment(self, raw: object) -> Value:
        programme = self.programme
        if not _is_number(raw):
            return dates.moment(as_text(raw), programme.languages, programme.locale, programme.time_zone)
        try:
            moment = from_serial(raw, programme.time_zone)
            if moment.year not in dates.YEARS:
                raise OverflowError
            return moment.isoformat(timespec="seconds")
        except (ValueError, OverflowError):
            raise NotUnderstoodError(_("“{value}” is not a moment."), value=as_text(raw)) from None

    def _choices(self, column: Column, raw: object) -> Value:
        names: list[str] = []
        for part in re.split(r"[;\n]", as_text(raw)):
            try:
                names += [self._choice(column, part)] if not values.blank(part) else []
            except NotUnderstoodError:  # a label may hold commas of its own
                names += [self._choice(column, word) for word in part.split(",") if not values.blank(word)]
        return list(dict.fromkeys(names))

    def _choice(self, column: Column, word: str) -> str:
        return values.choice(word.strip(), column.choices, self.programme.language)


def _is_number(raw: object) -> TypeGuard[int | float]:
    # In Python True is an int; in a sheet it is a tick.
    return isinstance(raw, int | float) and not isinstance(raw, bool)


def _stands_for_nothing(column: Column, raw: str) -> bool:
    """Whether a dash or the like stands for blank. In sentences it is kept, and beside a box it says no."""
    if column.type not in FIGURES or not values.nothing(raw):
        return False
    # Somebody may have a choice called “-”.
    labels = {label for choice in column.choices for label in (*choice.label.values(), *choice.aliases)}
    return values.plain(raw) not in map(values.plain, labels)


def says_nothing(raw: object) -> bool:
    """Whether a raw cell is as good as empty: blank, or a box that is not ticked."""
    return raw is None or raw is False or (isinstance(raw, str) and values.blank(raw))


def as_text(raw: object) -> str:
    """A raw cell as text: 7.0 is "7", as the sheet shows it."""
    if isinstance(raw, bool):
        return str(raw).upper()
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:  # noqa: PLR2004 - a double's whole numbers
        return str(int(raw))
    return str(raw)


def number_format(column: Column) -> dict[str, str] | None:
    """The number format of a column's cells: text stays text, whatever it looks like."""
    match column.type:
        case Kind.date:
            return DATE
        case Kind.moment:
            return MOMENT
        case Kind.integer | Kind.decimal:
            return None
        case _:
            return TEXT


def serial(moment: datetime, zone: str) -> float:
    """Days since 1899-12-30, as the wall clock of the sheet's zone shows the moment; to the second."""
    local = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    passed = local - datetime.combine(EPOCH, datetime.min.time())
    # Nine places are a tenth of a millisecond, and keep the fraction free of what binary adds.
    return passed.days + round(passed.seconds / 86_400, 9)


def from_serial(number: float, zone: str) -> datetime:
    """The moment (UTC) that `serial` made, to the second."""
    # Rounded to the second: a serial number of 09:30 is not exactly 09:30.
    local = datetime.combine(EPOCH, datetime.min.time()) + timedelta(seconds=round(number * 86_400))
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
