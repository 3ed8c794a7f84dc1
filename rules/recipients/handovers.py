"""Whether a contact was handed over to another person, or only written otherwise.

Pure.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from core.notation.addresses import email_addresses, mailbox, phone_numbers
from fieldtypes.normalise import plain
from programme.model import Contact
from programme.records.comparison import same
from programme.records.record import Value

ALIKE = 0.8
"""From this share of common letters on, two names (or two addresses) are one that was
mistyped: Gonzales and González.
"""

ALIKE_NUMBERS = 0.9
"""The same for telephone numbers: those of one country begin alike."""


class Handover(StrEnum):
    """`none`: the same person, or nobody; `sure`: somebody else; `unsure`: it can mean
    both, and a person decides.
    """

    none = "none"
    sure = "sure"
    unsure = "unsure"


@dataclass(frozen=True)
class Identity:
    """What is known of somebody. `reaches`: mailboxes and numbers, as they compare."""

    name: str = ""
    reaches: frozenset[str] = frozenset()


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
    2. The same name, or one written a little otherwise: the same
       person with another address.
    3. Another name with an address that has nothing in common with
       the old one: another person.
    4. Whatever else (another name at the old address, an address without a
       name): both are possible.
    """
    old = _identity(contact, {**after, **before})
    new = _identity(contact, after)
    if not (old.name or old.reaches) or not new.reaches:
        return Handover.none
    is_reach_kept = bool(old.reaches & new.reaches) or _any_alike(
        old.reaches, new.reaches
    )
    if not old.name or not new.name:
        # Without two names only the address tells.
        return Handover.none if is_reach_kept or not old.reaches else Handover.unsure
    if is_same_name(old.name, new.name):
        return Handover.none
    return Handover.unsure if is_reach_kept or not old.reaches else Handover.sure


def is_same_name(left: str, right: str) -> bool:
    """Whether two names can be those of one person: the same words, some left
    out, or a slip of the pen.
    """
    words_left, words_right = set(plain(left).split()), set(plain(right).split())
    shorter = min(words_left, words_right, key=len)
    if len(shorter) > 1 and shorter <= words_left & words_right:
        return True
    return _alike(plain(left), plain(right))


def _identity(contact: Contact, values: Mapping[str, Value]) -> Identity:
    emails = [
        mailbox(address)
        for _name, address in email_addresses(_text(values, contact.email))
    ]
    numbers = phone_numbers(_text(values, contact.phone))
    return Identity(_text(values, contact.name).strip(), frozenset([*emails, *numbers]))


def _text(values: Mapping[str, Value], column: str | None) -> str:
    return str(values.get(column) or "") if column else ""


def _any_alike(left: Iterable[str], right: Iterable[str]) -> bool:
    right_addresses = list(right)
    return any(
        _is_same_mailbox(one, other) for one in left for other in right_addresses
    )


def _is_same_mailbox(left: str, right: str) -> bool:
    """Whether one address is the other with a slip, or the same
    name at another provider.
    """
    own, sign, host = left.partition("@")
    other_name, _sign, other_host = right.partition("@")
    if not sign:
        return _alike(left, right, ALIKE_NUMBERS)
    # Colleagues share a host: that part says nothing of who it is.
    return own == other_name or (_alike(own, other_name) and _alike(host, other_host))


def _alike(left: str, right: str, share: float = ALIKE) -> bool:
    return SequenceMatcher(None, left, right).ratio() >= share
