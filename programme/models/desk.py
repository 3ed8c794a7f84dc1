"""The model of config/desk.yaml: what the team's desk shows.

Every key may be left out.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from programme.parts import Name, Names, Part, Text, Truth, Weekday, as_list

# Ten years: whatever is larger is a date that was typed as a number.
MOST_DAYS = 3650
Days = Annotated[int, Field(ge=0, le=MOST_DAYS)]


class Propose(Part):
    """The value that a cell of the case could be given now: a choice of `column`."""

    column: Name
    value: Name


class Silence(Part):
    """Nothing was heard of somebody for so many `days`, or their mail server refuses
    their address. `who`: a contact, written as in `to` of the rules.

    `unanswered`: or so many of the last proposals of hours for a meeting of the case
    have no answer of theirs.
    """

    who: str
    days: Annotated[int, Field(ge=1, le=MOST_DAYS)]
    unanswered: Annotated[int, Field(ge=1, le=20)] | None = None


class NextStep(Part):
    """What is next for the cases of which `when` holds. `by`: who does it, a contact or
    a role, written as in `to` of the rules.

    `since`: an expression that gives a date; without it, the day on which the case
    reached its present stage. `after_days`: from so many days later on somebody of the
    team has to see to it; `overdue_days`: and from so many on it is late. `silent`: it
    holds only while nothing is heard of somebody, and is counted from their last word.
    `instead_of`: ladders of the case that say the same in the spreadsheet: while the
    step is due, *Today* has one line of both.
    """

    name: Name
    label: Text
    when: str
    by: str
    since: str | None = None
    after_days: Days = 0
    overdue_days: Days | None = None
    propose: Propose | None = None
    silent: Silence | None = None
    instead_of: Names = ()


class Period(Part):
    """How long a case may take: so many months from the first filled one of some dates
    (columns or paths), or until the first filled one of `extended_to`.
    """

    since: Names
    months: Annotated[int, Field(ge=1, le=120)]
    extended_to: Names = ()


class Board(Part):
    """How the cases are shown by stage.

    `filters`: columns by whose values they can be narrowed down.
    """

    period: Period | None = None
    filters: Names = ()


class LoadValue(Part):
    """One more number beside each record of a load: an expression on a
    record of the other table.

    `of`: out of how many.
    """

    label: Text
    value: str
    of: str | None = None


class Load(Part):
    """How many cases each record of another table has: those that name it in one of the
    columns `of`, and for which `only` holds.

    `limit`: the column of the other table that says how many it can take; `shows`:
    what else is said of each.
    """

    name: Name
    label: Text
    of: Annotated[Names, Field(min_length=1)]
    only: str | None = None
    limit: Name | None = None
    shows: tuple[LoadValue, ...] = ()


class Track(Part):
    """A lane of a case's timeline: the rows of `table` that belong to the
    case, for which `only` holds, on their `date` (columns or paths; the
    table's, where it is left out).

    `done`: when a row is done; one that is not is late after its day.
    """

    table: Name
    label: Text = {}
    date: Names = ()
    only: str | None = None
    done: str | None = None


class Points(Part):
    """What counts for a candidate of which `when` holds, or against
    them: `points` below zero.

    `label` is the reason as told.
    """

    when: str
    points: Annotated[int, Field(ge=-100, le=100)]
    label: Text


class Proposal(Part):
    """Who could be named in the columns `of` of a case that are still blank, while
    `when` holds of the case: the records of the table that these columns refer to for
    which `only` holds, those with most points first.

    `load`: one of the loads, whose count the conditions may ask by that name.
    They ask the case by `case`. `shows`: their columns that are told beside the name.
    """

    name: Name
    label: Text
    of: Annotated[Names, Field(min_length=1)]
    shows: Names = ()
    when: str | None = None
    only: str | None = None
    load: Name | None = None
    score: Annotated[tuple[Points, ...], Field(min_length=1)]


class Measure(StrEnum):
    """What a figure says of its rows: how many there are, or
    something of their `value`.
    """

    rows = "count"
    total = "sum"
    median = "median"
    mean = "mean"
    smallest = "min"
    largest = "max"


class Grouping(Part):
    """By which column (or path) the rows of a figure are told
    apart; dates by month or year.
    """

    value: str
    per: Literal["month", "year"] | None = None
    label: Text = {}


def as_groupings(value: object) -> object:
    """A column's name stands for a grouping by it."""
    written = as_list(value)
    assert isinstance(written, Sequence)
    groupings = []
    for part in written:
        groupings.append({"value": part} if isinstance(part, str) else part)
    return groupings


class Target(Part):
    """Where the targets of a figure stand: rows of `table` for which `only` holds, with
    the number in its column `value`.

    `by`: its columns (or paths) that say which group of the figure a target is about,
    in the order of the figure's groups.
    """

    table: Name
    only: str | None = None
    value: Name
    by: Names = ()


class Figure(Part):
    """A number for those who pay. `about`: its definition in plain words; `value`: an
    expression that gives a number.

    `year_of`: the date (a column or path) by which a row belongs to the report of a
    year; without it every report has all rows.
    """

    name: Name
    label: Text
    about: Text
    table: Name
    only: str | None = None
    measure: Measure = Measure.rows
    value: str | None = None
    by: Annotated[
        tuple[Grouping, ...], Field(max_length=2), BeforeValidator(as_groupings)
    ] = ()
    year_of: str | None = None
    target: Target | None = None


class Desk(Part):
    """config/desk.yaml.

    `tab`: the list also stands in a tab of the spreadsheet. `unresolved_days`: what
    those of a country have not seen to for so long comes to those who answer for
    everything; on `summary_day` these are told how much the others have.
    """

    tab: Truth = True
    unresolved_days: Days = 7
    summary_day: Weekday | None = "fri"
    next_steps: tuple[NextStep, ...] = ()
    board: Board = Board()
    loads: tuple[Load, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    figures: tuple[Figure, ...] = ()
    timeline: tuple[Track, ...] = ()
