"""The model of `rows` in config/rules.yaml: rows that a rule makes."""

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from programme.parts import Name, Names, Part, Written, by_language

DAY, NUMBER = "row_day", "row_number"
"""What `values` may ask for beside the columns: the made row's own day,
and which one it is, from 1.
"""
ONLY_ONE = "1"
"""The key of the row of a rule that makes one."""

Filled = dict[Name, str | Annotated[dict[str, str], AfterValidator(by_language)]]
"""Column → what stands there: a text, or a text for each language of the programme."""


class Every(StrEnum):
    """How far apart the rows of a series are."""

    month = "month"
    quarter = "quarter"
    year = "year"

    @property
    def months(self) -> int:
        """The same in months."""
        return {Every.month: 1, Every.quarter: 3, Every.year: 12}[self]


class MadeRow(Part):
    """One of several rows that a rule makes at once: so long after the rule's day, with
    values beside those of the rule.
    """

    name: Name
    after_months: Annotated[int, Field(ge=0, le=600)] = 0
    after_days: Annotated[int, Field(ge=-3_660, le=3_660)] = 0
    set: Filled = {}
    values: dict[Name, Written] = {}


class RowRule(Part):
    """Makes rows of the table `into` for the rows of `table`, for which `only` holds.

    `link`: the column of `into` that refers to that row. `date`: the first filled one
    of these columns (or paths) is the day from which is counted; `after_months`,
    `after_days`: so long after it is the first row's own day. `every`, or
    `every_months`: one more row again and again, `times` in all, up to the day `until`.
    `each`: these rows instead. `days_before`: a row is made so long before its day.
    `set`: what stands in them; `values`: expressions for what does; `language`: the
    column that says in which language texts are.
    """

    name: Name
    table: Name
    into: Name
    link: Name | None = None
    only: str | None = None
    date: Names = ()
    after_months: Annotated[int, Field(ge=0, le=600)] = 0
    after_days: Annotated[int, Field(ge=-3_660, le=3_660)] = 0
    every: Every | None = None
    every_months: Annotated[int, Field(ge=1, le=600)] | None = None
    times: Annotated[int, Field(ge=1, le=120)] | None = None
    until: Names = ()
    days_before: Annotated[int, Field(ge=0, le=3_660)] | None = None
    set: Filled = {}
    values: dict[Name, Written] = {}
    language: str | None = None
    each: tuple[MadeRow, ...] = ()

    @model_validator(mode="after")
    def _is_one_kind(self) -> "RowRule":
        if self.every and self.every_months:
            raise ValueError("say one of both: `every: year`, or `every_months: 18`")
        if self.each and (self.months or self.times):
            raise ValueError(
                "`each` names its rows: `every` and `times` go with rows that come again"
            )
        if self.times and not self.months:
            raise ValueError(
                "say how far apart they are: `every: year`, `every_months: 18`"
            )
        needs_day = self.months or self.until or self.days_before is not None
        if needs_day and not self.date:
            raise ValueError(
                "say the day from which is counted: `date: <a column of dates>`"
            )
        return self

    @property
    def months(self) -> int:
        """How many months lie between two rows of a series; 0 where there is none."""
        if self.every:
            return self.every.months
        return self.every_months or 0

    @property
    def is_plan(self) -> bool:
        """Whether all of its rows are known beforehand, so that they are made at
        once.
        """
        return bool(self.each or self.times)

    @property
    def is_endless(self) -> bool:
        """Whether there is always one more."""
        return bool(self.months and not self.times)
