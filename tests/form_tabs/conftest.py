"""A house whose form for aspiring towns is edited in two tabs of the spreadsheet."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from programme.folder import copy_programme
from sheets.client import Spreadsheet
from sheets.reading.reader import Reader
from sheets.reading.snapshot import Snapshot
from tests.house import ROOT, House, hidden
from tests.lived import batch, coordinator, copied_house, lived_in
from worker.folder import Folder, read_folder

FORM = "aspiring_town"
ADDRESS = f"/staff/form-tabs/{FORM}"
RIVERS = """tables:
  rivers:
    label: {es: Ríos, pt: Rios, en: Rivers}
    prefix: RV
    title: received
    case: town
    columns:
      town: {type: reference, table: towns, label: {es: Municipio, pt: Município, en: Town}}
"""
"""A table for what a tab asks several times."""


def with_tabs(house: House) -> None:
    """A house that has lived, with the tabs of its form."""
    lived_in(house)


@pytest.fixture(scope="session")
def tab_folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """The programme that is shipped, with a form that is edited in the sheet."""
    place = tmp_path_factory.mktemp("programme")
    copy_programme(ROOT, place)
    file = place / "config" / "forms" / f"{FORM}.yaml"
    tabs = "edited_in_sheet: {row_tables: [rivers]}\n"
    file.write_text(file.read_text("utf-8") + tabs, encoding="utf-8")
    main = place / "config" / "programme.yaml"
    with_rivers = main.read_text("utf-8").replace("\ntables:\n", f"\n{RIVERS}", 1)
    main.write_text(with_rivers, encoding="utf-8")
    return read_folder(place)


@dataclass
class TabHouse:
    """What tests do with it."""

    house: House

    def read(self) -> Snapshot:
        """The spreadsheet as it is now."""
        spreadsheet = Spreadsheet(
            self.house.key, server=self.house.settings.sheets_api_url
        )
        try:
            return Reader(self.house.office.sync.programme, spreadsheet).read()
        finally:
            spreadsheet.close()

    def sheet_id(self, tab: str) -> int:
        return self.read().form_tabs[f"{FORM}/{tab}"].sheet_id

    def lines(self, tab: str) -> list[list[Any]]:
        return [list(line) for line in self.read().form_tabs[f"{FORM}/{tab}"].lines]

    def row_of(self, name: str) -> int:
        """The index of the row of a question."""
        lines = self.lines("survey")
        return next(index for index, line in enumerate(lines) if line[1:2] == [name])

    def column_of(self, header: str, tab: str = "survey") -> int:
        return self.lines(tab)[0].index(header)

    def type(self, tab: str, row: int, column: int, *cells: str) -> None:
        """Types into cells of a tab, side by side."""
        values = [
            {"userEnteredValue": {"stringValue": text}} if text else {}
            for text in cells
        ]
        start = {"sheetId": self.sheet_id(tab), "rowIndex": row, "columnIndex": column}
        batch(
            self.house,
            {
                "updateCells": {
                    "rows": [{"values": values}],
                    "fields": "userEnteredValue",
                    "start": start,
                }
            },
        )

    def add_question(self, type: str, name: str, label: str, **cells: str) -> None:
        """Types a question into the row behind the last one."""
        headers = self.lines("survey")[0]
        row = len(self.lines("survey"))
        line = [""] * len(headers)
        line[0], line[1] = type, name
        for index, header in enumerate(headers):
            if str(header).startswith("label::"):
                line[index] = label
            if header in cells:
                line[index] = cells[str(header)]
        self.type("survey", row, 0, *line)

    def look(self) -> None:
        """Lets the worker see it."""
        assert self.house.settle()

    def publish(self, client: FlaskClient | None = None, address: str = ADDRESS) -> Any:
        """Presses the button."""
        client = client or coordinator(self.house)
        page = client.get(address).text
        return client.post(
            address,
            data={
                "csrf_token": hidden(page, "csrf_token"),
                "mark": hidden(page, "mark"),
            },
        )

    def columns(self, table: str = "towns") -> list[str]:
        """The headers of a tab of the spreadsheet."""
        return list(self.read().tabs[table].layout.headers)


@pytest.fixture
def tabs(
    tmp_path: Path, tab_folder: Folder, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TabHouse]:
    """A copy of that house."""
    with copied_house(
        tmp_path / "house", tab_folder, tmp_path_factory, preparation=with_tabs
    ) as house:
        yield TabHouse(house)
