"""What the contact of a record lets others know: all of it or nothing, as the condition
`shared` of the contact says.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from expressions.types import ValueType
from programme.expressions import Condition, compile_condition, scope_of_table
from programme.records.display import shown_value
from programme.records.record import Value, View

PARTS = ("name", "office", "address", "email", "phone", "language")


@dataclass(frozen=True)
class SharedContact:
    """A contact in words of the reader's language.

    Where they have not agreed, all but `language` is blank.
    """

    is_shared: bool
    name: str = ""
    office: str = ""
    address: str = ""
    email: str = ""
    phone: str = ""
    language: str = ""

    def __bool__(self) -> bool:
        """Whether somebody can be reached by what is said here."""
        return bool(self.email or self.phone)

    def __str__(self) -> str:
        """Name and how to reach them, on one line."""
        reach = " ".join(part for part in (self.email, self.phone) if part)
        return ", ".join(part for part in (self.name, reach) if part)


def shared_contact(view: View, name: str, language: str) -> SharedContact:
    """The contact `name` of a record, for a reader of `language`, as far
    as they agreed to be known.
    """
    contact = view.table.contacts[name]
    parts = {part: _words(view, getattr(contact, part), language) for part in PARTS}
    if not is_shared(view, name):
        # In which language somebody is written to says nothing of who they are.
        return SharedContact(is_shared=False, language=parts["language"])
    return SharedContact(is_shared=True, **parts)


def is_shared(view: View, name: str) -> bool:
    """Whether a contact's details may be told to others.

    A cell that makes no sense is no agreement, whatever it said before.
    """
    if view.record is None:
        return False
    text = view.table.contacts[name].shared
    if text is None:
        return True
    condition = view.records.once(
        ("shared", view.table.name, text), lambda: _condition(view, text)
    )
    # What a view has found once it finds without a word of doubt.
    record = replace(view.record, values=_own_agreement(view, name, text))
    unread = View(view.records, view.table, record, view.today)
    with view.records.doubting() as doubts:
        try:
            holds = condition.holds(unread)
        except (ValueError, TypeError, LookupError, ArithmeticError):
            return False
    return holds and not doubts


def _own_agreement(view: View, name: str, text: str) -> Mapping[str, Value]:
    """What the record says, without the boxes that somebody else has ticked: those that
    came together with the row, where name and addresses of the contact came later.

    A box that was set by itself is the team's word, whoever stands there.
    """
    record, contact = view.record, view.table.contacts[name]
    assert record is not None
    known_by = [
        column
        for column in (contact.name, contact.email, contact.phone)
        if column and "." not in column
    ]
    arrivals = [record.occasions.get(column) for column in record.values]
    values = dict(record.values)
    for column in view.table.columns:
        is_box = column.field_type.expression_type is ValueType.boolean
        if not is_box or not re.search(rf"\b{re.escape(column.name)}\b", text):
            continue
        given = record.occasions.get(column.name)
        later = {
            record.occasions.get(part) != given
            for part in known_by
            if record.values.get(part)
        }
        # What came alone was set by hand, and no other cell has its occasion.
        if given and arrivals.count(given) > 1 and later == {True}:
            values[column.name] = None
    return values


def _condition(view: View, text: str) -> Condition:
    return compile_condition(
        text, scope_of_table(view.table, view.records.programme.tables)
    )


def _words(view: View, path: str | None, language: str) -> str:
    if path:
        return shown_value(view, path, language)
    return ""
