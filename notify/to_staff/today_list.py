"""The list of the day as this round has found it, for its tab in the spreadsheet."""

from datetime import date
from functools import partial

from desk.cases import Cases
from desk.entries import entries
from desk.sheet_list import SheetList, row_address, sheet_list
from desk.team import names_of_takers
from notify.context import NotifyContext
from programme.records.record import Cell, Records


def list_for_sheet(context: NotifyContext, records: Records, today: date) -> SheetList:
    """What should stand in the tab. `today`: a day of the programme's time zone."""
    addresses = context.addresses()

    def of_cell(cell: Cell) -> str:
        return addresses.of(cell.table, cell.reference, cell.column)

    with context.journal.read() as connection:
        cases = Cases(context.programme, connection, records, today)
        if context.programme.desk.tab:
            listed = entries(cases)
        else:
            listed = []
        return sheet_list(
            context.programme,
            listed,
            names_of_takers(connection),
            partial(row_address, context.links.public_url, of_cell),
            context.now(),
            context.today,
        )
