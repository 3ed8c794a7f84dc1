"""What a spreadsheet's own properties may be."""

import re
from functools import lru_cache
from zoneinfo import available_timezones

from babel import Locale, UnknownLocaleError

from sheets.local.errors import Unserved, invalid
from sheets.local.model.json_parts import items_of, part_of, text_of
from sheets.local.model.spreadsheet import Json

CUSTOM_ZONE = re.compile(r"GMT([+-]\d{1,2}(:\d{2})?)?")
LOCALE = re.compile(r"[a-z]{2,3}(_[A-Za-z0-9]{2,4}){0,2}")
THEME_COLOURS = 9
"""All of them must be given at once."""


def check_properties(properties: Json) -> None:
    """Raises Google's error for a title, locale, time zone or theme that is none."""
    if not properties.get("title"):
        raise invalid("The spreadsheet's title must not be empty.")
    locale = text_of(properties, "locale")
    if not _is_locale(locale):
        raise invalid(f"Unsupported locale: {locale}")
    zone = text_of(properties, "timeZone")
    if zone not in _zones() and not CUSTOM_ZONE.fullmatch(zone):
        raise invalid(f"Invalid time zone: {zone}")
    theme = part_of(properties, "spreadsheetTheme")
    colours = set()
    for entry in items_of(theme, "themeColors"):
        if entry.get("color"):
            colours.add(entry.get("colorType"))
    if len(colours) < THEME_COLOURS or not theme.get("primaryFontFamily"):
        raise invalid("All theme colors and the primary font family must be given.")
    if properties.get("iterativeCalculationSettings"):
        raise Unserved("iterativeCalculationSettings")


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    """Read once: the names are looked for in the machine's files."""
    return frozenset(available_timezones())


def _is_locale(name: str) -> bool:
    if not LOCALE.fullmatch(name):
        return False
    try:
        Locale.parse(name)
    except (UnknownLocaleError, ValueError):
        return False
    return True
