"""A person's part of records: in what was sent, in the rows that were made of it, and
in the records as last seen.

In a row about several people only the part of the one is blanked: the columns of the
contact whose address is theirs.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from core.ids import digest, new_id
from core.notation.addresses import email_addresses
from journal.privacy.rules import (
    EVERYBODY,
    Person,
    PersonalColumns,
    Replacement,
    RowChange,
    Rule,
    is_address,
    is_theirs,
)
from journal.schema import (
    answer_changes,
    changes,
    deliveries,
    known_records,
    messages,
    submission_rows,
    submissions,
)
from journal.states import DeliveryState
from programme.app_tables import PEOPLE, STEERING
from programme.records.record import Cell, Value

NO_FORM = STEERING | {PEOPLE}
BLANK: tuple[Any, ...] = (None, "", [])


def own_part(
    parts: Sequence[PersonalColumns], values: Mapping[str, Value], address: str
) -> dict[str, Value]:
    """Column → what is to stand there, for the cells of a row
    that are this person's. Pure.

    What another person of the same row shares with them stays. Of a cell with
    several addresses only the one goes: whose the name and the telephone number
    beside it are, nobody can tell.
    """
    if address == EVERYBODY:
        return _everybodys_part(parts, values)
    blanked: dict[str, Value] = {}
    shared: set[str] = set()
    for part in parts:
        listed = values.get(part.email)
        if is_theirs(part, values, address):
            blanked |= dict.fromkeys(part.columns)
        elif isinstance(listed, str) and listed:
            shared.update(part.columns)
            rest = without_address(listed, address)
            if rest != listed:
                blanked[part.email] = rest or None
    own: dict[str, Value] = {}
    for name, value in blanked.items():
        is_shared = value is None and name in shared
        if values.get(name) not in BLANK and not is_shared:
            own[name] = value
    return own


def _everybodys_part(
    parts: Sequence[PersonalColumns], values: Mapping[str, Value]
) -> dict[str, Value]:
    """The same for whoever stands in the row."""
    names = _columns_of(parts)
    own: dict[str, Value] = {}
    for name, value in values.items():
        if name in names and value not in BLANK:
            own[name] = None
    return own


def _columns_of(parts: Iterable[PersonalColumns]) -> set[str]:
    names: set[str] = set()
    for part in parts:
        names.update(part.columns)
    return names


def without_address(listed: str, address: str) -> str:
    """A cell with several addresses without one of them; the same
    where it is not among them.

    Pure.
    """
    people = email_addresses(listed)
    left = [(name, email) for name, email in people if not is_address(email, address)]
    if len(left) == len(people):
        return listed
    return ", ".join(f"{name} <{email}>" if name else email for name, email in left)


def sheet_cells(connection: Connection, person: Person) -> dict[Cell, Replacement]:
    """The cells of the spreadsheet that are a person's: what stands there by the newest
    look, or is on its way there.
    """
    cells: dict[Cell, Replacement] = {}
    # these are written by what they should say
    tables = []
    for name in person.parts:
        if name not in STEERING:
            tables.append(name)
    for row in connection.execute(
        sa.select(known_records).where(known_records.c.table.in_(tables))
    ):
        part = own_part(person.parts[row.table], row.values, person.address)
        if not person.concerns(row.reference):
            continue
        if (
            part
            and row.gone_at is None
            and _is_old(connection, person, row.table, row.reference, row.changed_at)
        ):
            cells |= _replacements(row.table, row.reference, row.values, part)
    known = {(cell.table, cell.reference) for cell in cells}
    is_asked = deliveries.c.state == DeliveryState.appending
    for row in connection.execute(
        sa.select(deliveries).where(deliveries.c.table.in_(tables), is_asked)
    ):
        part = own_part(person.parts[row.table], row.values, person.address)
        is_known = (row.table, row.reference) in known or not person.concerns(
            row.reference
        )
        if part and not is_known and person.before is None:
            cells |= _replacements(row.table, row.reference, row.values, part)
    return cells


def _replacements(
    table: str, reference: str, values: Mapping[str, Value], part: Mapping[str, Value]
) -> dict[Cell, Replacement]:
    return {
        Cell(table, reference, name): Replacement(values[name], wanted)
        for name, wanted in part.items()
    }


def _is_old(
    connection: Connection,
    person: Person,
    table: str,
    reference: str,
    changed_at: datetime,
) -> bool:
    """Whether what a record says of a person is older than what was erased: their
    address, number or name has not come into it since.
    """
    if person.before is None:
        return True
    received = sa.select(submissions.c.received_at).where(
        submissions.c.reference == reference
    )
    sent_at = connection.execute(received).scalar_one_or_none()
    c = changes.c
    parts = person.parts[table]
    columns = {name for part in parts for name in (part.email, part.phone, part.name)}
    query = sa.select(c.column, c.after).where(
        c.table == table, c.reference == reference, c.column.in_(columns)
    )
    for row in connection.execute(query.where(c.seen_at > person.before)):
        if any(_names(part, row.column, row.after, person.address) for part in parts):
            return False
    return (sent_at or changed_at) <= person.before


def _names(part: PersonalColumns, column: str, value: object, address: str) -> bool:
    """Whether what was written into a column of a contact is this person."""
    if not isinstance(value, str):
        return False
    if is_theirs(part, {column: value}, address):
        return True
    listed = email_addresses(value)
    return column == part.email and any(
        is_address(email, address) for _name, email in listed
    )


def rows_with(
    connection: Connection, person: Person
) -> Iterator[tuple[str, Mapping[str, Value]]]:
    """(table, values) of all rows, sent or seen, that hold something of a person."""
    for table, _reference, values in _named_rows(connection, person):
        yield table, values


def _named_rows(
    connection: Connection, person: Person
) -> Iterator[tuple[str, str, Mapping[str, Value]]]:
    """(table, reference of the submission or else of the record, values) of these
    rows.
    """
    tables = []
    for name in person.parts:
        if name not in STEERING:
            tables.append(name)
    d = deliveries.c
    rows = submission_rows.c
    submitted = sa.select(d.table, d.reference, d["values"], rows.submission)
    submitted = submitted.join(
        submission_rows, rows.reference == d.reference, isouter=True
    ).where(d.table.in_(tables))
    k = known_records.c
    seen = sa.select(k.table, k.reference, k["values"], sa.null()).where(
        k.table.in_(tables)
    )
    for query in (submitted, seen):
        for table, reference, values, submission in connection.execute(query):
            if person.concerns(reference) and own_part(
                person.parts[table], values, person.address
            ):
                yield table, submission or reference, values


def submissions_of(connection: Connection, person: Person) -> set[str]:
    """References of what was sent by a person, or names one in a row that it became;
    and of the records that do.
    """
    references = {
        reference for _table, reference, _values in _named_rows(connection, person)
    }
    if person.before is None:
        return references
    # What came since is the person's own new data.
    newer = sa.select(submissions.c.reference).where(
        submissions.c.received_at > person.before
    )
    return references - set(connection.execute(newer).scalars())


def record_changes(
    connection: Connection, table: sa.Table, _rule: Rule, person: Person
) -> Iterator[RowChange]:
    """What becomes of the rows of one of the tables that hold what records say."""
    if table in (submissions, answer_changes):
        yield from _of_answers(connection, table, person)
        return
    references = None
    if person.before is not None:
        references = person.references | _old_mails(connection, person.before)
    for row in connection.execute(
        sa.select(table).where(table.c.table.in_(list(person.parts)))
    ).mappings():
        part = own_part(person.parts[row["table"]], row["values"], person.address)
        if not part or not person.concerns(row["reference"]):
            continue
        if references is not None and row["reference"] not in references:
            continue
        # Somebody has typed them into an old row again since.
        if table is known_records and not _is_old(
            connection, person, row["table"], row["reference"], row["changed_at"]
        ):
            continue
        values = {**row["values"], **part}
        changed: dict[str, object] = {"values": values}
        if table is known_records:
            # The command that blanks the cell is given in the same transaction: no
            # look takes this for an edit.
            changed["digest"] = digest(values)
        yield RowChange(
            table.name,
            {column.name: row[column.name] for column in table.primary_key},
            changed,
        )


def _old_mails(connection: Connection, before: datetime) -> set[str]:
    """References of the rows of the tab of mails that are older than a moment."""
    return set(
        connection.execute(
            sa.select(messages.c.tag).where(messages.c.created_at <= before)
        ).scalars()
    )


def _of_answers(
    connection: Connection, table: sa.Table, person: Person
) -> Iterator[RowChange]:
    """What somebody typed.

    Its digest goes, too: whoever knows the other answers could try addresses out.
    """
    if table is answer_changes:
        column = table.c.submission
    else:
        column = table.c.reference
    query = sa.select(table).where(column.in_(sorted(person.submissions)))
    for row in connection.execute(query).mappings() if person.submissions else ():
        answers = without_person(row["answers"], person)
        if answers != row["answers"]:
            key = {name.name: row[name.name] for name in table.primary_key}
            yield RowChange(
                table.name, key, {"answers": answers, "digest": digest(new_id())}
            )


def repetitions(answer: Any) -> list[Mapping[str, Any]]:
    """What was typed in each repetition; nothing where an answer is no repeat's."""
    if not isinstance(answer, list):
        return []
    return [row for row in answer if isinstance(row, Mapping)]


