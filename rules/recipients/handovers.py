"""Whether a contact was handed over to another person, or only written otherwise.

Pure.
"""

from collections.abc import Mapping
from enum import StrEnum

from programme.model import Contact
from programme.records.comparison import same
from programme.records.people.identities import identity, is_same_name
from programme.records.record import Value


class Handover(StrEnum):
    """`none`: the same person, or nobody; `sure`: somebody else; `unsure`: it can mean
    both, and a person decides.
    """

    none = "none"
    sure = "sure"
    unsure = "unsure"


def anchor(
    contact: Contact, before: Mapping[str, Value], after: Mapping[str, Value]
) -> str:
    """The column whose change tells of a contact's: the first of address, number and
    name that says something else; "" for none.

    `before`: what cells of the row said that have changed together; `after`:
    what all of them say now.
    """
    for column in identifying_columns(contact):
        if column in before and not same(before[column], after.get(column)):
            return column
    return ""


def identifying_columns(contact: Contact) -> list[str]:
    """The columns of the record itself that say who a contact is, the
    one that says it best first.
    """
    columns = (contact.email, contact.phone, contact.name)
    return [column for column in columns if column and "." not in column]


def handover(
    contact: Contact, before: Mapping[str, Value], after: Mapping[str, Value]
) -> Handover:
    """What a change of a contact's cells comes to; `before` and `after` as in `anchor`.

    1. Nobody stood there, or nobody can be reached any more: nobody is handed anything.
    2. The same name, or one written a little otherwise, with an address or a number
       that stays, but for a slip: the same person.
    3. Another name with an address that has nothing in common with
       the old one: another person.
    4. Whatever else (another name at the old address, the old name where nothing is
       left of its addresses, an address without a name): both are possible.
    """
    old = identity(contact, {**after, **before})
    new = identity(contact, after)
    if not (old.name or old.reaches) or not new.reaches:
        return Handover.none
    is_reach_kept = old.shares_reach(new)
    # Who could not be reached before gets an address, and is nobody else by it.
    may_be_reach_of_other = bool(old.reaches) and not is_reach_kept
    if not old.name or not new.name or is_same_name(old.name, new.name):
        if may_be_reach_of_other:
            return Handover.unsure
        return Handover.none
    if may_be_reach_of_other:
        return Handover.sure
    return Handover.unsure
