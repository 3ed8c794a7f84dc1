"""What the contact of a record lets others know: all of it or nothing, as the condition
`shared` of the contact says.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from expressions.types import ValueType
from programme.expressions import compile_condition, scope_of_table
from programme.model import Agreement, Contact, Table
from programme.records.display import shown_value
from programme.records.people.identities import Identity
from programme.records.record import ENDED, Record, Records, Value, View

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
        reach = " ".join(filter(None, (self.email, self.phone)))
        return ", ".join(filter(None, (self.name, reach)))


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

    What they answered by a form counts before what the row says, while it is surely
    theirs. A cell that makes no sense is no agreement, whatever it said before.
    """
    if view.record is None:
        return False
    contact = view.table.contacts[name]
    if contact.agreement:
        answer = view.get(contact.agreement.row)
        if _is_theirs(answer, contact.agreement, view, contact):
            return _holds(answer.table, answer.record, contact.agreement.when, view)
    if contact.shared is None:
        return contact.agreement is None
    record = replace(view.record, values=_own_agreement(view.table, view.record, name))
    return _holds(view.table, record, contact.shared, view)


def unowned_answers(
    records: Records, table: Table, agreement: Agreement, today: date
) -> Iterator[tuple[View, Record, str]]:
    """The last answers of contacts of a table that do not say whose they are, and so
    count for nobody: the record whose contact is meant, the answer, its blank column.
    """
    latest = table.latest_of(agreement.row)
    for answer in records.table(latest.table).values():
        blank = [
            name
            for name in (agreement.person, agreement.reach)
            if not answer.values.get(name)
        ]
        reference = str(answer.values.get(latest.column) or "")
        holder = records.get(table.name, reference)
        # A later answer, whoever gave it, counts before this one.
        if blank and holder and records.latest(latest, reference) == answer:
            yield View(records, table, holder, today), answer, blank[0]


def boxes(table: Table, name: str) -> tuple[str, ...]:
    """The columns of yes and no in which a contact agreed, as `shared` names them."""
    text = table.contacts[name].shared or ""
    names = []
    for column in table.columns:
        if column.field_type.expression_type is ValueType.boolean and re.search(
            rf"\b{re.escape(column.name)}\b", text
        ):
            names.append(column.name)
    return tuple(names)


def _is_theirs(
    answer: View, agreement: Agreement, view: View, contact: Contact
) -> bool:
    """Whether an answer is that of who is the contact now."""
    answering = Identity.of(
        _cell(answer, agreement.person), _cell(answer, agreement.reach)
    )
    reaches = []
    for path in (contact.email, contact.phone):
        if path:
            reaches.append(_cell(view, path))
    return answering.is_surely(Identity.of(_cell(view, contact.name), *reaches))


def _holds(table: Table, record: Record | None, text: str, view: View) -> bool:
    """Whether a condition holds for a record, beyond doubt."""
    programme = view.records.programme
    condition = view.records.once(
        ("shared", table.name, text),
        lambda: compile_condition(text, scope_of_table(table, programme.tables)),
    )
    # What a view has found once it finds without a word of doubt.
    unread = View(view.records, table, record, view.today)
    with view.records.doubting() as doubts:
        try:
            holds = condition.holds(unread)
        except (ValueError, TypeError, LookupError, ArithmeticError):
            # Nothing is published on a condition that nobody can judge.
            return False
    return holds and not doubts


def _own_agreement(table: Table, record: Record, name: str) -> Mapping[str, Value]:
    """What the record says, without the boxes of a contact before: nobody who stands
    there now has ticked them.

    A box that is set again is the team's word, whoever stands there.
    """
    values = dict(record.values)
    for box in boxes(table, name):
        if record.occasions.get(box) == ENDED:
            values[box] = None
    return values


def _cell(view: View, path: str) -> str:
    holder, name = view.path(path)
    return str(holder.value(name) or "")


def _words(view: View, path: str | None, language: str) -> str:
    if not path:
        return ""
    holder, name = view.path(path)
    if holder.has_ended(name):
        return ""
    return shown_value(view, path, language)
