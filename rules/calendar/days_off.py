"""The tab of days without mails: which days the team has named, for people of which
country, and what is wrong with a line.
"""

from dataclasses import dataclass
from datetime import date

from core.problem import Problem, ProblemCode
from core.texts import mark as _
from programme.app_tables import DAYS_WITHOUT_MAILS
from programme.model import Programme
from programme.records.days import date_of
from programme.records.record import Record, Records
from rules.calendar.countries import countries_of

LONGEST_CLOSED = 60
"""Days in a row on which nothing goes out, at most.

A council's summer recess is shorter; a line that is longer is a slip in its year, and
must not keep mails back for ever.
"""


@dataclass(frozen=True)
class DayOff:
    """Days without mails, the first and the last one included.

    `countries`: codes of two letters; none means everywhere.
    """

    first: date
    last: date
    countries: frozenset[str] = frozenset()
    why: str = ""

    def covers(self, day: date, country: str) -> bool:
        """Whether people of a country get no mails on a day."""
        return self.first <= day <= self.last and (
            not self.countries or country in self.countries
        )


@dataclass(frozen=True)
class DaysOff:
    """What the tab says, and the lines of it that a person must look at."""

    days: tuple[DayOff, ...] = ()
    problems: tuple[Problem, ...] = ()


def days_off(programme: Programme, records: Records) -> DaysOff:
    """Reads the tab.

    What cannot be read is a problem; whatever day can be read in such a
    line counts nevertheless.
    """

    def read() -> DaysOff:
        lines = [
            _line(programme, record)
            for record in records.table(DAYS_WITHOUT_MAILS).values()
        ]
        days = tuple(day for line in lines for day in line.days)
        return DaysOff(
            days, tuple(problem for line in lines for problem in line.problems)
        )

    # A line of the tab is asked about for every mail: it is read once for each
    # state of the spreadsheet.
    return records.once(("days_off", programme.languages), read)


def _line(programme: Programme, record: Record) -> DaysOff:
    """The days of one line.

    The safe side: a country that is not understood means everywhere; of a range that
    ends before it begins, both days count; of one that is too long, all of it (that it
    ends nevertheless is the calendar's rule, see LONGEST_CLOSED).
    """
    values = record.values
    countries, unknown = _countries(programme, str(values.get("country") or ""))
    why = str(values.get("why") or "")
    problems = [
        _problem(record, "country", UNKNOWN_COUNTRY, country=name) for name in unknown
    ]
    first = date_of(values.get("day"))
    last = date_of(values.get("until"))
    if first is None:
        if last is not None or countries or unknown or why:
            problems.append(_problem(record, "day", NO_DAY))
        first = last
    # Neither day can be read: the line says nothing, and its problems say why.
    if first is None:
        return DaysOff((), tuple(problems))
    if last is None:
        last = first
    if last < first:
        problems.append(_problem(record, "until", ENDS_FIRST))
        # Which of the two days is the slip nobody knows: both are kept
        # free, and a person is asked.
        return DaysOff(
            (DayOff(last, last, countries, why), DayOff(first, first, countries, why)),
            tuple(problems),
        )
    if (last - first).days >= LONGEST_CLOSED:
        length = (last - first).days + 1
        problems.append(
            _problem(
                record, "until", TOO_LONG, count=str(length), most=str(LONGEST_CLOSED)
            )
        )
    return DaysOff((DayOff(first, last, countries, why),), tuple(problems))


UNKNOWN_COUNTRY = _(
    "“{country}” is not understood as a country, so there are no mails for anybody on these days. Write its name or its two"
    " letters, or leave the cell blank for everywhere."
)
NO_DAY = _("The first day of this line is missing: write it, or clear the line.")
ENDS_FIRST = _(
    "This line ends before it begins: only the two days that it names are without mails."
)
TOO_LONG = _(
    "These are {count} days in a row. After {most} days without mails they go out again on working days."
)


def _problem(record: Record, column: str, text: str, **values: str) -> Problem:
    return Problem(
        ProblemCode.days_off,
        text,
        tuple(values.items()),
        DAYS_WITHOUT_MAILS,
        record.reference,
        column,
    )


def _countries(programme: Programme, written: str) -> tuple[frozenset[str], list[str]]:
    """The codes of the countries of a cell, and what is not understood; no
    codes where anything is not.
    """
    codes, unknown = countries_of(programme, written)
    # A country that is not understood could be anybody's: the line
    # then counts for everybody.
    return (frozenset() if unknown else codes), unknown
