"""What becomes of the rows of the journal when a person's data is erased: found first,
as data, then carried out.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from core.batches import batches
from journal.privacy.mails import mail_changes
from journal.privacy.record_values import record_changes
from journal.privacy.rules import (
    How,
    Person,
    RowChange,
    Rule,
    is_address,
    without_words,
)
from journal.records.cells.cell_commands import OPEN
from journal.schema import cell_commands, metadata

AT_ONCE = 500
"""References in one query."""
Finder: TypeAlias = Callable[[Connection, sa.Table, Rule, Person], Iterable[RowChange]]


def find_changes(
    connection: Connection, rules: Mapping[str, Sequence[Rule]], person: Person
) -> list[RowChange]:
    """What becomes of every row of every table, by its rules (table →
    rules); nothing is written.
    """
    row_changes: list[RowChange] = []
    for name, of_table in rules.items():
        for rule in of_table:
            row_changes += FINDERS[rule.how](
                connection, metadata.tables[name], rule, person
            )
    return row_changes


def carry_out(connection: Connection, changes: Iterable[RowChange]) -> None:
    """Writes and deletes rows."""
    for change in changes:
        table = metadata.tables[change.table]
        is_row = sa.and_(
            *(table.c[name] == value for name, value in change.key.items())
        )
        if change.values is None:
            connection.execute(sa.delete(table).where(is_row))
        else:
            connection.execute(
                sa.update(table).where(is_row).values(dict(change.values))
            )


def _keep(
    _connection: Connection, _table: sa.Table, _rule: Rule, _person: Person
) -> Iterator[RowChange]:
    yield from ()


def _delete(
    connection: Connection, table: sa.Table, rule: Rule, person: Person
) -> Iterator[RowChange]:
    has_address = sa.or_(
        *(sa.func.lower(table.c[name]) == person.address for name in rule.columns)
    )
    for row in _rows(connection, table, rule, person, has_address):
        yield RowChange(table.name, _key(table, row))


def _delete_mark(
    connection: Connection, table: sa.Table, rule: Rule, person: Person
) -> Iterator[RowChange]:
    has_mark = table.c[rule.columns[0]].in_(sorted(person.marks))
    for row in _rows(connection, table, rule, person, has_mark):
        yield RowChange(table.name, _key(table, row))


def _delete_mentions(
    connection: Connection, table: sa.Table, rule: Rule, person: Person
) -> Iterator[RowChange]:
    for row in _rows(connection, table, rule, person):
        if any(_holds(row[name], person.address) for name in rule.columns):
            yield RowChange(table.name, _key(table, row))


def _blank_address(
    connection: Connection, table: sa.Table, rule: Rule, person: Person
) -> Iterator[RowChange]:
    has_address = sa.or_(
        *(sa.func.lower(table.c[name]) == person.address for name in rule.columns)
    )
    for row in _rows(connection, table, rule, person, has_address):
        blanked = {}
        for name in rule.columns:
            if is_address(row[name], person.address):
                blanked[name] = ""
        yield RowChange(table.name, _key(table, row), blanked)


def _blank_values(
    connection: Connection, table: sa.Table, rule: Rule, person: Person
) -> Iterator[RowChange]:
    """A record's changes and commands: values that are the person's, in records that
    are about them or hold their address.
    """
    words = {word.casefold() for word in person.words}
    seen: set[tuple[object, ...]] = set()
    # In JSON, letters beyond ASCII may stand as \uXXXX; the address is looked
    # for as it would stand there.
    written = json.dumps(person.address)[1:-1]
    conditions = [
        sa.or_(
            *(
                sa.func.lower(sa.cast(table.c[name], sa.Text)).contains(
                    written, autoescape=True
                )
                for name in rule.columns
            )
        )
    ]
    conditions += [
        table.c.reference.in_(part)
        for part in batches(sorted(person.references), AT_ONCE)
    ]
    # What is still to be carried out is compared with what it was given for.
    is_over = table.c.state.not_in(OPEN) if table is cell_commands else sa.true()
    for condition in conditions:
        for row in _rows(connection, table, rule, person, sa.and_(condition, is_over)):
            key = _key(table, row)
            blanked = {
                name: _blank_of(table, name)
                for name in rule.columns
                if _is_word(row[name], words)
            }
            if blanked and tuple(key.values()) not in seen:
                seen.add(tuple(key.values()))
                yield RowChange(table.name, key, blanked)


def _take_out(
    connection: Connection, table: sa.Table, rule: Rule, person: Person
) -> Iterator[RowChange]:
    for row in _rows(connection, table, rule, person):
        cleaned = {
            name: without_words(row[name], person.words) for name in rule.columns
        }
        changed = {}
        for name, value in cleaned.items():
            if value != row[name]:
                changed[name] = value
        if changed:
            yield RowChange(table.name, _key(table, row), changed)


def _files(
    connection: Connection, table: sa.Table, _rule: Rule, person: Person
) -> Iterator[RowChange]:
    if not person.with_files:
        return
    # What was sent about a record that is kept no longer goes also where its form
    # names nobody: a photo shows somebody all the same.
    of_forms = person.submissions | (person.only or frozenset())
    for part in batches(sorted(of_forms), AT_ONCE):
        # A repetition is a row of its own, and may be about another person.
        is_theirs = sa.or_(table.c.submission.in_(part), table.c.row.in_(part))
        for row in connection.execute(sa.select(table).where(is_theirs)).mappings():
            # Sent again by somebody else, the same file stays theirs.
            yield RowChange(table.name, _key(table, dict(row)))


FINDERS: Mapping[How, Finder] = {
    How.delete: _delete,
    How.delete_mentions: _delete_mentions,
    How.blank_address: _blank_address,
    How.blank_values: _blank_values,
    How.take_out: _take_out,
    How.cells: record_changes,
    How.mails: mail_changes,
    How.mark: _delete_mark,
    How.files: _files,
    How.keep: _keep,
}


def _rows(
    connection: Connection,
    table: sa.Table,
    rule: Rule,
    person: Person,
    condition: sa.ColumnElement[bool] | None = None,
) -> list[Mapping[str, Any]]:
    """The rows of a table that a rule may be about.

    Of data that came back, only what is known to be older; of records that are to be
    kept no longer, only what says which record it is about.
    """
    query = sa.select(table)
    if condition is not None:
        query = query.where(condition)
    if person.only is not None:
        if "reference" not in table.c:
            return []
        query = query.where(table.c.reference.in_(sorted(person.only)))
    if person.before is not None:
        if not rule.moment:
            return []
        query = query.where(table.c[rule.moment] <= person.before)
    return [dict(row) for row in connection.execute(query).mappings()]


def _key(table: sa.Table, row: Mapping[str, Any]) -> dict[str, object]:
    return {column.name: row[column.name] for column in table.primary_key}


def _holds(value: object, address: str) -> bool:
    if isinstance(value, dict):
        return any(_holds(item, address) for item in value.values())
    if isinstance(value, list):
        return any(_holds(item, address) for item in value)
    return is_address(value, address)


def _is_word(value: object, words: set[str]) -> bool:
    return isinstance(value, str) and value.strip().casefold() in words


def _blank_of(table: sa.Table, name: str) -> object:
    """JSON's null, or an empty text."""
    if table.c[name].nullable:
        return sa.null()
    return ""
