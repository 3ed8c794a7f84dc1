"""What becomes of a table's rows when the data of a person is erased: the kinds of
rules, and whose data it is.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from core.notation.addresses import phone_numbers
from programme.records.record import Cell, Value


class How(StrEnum):
    """What becomes of a table's rows.

    `delete`: those with the address in one of the columns go; `delete_mentions`:
    those with it anywhere in them; `blank_address`: the address is blanked in these
    columns, the row stays; `blank_values`: values that are the person's are blanked
    in these columns; `take_out`: names, addresses and telephone numbers are taken out
    of these texts; `cells`: the person's part of a record
    (journal/privacy/record_values.py); `mails`: what was written to them
    (journal/privacy/mails.py); `mark`: rows that know the person by a mark of the
    address go; `files`: rows that name files; `keep`: nothing.
    """

    delete = "delete"
    delete_mentions = "delete_mentions"
    blank_address = "blank_address"
    blank_values = "blank_values"
    take_out = "take_out"
    cells = "cells"
    mails = "mails"
    mark = "mark"
    files = "files"
    keep = "keep"


@dataclass(frozen=True)
class Rule:
    """A rule for some columns of a table, and its reason.

    `moment`: the column that says since when a row is as it is.
    """

    how: How
    why: str
    columns: tuple[str, ...] = ()
    moment: str = ""


@dataclass(frozen=True)
class PersonalColumns:
    """Columns of one table that together say who somebody is: `email`, and all that is
    blanked with it (itself included).

    `naming`: those of them whose text names nobody else; `name`, `phone`: which of
    them is which, "" where there is none.
    """

    email: str
    columns: tuple[str, ...]
    naming: tuple[str, ...] = ()
    name: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Replacement:
    """What stands in a cell, and what is to stand there instead: nothing, as a rule."""

    shown: Value
    wanted: Value = None


@dataclass(frozen=True)
class Person:
    """Whose data is erased. `address`: in small letters; `marks`:
    what stands for it in links.

    `parts`: table → the columns of people in its records; `words`: names, telephone
    numbers and addresses of the person, by which texts are searched; `cells`: what is
    theirs in the records, with its value; `submissions`: references of what they sent
    or were named in; `before`: only data that is older than this, None for all;
    `with_files`: files of `submissions` go, too; `now`: the moment that is noted with
    what is emptied; `only`: the records that it is about, None for all.
    """

    address: str
    marks: frozenset[str] = frozenset()
    parts: Mapping[str, Sequence[PersonalColumns]] = field(default_factory=dict)
    words: frozenset[str] = frozenset()
    cells: Mapping[Cell, Replacement] = field(default_factory=dict)
    submissions: frozenset[str] = frozenset()
    before: datetime | None = None
    with_files: bool = False
    now: datetime | None = None
    only: frozenset[str] | None = None

    def concerns(self, reference: str) -> bool:
        """Whether a record is among those that it is about."""
        return self.only is None or reference in self.only

    @property
    def key(self) -> str:
        """What a digest of the person is made of."""
        return person_key(self.address, self.only)

    @property
    def references(self) -> frozenset[str]:
        """The records in which something is theirs, and what they sent."""
        return frozenset(cell.reference for cell in self.cells) | self.submissions


@dataclass(frozen=True)
class RowChange:
    """What becomes of one row: `values`: the columns that are written
    anew; None where the row goes.
    """

    table: str
    key: Mapping[str, object]
    values: Mapping[str, object] | None = None


EVERYBODY = "*"
"""In the place of an address: all the people of some records (`Person.only`), as when
these are to be kept no longer.
"""


NAME = "="
"""Before a name that stands in the place of an address: of somebody who has none, and
is found in the records of `Person.only` alone.
"""


def person_key(address: str, only: frozenset[str] | None = None) -> str:
    """What a digest of somebody is made of: the address, or the name with its row, so
    that it says nothing of others of that name. Pure.
    """
    if address.startswith(NAME) and only:
        return "\n".join([address, *sorted(only)])
    return address


def is_theirs(part: PersonalColumns, values: Mapping[str, Value], person: str) -> bool:
    """Whether a contact of a record is this person: by the address, by the number where
    that stands in its place, or by the name. Pure.
    """
    if person.startswith(NAME):
        return is_address(values.get(part.name), person.removeprefix(NAME))
    if is_address(values.get(part.email), person):
        return True
    numbers = values.get(part.phone)
    return isinstance(numbers, str) and person in phone_numbers(numbers)


def is_address(value: object, address: str) -> bool:
    """Whether a value is an address, in whatever letters it was written."""
    return isinstance(value, str) and value.strip().casefold() == address


ALONE = r"(?<![^\W_])", r"(?![^\W_])"
ALONE_ADDRESS = r"(?<![^\W_])(?<![^\W_][.+-])", r"(?![.-]?[^\W_])"
"""What stands before and behind a word that is no part of another one; `_` is a sign
around words, as *Markdown* has it.
"""
BLANKED = "—"
"""What stands in a text where a person's name, address or telephone number stood."""


def without_words(value: object, words: frozenset[str]) -> object:
    """A text, or whatever JSON holds, without these words in whatever letters; the same
    object where none of them is in it.
    """
    if isinstance(value, str):
        return _text_without(value, words)
    if isinstance(value, list):
        cleaned = [without_words(item, words) for item in value]
        if cleaned != value:
            return cleaned
        return value
    if isinstance(value, dict):
        pairs = {key: without_words(item, words) for key, item in value.items()}
        if pairs != value:
            return pairs
        return value
    return value


def _text_without(text: str, words: frozenset[str]) -> str:
    for word in sorted(words, key=len, reverse=True):
        # Whole words alone: Maria stands in Mariana, and
        # ana@example.org in x.ana@example.org.co.
        before, after = ALONE_ADDRESS if "@" in word else ALONE
        text = re.sub(
            f"{before}{re.escape(word)}{after}", BLANKED, text, flags=re.IGNORECASE
        )
    return text
