"""What the rows of a tab, records and deliveries are to each other, as values."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from programme.records.record import Value
from sheets.reading.snapshot import Row


class Kind(StrEnum):
    """What a row is."""

    same = "same"
    """the record that its reference names"""
    restored = "restored"
    """a record whose reference was cleared, typed over, or hit by a write of ours"""
    arrived = "arrived"
    """a delivery in flight, whatever its reference says by now"""
    moved = "moved"
    """a record of another tab, in which its reference stands no longer"""
    new = "new"
    """no record yet; one with a reference becomes that record"""
    copy = "copy"
    """no record yet, though it has a reference, and all that it says
    stands in another row too
    """
    duplicate = "duplicate"
    """one of several rows with a reference: which of them counts, a person must say"""
    invalid = "invalid"
    """a reference that was never given out, and nothing that tells whose row it is"""
    empty = "empty"
    """nothing of the team's"""


@dataclass(frozen=True)
class TabRows:
    """The rows of one tab, in the order of the sheet, their references to
    other records made canonical.

    `steering`: a tab by which the team steers, in which the app's cells say what a row
    is; `annotated`: references of rows with something in columns of the team's own.
    """

    rows: Sequence[Row]
    steering: bool = False
    annotated: Collection[str] = ()


@dataclass(frozen=True)
class LastSeen:
    """A record as last seen.

    `present`: it was in the sheet; `sent`: the app put it there, so
    its reference is no guess.
    """

    reference: str
    values: Mapping[str, Value]
    own: Mapping[str, Value] = field(default_factory=dict)
    present: bool = True
    sent: bool = True


@dataclass(frozen=True)
class InFlight:
    """A row on its way into the sheet.

    `asked`: Google was asked for it; `cells`: its values as they would stand, as texts.
    """

    reference: str
    values: Mapping[str, Value]
    cells: Collection[str] = ()
    asked: bool = True


@dataclass(frozen=True)
class Known:
    """What the journal knows about a table's records.

    `elsewhere`: references of records of other tables; `taken`: those that stand in
    another tab, which has the older right.
    """

    records: Mapping[str, LastSeen] = field(default_factory=dict)
    elsewhere: Collection[str] = ()
    taken: Collection[str] = ()


@dataclass(frozen=True)
class Match:
    """What a row is, and the reference that it has a right to;
    "" where it has none yet.

    `differing`: column → value of the cells that say something else than the record
    did, where a row is known by its reference.
    """

    row: Row
    kind: Kind
    reference: str = ""
    differing: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Matches:
    """What the rows of a tab are. `gone`: records that no row is any more; `unsure`:
    records of which that cannot be told.

    `misplaced`: deliveries whose cells landed in the wrong columns.
    """

    rows: Sequence[Match]
    gone: Collection[str] = ()
    unsure: Collection[str] = ()
    misplaced: Collection[str] = ()

    def of_kind(self, *kinds: Kind) -> list[Match]:
        """The matches of some kinds, in the order of the sheet."""
        matches: list[Match] = []
        for match in self.rows:
            if match.kind in kinds:
                matches.append(match)
        return matches


Claimant: TypeAlias = LastSeen | InFlight
"""Whoever may have a row without saying so by its reference."""
