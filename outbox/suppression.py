"""Addresses that the mail server has refused, shown where they stand in the sheet until somebody changes them."""

import sqlalchemy as sa

from core.problem import Problem
from core.texts import mark as _
from journal import problems, suppressions
from programme.app_tables import OUTBOX
from programme.model import Table
from programme.parts import Kind
from programme.record import Records
from programme.values import addresses
from sync.context import SyncContext

SOURCE = "addresses"
REFUSED = "refused_address"


def show_refused(shop: SyncContext, connection: sa.Connection, records: Records) -> None:
    """Makes a problem of each cell that holds a refused address; it goes when the cell has changed, or a mail got through."""
    refused = suppressions.refused(connection)
    found = _cells(records, refused) if refused else []
    problems.replace(connection, SOURCE, found, shop.now())


def _cells(records: Records, refused: dict[str, str]) -> list[Problem]:
    words = _(
        "The mail server takes no mail for “{value}” ({said}). Correct the address; until then nothing is sent to it."
    )
    found = []
    for table in records.programme.tables.values():
        columns = _columns(table) if table.name != OUTBOX else set()
        for reference, record in records.table(table.name).items() if columns else ():
            for column in sorted(columns):
                for _name, address in addresses(str(record.values.get(column) or "")):
                    if (said := refused.get(address.casefold())) is not None:
                        gaps = (("said", said), ("value", address))
                        found.append(Problem(REFUSED, words, gaps, table.name, reference, column))
    return found


def _columns(table: Table) -> set[str]:
    """The columns of a table that hold addresses."""
    named = {contact.email for contact in table.contacts.values()}
    return {column.name for column in table.columns if column.type is Kind.email or column.name in named}
