"""Understanding days as people write them: one reading, or the
reason why there is none.

The year in front (2027-03-12) needs no locale, nor does a month in words, in any order.
Numbers alone stand in the order of the locale. What is half there, could be two days,
or only makes sense in another order than the locale's is never guessed.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale

from core.notation.addresses import bare
from core.texts import mark as _
from fieldtypes.errors import NotUnderstoodError
from fieldtypes.normalise import LONGEST, plain

# Any other year is a slip of the finger (0227, 20227), not a date of a programme.
YEARS = range(1800, 2300)
THIS_CENTURY = 50
"""Two digits below it are 20.., from it on they could be of either century."""
LANGUAGES = ("es", "pt", "en", "fr")
"""Understood everywhere, beside the programme's own."""
YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
NUMBERS = re.compile(r"(\d{1,2})\s*([-/.\s])\s*(\d{1,2})\s*\2\s*(\d{4}|\d\d)")
WORDS = re.compile(r"[\w\s.,/'’-]+")
CLOCK = re.compile(r"(?<=\d)(?:t|,?\s+)(\d{1,2}:\d{2}(?::\d{2})?)$")
TIME_ALONE = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?")
BETWEEN = frozenset(
    {"de", "del", "of", "the", "le", "el", "do", "da", "dia", "feira"}
    | {"st", "nd", "rd", "th", "er", "ero", "o", "a", "e"}
)
"""Words and endings between the numbers that say nothing."""
MORE = {"setiembre": 9, "set": 9, "sept": 9}
"""Months as some countries write them, which the tables of languages leave out."""
Names = dict[str, set[int]]


def day(text: str, languages: tuple[str, ...], locale: str) -> str:
    """A day as ISO text. Raises NotUnderstoodError."""
    return _day(_split(text)[0], text, languages, locale).isoformat()


def moment(text: str, languages: tuple[str, ...], locale: str, zone: str) -> str:
    """A day and a time on the clocks of `zone` as the ISO text of that moment in UTC.
    Raises NotUnderstoodError.
    """
    try:
        parsed = datetime.fromisoformat(bare(text)[:LONGEST])
    except ValueError:
        written, clock = _split(text)
        if TIME_ALONE.fullmatch(written):
            message = _(
                "“{value}” is a time without a day. Write both, like 2027-03-12 10:00."
            )
            raise NotUnderstoodError(message, value=text) from None
        try:
            hour = time.fromisoformat(
                f"0{clock}" if clock.find(":") == 1 else clock or "00:00"
            )
        except ValueError:
            raise NotUnderstoodError(
                _("“{value}” is not a moment."), value=text[:LONGEST]
            ) from None
        parsed = datetime.combine(_day(written, text, languages, locale), hour)
    if parsed.year not in YEARS:
        raise NotUnderstoodError(_("“{value}” is not a moment."), value=text[:LONGEST])
    # An offset that somebody wrote counts; without one it is
    # the programme's wall clock.
    if not parsed.tzinfo:
        parsed = parsed.replace(tzinfo=ZoneInfo(zone))
    return parsed.astimezone(UTC).isoformat(timespec="seconds")


def _split(text: str) -> tuple[str, str]:
    """What is written of the day, and of the clock."""
    # The patterns below backtrack: a long text is refused before they see it.
    if len(text) > LONGEST:
        return "", ""
    written = plain(text)
    clock = CLOCK.search(written)
    if clock:
        return (written[: clock.start()], clock[1])
    return (written, "")


def _day(written: str, text: str, languages: tuple[str, ...], locale: str) -> date:
    parsed = None
    match = YEAR_FIRST.fullmatch(written)
    if match:
        parsed = _valid(int(match[1]), int(match[3]), int(match[4]))
    elif match := NUMBERS.fullmatch(written):
        parsed = _in_numbers(match, text, locale)
    elif match := WORDS.fullmatch(written):
        parsed = _in_words(written, text, languages)
    if parsed is None or parsed.year not in YEARS:
        raise NotUnderstoodError(
            _("“{value}” is not a date. Write it as 2027-03-12."), value=text[:LONGEST]
        )
    return parsed


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _in_numbers(match: re.Match[str], text: str, locale: str) -> date | None:
    first = int(match[1])
    second = int(match[3])
    last = match[4]
    day_first = [_valid(year, second, first) for year in _years(last)]
    month_first = [_valid(year, first, second) for year in _years(last)]
    if _is_full(last):
        year_first = []
    else:
        year_first = [_valid(year, second, int(last)) for year in _years(match[1])]
    order = _order(locale)
    if order == "yMd":
        usual = year_first
        otherwise = day_first + month_first
    else:
        usual, otherwise = (
            (day_first, month_first) if order == "dMy" else (month_first, day_first)
        )
        # 27-03-12 looks like the end of an ISO date.
        usual += year_first if match[2] == "-" else []
    parsed = _only_one(text, usual)
    # Read in the other order it would be a date: told as a question, because guessing
    # moves a deadline by months.
    if parsed is None and (likely := _only_one(text, otherwise)):
        message = _(
            "“{value}” is not in the order that is usual here. Did you mean {day}?"
        )
        raise NotUnderstoodError(message, value=text, day=likely.isoformat())
    return parsed


