"""What staff type into cells that refer to records: references, or names."""

from core.problem import Problem
from core.texts import mark as _
from programme.model import Programme, Table
from programme.parts import Kind
from programme.record import Value
from programme.values import plain
from sheets.snapshot import Row, Snapshot
from sync.team_columns import NO_SUCH


class Titles:
    """Finds a record by what staff type into a cell that refers to it: its reference, or its name where only one has it."""

    def __init__(self) -> None:
        self.references: dict[str, set[str]] = {}
        self.names: dict[str, dict[str, set[str]]] = {}

    def add(self, table: str, reference: str, title: Value) -> None:
        """Makes a record known."""
        self.references.setdefault(table, set()).add(reference)
        if title:
            self.names.setdefault(table, {}).setdefault(plain(title), set()).add(reference)

    def find(self, table: str, text: str) -> str | None:
        """The reference that a text means, or None where it is none or not only one."""
        word = text.strip()
        if word.upper() in self.references.get(table, ()):
            return word.upper()
        found = self.names.get(table, {}).get(plain(word), set())
        return next(iter(found)) if len(found) == 1 else None


def titles_of(programme: Programme, look: Snapshot) -> Titles:
    """The records of all tabs as a look found them."""
    titles = Titles()
    for name, tab in look.tabs.items():
        table = programme.tables[name]
        for reference, row in tab.rows.items():
            titles.add(name, reference, row.values.get(table.title))
    return titles


def resolved(table: Table, row: Row, titles: Titles, found: list[Problem]) -> dict[str, Value]:
    """The row's values with each reference made canonical; one that means no record is a problem and left out."""
    values = dict(row.values)
    for column in table.columns:
        text = values.get(column.name)
        if column.type is not Kind.reference or not column.table or not text:
            continue
        reference = titles.find(column.table, str(text))
        if reference:
            values[column.name] = reference
        else:
            del values[column.name]
            words = _("“{value}” is not in the tab it should be in. Write a reference, or a name that only one has.")
            gaps = (("value", str(text)),)
            found.append(Problem(NO_SUCH, words, gaps, table.name, row.reference, column.name, row.index + 1))
    return values
