"""The programme as one frozen model. Built by `programme.load.load`; nothing here reads files or knows a clock."""

from enum import StrEnum
from typing import Annotated, Literal, NamedTuple

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo

NAME = r"^[a-z][a-z0-9_]*$"
Name = Annotated[str, Field(pattern=NAME, max_length=40)]


def in_all_languages(value: object, info: ValidationInfo) -> object:
    """A plain word stands for itself in every language; otherwise each language of the programme must be there."""
    languages = (info.context or {}).get("languages", ())
    if isinstance(value, str):
        return dict.fromkeys(languages or ("en",), value)
    if isinstance(value, dict) and languages:
        if missing := [code for code in languages if not value.get(code)]:
            raise ValueError(f"a text is missing in: {', '.join(missing)}")
        if unknown := [str(code) for code in value if code not in languages]:
            raise ValueError(f"not a language of this programme: {', '.join(unknown)}")
    return value


Text = Annotated[dict[str, str], BeforeValidator(in_all_languages)]
"""A text for people: language code → words."""


def as_list(value: object) -> object:
    """One thing may stand where a list is asked for."""
    return value if isinstance(value, list | tuple) else [value]


Names = Annotated[tuple[str, ...], BeforeValidator(as_list)]


class Part(BaseModel):
    """A part of the model: unknown keys are mistakes, and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Kind(StrEnum):
    """What a column or field holds; the words are XLSForm's, plus email, phone, url, reference and moment."""

    text = "text"
    integer = "integer"
    decimal = "decimal"
    date = "date"
    moment = "moment"
    select_one = "select_one"
    select_multiple = "select_multiple"
    email = "email"
    phone = "phone"
    url = "url"
    file = "file"
    acknowledge = "acknowledge"
    note = "note"
    reference = "reference"


class Choice(Part):
    """One value of a choice: its name in files and rules, its label in the sheet and on forms, other spellings."""

    name: Name
    label: Text
    aliases: tuple[str, ...] = ()


class Column(Part):
    """A column of a table. `own` columns are written by the app only; all others belong to staff after the append."""

    name: Name
    type: Kind = Kind.text
    label: Text
    hint: Text = {}
    choices: tuple[Choice, ...] = ()
    table: Name | None = None
    was: tuple[str, ...] = ()
    own: bool = False
    width: Annotated[int, Field(ge=40, le=800)] | None = None

    def choice(self, name: str) -> Choice | None:
        """The choice of that name, or None."""
        return next((choice for choice in self.choices if choice.name == name), None)


class Contact(Part):
    """Which columns (or paths over references, `town.contact_email`) make up a person."""

    name: str
    email: str
    language: str | None = None
    phone: str | None = None
    channel: str | None = None
    office: str | None = None
    address: str | None = None
    country: str | None = None
    time_zone: str | None = None


class Latest(NamedTuple):
    """The record of `table` that came last, whose `column` names another record and in which `filled`, if any, is not blank."""

    table: str
    column: str
    filled: str = ""


class Table(Part):
    """A tab of the sheet. `title` names the column by which people call a record, `date` the day they say with it: the
    first filled one of these columns or paths.
    """

    name: Name = ""
    label: Text
    prefix: Annotated[str, Field(pattern=r"^[A-Z]{2,4}$")]
    title: Name
    columns: tuple[Column, ...]
    date: Names = ()
    contacts: dict[Name, Contact] = {}
    case: str | None = None
    latest: dict[Name, str] = {}
    app: bool = False

    def column(self, name: str) -> Column | None:
        """The column of that name, or None."""
        return next((column for column in self.columns if column.name == name), None)

    def latest_of(self, name: str) -> Latest:
        """What a name of `latest` means: `reports.task` is the last report, `reports.task.new_date` the last that says one."""
        table, _, columns = self.latest[name].partition(".")
        return Latest(table, *columns.partition(".")[::2])


class FormField(Part):
    """A question of a form. What it does not say itself, it takes from the column of its name.

    `required`: always, or while a condition on the other answers holds.
    """

    name: Name
    type: Kind
    label: Text
    hint: Text = {}
    required: bool | str = False
    required_message: Text = {}
    constraint: str | None = None
    constraint_message: Text = {}
    relevant: str | None = None
    choices: tuple[Choice, ...] = ()
    table: Name | None = None
    max_files: Annotated[int, Field(ge=1, le=20)] = 5
    max_length: Annotated[int, Field(ge=1, le=49_999)] = 5_000
    autocomplete: str | None = None


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


