"""When a mail may reach somebody: sending hours and days, public holidays, and the days
without mails that the team names.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from core.texts import base_language
from programme.model import Limits, Programme
from programme.parts import WEEKDAYS
from programme.records.record import Records
from rules.calendar.days_off import LONGEST_CLOSED, DayOff, days_off

ONE_DAY = timedelta(days=1)
DAYS_OF_A_WEEK = 7


@dataclass(frozen=True)
class Calendar:
    """When mails go out.

    `hours`: the first hour of the reader's day and the one after the last; `weekdays`:
    days of the week, Monday is 0, at least one; `holidays`: whether the public holidays
    of the reader's country are kept; `days_off`: what the team has named.
    """

    hours: tuple[int, int] = (8, 18)
    weekdays: frozenset[int] = frozenset(range(5))
    holidays: bool = True
    days_off: tuple[DayOff, ...] = ()

    def opening(
        self, now: datetime, zone: str, country: str = "", *, urgent: bool = False
    ) -> datetime:
        """`now` where somebody may be written to, else the next moment at which they
        may (aware, in their zone).

        `zone`: the IANA name of the reader's time zone; one that is not
        known holds nothing up. `country`: its two letters, or "". What is
        `urgent` keeps the hours only.
        """
        try:
            local = now.astimezone(ZoneInfo(zone))
        # A slip in a cell must not hold a mail back for ever: it goes out now.
        except (ZoneInfoNotFoundError, ValueError):
            return now
        first, last = self.hours
        day = local.date()
        if first <= local.hour < last and (urgent or self.is_open(day, country)):
            return now
        # Today has opened already, or does not open at all:
        # the next chance is tomorrow.
        if local.hour >= first:
            day += ONE_DAY
        beginning = datetime.combine(day, time(first), local.tzinfo)
        # There is an open day within these: see is_open.
        for _ in range(LONGEST_CLOSED + DAYS_OF_A_WEEK):
            if _exists(beginning) and (
                urgent or self.is_open(beginning.date(), country)
            ):
                break
            beginning += ONE_DAY
        return beginning

    def is_open(self, day: date, country: str) -> bool:
        """Whether mails go out on a day to people of a country.

        A run of closed days is believed for LONGEST_CLOSED days; on the
        sending days after them mails go out, so that a slip in a year keeps
        nobody from being told for ever.
        """
        if not self._closed(day, country):
            return True
        if day.weekday() not in self.weekdays:
            return False
        # Looked at backwards, so that the answer needs no memory and is
        # the same after a restart.
        return all(
            self._closed(day - passed * ONE_DAY, country)
            for passed in range(1, LONGEST_CLOSED + 1)
        )

    def occasion(
        self, day: date, country: str, languages: Sequence[str] = ()
    ) -> str | None:
        """Why the team or the country keeps a day: the name of its holiday, what the
        team wrote ("" where nothing).

        None for any other day, weekends among them. `languages`: in which a holiday is
        called, the first one that is known.
        """
        # What the team wrote comes first: it says why in their own words.
        for day_off in self.days_off:
            if day_off.covers(day, country):
                return day_off.why
        if self.holidays and holiday(country, day):
            return holiday_name(country, day, tuple(languages))
        return None

    def _closed(self, day: date, country: str) -> bool:
        return (
            day.weekday() not in self.weekdays
            or self.occasion(day, country) is not None
        )


def _exists(moment: datetime) -> bool:
    """Whether a zone has the day of a moment: Samoa had no 30 December 2011, when it
    changed over the date line.
    """
    return moment.astimezone(UTC).astimezone(moment.tzinfo).date() == moment.date()


def calendar_of(programme: Programme, records: Records) -> Calendar:
    """The calendar of a programme: its limits, and what the tab of
    days without mails says now.
    """
    return calendar_from(programme.limits, days_off(programme, records).days)


def calendar_from(limits: Limits, days: tuple[DayOff, ...] = ()) -> Calendar:
    """The calendar that limits describe, with some days without mails."""
    weekdays = frozenset(WEEKDAYS.index(name) for name in limits.sending_days)
    return Calendar(limits.sending_hours, weekdays, limits.holidays, days)


def holiday(country: str, day: date) -> bool:
    """Whether a day is a public holiday all over a country; False for a
    country that is not known.
    """
    return bool(country) and day in _holidays(country, day.year, "")


def holiday_name(country: str, day: date, languages: tuple[str, ...] = ()) -> str:
    """What a public holiday is called, in the first of these languages that is known
    for it, else in the country's own.
    """
    for language in languages:
        for supported in _languages(country):
            if supported.partition("_")[0] == base_language(language):
                return _holidays(country, day.year, supported).get(day, "")
    return _holidays(country, day.year, "").get(day, "")


@lru_cache(maxsize=400)
def _holidays(country: str, year: int, language: str) -> dict[date, str]:
    """Day → name; `language` as the library calls it, "" for the country's own."""
    import holidays  # noqa: PLC0415 - loads slowly, and not every command asks

    try:
        # Left to itself the library takes the language of the machine that it runs on.
        return dict(
            holidays.country_holidays(
                country, years=year, language=language or _own_language(country)
            )
        )
    except NotImplementedError:
        # The library does not have this country: the tab of days without mails is what
        # there is.
        return {}


@lru_cache(maxsize=400)
def _languages(country: str) -> tuple[str, ...]:
    import holidays  # noqa: PLC0415 - as above

    try:
        return tuple(holidays.country_holidays(country).supported_languages)
    except NotImplementedError:
        return ()


@lru_cache(maxsize=400)
def _own_language(country: str) -> str | None:
    import holidays  # noqa: PLC0415 - as above

    return holidays.country_holidays(country).default_language
