"""Which columns of a programme's tables say who somebody is, and by what one
person is found in the journal.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from core.links import Links
from core.notation.addresses import is_phone_number
from journal.connection import Connection
from journal.privacy import record_values
from journal.privacy.mails import tags_about
from journal.privacy.rules import EVERYBODY, Person, PersonalColumns, without_words
from journal.records import known_records
from programme.app_tables import OUTBOX, PEOPLE
from programme.model import Programme, Table
from programme.records.record import Cell, Value

PERSONAL = ("name", "email", "phone", "office", "address")
"""Parts of a contact by which somebody is known or reached; a language
or a country names nobody.
"""
NAMING = ("name", "email", "phone")
"""Those of them that nobody shares with others: “Mayor” is no name."""
TEAM = PersonalColumns(
    "email", ("email", "name", "phone"), ("email", "name", "phone"), "name", "phone"
)
MAIL = PersonalColumns("email", ("email", "person", "subject", "about", "link"))
"""What a row of the tab of mails says of its reader, as it was sent."""
EMAIL = "email"
SHORTEST_WORD = 2
"""A letter alone names nobody; whatever is longer is taken out where it stands as a
word of its own.
"""


@dataclass(frozen=True)
class Mention:
    """A cell that names a person in a text of the team's or of somebody else: only
    people can say what is to stand there.
    """

    table: str
    reference: str
    column: str


def is_one_person(address: str) -> bool:
    """Whether this can be the address of one person: nothing, a sign or a part of an
    address would fit everybody's data.
    """
    local, _sign, domain = address.strip().partition("@")
    is_email = (
        bool(local and domain)
        and not set(address.strip()) & set(' ,;<>"*')
        and "@" not in domain
    )
    return is_email or is_phone_number(address.strip())


def personal_columns(programme: Programme) -> dict[str, tuple[PersonalColumns, ...]]:
    """Table → its columns of people: those of each contact, and each
    column of addresses besides.
    """
    parts = {}
    for name, table in programme.tables.items():
        if not table.app:
            parts[name] = _of_table(table)
    return {
        **{name: part for name, part in parts.items() if part},
        PEOPLE: (TEAM,),
        OUTBOX: (MAIL,),
    }


def _of_table(table: Table) -> tuple[PersonalColumns, ...]:
    parts: list[PersonalColumns] = []
    for contact in table.contacts.values():
        paths = contact.paths
        if table.column(contact.email) is None:
            continue  # somebody of another table, whose own row says it
        parts.append(
            PersonalColumns(
                contact.email,
                _columns(table, paths, PERSONAL),
                _columns(table, paths, NAMING),
                *_name_and_phone(table, paths),
            )
        )
    taken = {part.email for part in parts}
    emails = []
    for column in table.columns:
        if column.field_type.name == EMAIL and not column.own:
            emails.append(column.name)
    for name in emails:
        if name not in taken:
            parts.append(PersonalColumns(name, (name,), (name,)))
    return tuple(parts)


def _columns(
    table: Table, paths: Mapping[str, str], parts: Iterable[str]
) -> tuple[str, ...]:
    columns = []
    for part in parts:
        if part in paths and table.column(paths[part]) is not None:
            columns.append(paths[part])
    return tuple(columns)


def _name_and_phone(table: Table, paths: Mapping[str, str]) -> tuple[str, str]:
    name, phone = (_columns(table, paths, [part]) for part in ("name", "phone"))
    return "".join(name), "".join(phone)


def person_of(
    programme: Programme,
    connection: Connection,
    links: Links,
    address: str,
    *,
    now: datetime,
    before: datetime | None = None,
    with_files: bool = False,
    only: frozenset[str] | None = None,
) -> Person:
    """All by which a person is found in the journal.

    `address`: in whatever letters; `before`: only what is older; `only`: the records
    in which somebody without an address is looked for.
    """
    folded = address.strip().casefold()
    marks = frozenset({links.mark(folded)})
    person = Person(
        folded,
        marks,
        personal_columns(programme),
        frozenset({folded}),
        before=before,
        with_files=with_files,
        now=now,
        only=only,
    )
    cells = record_values.sheet_cells(connection, person)
    submissions = frozenset(record_values.submissions_of(connection, person))
    person = replace(person, cells=cells, submissions=submissions)
    return replace(person, words=person.words | _words(connection, person))


def everybody_in(
    programme: Programme,
    connection: Connection,
    references: frozenset[str],
    *,
    now: datetime,
) -> Person:
    """All the people of some records, as if they were one."""
    parts = {}
    for name, part in personal_columns(programme).items():
        if name != PEOPLE:
            parts[name] = part
    only = references | tags_about(connection, references)
    person = Person(EVERYBODY, parts=parts, only=only, now=now, with_files=True)
    cells = record_values.sheet_cells(connection, person)
    submissions = frozenset(record_values.submissions_of(connection, person))
    person = replace(person, cells=cells, submissions=submissions)
    return replace(person, words=_words(connection, person))


def _words(connection: Connection, person: Person) -> frozenset[str]:
    """Names and numbers that stand beside the address, and are long
    enough to be nobody else's.
    """
    words: set[str] = set()
    for table, values in record_values.rows_with(connection, person):
        part = record_values.own_part(person.parts[table], values, person.address)
        blanked = {name: value for name, value in part.items() if value is None}
        words |= {
            word
            for word in _texts(values, _naming(person, table, blanked))
            if len(word) >= SHORTEST_WORD
        }
    return frozenset(words)


def _naming(person: Person, table: str, names: Iterable[str]) -> list[str]:
    """Of these columns, those that hold a name or a number: “Mayor” is nobody's
    name.
    """
    allowed = {name for part in person.parts[table] for name in part.naming}
    return [name for name in names if name in allowed]


def _texts(values: Mapping[str, Value], names: Iterable[str]) -> Iterable[str]:
    for name in names:
        value = values.get(name)
        if isinstance(value, str) and value.strip():
            yield value.strip()


def mentions(connection: Connection, person: Person) -> list[Mention]:
    """Cells in which a person is named beside their own, by the newest look."""
    occurrences: list[Mention] = []
    for record in known_records.present(connection):
        for name, value in record.values.items():
            is_own = Cell(record.table, record.reference, name) in person.cells
            if not is_own and without_words(value, person.words) != value:
                occurrences.append(Mention(record.table, record.reference, name))
    return occurrences
