"""The model of forms: config/forms/, and what all of them share."""

from datetime import date, timedelta
from functools import cached_property
from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from fieldtypes.base import FieldType
from fieldtypes.registry import field_type
from programme.models.windows import Window, YearlyWindow
from programme.parts import (
    Choice,
    ChoicesFrom,
    Name,
    Parameters,
    Part,
    Sites,
    Text,
    Truth,
    TypeName,
    as_list,
    truth_without_quotes,
)

USUAL_LENGTH = 5_000
"""Characters of a text whose question says nothing of it."""

MOST_REPETITIONS = 50
"""Of one repeat, whatever a programme or a browser says: each is a row, and a page
that a telephone must hold.
"""
USUAL_LEAST, USUAL_MOST = 1, 20


class FormField(Part):
    """A question of a form. What it does not say itself, it takes
    from the column of its name.

    `required`: always, or while a condition on the other answers holds;
    `calculate`: an expression that gives its value, and nobody is asked; `default`:
    what stands in it at first; `read_only`: and stays in it; `unique`: no two rows
    may say the same; `public_list`: whoever can open the form reads the names of
    all records; `most_words`: of a text; `choice_filter`: a condition on each
    choice, or record, and the other answers.

    A repeat has `fields`, which are asked at least `least` and at most `most` times;
    each repetition is a row of its `table`. `parent`: the column of that table for the
    reference of the form's row, where more than one could take it.
    """

    name: Name
    type: TypeName
    label: Text
    hint: Text = {}
    required: Annotated[bool | str, BeforeValidator(truth_without_quotes)] = False
    required_message: Text = {}
    constraint: str | None = None
    constraint_message: Text = {}
    relevant: str | None = None
    calculate: str | None = None
    default: str | int | float | bool | None = None
    prefill: Truth = False
    unique: Truth = False
    public_list: Truth = False
    most_words: Annotated[int, Field(ge=1, le=10_000)] | None = None
    read_only: Truth = False
    choices: tuple[Choice, ...] = ()
    choices_from: ChoicesFrom | None = None
    choice_filter: str | None = None
    or_other: Truth = False
    table: Name | None = None
    parameters: Parameters = {}
    country_from: Name | None = None
    appearance: str | None = None
    max_files: Annotated[int, Field(ge=1, le=20)] = 5
    max_length: Annotated[int, Field(ge=1, le=49_999)] = USUAL_LENGTH
    autocomplete: str | None = None
    fields: tuple["FormField", ...] = ()
    least: Annotated[int, Field(ge=0, le=MOST_REPETITIONS)] | None = None
    most: Annotated[int, Field(ge=1, le=MOST_REPETITIONS)] | None = None
    parent: Name | None = None

    @cached_property
    def field_type(self) -> FieldType:
        """What its answers are."""
        return field_type(self.type)

    @property
    def choice_names(self) -> list[str]:
        """What rules call its choices, in their order."""
        return [choice.name for choice in self.choices]

    @property
    def least_repetitions(self) -> int:
        """How many repetitions there are at least."""
        if self.least is None:
            return USUAL_LEAST
        return self.least

    @property
    def most_repetitions(self) -> int:
        """How many repetitions there are at most."""
        if self.most is None:
            return max(USUAL_MOST, self.least_repetitions)
        return self.most

    @property
    def is_computed(self) -> bool:
        """Whether its value is shown, and nobody is asked for it."""
        return self.calculate is not None or self.read_only

    @property
    def list_key(self) -> tuple[object, ...]:
        """What tells lists of records apart: which records they
        have, and by which words.
        """
        return (self.list_table, self.choices_from, self.choice_filter)

    @property
    def list_table(self) -> str | None:
        """The table whose records can be chosen."""
        if self.choices_from:
            return self.choices_from.table
        if self.field_type.is_asked:
            return self.table
        return None


class Consent(Part):
    """What people agree to, by version; `publication` is asked in a box of its own,
    where there is such a text.
    """

    version: str
    text: Text
    agree: Text
    publication: Text = {}


class Shared(Part):
    """What programme.yaml says once for all tables and forms: lists of choices by name,
    the consent of every form that names none, and others by name.
    """

    choices: dict[Name, tuple[Choice, ...]] = {}
    consent: Consent | None = None
    consents: dict[Name, Consent] = {}


class Answer(Part):
    """One answer that a link may ask for by itself: what it sets, and the few
    questions that go with it.
    """

    label: Text
    set: dict[Name, str] = {}
    fields: tuple[FormField, ...] = ()


TabTitle = Annotated[str, Field(max_length=80)]
FORM_TABS = ("survey", "choices")


class SheetTabs(Part):
    """The tabs of the spreadsheet in which staff edit a form's questions, by XLSForm's
    names of sheets: their titles, "" for the usual ones.

    `row_tables`: the tables that further repeats, begun in the tab, may fill.
    """

    survey: TabTitle = ""
    choices: TabTitle = ""
    row_tables: Annotated[tuple[Name, ...], BeforeValidator(as_list)] = ()


