"""What the ladders say of each record today."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from core.clock import local_date, plus_months
from programme.models.plurals import CountedText, in_number
from programme.models.rules import Ladder, Step, Tell
from programme.records.display import short_date
from programme.records.record import View
from rules.book import Book

# Padded, so that a column of texts sorts by days.
DIGITS = 3


@dataclass(frozen=True)
class Rung:
    """A step and its day; a step that is repeated has several,
    numbered from the second on.

    `flag`: what stands beside a record from here on; `below`: the nearest rung under
    this one that tells somebody; `final`: the `to` that no later rung tells; `earlier`:
    what rungs below tell to others than this one, the nearest rung first.
    """

    step: Step
    name: str
    days: int
    flag: CountedText
    below: "Rung | None"
    final: frozenset[str] = frozenset()
    earlier: tuple["RungTell", ...] = field(default=(), compare=False, repr=False)

    @property
    def telling(self) -> "Rung | None":
        """The latest rung reached that tells somebody; those above it may only change
        what stands beside the record.
        """
        if self.step.tell:
            return self
        return self.below


@dataclass(frozen=True)
class RungTell:
    """What a rung tells the people of one `to` of its step."""

    rung: Rung
    tell: Tell
    to: str


@dataclass(frozen=True)
class Finding:
    """A record has reached a rung. `days` counts from the ladder's
    date (negative before it).

    `occasion` names what set that date: the same date set anew begins the ladder anew.
    `closed`: the record's case has become silent since; `moment`: the ladder's date
    with its hour, where the column has one.
    """

    ladder: Ladder
    rung: Rung
    table: str
    reference: str
    date: date
    days: int
    occasion: str
    closed: bool = False
    moment: datetime | None = None

    @property
    def is_late(self) -> bool:
        """Whether its flag is marked as overdue."""
        if self.rung.step.late is not None:
            return self.rung.step.late
        return self.days > 0


def rungs(ladder: Ladder) -> tuple[Rung, ...]:
    """All rungs in the order of their days; two of one day in the order
    in which they are written.
    """
    days = _days(ladder)
    rungs_below: list[Rung] = []
    for index, (day, turn, step) in enumerate(days):
        lower = None
        if rungs_below:
            lower = rungs_below[-1]
        if turn:
            name = f"{step.name} {turn + 1}"
        else:
            name = step.name
        flag = step.flag
        if lower and not flag:
            flag = lower.flag
        later_steps = [later for _day, _turn, later in days[index + 1 :]]
        final = _ways(step).difference(*(_ways(later) for later in later_steps))
        below = None
        if lower:
            below = lower.telling
        rung = Rung(step, name, day, flag, below, frozenset(final))
        rungs_below.append(replace(rung, earlier=_earlier(rung, rungs_below)))
    return tuple(rungs_below)


def _days(ladder: Ladder) -> list[tuple[int, int, Step]]:
    """(day, which repetition, step) of each rung, by day."""
    days: list[tuple[int, int, Step]] = []
    for step in ladder.steps:
        distance = step.every or 0
        for turn in range(step.times):
            days.append((step.days + turn * distance, turn, step))
    # The sort is stable: two steps of one day stay in the order of the file.
    days.sort(key=lambda day: day[0])
    return days


def _ways(step: Step) -> set[str]:
    ways: set[str] = set()
    for tell in step.tell:
        ways.update(tell.to)
    return ways


def _earlier(rung: Rung, below: Sequence[Rung]) -> tuple[RungTell, ...]:
    """What rungs below tell to a `to` that neither this rung nor one between
    tells, the nearest first.
    """
    told_ways = _ways(rung.step)
    earlier: list[RungTell] = []
    for lower in reversed(below):
        for tell in lower.step.tell:
            for way in tell.to:
                if way not in told_ways:
                    earlier.append(RungTell(lower, tell, way))
        told_ways |= _ways(lower.step)
    return tuple(earlier)


def finding(
    book: Book, ladder: Ladder, steps: tuple[Rung, ...], view: View
) -> Finding | None:
    """The highest rung that a record has reached on the view's day; None where there is
    none, or `only` does not hold.

    Of a record whose case is silent by now, it is the rung that counted on the last day
    before, and it marks nothing.
    """
    day, occasion, moment = _counted_from(book, ladder, view)
    if day is None or view.record is None:
        return None
    passed = (view.today - day).days
    if not steps or steps[0].days > passed or not book.holds(ladder, view):
        return None
    # The case is silent by now; what it had reached on its last day may still be told.
    silent_for = book.silent_for(book.case_of(view))
    if silent_for is None:
        return None
    reached = [rung for rung in steps if rung.days <= passed - silent_for]
    if not reached:
        return None
    if silent_for:
        rung = replace(reached[-1], flag={})
    else:
        rung = reached[-1]
    return Finding(
        ladder,
        rung,
        view.table.name,
        view.record.reference,
        day,
        passed,
        occasion,
        bool(silent_for),
        moment,
    )


def flag_text(finding: Finding, rung: Rung, language: str) -> str:
    """What a rung says of a record.

    Days take the same room whatever their number: so a column of flags sorts.
    """
    text = in_number(rung.flag.get(language, ""), language, finding.days)
    # Padded, so that staff can sort the column as text.
    return text.replace("{days}", f"{abs(finding.days):>{DIGITS}}").replace(
        "{date}", short_date(finding.date, language)
    )


def _counted_from(
    book: Book, ladder: Ladder, view: View
) -> tuple[date | None, str, datetime | None]:
    """The day around which the steps stand, None where there is none; what set it; and
    its moment where it has one.
    """
    day, occasion, moment = _date(book, ladder.extended_to, view)
    # A date that was agreed on counts as it is: nothing is added to it.
    if occasion:
        return day, occasion, moment
    day, occasion, moment = _date(book, ladder.date, view)
    if day is None:
        return None, "", None
    return (
        plus_months(day, ladder.after_months),
        occasion,
        None if ladder.after_months else moment,
    )


def _date(
    book: Book, paths: Iterable[str], view: View
) -> tuple[date | None, str, datetime | None]:
    """The first filled date of some columns or ways: its day by the programme's clock,
    what set it, and its moment where it has one; None, "" and None where all are blank.
    """
    for path in paths:
        holder, name = view.path(path)
        value = holder.value(name)
        if value and holder.record:
            text = str(value)
            # The date and what set it: a date that is set again, even to the same
            # day, begins the ladder anew.
            occasion = f"{text} {holder.record.occasions.get(name, '')}"
            try:
                # A moment counts as the day that it is by the programme's clock.
                if len(text) > len("2027-03-12"):
                    moment = datetime.fromisoformat(text)
                    return (
                        local_date(moment, book.programme.time_zone),
                        occasion,
                        moment,
                    )
                return date.fromisoformat(text), occasion, None
            except ValueError:  # a text from before the column became a date
                return None, occasion, None
    return None, "", None
