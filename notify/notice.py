"""Who is told what about which record."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.problem import Problem
from core.texts import mark as _
from journal.messages import Notice
from programme.record import Records, View
from programme.rules import Event, Ladder, Tell
from programme.shown import title
from rules.people import Person

LONELY = "nobody"
SEPARATOR = ", "


@dataclass(frozen=True)
class Telling:
    """One thing to tell: who, what, about what. `more`: what the template may say beside the record."""

    rule: Event | Ladder
    tell: Tell
    person: Person
    view: View
    case: View | None
    notice: Notice
    more: dict[str, Any]


def nobody(rule: Event | Ladder, view: View, tell: Tell, found: list[Problem]) -> Iterable[Person]:
    """Nobody to tell: said once, as a problem that stands until somebody is there; for all records where roles are empty."""
    assert view.record is not None  # rules are asked about records that are there
    programme = view.records.programme
    names = [_who(view, path.strip()) for alternatives in tell.to for path in alternatives.split(" or ")]
    words = _("“{rule}”: nobody could be told. There is no address and no number of: {who}.")
    gaps = (
        ("rule", programme.text(rule.label, programme.language)),
        ("to", SEPARATOR.join(tell.to)),
        ("who", ", ".join(dict.fromkeys(names))),
    )
    reference = "" if only_roles(tell) else view.record.reference
    found.append(Problem(LONELY, words, gaps, view.table.name, reference))
    return ()


def only_roles(tell: Tell) -> bool:
    """Whether it makes no difference which record it is about."""
    return all(path.strip().startswith("role.") for some in tell.to for path in some.split(" or "))


def _who(view: View, path: str) -> str:
    """A recipient as people call it: a role's label, or the label of the column that holds the address."""
    programme = view.records.programme
    *steps, last = path.split(".")
    if steps == ["role"]:
        return programme.text(programme.roles[last], programme.language)
    for step in steps:
        view = view.get(step)
    contact = view.table.contacts.get(last)
    holder, name = view.path(contact.email) if contact else (view, "email")
    column = holder.table.column(name)
    label = programme.text(column.label, programme.language) if column else last
    return f"{label} ({programme.text(holder.table.label, programme.language)})"


def about(records: Records, message: Any, today: date, language: str) -> str:
    """The name of the record that a message is about."""
    table = records.programme.tables.get(message.table)
    record = records.get(message.table, message.reference)
    return title(View(records, table, record, today), language) if table and record else message.reference
