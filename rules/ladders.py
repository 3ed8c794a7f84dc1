"""What the ladders say of each record today."""

from dataclasses import dataclass
from datetime import date, datetime

from core.clock import local_date, plus_months
from programme.parts import Text
from programme.record import View
from programme.rules import Ladder, Step
from programme.shown import short_date
from rules.book import Book

DIGITS = 3


@dataclass(frozen=True)
class Rung:
    """A step and its day; a step that is repeated has several, numbered from the second on.

    `flag`: what stands beside a record from here on; `below`: the nearest rung under this one that tells somebody.
    """

    step: Step
    name: str
    days: int
    flag: Text
    below: "Rung | None"

    @property
    def telling(self) -> "Rung | None":
        """The latest rung reached that tells somebody; those above it may only change what stands beside the record."""
        return self if self.step.tell else self.below


@dataclass(frozen=True)
class Finding:
    """A record has reached a rung. `days` counts from the ladder's date (negative before it).

    `occasion` names what set that date: the same date set anew begins the ladder anew.
    """

    ladder: Ladder
    rung: Rung
    table: str
    reference: str
    date: date
    days: int
    occasion: str


def rungs(ladder: Ladder) -> tuple[Rung, ...]:
    """All rungs in the order of their days; two of one day in the order in which they are written."""
    days = [(step.days + turn * (step.every or 0), turn, step) for step in ladder.steps for turn in range(step.times)]
    made: list[Rung] = []
    for day, turn, step in sorted(days, key=lambda one: one[0]):
        before = made[-1] if made else None
        name = f"{step.name} {turn + 1}" if turn else step.name
        flag = step.flag or (before.flag if before else {})
        made.append(Rung(step, name, day, flag, before.telling if before else None))
    return tuple(made)


def finding(book: Book, ladder: Ladder, steps: tuple[Rung, ...], view: View) -> Finding | None:
    """The highest rung that a record has reached on the view's day, or None: not yet, not this one, or it is silent."""
    day, occasion = _date(book, ladder, view)
    if day is None or view.record is None:
        return None
    day = plus_months(day, ladder.after_months)
    passed = (view.today - day).days
    reached = [rung for rung in steps if rung.days <= passed]
    if not reached or book.silent(book.case_of(view)) or not book.holds(ladder, view):
        return None
    return Finding(ladder, reached[-1], view.table.name, view.record.reference, day, passed, occasion)


def flag_text(found: Finding, rung: Rung, language: str) -> str:
    """What a rung says of a record. Days take the same room whatever their number: so a column of flags sorts."""
    text = rung.flag.get(language, "")
    return text.replace("{days}", f"{abs(found.days):>{DIGITS}}").replace("{date}", short_date(found.date, language))


def _date(book: Book, ladder: Ladder, view: View) -> tuple[date | None, str]:
    for path in ladder.date:
        holder, name = view.path(path)
        value = holder.value(name)
        if value and holder.record:
            text = str(value)
            occasion = f"{text} {holder.record.occasions.get(name, '')}"
            try:
                if len(text) > len("2027-03-12"):
                    return local_date(datetime.fromisoformat(text), book.programme.time_zone), occasion
                return date.fromisoformat(text), occasion
            except ValueError:  # a text from before the column became a date
                return None, ""
    return None, ""
