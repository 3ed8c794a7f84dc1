"""Who somebody is, by the name and the addresses that stand in a row: whether two of
them can be one person, and whether they may be two.

Pure.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from core.notation.addresses import email_addresses, mailbox, phone_numbers
from fieldtypes.normalise import plain
from programme.model import Contact
from programme.records.record import Value

ALIKE = 0.8
"""From this share of common letters on, two names (or two addresses) are one that was
mistyped: Gonzales and González.
"""

ALIKE_NUMBERS = 0.9
"""The same for telephone numbers: those of one country begin alike."""


@dataclass(frozen=True)
class Identity:
    """What is known of somebody. `reaches`: mailboxes and numbers, as they compare."""

    name: str = ""
    reaches: frozenset[str] = frozenset()

    @classmethod
    def of(cls, name: str, *reaches: str) -> "Identity":
        """By cells: each may hold several addresses, or several numbers."""
        compared: list[str] = []
        for cell in reaches:
            for _name, address in email_addresses(cell):
                compared.append(mailbox(address))
            compared.extend(phone_numbers(cell))
        return cls(name.strip(), frozenset(compared))

    def shares_reach(self, other: "Identity") -> bool:
        """Whether an address or a number of the two is the same, but for a slip."""
        return bool(self.reaches & other.reaches) or _any_alike(
            self.reaches, other.reaches
        )

    def is_surely(self, other: "Identity") -> bool:
        """Whether this is the other person beyond doubt: by the name and by an address
        or number. A name alone may be that of two people.
        """
        return is_same_name(self.name, other.name) and self.shares_reach(other)


def identity(contact: Contact, values: Mapping[str, Value]) -> Identity:
    """Who stands in a row as a contact; ways over references say nothing."""
    return Identity.of(
        _text(values, contact.name),
        _text(values, contact.email),
        _text(values, contact.phone),
    )


def is_same_name(left: str, right: str) -> bool:
    """Whether two names can be those of one person: the same words, some left
    out, or a slip of the pen.
    """
    words_left = set(plain(left).split())
    words_right = set(plain(right).split())
    shorter = min(words_left, words_right, key=len)
    if len(shorter) > 1 and shorter <= words_left & words_right:
        return True
    return _alike(plain(left), plain(right))


def _text(values: Mapping[str, Value], column: str | None) -> str:
    if column:
        return str(values.get(column) or "")
    return ""


def _any_alike(left: Iterable[str], right: Iterable[str]) -> bool:
    right_addresses = list(right)
    return any(
        _is_same_mailbox(one_address, address)
        for one_address in left
        for address in right_addresses
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
