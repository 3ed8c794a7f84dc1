"""Addresses in the browser of the spreadsheet, a tab, a row or a cell, as
the last snapshot saw them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.notation.spreadsheet_text import column_letters
from sheets.reading.snapshot import Tab

GOOGLE = "https://docs.google.com/spreadsheets/d"


@dataclass(frozen=True)
class SheetAddresses:
    """`server`: the local Sheets server's address, "" for Google; `key`: the
    spreadsheet's; `tabs`: of a snapshot.
    """

    key: str
    server: str = ""
    tabs: Mapping[str, Tab] = field(default_factory=dict)

    def of_cell(self, sheet_id: int, cell: str) -> str:
        """The address of a cell, or of a row (`7:7`), of a tab that is no table's;
        of the tab where it is "".
        """
        address = cell_address(self.server, self.key, sheet_id)
        if cell:
            return f"{address}&range={cell}"
        return address

    def of(
        self, table: str, reference: str = "", column: str = "", row_number: int = 0
    ) -> str:
        """The address of a record's row, or of its cell in a column; of its tab
        where the row is not known.

        `row_number`: of a row that has no reference yet,
        counted from 1 as people see it.
        """
        tab = self.tabs.get(table)
        if tab is None:
            return cell_address(self.server, self.key)
        row = tab.rows.get(reference)
        if row is not None:
            row_number = row.index + 1
        # A record that is gone has no row: its tab is the nearest place.
        elif reference:
            row_number = 0
        index = tab.layout.columns.get(column, 0)
        return cell_address(
            self.server, self.key, tab.layout.sheet_id, index, row_number
        )


def cell_address(
    server: str,
    key: str,
    sheet_id: int | None = None,
    column: int = 0,
    row_number: int = 0,
) -> str:
    """The address of a cell, its `column` from 0 and `row_number` from 1; without them,
    of the tab, or of the spreadsheet.
    """
    if server:
        address = f"{server}/sheet/{key}"
    else:
        address = f"{GOOGLE}/{key}/edit"
    if sheet_id is None:
        return address
    address = f"{address}#gid={sheet_id}"
    if not row_number:
        return address
    return f"{address}&range={column_letters(column)}{row_number}"
