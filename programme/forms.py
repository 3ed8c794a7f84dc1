"""The model of forms: config/forms/, and what all of them share."""

from datetime import date
from functools import cached_property
from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from fieldtypes.base import FieldType
from fieldtypes.registry import field_type
from programme.parts import Choice, Name, Parameters, Part, Text, TypeName, as_list

USUAL_LENGTH = 5_000
"""Characters of a text whose question says nothing of it."""


class FormField(Part):
    """A question of a form. What it does not say itself, it takes from the column of its name.

    `required`: always, or while a condition on the other answers holds; `calculate`: an expression that gives its value, and
    nobody is asked; `default`: what stands in it at first; `unique`: no two rows may say the same; `public_list`: whoever can
    open the form reads the names of all records; `most_words`: of a text.
    """

    name: Name
    type: TypeName
    label: Text
    hint: Text = {}
    required: bool | str = False
    required_message: Text = {}
    constraint: str | None = None
    constraint_message: Text = {}
    relevant: str | None = None
    calculate: str | None = None
    default: str | int | float | bool | None = None
    prefill: bool = False
    unique: bool = False
    public_list: bool = False
    most_words: Annotated[int, Field(ge=1, le=10_000)] | None = None
    choices: tuple[Choice, ...] = ()
    table: Name | None = None
    parameters: Parameters = {}
    country_from: Name | None = None
    appearance: str | None = None
    max_files: Annotated[int, Field(ge=1, le=20)] = 5
    max_length: Annotated[int, Field(ge=1, le=49_999)] = USUAL_LENGTH
    autocomplete: str | None = None

    @cached_property
    def field_type(self) -> FieldType:
        """What its answers are."""
        return field_type(self.type)


class Consent(Part):
    """What people agree to, by version; `publication` is asked in a box of its own."""

    version: str
    text: Text
    agree: Text
    publication: Text


class Shared(Part):
    """What programme.yaml says once for all tables and forms: lists of choices by name, and the consent."""

    choices: dict[Name, tuple[Choice, ...]] = {}
    consent: Consent | None = None


class Answer(Part):
    """One answer that a link may ask for by itself: what it sets, and the few questions that go with it."""

    label: Text
    set: dict[Name, str] = {}
    fields: tuple[FormField, ...] = ()


TabTitle = Annotated[str, Field(max_length=80)]
FORM_TABS = ("survey", "choices")


class SheetTabs(Part):
    """The tabs of the spreadsheet in which staff edit a form's questions, by XLSForm's names of sheets: their titles, "" for
    the usual ones.
    """

    survey: TabTitle = ""
    choices: TabTitle = ""


def _tabs(value: object) -> object:
    """`true` stands for tabs with their usual titles, `false` for none."""
    if value is True:
        return {}
    return None if value is False else value


class Form(Part):
    """A web form that adds one record to a table. It is self-contained, so that an old version can be kept and used.

    `person`: the column that takes the name of whose link it is, where a short page does not ask for it; `opens`, `closes`: its
    first and its last day by the programme's calendar; `most`: so many submissions, then it is full; `check_answers`: all
    answers are shown before sending, as a form of several pages always does; `edited_in_sheet`: its questions are edited in the
    spreadsheet, too, and published by staff; those of the file are what it begins with.
    """

    name: Name = ""
    title: Text
    intro: Text = {}
    thanks: Text = {}
    table: Name
    public: bool = True
    fixed: Annotated[tuple[Name, ...], BeforeValidator(as_list)] = ()
    set: dict[Name, str] = {}
    fields: tuple[FormField, ...]
    answers: dict[Name, Answer] = {}
    person: Name | None = None
    link_days: Annotated[int, Field(ge=1, le=3650)] | None = None
    check_answers: bool = False
    opens: date | None = None
    closes: date | None = None
    most: Annotated[int, Field(ge=1)] | None = None
    consent: Consent
    edited_in_sheet: Annotated[SheetTabs | None, BeforeValidator(_tabs)] = None
    version: str = ""

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> "Form":
        if self.opens and self.closes and self.opens > self.closes:
            raise ValueError(f"it closes on {self.closes}, before it opens on {self.opens}")
        return self

    def tab_title(self, tab: str) -> str:
        """What the tab `survey` or `choices` of this form is called when it is made."""
        return getattr(self.edited_in_sheet, tab, "") or f"{self.name} {tab}"

    def field(self, name: str) -> FormField | None:
        """The field of that name, or None."""
        return next((field for field in self.fields if field.name == name), None)
