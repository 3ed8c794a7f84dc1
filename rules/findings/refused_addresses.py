"""Addresses that a mail server has refused: each cell that holds one is a problem
until somebody changes it.
"""

from collections.abc import Iterator, Mapping

from core.notation.addresses import email_addresses
from core.problem import Problem, ProblemCode
from core.texts import mark as _
from programme.app_tables import OUTBOX
from programme.model import Table
from programme.records.record import Record, Records

TEXT = _(
    "The mail server takes no mail for “{value}” ({said}). Correct the address; until then nothing is sent to it."
)


def refused_address_problems(
    records: Records, refused: Mapping[str, str]
) -> list[Problem]:
    """A problem for each cell of the programme's tables that holds a refused address.

    `refused`: address in small letters → what the mail server said of it.
    """
    problems: list[Problem] = []
    if not refused:
        return problems
    for table in records.programme.tables.values():
        columns = _address_columns(table)
        # The outbox shows the address as it was; it is corrected where it comes from.
        if table.name == OUTBOX or not columns:
            continue
        for record in records.table(table.name).values():
            for column in columns:
                problems.extend(_of_cell(record, column, refused))
    return problems


def _of_cell(
    record: Record, column: str, refused: Mapping[str, str]
) -> Iterator[Problem]:
    for _name, address in email_addresses(str(record.values.get(column) or "")):
        answer = refused.get(address.casefold())
        if answer is not None:
            values = (("said", answer), ("value", address))
            yield Problem(
                ProblemCode.refused_address,
                TEXT,
                values,
                record.table,
                record.reference,
                column,
            )


def _address_columns(table: Table) -> list[str]:
    """The columns of a table that hold e-mail addresses."""
    contacts = {contact.email for contact in table.contacts.values()}
    columns = []
    for column in table.columns:
        if column.field_type.address_of == "email" or column.name in contacts:
            columns.append(column.name)
    return sorted(columns)