def _tabs(value: object) -> object:
    """`true` stands for tabs with their usual titles, `false` for none."""
    if value is True:
        return {}
    if value is False:
        return None
    return value


class Closing(Part):
    """Who of the team is told that the form is about to close and that it has.

    `days`: so many before its last day; 0: not before.
    """

    to: Name
    message: Name
    days: Annotated[int, Field(ge=0, le=365)] = 3


class Changes(Part):
    """How long what was sent may be changed by the link of its receipt: until the end
    of a day, or so many `days` after it was sent.

    `locked`: questions whose answers stay as they were sent.
    """

    until: date | None = None
    days: Annotated[int, Field(ge=1, le=3650)] | None = None
    locked: tuple[Name, ...] = ()

    @model_validator(mode="after")
    def _ends_once(self) -> "Changes":
        if (self.until is None) == (self.days is None):
            raise ValueError(
                "changes end on a day (`until: 2027-03-01`) or after so many days (`days: 14`): say one of both"
            )
        return self

    def last_day(self, sent_on: date) -> date:
        """The last day on which what was sent on a day may be changed."""
        if self.until is not None:
            return self.until
        return sent_on + timedelta(days=self.days or 0)


class Form(Part):
    """A web form that adds one record to a table. It is self-contained, so that an old
    version can be kept and used.

    `person`: the column that takes the name of whose link it is, where a short page
    does not ask for it; `reach`: the one that takes the addresses and numbers by which
    that person is reached then; `opens`, `closes`: its first and its last day by the
    programme's calendar; `each_year`: the same as days of every year; `most`: so many
    submissions, then it is full; `check_answers`: all answers are shown before sending,
    as a form of several pages always does; `changes`: whether answers may be changed
    later; `embed`: the sites that may show it inside their pages, instead of the
    programme's; `closing`: who is told that it closes; `sender`: the column that refers
    to the row of the tab People of whose personal link it is; staff choose it;
    `edited_in_sheet`: its questions are edited in the spreadsheet, too, and published
    by staff; those of the file are what it begins with; `shared_files`: the question
    that takes what staff share to the site from a telephone.
    """

    name: Name = ""
    title: Text
    intro: Text = {}
    thanks: Text = {}
    table: Name
    public: Truth = True
    fixed: Annotated[tuple[Name, ...], BeforeValidator(as_list)] = ()
    set: dict[Name, str] = {}
    fields: tuple[FormField, ...]
    answers: dict[Name, Answer] = {}
    person: Name | None = None
    reach: Name | None = None
    sender: Name | None = None
    link_days: Annotated[int, Field(ge=1, le=3650)] | None = None
    check_answers: Truth = False
    opens: date | None = None
    closes: date | None = None
    each_year: YearlyWindow | None = None
    most: Annotated[int, Field(ge=1)] | None = None
    embed: Sites | None = None
    closing: Closing | None = None
    shared_files: Name | None = None
    changes: Changes | None = None
    consent: Consent
    edited_in_sheet: Annotated[SheetTabs | None, BeforeValidator(_tabs)] = None
    version: str = ""

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> "Form":
        if self.opens and self.closes and self.opens > self.closes:
            raise ValueError(
                f"it closes on {self.closes}, before it opens on {self.opens}"
            )
        if self.each_year and (self.opens or self.closes):
            raise ValueError(
                "say one of both: `each_year`, or `opens` and `closes` of one year"
            )
        return self

    def next_window(self, today: date) -> Window:
        """When it is open: now, or next; a form with fixed days has no other window."""
        if self.each_year:
            return self.each_year.next(today)
        return Window(self.opens, self.closes)

    def last_window(self, today: date) -> Window:
        """When it is open, or was last."""
        if self.each_year:
            return self.each_year.last(today)
        return Window(self.opens, self.closes)

    def tab_title(self, tab: str) -> str:
        """What the tab `survey` or `choices` of this form is called when it is made."""
        return getattr(self.edited_in_sheet, tab, "") or f"{self.name} {tab}"

    @property
    def filled_tables(self) -> frozenset[str]:
        """The tables that it may add rows to, with those of repeats that
        staff may begin in the spreadsheet.
        """
        tables = {self.table}
        for field in self.fields:
            if field.field_type.is_repeat and field.table:
                tables.add(field.table)
        if self.edited_in_sheet:
            tables.update(self.edited_in_sheet.row_tables)
        return frozenset(tables)

    @property
    def takes_files(self) -> bool:
        """Whether it asks for files."""
        return any(
            part.field_type.takes_files
            for field in self.fields
            for part in (field, *field.fields)
        )

    def field(self, name: str) -> FormField | None:
        """The field of that name, or None."""
        return next((field for field in self.fields if field.name == name), None)