def _in_words(written: str, text: str, languages: tuple[str, ...]) -> date | None:
    months, weekdays = _names(languages)
    numbers = re.findall(r"\d+", written)
    month_words = []
    for word in re.findall(r"[^\W\d_]+", written):
        if word not in BETWEEN:
            month_words.append(word)
    weekday = set(range(7))
    if len(month_words) > 1 and month_words[0] in weekdays:
        # “mar” is short for martes and for marzo: in front of another
        # word it can only be the day.
        weekday = weekdays[month_words.pop(0)]
    if not _may_be_date(numbers, month_words, months):
        return None
    if len(numbers) + len(month_words) < len("dMy"):
        message = _(
            "“{value}” is only a part of a date. Write day, month and year, like 2027-03-12."
        )
        raise NotUnderstoodError(message, value=text)
    if len(numbers) + len(month_words) > len("dMy") or not month_words:
        return None
    number = numbers[0]
    year = numbers[-1]
    if _is_full(numbers[0]):
        number = numbers[1]
        year = numbers[0]
    if not re.fullmatch(r"\d\d?", number):
        return None
    candidates = []
    for full_year in _years(year):
        for month in months[month_words[0]]:
            candidates.append(_valid(full_year, month, int(number)))
    parsed = _only_one(text, candidates)
    # A weekday that does not fit means that the day or the weekday is wrong; nobody
    # but the writer knows which.
    if parsed and parsed.weekday() not in weekday:
        message = _("“{value}”: {day} is another day of the week.")
        raise NotUnderstoodError(message, value=text, day=parsed.isoformat())
    return parsed


def _may_be_date(
    numbers: Sequence[str], month_words: Sequence[str], months: Names
) -> bool:
    """Whether numbers and words are those of one date, or of a part of it."""
    if any(len(number) > len("2027") for number in numbers):
        return False
    if len(month_words) > 1:
        return False
    return all(word in months for word in month_words)


def _is_full(digits: str) -> bool:
    return len(digits) == len("2027")


def _years(digits: str) -> list[int]:
    if _is_full(digits):
        return [int(digits)]
    if len(digits) != len("27"):
        return []
    # Commitments lie ahead and founding years lie behind: from 50 on, two
    # digits could mean either.
    if int(digits) < THIS_CENTURY:
        return [2000 + int(digits)]
    return [1900 + int(digits), 2000 + int(digits)]


def _only_one(text: str, days: list[date | None]) -> date | None:
    candidates = sorted({day for day in days if day})
    # 03/04/27 read with both centuries, or a month's name of two languages:
    # never one of them silently.
    if len(candidates) > 1:
        first, second, *_more = (day.isoformat() for day in candidates)
        message = _(
            "“{value}” could mean {one} or {other}. Write the one you mean like that."
        )
        raise NotUnderstoodError(message, value=text, one=first, other=second)
    if candidates:
        return candidates[0]
    return None


@lru_cache
def _order(locale: str) -> str:
    """The order of day (d), month (M) and year (y) in a locale's dates."""
    # CLDR's short pattern is how a country writes dates in numbers; L
    # is its stand-alone month.
    pattern = str(Locale.parse(locale).date_formats["short"].pattern)
    return "".join(sorted("dMy", key=pattern.replace("L", "M").index))


@lru_cache
def _names(languages: tuple[str, ...]) -> tuple[Names, Names]:
    """Months (1–12) and days of the week (Monday is 0) by their
    plain names, long and short.
    """
    months: Names = {word: {number} for word, number in MORE.items()}
    weekdays: Names = {}
    # Staff of several countries write into one sheet, so the languages of the
    # region are understood as well.
    for language in dict.fromkeys((*languages, *LANGUAGES)):
        locale = Locale.parse(language)
        for names, table in ((months, locale.months), (weekdays, locale.days)):
            for number, name in _spelt(table):
                parts = plain(name.replace("-", " ")).replace(".", "").split()
                if parts and (len(parts) == 1 or parts[1:] == ["feira"]):
                    names.setdefault(parts[0], set()).add(number)
    return months, weekdays


def _spelt(table: Any) -> Iterator[tuple[int, str]]:
    for use in ("format", "stand-alone"):
        for length in ("wide", "abbreviated"):
            yield from table[use][length].items()
