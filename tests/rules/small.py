"""A programme of a few lines, for rules to judge."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from programme.app_tables import (
    DAYS_WITHOUT_MAILS,
    PEOPLE,
    Labels,
    days_without_mails,
    people,
    with_app_columns,
)
from programme.model import Case, Programme, Role, Sender, Table
from programme.models.rules import Rules
from programme.parts import Column
from programme.records.record import Record, Records, View
from rules.book import Book

TODAY = date(2027, 3, 12)
LABELS = Labels(["es", "en"])
CHOICES = [
    {"name": name, "label": {"es": name, "en": name}}
    for name in ("open", "done", "approved")
]
CONTACT = {"name": "who", "email": "mail", "language": "speaks"}


def label(word: str) -> dict[str, str]:
    return {"es": word, "en": word}


def column(name: str, type: str = "text", **more: Any) -> dict[str, Any]:
    return {"name": name, "type": type, "label": label(name), **more}


def table(name: str, prefix: str, columns: list[dict[str, Any]], **more: Any) -> Table:
    given = {
        "name": name,
        "label": label(name),
        "prefix": prefix,
        "title": "name",
        "columns": columns,
        **more,
    }
    return with_app_columns(
        Table.model_validate(given), LABELS, is_case=name == "towns", has_form=False
    )


WHO = [column("who"), column("mail", "email"), column("speaks")]
TOWNS = table(
    "towns",
    "MN",
    [
        column("name"),
        column("status", "select_one", choices=CHOICES),
        column("closes", "date"),
        column("started", "date"),
        column("mentor", "reference", table="mentors"),
        *WHO,
    ],
    case="self",
    contacts={"contact": CONTACT},
)
MENTORS = table("mentors", "CM", [column("name"), *WHO], contacts={"contact": CONTACT})
TASKS = table(
    "tasks",
    "CP",
    [
        column("name"),
        column("town", "reference", table="towns"),
        column("due", "date"),
        column("status", "select_one", choices=CHOICES),
        *WHO,
    ],
    case="town",
    contacts={"owner": CONTACT},
    latest={"report": "reports.task", "moved": "reports.task.new_date"},
)
REPORTS = table(
    "reports",
    "PG",
    [
        column("name"),
        column("task", "reference", table="tasks"),
        column("new_date", "date"),
    ],
    case="task.town",
)
ROLES = {"coordinator": label("coordinator"), "committee": label("committee")}


def programme(**rules: Any) -> Programme:
    """The programme with these rules (`events=[…]`, `ladders=[…]`)."""
    return Programme(
        name=label("Small"),
        languages=("es", "en"),
        time_zone="America/Guayaquil",
        locale="es_EC",
        country="EC",
        sender=Sender(name=label("Small"), reply_to="coordinator"),
        case=Case(table="towns", silent="closes != null and closes < today"),
        roles={name: Role(label=text) for name, text in ROLES.items()},
        tables={
            t.name: t
            for t in (
                TOWNS,
                MENTORS,
                TASKS,
                REPORTS,
                people(LABELS, ROLES),
                days_without_mails(LABELS),
            )
        },
        rules=Rules.model_validate(rules),
    )


def called_after_others(**rules: Any) -> Programme:
    """The same programme, where a mentor is called after the `next` one."""
    usual = programme(**rules)
    following = Column.model_validate(column("next", "reference", table="mentors"))
    mentors = MENTORS.model_copy(
        update={"title": "next", "columns": (*MENTORS.columns, following)}
    )
    return usual.model_copy(update={"tables": {**usual.tables, "mentors": mentors}})


def book(**rules: Any) -> Book:
    return Book(programme(**rules))


def records(*some: Record) -> Records:
    return Records(programme(), some)


def record(
    reference: str, /, *, occasions: Mapping[str, str] | None = None, **values: Any
) -> Record:
    """A record of the table that the reference's prefix names; each value set by `sent`
    where nothing else is said.
    """
    name = {
        "MN": "towns",
        "CM": "mentors",
        "CP": "tasks",
        "PG": "reports",
        "PER": PEOPLE,
        "DSC": DAYS_WITHOUT_MAILS,
    }[reference.partition("-")[0]]
    return Record(
        name, reference, values, dict.fromkeys(values, "sent") | dict(occasions or {})
    )


def view(known: Records, reference: str) -> View:
    for one in known.programme.tables.values():
        if found := known.get(one.name, reference):
            return View(known, one, found, TODAY)
    raise KeyError(reference)
