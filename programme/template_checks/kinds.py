"""What a name in the text of a mail stands for, as far as it can
be known without a record.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields

from expressions.types import ValueType
from programme.children import child_tables
from programme.model import Programme, Table
from programme.records.people.sharing import SharedContact
from programme.records.translations import Passage

PERSON = ("name", "address", "office", "email")
"""What a mail may say of whoever reads it."""
COORDINATOR = ("name", "email")
DAY_PARTS = ("year", "month", "day")


class Kind:
    """Anything of which nothing is known; every part of it may be asked for."""


@dataclass(frozen=True)
class Text(Kind):
    """A text, or a value that is written out as one."""


@dataclass(frozen=True)
class Number(Kind):
    """A number to count with."""


@dataclass(frozen=True)
class Day(Kind):
    """A day, or a moment."""


@dataclass(frozen=True)
class Truth(Kind):
    """Yes or no."""


@dataclass(frozen=True)
class Keys(Kind):
    """Something with named texts in it. `label`: what messages call it."""

    label: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Row(Kind):
    """A record of a table; of one of several, in a list that joins their rows."""

    tables: tuple[str, ...]


@dataclass(frozen=True)
class Items(Kind):
    """A list. `item`: what one of it is."""

    item: Kind = field(default_factory=Kind)


ANYTHING = Kind()
CONTACT = Keys("a contact", tuple(part.name for part in fields(SharedContact)))
PASSAGE = Keys("a passage of both(…)", tuple(part.name for part in fields(Passage)))


@dataclass(frozen=True)
class Names:
    """What a mail may name.

    `functions`: what is called with brackets, and what it gives.
    """

    programme: Programme
    names: Mapping[str, Kind]
    functions: Mapping[str, Kind]

    def part(self, kind: Kind, name: str) -> Kind | None:
        """What a part of something is; None where it has none of this name."""
        if isinstance(kind, Keys):
            if name in kind.names:
                return Text()
            return None
        if isinstance(kind, Day) and name in DAY_PARTS:
            return Number()
        if isinstance(kind, Number | Day | Truth):
            return None
        if isinstance(kind, Text):
            if hasattr(str, name) and not name.startswith("_"):
                return ANYTHING
            return None
        if not isinstance(kind, Row):
            return ANYTHING
        parts = [
            _part_of_row(self.programme, self.programme.tables[table], name)
            for table in kind.tables
        ]
        present = [part for part in parts if part is not None]
        if len(present) == len(parts):
            return present[0]
        return None

    def parts(self, kind: Kind) -> list[str]:
        """The names that something has."""
        if isinstance(kind, Keys):
            return list(kind.names)
        if isinstance(kind, Day):
            return list(DAY_PARTS)
        if isinstance(kind, Row):
            names: list[str] = []
            for table in kind.tables:
                names.extend(names_of_row(self.programme.tables[table]))
            return names
        return []

    def lacking(self, row: Row, name: str) -> str:
        """The table of a list of rows that lacks a name."""
        for table in row.tables:
            if _part_of_row(self.programme, self.programme.tables[table], name) is None:
                return table
        return row.tables[0]

    def rows(self, kind: Kind, name: str) -> Kind:
        """The list of rows of another table that refer to a record."""
        if not isinstance(kind, Row):
            return Items()
        children = child_tables(
            self.programme.tables, self.programme.tables[kind.tables[0]]
        )
        if name in children:
            return Items(Row((children[name][0],)))
        return Items()


def names_of_record(
    programme: Programme, table: str, functions: Iterable[str]
) -> Names:
    """What a mail about a record of a table may name."""
    names: dict[str, Kind] = {
        name: Text() for name in ("programme", "date", "before", "after", "sheet")
    }
    names |= {
        "person": Keys("person", PERSON),
        "coordinator": Keys("coordinator", COORDINATOR),
    }
    names |= {"record": Row((table,)), "days": Number()}
    return Names(programme, names, dict.fromkeys(functions, ANYTHING))


def names_of_document(
    programme: Programme, table: str, functions: Iterable[str]
) -> Names:
    """What a document about a record of a table may name."""
    names: dict[str, Kind] = {
        "record": Row((table,)),
        "person": Keys("person", PERSON),
        "coordinator": Keys("coordinator", PERSON),
        "programme": Text(),
        "today": Text(),
        "stages": Items(Keys("a stage", ("label", "day"))),
    }
    return Names(programme, names, dict.fromkeys(functions, ANYTHING))


def names_of_closing(programme: Programme, functions: Iterable[str]) -> Names:
    """What the mail about a form that closes may name."""
    names: dict[str, Kind] = {
        name: Text() for name in ("programme", "form", "state", "closes", "staff")
    }
    names |= {
        "person": Keys("person", PERSON),
        "coordinator": Keys("coordinator", COORDINATOR),
    }
    names |= {name: Number() for name in ("days", "count", "most")}
    return Names(programme, names, dict.fromkeys(functions, ANYTHING))


def names_of_row(table: Table) -> Iterable[str]:
    """What may stand behind the dot of a record."""
    return [*(column.name for column in table.columns), *table.latest, *table.contacts]


def _part_of_row(programme: Programme, table: Table, name: str) -> Kind | None:
    if name in table.latest:
        return Row((table.latest_of(name).table,))
    column = table.column(name)
    if column is None:
        if name in table.contacts:
            return CONTACT
        return None
    if column.table:
        if column.table in programme.tables:
            return Row((column.table,))
        return ANYTHING
    return KINDS.get(column.field_type.expression_type, Text())


KINDS: Mapping[ValueType, Kind] = {
    ValueType.number: Number(),
    ValueType.date: Day(),
    ValueType.moment: Day(),
    ValueType.boolean: Truth(),
}
"""What the values of a type are in templates; those of all others are texts."""
