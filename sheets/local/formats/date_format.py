"""Date and time patterns such as `dd/MM/yyyy`, `d mmm yyyy hh:mm` or `h:mm am/pm`."""

import re
from datetime import datetime
from functools import lru_cache

from sheets.local.formats.locales import LocaleFormat

TOKEN = re.compile(
    r'"[^"]*"|\\.|am/pm|a/p|AM/PM|d+|D+|m+|M+|y+|Y+|h+|H+|s+(?:\.0+)?|\[[hms]+\]|.',
    re.DOTALL,
)
FULL, SHORT = 4, 3


def default(kind: str, locale: LocaleFormat) -> str:
    """The pattern of a date, a time or both where the cell's format names none."""
    if kind == "TIME":
        if locale.order == "mdy":
            return "h:mm:ss am/pm"
        return "hh:mm:ss"
    if kind == "DATE_TIME":
        return f"{locale.date} {default('TIME', locale) if locale.order != 'mdy' else 'h:mm:ss'}"
    return locale.date


@lru_cache(maxsize=10_000)
def apply(moment: datetime, pattern: str, locale: LocaleFormat) -> str:
    """Shows a moment by a pattern.

    `m` means minutes beside hours or seconds, else months.
    """
    tokens, twelve = _tokens(pattern)
    return "".join(
        _token(token, moment, locale, twelve=twelve, minutes=minutes)
        for token, minutes in tokens
    )


@lru_cache(maxsize=256)
def _tokens(pattern: str) -> tuple[list[tuple[str, bool]], bool]:
    """The tokens of a pattern, which of them are minutes, and whether
    it counts hours to twelve.
    """
    tokens = TOKEN.findall(pattern)
    twelve = any(token.lower() in ("am/pm", "a/p") for token in tokens)
    return [
        (token, _is_minute(tokens, index)) for index, token in enumerate(tokens)
    ], twelve


def _is_minute(tokens: list[str], index: int) -> bool:
    if tokens[index][0] not in "mM":
        return False
    # `m` alone is ambiguous: minutes stand behind hours or before seconds.
    before = next((t for t in reversed(tokens[:index]) if t[0].isalpha()), "")
    after = next((t for t in tokens[index + 1 :] if t[0].isalpha()), "")
    return before[:1].lower() == "h" or after[:1].lower() == "s"


def _token(
    token: str, moment: datetime, locale: LocaleFormat, *, twelve: bool, minutes: bool
) -> str:
    kind = token[0].lower()
    size = len(token)
    if token[0] in '"\\':
        return token.strip('"').removeprefix("\\")
    if token.lower() in ("am/pm", "a/p"):
        return "AM" if moment.hour < 12 else "PM"  # noqa: PLR2004 - noon
    if kind == "d":
        return _named(
            size, moment.day, moment.weekday(), locale.day_names, locale.short_days
        )
    if kind == "m" and minutes:
        return f"{moment.minute:0{min(size, 2)}d}"
    if kind == "m":
        return _named(
            size,
            moment.month,
            moment.month - 1,
            locale.month_names,
            locale.short_months,
        )
    if kind == "y":
        return f"{moment.year:04d}" if size > 2 else f"{moment.year % 100:02d}"  # noqa: PLR2004 - yy
    if kind == "h":
        return (
            f"{(moment.hour + 11) % 12 + 1 if twelve else moment.hour:0{min(size, 2)}d}"
        )
    if kind == "s":
        return f"{moment.second:0{min(size, 2)}d}"
    return token


def _named(
    size: int, number: int, index: int, full: tuple[str, ...], short: tuple[str, ...]
) -> str:
    if size >= FULL:
        return full[index]
    if size == SHORT:
        return short[index]
    return f"{number:0{size}d}"
