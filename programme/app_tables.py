"""What every programme has without saying so: columns of the app in each table, and the
tabs People and Settings.

Their labels come from Hoja's catalogues in the programme's own languages.
"""

from collections.abc import Iterable, Mapping

from core.texts import language_name, texts
from core.texts import mark as _
from mail.channel import channels
from programme.model import Table
from programme.parts import Choice, Column, Text

PEOPLE, SETTINGS, OUTBOX, PROBLEMS = "people", "settings", "outbox", "problems"
DAYS_WITHOUT_MAILS = "days_without_mails"
SUMMARY = "summary"
"""Counts for those who may not see persons."""
STEERING = frozenset({SETTINGS, OUTBOX, PROBLEMS, SUMMARY})
"""Tabs by which the team steers, not about records of the programme: nobody is
told of what happens in them.
"""
NEVER_TOLD = STEERING | {DAYS_WITHOUT_MAILS}
"""Tabs of which no change has mails that would follow it, however
many rows change at once.
"""
MAIL_SWITCH = "mail"
"""The row of Settings that stops all mail."""

TEXT, EMAIL, PHONE, DATE, MOMENT = "text", "email", "phone", "date", "moment"
ACKNOWLEDGE, SELECT_ONE, REFERENCE = "acknowledge", "select_one", "reference"

LISTED = "listed"
"""The app's column in a table that others refer to: each record as drop-downs offer
it.
"""
LISTED_SEPARATOR = " · "
"""Stands between a record's name and its reference there."""
LATE = "! "
"""Begins a flag of which something is overdue: a sign, so that colour is not all that
tells, and by it the column sorts.
"""
FRONT = ("outbox", "problems")
"""The tabs that a new spreadsheet begins with: what waits for staff comes first."""
TECHNICAL = frozenset({"arrived_by", "consent", "publication", LISTED})
"""Columns of the app's that nobody works with."""
OWN = {"reference", "received", "flag", LISTED}
NOTED_OF_FORMS = {"arrived_by", "consent", "publication"}
"""Columns that the app fills with what it knows of a submission."""
NOTED = NOTED_OF_FORMS | {"stop_mail"}
"""Columns that the app adds for staff to look at."""


class Labels:
    """Makes labels in a programme's languages."""

    def __init__(self, languages: Iterable[str]) -> None:
        self.languages = tuple(languages)

    def text(self, message: str) -> Text:
        """A source text in each language."""
        return {
            language: texts(language).gettext(message) for language in self.languages
        }

    def column(
        self, name: str, label: str, type_name: str = TEXT, **more: object
    ) -> Column:
        """A column with a label from the catalogues."""
        return Column.model_validate(
            {"name": name, "type": type_name, "label": self.text(label), **more}
        )

    def language(self, code: str) -> Choice:
        """A language as a choice, called by its name; its code is understood as
        well.
        """
        names = {
            language: language_name(code, language, self.languages)
            for language in self.languages
        }
        return Choice(name=code, label=names)

    def channels(self) -> tuple[Choice, ...]:
        """The ways in which people can be written to."""
        return tuple(
            self.choice(channel.name, channel.label) for channel in channels().values()
        )

    def choice(self, name: str, label: str) -> Choice:
        """A choice with a label from the catalogues."""
        return Choice(name=name, label=self.text(label))


def with_app_columns(
    table: Table,
    labels: Labels,
    *,
    is_case: bool,
    has_form: bool,
    is_referred_to: bool = False,
) -> Table:
    """The table with its reference in front, and what the app notes about a submission
    behind; of one that is read-only the app notes nothing.
    """
    reference = labels.column("reference", _("Reference"), own=True, width=120)
    if is_referred_to:
        listed = listed_columns(labels)
    else:
        listed = ()
    if table.read_only:
        columns = (reference, *table.columns, *listed)
        return table.model_copy(update={"columns": columns})
    behind = []
    if has_form:
        behind = [
            labels.column("arrived_by", _("Arrived by")),
            labels.column("consent", _("Consent")),
            # Nobody's answer is published on the strength of a
            # cell that nobody can read.
            labels.column(
                "publication",
                _("May be published"),
                ACKNOWLEDGE,
                unreadable_means=False,
            ),
        ]
    if is_case:
        # A mark that cannot be read counts as set: better one mail too few about
        # a town that has withdrawn.
        behind.append(
            labels.column(
                "stop_mail", _("Stop mails"), ACKNOWLEDGE, unreadable_means=True
            )
        )
    columns = (
        reference,
        labels.column("flag", _("To watch"), own=True, width=330),
        *table.columns,
        *behind,
        labels.column("received", _("Received"), MOMENT, own=True),
        *listed,
    )
    return table.model_copy(update={"columns": columns})


def listed_columns(labels: Labels) -> tuple[Column, ...]:
    """What a table that others refer to has besides."""
    return (labels.column(LISTED, _("In lists"), own=True, width=200),)


