"""The model of config/rules.yaml: events, ladders and checks."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, Discriminator, Field, Tag, model_validator

from programme.models.plurals import CountedText
from programme.models.row_rules import RowRule
from programme.parts import Name, Names, Part, Text, Truth

ROLE = "role."
"""A way to somebody that begins so leads to whoever holds the role."""
PAGE = "page"
"""`page.<name>.<contact>`: a contact of each case that the page of a record shows."""
CALENDAR = "calendar"
INVITED, CALLER = f"{CALENDAR}.invited", f"{CALENDAR}.caller"
"""Ways to the people of a meeting: everybody who is invited, and the one who calls
it.
"""
DECLINED, PROPOSER = f"{CALENDAR}.declined", f"{CALENDAR}.proposer"
"""What `not_to` may say of a meeting: who does not come, and who proposed its hours."""


def _message(value: str) -> str:
    if not value.replace("_", "").isalnum():
        raise ValueError("must be the name of a folder in mail_templates")
    return value


class Translated(Part):
    """A mail waits until these columns (or paths) are translated into its reader's
    language, for so many `days` at most.
    """

    columns: Names
    days: Annotated[int, Field(ge=1, le=30)] = 2


class Digest(StrEnum):
    """How often what falls due is gathered into one mail."""

    weekly = "weekly"
    monthly = "monthly"


class Need(Part):
    """What must be true of a record before a mail about it leaves.

    `label`: what is missing where `when` does not hold.
    """

    when: str
    label: Text


class Leaves(Part):
    """When a reminder of a moment leaves: so many `minutes_before` it, or at an hour of
    the `evening` before, where its reader lives.

    Neither waits for the hours in which other mails go out.
    """

    minutes_before: Annotated[int, Field(ge=5, le=1440)] | None = None
    evening: Annotated[int, Field(ge=12, le=21)] | None = None

    @model_validator(mode="after")
    def _is_one_of_both(self) -> "Leaves":
        if (self.minutes_before is None) == (self.evening is None):
            raise ValueError("say one of both: `minutes_before: 60`, or `evening: 18`")
        return self


class Tell(Part):
    """Who is told what.

    `to`: a contact (`contact`, `town.contact`), a role (`role.coordinator`), or `a
    or b` for the first that has an address. `ask`: every such mail waits for a
    coordinator's yes. `days_apart`: this one need not keep the usual distance from
    the last reminder that the same person got. `urgent`: it goes out on any day,
    within the hours. `calendar`: the meeting that the record is goes with it, to be
    put into the reader's calendar or taken out of it. `not_to`: nobody who stands
    in this column of rows that refer to the record (`evaluations.member`): who has
    answered is asked no more; of a meeting also `calendar.declined` and
    `calendar.proposer`. `needs`: what must be true before this one leaves.
    `leaves`: in a ladder around a moment, when exactly it leaves. `attach`:
    documents of the record, or of its case, that go with it. `translated`: it waits
    for a translation, and goes without one after some days. `digest`: it is not
    told when it falls due, but with all else of its kind in one mail to a reader,
    on the day that the limits name.
    """

    to: Names
    message: Annotated[str, AfterValidator(_message)]
    ask: Truth = False
    days_apart: Annotated[int, Field(ge=0, le=365)] | None = None
    urgent: Truth = False
    calendar: Literal["invite", "cancel"] | None = None
    translated: Translated | None = None
    digest: Digest | None = None
    not_to: str | None = None
    needs: tuple[Need, ...] = ()
    leaves: Leaves | None = None
    attach: Names = ()


class Change(Part):
    """The change of a column by hand: to a value (`becomes`), to any that is not blank
    (`filled`), or from one to another (`replaced`).

    `only_from`, `not_from`: only where it was one of these choices before, or none of
    them.
    """

    column: Name
    becomes: str | None = None
    filled: Truth = False
    replaced: Truth = False
    only_from: Names = ()
    not_from: Names = ()


class ContactChange(Part):
    """Another person becomes a contact of the record.

    A correction of a name or an address is none; what can be both waits.
    """

    contact_changes: Name


class Becoming(Part):
    """A condition on a record that did not hold becomes true, whatever makes it
    so: another row, or the day.

    `still_true_when`: a condition with which what the message says is still true,
    although `when` does not hold any more.
    """

    when: str
    still_true_when: str | None = None


def _kind_of_on(value: object) -> str:
    """Which of its kinds `on` is, as it is written or read."""
    if isinstance(value, Becoming) or (isinstance(value, dict) and "when" in value):
        return "Becoming"
    if isinstance(value, ContactChange) or (
        isinstance(value, dict) and "contact_changes" in value
    ):
        return "ContactChange"
    if isinstance(value, Change | dict):
        return "Change"
    return "literal['received']"


On = Annotated[
    Annotated[Literal["received"], Tag("literal['received']")]
    | Annotated[Change, Tag("Change")]
    | Annotated[Becoming, Tag("Becoming")]
    | Annotated[ContactChange, Tag("ContactChange")],
    Discriminator(_kind_of_on),
]


class Event(Part):
    """Something happened to a record: a form brought it (`received`), a column changed,
    or a condition became true. `decision` mails wait longer; `urgent` ones go out on
    any day, within the hours.

    `still_true_in`: other values of the column with which what the message says is
    still true; with any other value a message that has not left is withdrawn. `needs`:
    what must be true before any of its messages leaves.
    """

    name: Name
    label: Text
    table: Name
    on: On
    only: str | None = None
    decision: Truth = False
    urgent: Truth = False
    still_true_in: Names = ()
    needs: tuple[Need, ...] = ()
    tell: tuple[Tell, ...]


class Step(Part):
    """So many days after (before, when negative) the date. `flag` stands
    beside the record from then on.

    `every`, `times`: it comes again after so many days, so many times in all. `urgent`:
    its mails go out on any day, within the hours. `needs`: what must be true before any
    of its mails leaves. `late`: whether its flag is marked as overdue; without it, from
    the day after the date on.
    """

    name: Name
    days: Annotated[int, Field(ge=-3650, le=3650)]
    tell: tuple[Tell, ...] = ()
    flag: CountedText = {}
    every: Annotated[int, Field(ge=1, le=365)] | None = None
    times: Annotated[int, Field(ge=1, le=99)] = 1
    urgent: Truth = False
    needs: tuple[Need, ...] = ()
    late: Truth | None = None


FURTHEST_DAY = 9999
"""Days after a date that are still written beside a record: a task that is
forgotten stays there for years.
"""


class Ladder(Part):
    """Steps around a date of the records for which `only` holds. `date`: the first
    filled one of these columns or paths, counted from `after_months` later;
    `extended_to`: the first filled one of these counts in its place, as it is.

    `news`: it tells what is new, and nobody is late with anything.
    """

    name: Name
    label: Text
    table: Name
    only: str | None = None
    date: Names
    after_months: Annotated[int, Field(ge=0, le=120)] = 0
    news: Truth = False
    extended_to: Names = ()
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]

    def flag_days(self, index: int) -> tuple[int, int]:
        """The fewest and the most days, before or after the date, on which the flag of
        a step stands beside a record.
        """
        step = self.steps[index]
        later_days = []
        for later in self.steps[index + 1 :]:
            if later.flag:
                later_days.append(later.days)
        # A step that comes again may come after one that is written behind it.
        is_replaced = bool(later_days) and not step.every
        if is_replaced:
            last = later_days[0] - 1
        else:
            last = FURTHEST_DAY
        furthest = max(abs(step.days), abs(last))
        if step.days <= 0 <= last:
            return 0, furthest
        return min(abs(step.days), abs(last)), furthest


class AtMost(Part):
    """How many rows may refer to a record: the number in its column `limit`.

    `of`: columns of one table that refer to it (`visits.school`); `only`: which
    rows of that table count.
    """

    limit: Name
    of: Names
    only: str | None = None


class Within(Part):
    """The months from the first filled one of the dates `since` (columns or paths),
    first and last day included; `extended_to`: the first filled one of these is the
    last day in place of what the months say.
    """

    since: Names
    months: Annotated[int, Field(ge=1, le=120)]
    extended_to: Names = ()


class Check(Part):
    """What must not be in the sheet.

    `column`: the cell that it is about; `only`: for which records. One of the rest says
    what is wrong: `when` it holds, columns that are not `unique`, more than `at_most`,
    a date that is not `within`.
    """

    name: Name
    table: Name
    column: Name
    text: CountedText
    only: str | None = None
    when: str | None = None
    unique: Names = ()
    at_most: AtMost | None = None
    within: Within | None = None


class Rules(Part):
    """config/rules.yaml."""

    events: tuple[Event, ...] = ()
    ladders: tuple[Ladder, ...] = ()
    rows: tuple[RowRule, ...] = ()
    checks: tuple[Check, ...] = ()

    def event_column(self, name: str) -> str:
        """The column of whose change the event of that name tells, or ""."""
        for event in self.events:
            if event.name == name and isinstance(event.on, Change):
                return event.on.column
        return ""
