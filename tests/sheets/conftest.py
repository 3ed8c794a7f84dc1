"""One Sheets server for the room over real HTTP, and a spreadsheet
of its own for each test.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest

from programme.model import Programme
from programme.records.record import Value
from sheets.client import Spreadsheet
from sheets.local.model.spreadsheet import Book
from sheets.reading.reader import Reader
from sheets.reading.snapshot import Snapshot, Tab
from sheets.setup.plan import Copies
from sheets.setup.reconcile import apply, plan
from sheets.tab_schema import TabSchema, read_tab_schemas
from sheets.writing.append import append_requests
from tests.sheets.local_server import Server, shared_server
from tests.sheets.small import programme


@pytest.fixture(scope="session")
def sheets_server() -> Iterator[Server]:
    with shared_server() as server:
        yield server


class Sheet:
    """A spreadsheet with our tabs, and what staff may do to it.

    `key`: of one that has them; without it, one is made.
    """

    def __init__(self, server: Server, made: Programme, key: str = "") -> None:
        self.server, self.programme = server, made
        self.client = Spreadsheet(key, server=server.url, call_limit=60)
        self.shapes: dict[str, TabSchema] | None = None
        if not key:
            self.client.create("Small", made.locale, made.time_zone)
            self.setup()
        self.reader = Reader(made, self.client)
        layout = self.tab().layout
        self.sheet_id, self.columns_of, self.headers = (
            layout.sheet_id,
            dict(layout.columns),
            list(layout.headers),
        )
        """What it was when it was made."""

    def setup(
        self, changed: Programme | None = None, copies: Copies = Copies.ask
    ) -> list[str]:
        """Makes or mends it; gives the lines of what was done."""
        made = plan(
            self.client, changed or self.programme, "ours", self.shapes, copies=copies
        )
        apply(self.client, made)
        return made.lines

    def remember_shape(self) -> None:
        """Keeps what the tabs look like now, for `setup`."""
        layouts = [tab.layout for tab in self.look().tabs.values()]
        self.shapes = read_tab_schemas(self.client, layouts, self.programme.language)

    def forget(self) -> None:
        """As after a new start of the program."""
        self.reader = Reader(self.programme, self.client)

    def append(self, *rows: Mapping[str, Value]) -> None:
        layout = self.tab().layout
        self.client.batch(append_requests(self.programme, layout, rows))

    def look(self) -> Snapshot:
        return self.reader.read()

    def tab(self) -> Tab:
        return self.look().tabs["towns"]

    def row(self, reference: str) -> dict[str, Value]:
        row = self.tab().rows[reference]
        return {
            name: value
            for name, value in {**row.values, **row.own}.items()
            if value is not None
        }

    def grid(self) -> list[list[Any]]:
        """The tab's raw cells."""
        [found] = self.client.read([{"gridRange": {"sheetId": self.sheet_id}}])
        return list(found["valueRange"].get("values", []))

    def type(self, reference: str, **cells: Any) -> None:
        """Staff type into cells: a text, a number or a formula (a
        text that begins with "=").
        """
        for name, value in cells.items():
            tab = self.tab()
            self.put(tab.rows[reference].index, tab.layout.columns[name], value)

    def put(self, row: int, column: int, value: Any) -> None:
        kind = (
            "numberValue"
            if isinstance(value, int | float)
            else "formulaValue"
            if value[:1] == "="
            else "stringValue"
        )
        start = {"sheetId": self.sheet_id, "rowIndex": row, "columnIndex": column}
        cell = {"userEnteredValue": {kind: value}} if value != "" else {}
        update = {
            "rows": [{"values": [cell]}],
            "fields": "userEnteredValue",
            "start": start,
        }
        self.client.batch([{"updateCells": update}])

    def columns(self, kind: str, name: str, **more: Any) -> None:
        """`deleteDimension` or `moveDimension` of a column."""
        layout = self.tab().layout
        at = layout.columns[name]
        place = {
            "sheetId": layout.sheet_id,
            "dimension": "COLUMNS",
            "startIndex": at,
            "endIndex": at + 1,
        }
        self.client.batch(
            [
                {
                    kind: {
                        "range" if kind == "deleteDimension" else "source": place,
                        **more,
                    }
                }
            ]
        )

    def codes(self) -> Sequence[tuple[str, str]]:
        """(code, column) of each problem."""
        return [(problem.code, problem.column) for problem in self.look().problems]


@pytest.fixture(scope="session")
def template(sheets_server: Server) -> Book:
    """What a new spreadsheet looks like: setting one up takes ten
    times as long as copying it.
    """
    made = Sheet(sheets_server, programme())
    made.client.close()
    return sheets_server.workbooks.get(made.client.key)


@pytest.fixture
def sheet(sheets_server: Server, template: Book) -> Iterator[Sheet]:
    with sheets_server.lent():
        made = Sheet(sheets_server, programme(), sheets_server.add(template))
        yield made
        made.client.close()


@pytest.fixture(scope="session")
def shared_sheet(sheets_server: Server) -> Iterator[Sheet]:
    made = Sheet(sheets_server, programme())
    yield made
    made.client.close()


@pytest.fixture
def shared(shared_sheet: Sheet) -> Iterator[Sheet]:
    """A spreadsheet with rows of other tests in it: for tests that add
    their own and break nothing.
    """
    yield shared_sheet
    shared_sheet.server.faults()
