"""Values as Sheets shows them, and as the API gives them."""

from sheets.local.formats import date_format, number_format, serial
from sheets.local.formats.locales import LocaleFormat
from sheets.local.formats.whole import EXACT, is_whole, whole
from sheets.local.model.spreadsheet import Failure, Json, Scalar

DATE_TYPES = frozenset({"DATE", "TIME", "DATE_TIME"})
# As Google's automatic format: ten digits, and powers of ten below and above.
SIGNIFICANT = 10
SMALLEST = 1e-10


def number_format_of(style: Json | None) -> Json:
    """The number format of a cell's format; empty where it is automatic."""
    return (style or {}).get("numberFormat") or {}


def is_date(style: Json | None) -> bool:
    """Whether numbers in a cell of this format are shown as a date or time."""
    return number_format_of(style).get("type") in DATE_TYPES


def formatted(value: Scalar, style: Json | None, locale: LocaleFormat) -> str:
    """The text that stands in the cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        if value:
            return locale.true
        return locale.false
    if isinstance(value, str):
        return str(value)
    cell_format = number_format_of(style)
    kind = cell_format.get("type")
    if kind in DATE_TYPES:
        return _date(value, cell_format, locale)
    pattern = cell_format.get("pattern") or number_format.DEFAULTS.get(kind or "", "")
    if not pattern or kind == "TEXT" or pattern in ("@", "General"):
        return general(value, locale)
    return number_format.apply(value, pattern, locale)


def _date(value: float, cell_format: Json, locale: LocaleFormat) -> str:
    pattern = cell_format.get("pattern") or date_format.default(
        str(cell_format["type"]), locale
    )
    try:
        return date_format.apply(serial.to_datetime(value), pattern, locale)
    except OverflowError:
        # Beyond the year 9999 Google shows the number.
        return general(value, locale)


def general(value: float, locale: LocaleFormat) -> str:
    """A number in the automatic format: up to ten significant
    digits, decimals by the locale.
    """
    if is_whole(value):
        return str(int(value))
    text = f"{value:.{SIGNIFICANT}g}"
    # Python changes to powers of ten earlier than Sheets does.
    if "e" in text and SMALLEST < abs(value) < EXACT:
        text = f"{value:.{SIGNIFICANT}f}".rstrip("0").rstrip(".")
    return text.replace("e", "E").replace(".", locale.decimal)


def unformatted(
    value: Scalar, style: Json | None, locale: LocaleFormat, *, dates_as_text: bool
) -> Scalar:
    """The raw value; dates are serial numbers unless they are wanted as text."""
    if value is None:
        return ""
    if isinstance(value, Failure):
        return str(value)
    if dates_as_text and isinstance(value, int | float) and is_date(style):
        return formatted(value, style, locale)
    if isinstance(value, float):
        return whole(value)
    return value