def without_person(answers: Mapping[str, Any], person: Person) -> dict[str, Any]:
    """Answers as typed, without those of a person about themselves; each repetition by
    itself. Pure.
    """
    once: dict[str, Any] = {}
    repeated: dict[str, Any] = {}
    for name, answer in answers.items():
        rows = repetitions(answer)
        if rows:
            repeated[name] = [without_person(row, person) for row in rows]
        else:
            once[name] = answer
    left = _without_person(once, person) | repeated
    return {name: left[name] for name in answers}


def _without_person(answers: Mapping[str, Any], person: Person) -> dict[str, Any]:
    # No form brings the app's own tabs; their columns are called as questions are
    # that mean something else.
    parts: list[PersonalColumns] = []
    for name, of_table in person.parts.items():
        if name not in NO_FORM:
            parts.extend(of_table)
    if person.address == EVERYBODY:
        names = _columns_of(parts)
        own = [key for key in answers if question(key) in names]
        return {**answers, **dict.fromkeys(own, "")}
    blanked: dict[str, Any] = {}
    for key, value in answers.items():
        if not isinstance(value, str):
            continue
        if is_address(value, person.address):
            blanked[key] = ""
        elif without_address(value, person.address) != value:
            blanked[key] = without_address(value, person.address)
        for part in parts:
            blanked |= _contact_without(part, key, answers, person.address)
    return {**answers, **blanked}


def _contact_without(
    part: PersonalColumns, key: str, answers: Mapping[str, Any], address: str
) -> dict[str, str]:
    """The answers about a contact, blanked, where the answer `key` is one of them by
    which it is known, and it is this person.
    """
    for column in (part.email, part.phone, part.name):
        if not column or not key.endswith(column):
            continue
        # In a repetition the names of its questions stand behind
        # what tells which one it is.
        prefix = key.removesuffix(column)
        values = {name: answers.get(prefix + name) for name in part.columns}
        if is_theirs(part, values, address):
            names = [prefix + name for name in part.columns]
            return {name: "" for name in names if name in answers}
    return {}


def question(key: str) -> str:
    """The name of the question that an answer is to: in a repetition it stands behind
    what tells which one it is.
    """
    return key.rpartition("-")[2]
