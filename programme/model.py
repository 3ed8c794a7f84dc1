"""The programme as one frozen model.

Built by `programme.load.load`; nothing here reads files or knows a clock.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, NamedTuple

from pydantic import Field, ValidationInfo, model_validator

from core.texts import nearest_language
from fieldtypes.base import Locality
from mail.letterhead import Letterhead
from programme.models.criteria import Criteria
from programme.models.desk import Desk
from programme.models.forms import Form
from programme.models.meetings import Appointment
from programme.models.pages.look import Look, Picture
from programme.models.pages.publications import Document, Register
from programme.models.pages.signed_pages import CasePage, ContactPage
from programme.models.permissions import EVERYTHING, UNSAID, Granted, Permission
from programme.models.retention import Retention
from programme.models.rules import Rules
from programme.parts import (
    WEEKDAYS,
    Column,
    Name,
    Names,
    Part,
    Sites,
    Text,
    Truth,
    Weekday,
    in_all_languages,
)


class Agreement(Part):
    """An answer in which somebody agreed to be known to others, or did not.

    `row`: the row that holds it, one of the table's `latest`; `person` and `reach`: its
    columns for who answered, by name and by addresses and numbers of that time; `when`:
    a condition on it under which they agreed.
    """

    row: Name
    person: Name
    reach: Name
    when: str


class Contact(Part):
    """Which columns (or paths over references, `town.contact_email`) make up a person.

    `shared`: a condition under which the others of a case may know
    them; without it, always. `agreement`: what they answered later, by a form of their
    own; it counts instead while it is surely theirs.
    """

    name: str
    email: str
    language: str | None = None
    phone: str | None = None
    channel: str | None = None
    office: str | None = None
    address: str | None = None
    country: str | None = None
    time_zone: str | None = None
    shared: str | None = None
    agreement: Agreement | None = None

    @property
    def paths(self) -> dict[str, str]:
        """Part of a person → the column or path that says it."""
        return self.model_dump(exclude_none=True, exclude={"shared", "agreement"})


class Latest(NamedTuple):
    """The record of `table` that came last, whose `column` names another record and in
    which `filled`, if any, is not blank.
    """

    table: str
    column: str
    filled: str = ""


class Table(Part):
    """A tab of the sheet.

    `title` names the column by which people call a record, `date` the day they say with
    it: the first filled one of these columns or paths. `criteria`: what its records are
    judged by; only the table of the cases has some. `order`: the columns that a new tab
    begins with, in the order of the work; `groups`: columns that stand side by side in
    it, and fold away behind the first of them. `read_only`: the team's alone, of which
    the app only reads: no form, rule or page writes there, and its tab gets no columns
    of the app's but the references by which a row stays the same one.
    """

    name: Name = ""
    label: Text
    prefix: Annotated[str, Field(pattern=r"^[A-Z]{2,4}$")]
    title: Name
    columns: tuple[Column, ...]
    date: Names = ()
    order: Names = ()
    groups: tuple[Names, ...] = ()
    contacts: dict[Name, Contact] = {}
    case: str | None = None
    latest: dict[Name, str] = {}
    calendar: Appointment | None = None
    criteria: Criteria | None = None
    read_only: Truth = False
    app: Truth = False

    @property
    def in_sheet(self) -> tuple[Column, ...]:
        """The columns that its tab has."""
        columns = []
        for column in self.columns:
            if column.sheet:
                columns.append(column)
        return tuple(columns)

    def column(self, name: str) -> Column | None:
        """The column of that name, or None."""
        for column in self.columns:  # a generator would take twice as long, and this is asked for every value of every record
            if column.name == name:
                return column
        return None

    def latest_of(self, name: str) -> Latest:
        """What a name of `latest` means: `reports.task` is the last report,
        `reports.task.new_date` the last that says one.
        """
        table, _, columns = self.latest[name].partition(".")
        return Latest(table, *columns.partition(".")[::2])


class Case(Part):
    """The table whose records are cases, and when one is silent: no
    reminders, no flags, no mail.

    `coordinator`: a column that names who of the team answers a case; `country`: a
    column, or a way, to its country.
    """

    table: Name
    coordinator: Name | None = None
    country: str = ""
    silent: str | None = None
    page: CasePage | None = None


class Limits(Part):
    """Figures that a programme may set.

    Changes that mails may follow are asked about from `brake_fewest` rows on, in
    larger tabs from a share (`brake_share`) of the rows, and always from
    `brake_rows`; rows about which a decision would be told from `brake_decisions`.
    `digest_day`, `digest_weekday`: the day of a month, and of a week, on which
    digests are written. `forms_per_client`: so many forms within ten minutes, and
    within a day, come from one client as a matter of course. `public_share`: the part
    of the hour's and the day's mails that may follow from forms anybody can send;
    `form_share`: the part of these that may follow from one form;
    `receipts_per_address`: how many of them a day go to one address.
    """

    still_minutes: Annotated[float, Field(ge=0)] = 10
    decision_minutes: Annotated[float, Field(ge=0)] = 15
    sending_hours: tuple[int, int] = (8, 18)
    sending_days: Annotated[tuple[Weekday, ...], Field(min_length=1)] = WEEKDAYS[:5]
    days_apart: Annotated[int, Field(ge=0, le=365)] = 7
    digest_day: Annotated[int, Field(ge=1, le=28)] = 1
    digest_weekday: Weekday = "mon"
    holidays: Truth = True
    brake_rows: Annotated[int, Field(ge=2)] = 10
    brake_share: Annotated[float, Field(ge=0, le=1)] = 0.25
    brake_fewest: Annotated[int, Field(ge=2)] = 3
    brake_decisions: Annotated[int, Field(ge=2)] = 3
    mails_per_hour: Annotated[int, Field(ge=1)] = 100
    mails_per_day: Annotated[int, Field(ge=1)] = 400
    forms_per_client: Annotated[int, Field(ge=1)] = 60
    public_share: Annotated[float, Field(gt=0, le=1)] = 0.6
    form_share: Annotated[float, Field(gt=0, le=1)] = 0.75
    receipts_per_address: Annotated[int, Field(ge=1)] = 3
    upload_megabytes: Annotated[int, Field(ge=1, le=100)] = 15
    upload_megabytes_per_day: Annotated[int, Field(ge=1)] = 2_000
    upload_megabytes_pending: Annotated[int, Field(ge=1)] = 2_000
    link_days: Annotated[int, Field(ge=1, le=3650)] = 60

    def public_most(self, mails: int) -> int:
        """How many of so many mails may follow from forms that anybody can send."""
        return max(1, round(mails * self.public_share))

    def form_most(self, mails: int) -> int:
        """How many of so many mails may follow from one such form."""
        return max(1, round(mails * self.public_share * self.form_share))


class By(StrEnum):
    """By what of a case it is told who of a role answers it."""

    country = "country"


class Role(Part):
    """What people do here.

    `by`: by which of a case it is told who of them answers it; without it all do.
    """

    label: Text
    by: By | None = None

    @model_validator(mode="before")
    @classmethod
    def _label_alone(cls, written: object, info: ValidationInfo) -> object:
        """The label alone may stand for the whole; what is wrong with
        it is told where it stands.
        """
        if isinstance(written, Role) or (
            isinstance(written, Mapping) and "label" in written
        ):
            return written
        return {"label": in_all_languages(written, info)}


class Sender(Part):
    """Who the mails are from, and which role answers replies."""

    name: Text
    reply_to: Name


class Counted(Part):
    """What the tab Summary counts: the rows of a table, by the
    values of a column (`by`).
    """

    table: Name
    by: Name


class Programme(Part):
    """Everything config/ says, checked and joined.

    `picture`: the logo that `look` names; `embed`: sites that may show its public
    forms inside their pages.
    """

    name: Text
    about: Text = {}
    tour: Text = {}
    languages: Annotated[
        tuple[Annotated[str, Field(pattern=r"^[a-z]{2,3}(_[A-Z]{2})?$")], ...],
        Field(min_length=1),
    ]
    time_zone: str
    locale: str
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    countries: tuple[Annotated[str, Field(pattern=r"^[A-Z]{2}$")], ...] = ()
    sender: Sender
    look: Look = Look()
    picture: Picture | None = None
    embed: Sites = ()
    case: Case
    roles: dict[Name, Role]
    permissions: dict[Name, Granted] = {}
    pages: dict[Name, ContactPage] = {}
    limits: Limits = Limits()
    retention: Retention = Retention()
    tables: dict[Name, Table]
    forms: dict[Name, Form] = {}
    rules: Rules = Rules()
    desk: Desk = Desk()
    documents: dict[Name, Document] = {}
    registers: dict[Name, Register] = {}
    summary: tuple[Counted, ...] = ()

    @property
    def criteria(self) -> Criteria | None:
        """What cases are judged by; None where the programme says nothing of it."""
        table = self.tables.get(self.case.table)  # none while it is only being checked
        if table:
            return table.criteria
        return None

    @property
    def language(self) -> str:
        """The language of the sheet: the first one named."""
        return self.languages[0]

    @property
    def locality(self) -> Locality:
        """How people write in the spreadsheet."""
        return Locality(
            self.language,
            self.languages,
            self.locale,
            self.time_zone,
            self.country,
            self.countries,
        )

    def locality_in(self, language: str) -> Locality:
        """How somebody of a language writes and reads here."""
        # By the programme's locale where it is of that language: an Ecuadorian
        # form has Ecuador's dates.
        if self.locale.startswith(language):
            locale = self.locale
        else:
            locale = language
        return Locality(
            language,
            self.languages,
            locale,
            self.time_zone,
            self.country,
            self.countries,
            # Whatever the language of a page: 12/03/2027 in two of them must not be two
            # days.
            date_locale=self.locale,
        )

    def may(self, role: str, permission: Permission) -> bool:
        """Whether the people of a role may do something on the staff pages.

        Who has no role of ours may nothing.
        """
        if role not in self.roles:
            return False
        if role == self.sender.reply_to:
            unsaid = EVERYTHING
        else:
            unsaid = UNSAID
        return permission in self.permissions.get(role, unsaid)

    def sites(self, form: Form) -> tuple[str, ...]:
        """The sites that may show a form inside their pages: none where
        not everybody may open it.
        """
        if not form.public:
            return ()
        if form.embed is None:
            return self.embed
        return form.embed

    def nearest_language(self, language: str) -> str:
        """The programme's language that is nearest to the wanted one; its
        first one where none is near.
        """
        return nearest_language(language, self.languages) or self.language

    def shown_name(self, language: str) -> str:
        """What pages and papers call the programme."""
        return self.text(self.look.name, language) or self.text(self.name, language)

    def letterhead(self, language: str) -> Letterhead:
        """What stands above its mails."""
        return Letterhead(self.text(self.look.name, language), self.look.colour)

    def text(self, text: Text, language: str) -> str:
        """A text in a language, or in the programme's own where that one is missing."""
        return text.get(language) or text.get(self.language) or ""