class Form(Part):
    """A web form that adds one record to a table. It is self-contained, so that an old version can be kept and used.

    `person`: the column that takes the name of whose link it is, where a short page does not ask for it.
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
    consent: Consent
    version: str = ""

    def field(self, name: str) -> FormField | None:
        """The field of that name, or None."""
        return next((field for field in self.fields if field.name == name), None)


def _message(value: str) -> str:
    if not value.replace("_", "").isalnum():
        raise ValueError("must be the name of a folder in mail_templates")
    return value


class Tell(Part):
    """Who is told what. `to`: a contact (`contact`, `town.contact`), a role (`role.coordinator`), or `a or b` for the first
    that has an address. `ask`: every such mail waits for a coordinator's yes. `days_apart`: this one need not keep the usual
    distance from the last reminder that the same person got.
    """

    to: Names
    message: Annotated[str, AfterValidator(_message)]
    ask: bool = False
    days_apart: Annotated[int, Field(ge=0, le=365)] | None = None


class Change(Part):
    """The change of a column by hand: to a value (`becomes`), or from blank to anything (`filled`)."""

    column: Name
    becomes: Name | None = None
    filled: bool = False


class Event(Part):
    """Something happened to a record: a form brought it (`received`), or a column changed. `decision` mails wait longer."""

    name: Name
    label: Text
    table: Name
    on: Literal["received"] | Change
    only: str | None = None
    decision: bool = False
    tell: tuple[Tell, ...]


class Step(Part):
    """So many days after (before, when negative) the date. `flag` stands beside the record from then on.

    `every`, `times`: it comes again after so many days, so many times in all.
    """

    name: Name
    days: Annotated[int, Field(ge=-3650, le=3650)]
    tell: tuple[Tell, ...] = ()
    flag: Text = {}
    every: Annotated[int, Field(ge=1, le=365)] | None = None
    times: Annotated[int, Field(ge=1, le=99)] = 1


class Ladder(Part):
    """Steps around a date of the records for which `only` holds. `date`: the first filled one of these columns or paths."""

    name: Name
    label: Text
    table: Name
    only: str | None = None
    date: Names
    after_months: Annotated[int, Field(ge=0, le=120)] = 0
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]


class AtMost(Part):
    """How many rows may refer to a record: the number in its column `limit`. `of`: columns of one table that refer to it
    (`visits.school`); `only`: which rows of that table count.
    """

    limit: Name
    of: Names
    only: str | None = None


class Within(Part):
    """The months from the first filled one of the dates `since` (columns or paths), first and last day included."""

    since: Names
    months: Annotated[int, Field(ge=1, le=120)]


class Check(Part):
    """What must not be in the sheet. `column`: the cell that it is about; `only`: for which records. One of the rest says what
    is wrong: `when` it holds, columns that are not `unique`, more than `at_most`, a date that is not `within`.
    """

    name: Name
    table: Name
    column: Name
    text: Text
    only: str | None = None
    when: str | None = None
    unique: Names = ()
    at_most: AtMost | None = None
    within: Within | None = None


class Rules(Part):
    """config/rules.yaml."""

    events: tuple[Event, ...] = ()
    ladders: tuple[Ladder, ...] = ()
    checks: tuple[Check, ...] = ()


class Listed(Part):
    """What a case's page lists: records of a table that belong to it and for which `only` holds, by their date.

    `shows`: columns or paths, instead of the table's title; `date`: instead of the table's date.
    """

    table: Name
    label: Text = {}
    only: str | None = None
    date: Names = ()
    shows: Names | None = None


class CasePage(Part):
    """The page of a case, safe to hand round: how far it is (`stages`, choices of the column `stage`) and what is next."""

    stage: Name
    stages: Annotated[Names, Field(min_length=1)]
    shows: Names = ()
    lists: tuple[Listed, ...] = ()


class Case(Part):
    """The table whose records are cases, and when one is silent: no reminders, no flags, no mail."""

    table: Name
    silent: str | None = None
    page: CasePage | None = None


class Limits(Part):
    """Figures that a programme may set."""

    still_minutes: Annotated[float, Field(ge=0)] = 10
    decision_minutes: Annotated[float, Field(ge=0)] = 15
    sending_hours: tuple[int, int] = (8, 18)
    days_apart: Annotated[int, Field(ge=0, le=365)] = 7
    holidays: bool = True
    brake_rows: Annotated[int, Field(ge=2)] = 10
    brake_share: Annotated[float, Field(ge=0, le=1)] = 0.25
    mails_per_hour: Annotated[int, Field(ge=1)] = 100
    mails_per_day: Annotated[int, Field(ge=1)] = 400
    upload_megabytes: Annotated[int, Field(ge=1, le=100)] = 15
    link_days: Annotated[int, Field(ge=1, le=3650)] = 60


class Sender(Part):
    """Who the mails are from, and which role answers replies."""

    name: Text
    reply_to: Name


class Programme(Part):
    """Everything config/ says, checked and joined."""

    name: Text
    about: Text = {}
    tour: Text = {}
    languages: Annotated[tuple[Annotated[str, Field(pattern=r"^[a-z]{2,3}$")], ...], Field(min_length=1)]
    time_zone: str
    locale: str
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    sender: Sender
    case: Case
    roles: dict[Name, Text]
    limits: Limits = Limits()
    tables: dict[Name, Table]
    forms: dict[Name, Form] = {}
    rules: Rules = Rules()

    @property
    def language(self) -> str:
        """The language of the sheet: the first one named."""
        return self.languages[0]

    def text(self, text: Text, language: str) -> str:
        """A text in a language, or in the programme's own where that one is missing."""
        return text.get(language) or text.get(self.language) or ""
