"""What typing and showing values depends on: a spreadsheet's locale, from CLDR."""

import re
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.numbers import get_decimal_symbol, get_group_symbol

BOOLEANS = {
    "es": ("VERDADERO", "FALSO"),
    "pt": ("VERDADEIRO", "FALSO"),
    "de": ("WAHR", "FALSCH"),
    "fr": ("VRAI", "FAUX"),
    "it": ("VERO", "FALSO"),
}


@dataclass(frozen=True, eq=False)
class LocaleFormat:
    """How a locale writes numbers, dates and truth values."""

    decimal: str
    group: str
    date: str
    """The short date, as a Sheets pattern with a four-digit year."""
    order: str
    """The order of day, month and year: "dmy", "mdy" or "ymd"."""
    months: dict[str, int]
    month_names: tuple[str, ...]
    short_months: tuple[str, ...]
    day_names: tuple[str, ...]
    short_days: tuple[str, ...]
    true: str
    false: str


@lru_cache(maxsize=32)
def locale_format(name: str) -> LocaleFormat:
    """The habits of a locale such as "es_EC"; an unknown one
    counts as American English.
    """
    try:
        locale = Locale.parse(name)
    except (UnknownLocaleError, ValueError):
        locale = Locale.parse("en_US")
    pattern = _long_year(str(locale.date_formats["short"].pattern))
    months = _months(locale, "wide")
    short = _months(locale, "abbreviated")
    true, false = BOOLEANS.get(locale.language, ("TRUE", "FALSE"))
    return LocaleFormat(
        decimal=get_decimal_symbol(locale),
        group=get_group_symbol(locale),
        date=pattern,
        order="".join(dict.fromkeys(re.sub("[^dmy]", "", pattern.lower()))),
        months=_lookup(months, short),
        month_names=months,
        short_months=short,
        day_names=_days(locale, "wide"),
        short_days=_days(locale, "abbreviated"),
        true=true,
        false=false,
    )


def _long_year(pattern: str) -> str:
    # Sheets shows the year in full where CLDR's short pattern has two digits.
    return re.sub("y+", "yyyy", pattern)


def _months(locale: Locale, width: str) -> tuple[str, ...]:
    names = locale.months["format"][width]
    return tuple(str(names[month]) for month in range(1, 13))


def _days(locale: Locale, width: str) -> tuple[str, ...]:
    """Monday first, as datetime counts them."""
    names = locale.days["format"][width]
    return tuple(str(names[day]) for day in range(7))


def _lookup(*lists: tuple[str, ...]) -> dict[str, int]:
    """Month names, without case and dots, and the number of each;
    English ones always work.
    """
    # Google understands English months in every locale.
    english = Locale.parse("en_US")
    name_lists = [_months(english, "wide"), _months(english, "abbreviated"), *lists]
    return {
        name.casefold().rstrip("."): month
        for names in name_lists
        for month, name in enumerate(names, 1)
    }
