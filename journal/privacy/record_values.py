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
    address has not come into it since.
    """
    if person.before is None:
        return True
    received = sa.select(submissions.c.received_at).where(
        submissions.c.reference == reference
    )
    sent_at = connection.execute(received).scalar_one_or_none()
    c = changes.c
    emails = [part.email for part in person.parts[table]]
    query = sa.select(c.after).where(
        c.table == table, c.reference == reference, c.column.in_(emails)
    )
    typed = connection.execute(query.where(c.seen_at > person.before)).scalars()
    if any(_lists(value, person.address) for value in typed):
        return False
    return (sent_at or changed_at) <= person.before


def _lists(value: object, address: str) -> bool:
    return isinstance(value, str) and any(
        is_address(email, address) for _name, email in email_addresses(value)
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


def without_person(answers: Mapping[str, Any], person: Person) -> dict[str, Any]:
    """Answers as typed, without those of a person about themselves. Pure."""
    # No form brings the app's own tabs; their columns are called as questions are
    # that mean something else.
    parts: list[PersonalColumns] = []
    for name, of_table in person.parts.items():
        if name not in NO_FORM:
            parts.extend(of_table)
    if person.address == EVERYBODY:
        names = _columns_of(parts)
        blanked = dict.fromkeys((key for key in answers if question(key) in names), "")
        return {**answers, **blanked}
    remaining = dict(answers)
    for key, value in answers.items():
        if not isinstance(value, str):
            continue
        if not is_address(value, person.address):
            rest = without_address(value, person.address)
            # What stands beside another answer may be blanked by now.
            if rest != value:
                remaining[key] = rest
            continue
        remaining[key] = ""
        for beside in _answers_beside(key, parts):
            if beside in answers:
                remaining[beside] = ""
    return remaining


def _answers_beside(key: str, parts: Iterable[PersonalColumns]) -> Iterator[str]:
    """The keys of what somebody says of themselves beside their address."""
    for part in parts:
        # In a repetition the names of its questions stand behind
        # what tells which one it is.
        if key.endswith(part.email):
            prefix = key.removesuffix(part.email)
            for name in part.columns:
                yield prefix + name


def question(key: str) -> str:
    """The name of the question that an answer is to: in a repetition it stands behind
    what tells which one it is.
    """
    return key.rpartition("-")[2]