def people(labels: Labels, roles: Mapping[str, Text]) -> Table:
    """The tab People: who has which role, for which countries, who stands in for whom.

    Staff turn over, so roles resolve here.
    """
    # Mails exist in the programme's languages only, so nobody can
    # be written to in another.
    languages = tuple(labels.language(code) for code in labels.languages)
    return Table(
        name=PEOPLE,
        label=labels.text(_("People")),
        prefix="PER",
        title="name",
        app=True,
        columns=(
            labels.column("reference", _("Reference"), own=True, width=120),
            labels.column("name", _("Name")),
            labels.column("email", _("E-mail"), EMAIL),
            labels.column("phone", _("Telephone"), PHONE),
            labels.column(
                "channel", _("Write by"), SELECT_ONE, choices=labels.channels()
            ),
            labels.column("language", _("Language"), SELECT_ONE, choices=languages),
            labels.column("time_zone", _("Time zone")),
            labels.column(
                "role",
                _("Role"),
                SELECT_ONE,
                choices=tuple(
                    Choice(name=name, label=label) for name, label in roles.items()
                ),
            ),
            labels.column("countries", _("Countries (blank: all)"), width=200),
            labels.column(
                "away_until", _("Away until (that day too)"), DATE, width=160
            ),
            labels.column("replaced_by", _("Replaced by"), REFERENCE, table=PEOPLE),
            # Somebody who may have left gets nothing and opens nothing.
            labels.column("active", _("Active"), ACKNOWLEDGE, unreadable_means=False),
            labels.column(
                "stopped", _("Wants no mails"), ACKNOWLEDGE, unreadable_means=True
            ),
        ),
    )


def settings(labels: Labels) -> Table:
    """The tab Settings: one cell stops all mail, and a cell for each kind of reminder
    says whether it waits for a yes.
    """
    choices = (
        labels.choice("send", _("send")),
        labels.choice("stop", _("stop")),
        labels.choice("automatic", _("automatic")),
        labels.choice("ask", _("ask first")),
    )
    return Table(
        name=SETTINGS,
        label=labels.text(_("Settings")),
        prefix="SET",
        title="what",
        app=True,
        columns=(
            labels.column("what", _("What"), width=300),
            labels.column("value", _("Value"), SELECT_ONE, choices=choices),
            labels.column("help", _("What it does"), width=620),
            labels.column("reference", _("Name"), own=True),
        ),
    )


def days_without_mails(labels: Labels) -> Table:
    """The tab of days on which nobody is written to: local feasts, a recess.

    Staff type them; rules/calendar reads them.
    """
    return Table(
        name=DAYS_WITHOUT_MAILS,
        label=labels.text(_("Days without mails")),
        prefix="DSC",
        title="why",
        app=True,
        columns=(
            labels.column("reference", _("Reference"), own=True, width=120),
            labels.column("day", _("Day"), DATE),
            labels.column("until", _("Until (blank: only that day)"), DATE, width=200),
            labels.column("country", _("Country (blank: everywhere)"), width=200),
            labels.column("why", _("Why"), width=320),
        ),
    )


def outbox(labels: Labels) -> Table:
    """The tab Outbox: every message of the last weeks; staff write into
    `action` what is to become of it.
    """
    actions = (
        labels.choice("hold", _("wait")),
        labels.choice("send", _("send")),
        labels.choice("together", _("send together")),
        labels.choice("skip", _("do not send")),
        labels.choice("again", _("send again")),
        labels.choice("done", _("sent")),
        labels.choice("arrived", _("it arrived")),
    )
    return Table(
        name=OUTBOX,
        label=labels.text(_("Mails")),
        prefix="MSJ",
        title="subject",
        app=True,
        columns=(
            labels.column("reference", _("Reference"), own=True, width=120),
            labels.column("state", _("State"), own=True),
            labels.column("action", _("What to do"), SELECT_ONE, choices=actions),
            labels.column("person", _("To"), own=True),
            labels.column("email", _("E-mail"), own=True),
            labels.column("link", _("Press and send"), own=True, width=160),
            labels.column("subject", _("Subject"), own=True, width=420),
            labels.column("about", _("About"), own=True),
            labels.column("due", _("Goes out"), MOMENT, own=True),
            labels.column("reason", _("Why"), own=True, width=320),
        ),
    )


def summary(labels: Labels) -> Table:
    """The tab Summary: how many rows there are of each kind,
    and no word of any of them.
    """
    return Table(
        name=SUMMARY,
        label=labels.text(_("Summary")),
        prefix="RSM",
        title="value",
        app=True,
        columns=(
            labels.column("reference", _("Reference"), own=True, width=120),
            labels.column("what", _("What"), own=True, width=200),
            labels.column("by", _("By"), own=True, width=200),
            labels.column("value", _("Value"), own=True, width=260),
            labels.column("count", _("How many"), "integer", own=True),
        ),
    )


def problems(labels: Labels) -> Table:
    """The tab Problems: what a person must look at; the app writes it
    anew whenever it changes.
    """
    return Table(
        name=PROBLEMS,
        label=labels.text(_("To review")),
        prefix="REV",
        title="what",
        app=True,
        columns=(
            labels.column("reference", _("Reference"), own=True, width=120),
            labels.column("what", _("What"), own=True, width=620),
            labels.column("link", _("Cell"), own=True, width=140),
            labels.column("tab", _("Tab"), own=True),
            labels.column("row", _("Which one"), own=True),
            labels.column("column", _("Column"), own=True),
            labels.column("since", _("Since"), MOMENT, own=True),
            labels.column("state", _("State"), own=True),
        ),
    )
