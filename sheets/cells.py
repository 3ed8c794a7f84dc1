"""One cell: from a canonical value to what the sheet shows, and back.

Staff type as people do; what makes no sense becomes a problem and never a guess.
"""

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

import phonenumbers
from babel.numbers import NumberFormatError, parse_decimal
from email_validator import EmailNotValidError, validate_email

from core.texts import mark as _
from core.texts import texts
from programme.model import Choice, Column, Kind, Programme
from programme.record import Value
from sheets.columns import plain

EPOCH = date(1899, 12, 30)
DATE = {"type": "DATE", "pattern": "yyyy-mm-dd"}
MOMENT = {"type": "DATE_TIME", "pattern": "yyyy-mm-dd hh:mm"}
TEXT = {"type": "TEXT"}
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})$")
YES = {"true", "x", "1", "yes", "si", "sim", "oui", "ja", "verdadero", "verdadeiro"}
NO = {"false", "0", "no", "nao", "non", "nein", "falso", "-"}
SEPARATOR = "; "


class CellError(ValueError):
    """A cell that makes no sense: a source text with gaps, and what fills them."""

    def __init__(self, text: str, **values: str) -> None:
        super().__init__(text)
        self.text, self.values = text, values


@dataclass(frozen=True)
class Cells:
    """Turns values of one programme's columns into cells and back."""

    programme: Programme

    def show(self, column: Column, value: Value) -> str | float | None:
        """What stands in the cell: text, or a number for numbers and dates; None for blank."""
        if value is None or value == [] or value == "":
            return None
        match column.type:
            case Kind.integer | Kind.decimal:
                return float(str(value))
            case Kind.date:
                return float((date.fromisoformat(str(value)) - EPOCH).days)
            case Kind.moment:
                return serial(datetime.fromisoformat(str(value)), self.programme.time_zone)
            case Kind.acknowledge:
                return texts(self.programme.language).gettext("yes" if value else "no")
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
        """The canonical value of a raw cell; blank is None. Raises CellError."""
        if raw is None or raw == "":
            return None
        if isinstance(raw, str) and raw.startswith("#") and raw.rstrip("!?").isupper() and raw[-1] in "!?":
            raise CellError(_("The formula in this cell gives an error: {value}"), value=raw)
        reader = READERS.get(column.type)
        return reader(self, column, raw) if reader else as_text(raw)

    def _label(self, column: Column, name: str) -> str:
        choice = column.choice(name)
        return choice.label[self.programme.language] if choice else name

    def _integer(self, column: Column, raw: object) -> Value:
        number = self._number(raw)
        if number != number.to_integral_value():
            raise CellError(_("“{value}” is not a whole number."), value=as_text(raw))
        return int(number)

    def _decimal(self, column: Column, raw: object) -> Value:
        return float(self._number(raw))

    def _number(self, raw: object) -> Decimal:
        if isinstance(raw, int | float) and not isinstance(raw, bool):
            return Decimal(repr(raw))
        try:
            return Decimal(parse_decimal(as_text(raw).strip(), locale=self.programme.locale, strict=True))
        except (NumberFormatError, InvalidOperation):
            raise CellError(_("“{value}” is not a number."), value=as_text(raw)) from None

    def _date(self, column: Column, raw: object) -> Value:
        if isinstance(raw, int | float) and not isinstance(raw, bool):
            try:
                return (EPOCH + timedelta(days=int(raw))).isoformat()
            except OverflowError:
                raise CellError(_("“{value}” is not a date."), value=as_text(raw)) from None
        text = as_text(raw).strip()
        found = _iso(text) if ISO.match(text) else _written(text, self.programme)
        if found is None:
            raise CellError(_("“{value}” is not a date. Write it as 2027-03-12."), value=text)
        return found.isoformat()

    def _moment(self, column: Column, raw: object) -> Value:
        if isinstance(raw, int | float) and not isinstance(raw, bool):
            return from_serial(raw, self.programme.time_zone).isoformat(timespec="seconds")
        try:
            return datetime.fromisoformat(as_text(raw)).astimezone(UTC).isoformat(timespec="seconds")
        except ValueError:
            raise CellError(_("“{value}” is not a moment."), value=as_text(raw)) from None

    def _acknowledge(self, column: Column, raw: object) -> Value:
        word = plain(raw)
        words = {plain(texts(language).gettext("yes")) for language in self.programme.languages}
        if raw is True or word in YES | words:
            return True
        words = {plain(texts(language).gettext("no")) for language in self.programme.languages}
        if raw is False or word in NO | words:
            return False
        raise CellError(_("“{value}” is neither yes nor no."), value=as_text(raw))

    def _select_one(self, column: Column, raw: object) -> Value:
        return self._choice(column, as_text(raw)).name

    def _select_multiple(self, column: Column, raw: object) -> Value:
        words = [word for word in re.split(r"[;,\n]", as_text(raw)) if word.strip()]
        return [self._choice(column, word).name for word in words]

    def _choice(self, column: Column, raw: str) -> Choice:
        known = spelled(column.choices)
        word = plain(raw)
        if word in known:
            return known[word]
        near = difflib.get_close_matches(word, known, n=1, cutoff=0.75)
        label = known[near[0]].label[self.programme.language] if near else ""
        if label:
            raise CellError(_("“{value}” is not in the list. Did you mean “{label}”?"), value=raw, label=label)
        raise CellError(_("“{value}” is not in the list of this column."), value=raw)

    def _email(self, column: Column, raw: object) -> Value:
        try:
            return validate_email(as_text(raw).strip(), check_deliverability=False, test_environment=True).normalized
        except EmailNotValidError:
            raise CellError(_("“{value}” is not an e-mail address."), value=as_text(raw)) from None

    def _phone(self, column: Column, raw: object) -> Value:
        return canonical_phone(as_text(raw), self.programme.country)

    def _files(self, column: Column, raw: object) -> Value:
        return [line.strip() for line in as_text(raw).splitlines() if line.strip()]

    def _reference(self, column: Column, raw: object) -> Value:
        return as_text(raw).strip()


