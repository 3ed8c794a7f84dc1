"""What the team does: types into the spreadsheet by hand, and
taps on pages of the desk.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import gspread
from gspread.utils import rowcol_to_a1
from playwright.sync_api import Browser, Page

from programme.app_tables import LISTED_SEPARATOR
from sheets.client import Spreadsheet
from sheets.reading.snapshot import Tab
from staff.access.signing import new_link
from tests.house import House
from tests.pilot.camera import Camera
from tests.pilot.cast import Person

SCREEN = {"width": 1280, "height": 800}
TYPED = "USER_ENTERED"
"""What is written is read as if it had been typed: dates become dates."""


@dataclass(frozen=True)
class Sheet:
    """The shared spreadsheet in the hands of the team.

    Columns are called by their names in the programme.
    """

    house: House
    book: gspread.Spreadsheet

    @classmethod
    def open(cls, house: House) -> "Sheet":
        """Over a connection of the team's own."""
        return cls(
            house,
            Spreadsheet(
                house.key, server=house.settings.sheets_api_url
            ).client.open_by_key(house.key),
        )

    def type(self, table: str, name: str, **cells: str) -> None:
        """Types into cells of the row that people call so."""
        tab = self.house.look().tabs[table]
        reference = self.reference(table, name)
        self._write(tab, tab.rows[reference].index + 1, cells)

    def add(self, table: str, **cells: str) -> None:
        """Types a new row below the last one."""
        tab = self.house.look().tabs[table]
        last = max((row.index for row in tab.all_rows()), default=0)
        self._write(tab, last + 2, cells)

    def reference(self, table: str, name: str) -> str:
        """The reference of the row that people call so."""
        tab = self.house.look().tabs[table]
        title = self.house.folder.programme.tables[table].title
        # A reference to another row stands there with its name first.
        names = {
            key: str(row.values.get(title)).partition(LISTED_SEPARATOR)[0]
            for key, row in tab.rows.items()
        }
        [reference] = [key for key, shown in names.items() if name in (shown, key)]
        return reference

    def _write(self, tab: Tab, row: int, cells: dict[str, str]) -> None:
        worksheet = self.book.get_worksheet_by_id(tab.layout.sheet_id)
        data = [
            {
                "range": rowcol_to_a1(row, tab.layout.columns[name] + 1),
                "values": [[value]],
            }
            for name, value in cells.items()
        ]
        worksheet.batch_update(data, value_input_option=TYPED)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Desk:
    """The pages of the team on a computer.

    Everybody is signed in for the whole story.
    """

    house: House
    browser: Browser
    camera: Camera
    url: str

    @contextmanager
    def of(self, person: Person) -> Iterator[Page]:
        """The computer of somebody of the team, who signs in by a link."""
        context = self.browser.new_context(
            viewport=SCREEN, locale=person.language, java_script_enabled=False
        )
        context.set_default_timeout(15_000)
        page = context.new_page()
        link = new_link(self.house.journal, person.email)
        page.goto(f"{self.url}{link}?lang={person.language}")
        page.locator("main form button").first.click()
        page.goto(f"{self.url}/staff/?lang={person.language}")
        yield page
        context.close()