READERS: Mapping[Kind, Callable[[Cells, Column, object], Value]] = {
    Kind.integer: Cells._integer,
    Kind.decimal: Cells._decimal,
    Kind.date: Cells._date,
    Kind.moment: Cells._moment,
    Kind.acknowledge: Cells._acknowledge,
    Kind.select_one: Cells._select_one,
    Kind.select_multiple: Cells._select_multiple,
    Kind.email: Cells._email,
    Kind.phone: Cells._phone,
    Kind.file: Cells._files,
    Kind.reference: Cells._reference,
}


def as_text(raw: object) -> str:
    """A raw cell as text: 7.0 is "7", as the sheet shows it."""
    if isinstance(raw, bool):
        return str(raw).upper()
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:  # noqa: PLR2004 - a double's whole numbers
        return str(int(raw))
    return str(raw)


def spelled(choices: tuple[Choice, ...]) -> dict[str, Choice]:
    """Every spelling of each choice, for comparing."""
    return {
        plain(word): choice
        for choice in reversed(choices)
        for word in (choice.name, *choice.label.values(), *choice.aliases)
    }


def canonical_phone(text: str, country: str) -> str:
    """A telephone number as +593…, national ones read as of `country`. Raises CellError."""
    for attempt in (text, f"+{text}"):
        try:
            number = phonenumbers.parse(attempt, country)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    raise CellError(_("“{value}” is not a telephone number that can be called."), value=text)


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
    return passed.days + round(passed.seconds / 86_400, 9)


def from_serial(number: float, zone: str) -> datetime:
    """The moment (UTC) that `serial` made, to the second."""
    local = datetime.combine(EPOCH, datetime.min.time()) + timedelta(seconds=round(number * 86_400))
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _iso(text: str) -> date | None:
    found = ISO.match(text)
    try:
        return date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        return None


def _written(text: str, programme: Programme) -> date | None:
    # dateparser takes a third of a second to import; a sheet whose dates are dates never needs it.
    import dateparser  # noqa: PLC0415

    order = "MDY" if programme.locale.startswith("en_US") else "DMY"
    settings = {"STRICT_PARSING": True, "PARSERS": ["absolute-time"], "DATE_ORDER": order}
    found = dateparser.parse(text, languages=list(programme.languages), settings=settings)  # type: ignore[arg-type]
    return found.date() if found else None
