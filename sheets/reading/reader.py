"""Reading the spreadsheet: where its tabs and columns are now, what stands
in them, and what is wrong.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from core.clock import steady_seconds
from core.errors import Later
from core.ids import new_id
from core.problem import Problem
from programme.model import Programme, Table
from sheets import marks
from sheets.client import Spreadsheet
from sheets.columns import Layout, locate
from sheets.reading.copies import lost_tabs
from sheets.reading.properties import check_properties
from sheets.reading.rows import Grid, TabReader
from sheets.reading.snapshot import FormTab, MailTextsTab, Snapshot, Tab, TodayTab

TODAY, MAIL_TEXTS = "/today", "/mail_texts"
"""Among the tabs that are read; neither a table nor a form is called so."""
STATE = "state"
"""The column of the tab with the texts of mails that the app writes."""
FRESH_SECONDS = 0.5
PROPERTIES_SECONDS = 40.0
"""How often the locale and the time zone are asked for: less than the time between two
readings at Google, so that a change is told within a minute.
"""


@dataclass
class Reader:
    """Reads a spreadsheet again and again.

    `last_headers`: table → column → the header that it bore when it was last
    seen. The rest is what the last reading found: it saves work, and tells a
    header row that has moved.
    """

    programme: Programme
    spreadsheet: Spreadsheet
    last_headers: dict[str, dict[str, str]] = field(default_factory=dict)
    last_layouts: dict[str, Layout] = field(default_factory=dict)
    headers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    tab_readers: dict[str, TabReader] = field(default_factory=dict)
    property_problems: Sequence[Problem] = ()
    properties_read: float = float("-inf")

    def read(self) -> Snapshot:
        """Reads all tabs in two calls.

        1. Every 40 seconds: the spreadsheet's own settings (a call).
        2. The marks of tabs and columns (a call), then the cells of all tabs (a call).
        3. When a header has changed, the marks once more (a call).

        Raises Later when columns are moving right now.
        """
        # A call of its own, and nothing that changes often.
        if steady_seconds() - self.properties_read >= PROPERTIES_SECONDS:
            self._read_properties()
        # Marks before cells: a column that moves in between is noticed by its header.
        keys = [
            marks.TABLE,
            marks.TAB,
            marks.COLUMN,
            marks.INSTALLATION,
            marks.TODAY,
            marks.MAIL_TEXTS,
            marks.ERASED,
        ]
        if any(form.edited_in_sheet for form in self.programme.forms.values()):
            keys.append(marks.FORM)
        metadata = self.spreadsheet.metadata(*keys)
        snapshot = self._read(metadata)
        if snapshot.headers() != self.headers:
            # A column that moved between the two calls would be read as another: only
            # a still sheet is believed.
            now = self.spreadsheet.metadata(marks.TABLE, marks.COLUMN)
            if marks.locations(now) != marks.locations(metadata):
                raise Later("columns are being moved in the spreadsheet")
            self.headers = snapshot.headers()
        self._remember(snapshot)
        return replace(
            snapshot,
            id=new_id(),
            taken=steady_seconds(),
            calls=self.spreadsheet.calls.total(),
        )

    def layouts(self, snapshot: Snapshot) -> dict[str, Layout]:
        """Where the columns of a snapshot's tabs are at this moment: one call, or none
        where the snapshot was taken just now.

        Raises Later where that cannot be told.
        """
        is_last_call = snapshot.calls == self.spreadsheet.calls.total()
        # No call since then has written anything, so columns can only
        # have moved in half a second.
        if is_last_call and steady_seconds() - snapshot.taken < FRESH_SECONDS:
            return {name: tab.layout for name, tab in snapshot.tabs.items()}
        metadata = self.spreadsheet.metadata(marks.COLUMN)
        return {
            name: _moved_along(tab.layout, metadata)
            for name, tab in snapshot.tabs.items()
        }

    def _read_properties(self) -> None:
        properties = self.spreadsheet.properties()["properties"]
        self.property_problems = list(check_properties(properties, self.programme))
        self.properties_read = steady_seconds()

    def _read(self, metadata: list[dict[str, Any]]) -> Snapshot:
        sheet_ids = marks.tabs(metadata)
        tables = []
        lost = []
        for name, table in self.programme.tables.items():
            if name in sheet_ids:
                tables.append(table)
            else:
                lost.append(table)
        form_ids = marks.form_tabs(metadata)
        # A table's name has no “/” in it.
        today_id = marks.today_tab(metadata)
        app_tabs = dict(form_ids)
        if today_id is not None:
            app_tabs[TODAY] = today_id
        mail_texts_id = marks.mail_texts_tab(metadata)
        if mail_texts_id is not None:
            app_tabs[MAIL_TEXTS] = mail_texts_id
        grids = self._grids(
            {table.name: sheet_ids[table.name] for table in tables} | app_tabs
        )
        column_marks = marks.by_table(metadata)
        tabs: dict[str, Tab] = {}
        problems: list[Problem] = []
        for table in tables:
            grid = grids[table.name]
            layout, column_problems = self._locate(
                table, sheet_ids[table.name], grid, column_marks.get(table.name, [])
            )
            problems.extend(column_problems)
            # Without references no row is anybody's: the problem
            # says so, and the tab waits.
            if "reference" not in layout.columns:
                continue
            tab_reader = self.tab_readers.setdefault(
                table.name, TabReader(self.programme)
            )
            tabs[table.name], row_problems = tab_reader.read(layout, grid)
            problems.extend(row_problems)
        problems.extend(lost_tabs(self.spreadsheet, self.programme, lost, metadata))
        form_tabs = {
            key: FormTab(sheet_id, grids[key]) for key, sheet_id in form_ids.items()
        }
        installation = marks.installation(metadata)
        today = None
        if today_id is not None:
            today = TodayTab(today_id, grids[TODAY])
        mail_texts = None
        if mail_texts_id is not None:
            mail_texts = _mail_texts(metadata, mail_texts_id, grids[MAIL_TEXTS])
        return Snapshot(
            tabs,
            problems,
            installation,
            property_problems=self.property_problems,
            form_tabs=form_tabs,
            today=today,
            mail_texts=mail_texts,
            erased=marks.erased(metadata),
        )

    def _grids(self, sheet_ids: Mapping[str, int]) -> dict[str, Grid]:
        """Table → the cells of its tab, in one call.

        Raises Later where a tab is missing in the answer: it is not empty.
        """
        if not sheet_ids:
            return {}
        ranges = self.spreadsheet.read(
            [{"gridRange": {"sheetId": sheet_id}} for sheet_id in sheet_ids.values()]
        )
        values: dict[int, Grid] = {}
        for item in ranges:
            sheet_id = int(item["dataFilters"][0]["gridRange"].get("sheetId", 0))
            values[sheet_id] = item["valueRange"].get("values", [])
        for name, sheet_id in sheet_ids.items():
            if sheet_id not in values:
                raise Later(f"the spreadsheet did not give the tab of {name}")
        return {name: values[sheet_id] for name, sheet_id in sheet_ids.items()}

    def _locate(
        self,
        table: Table,
        sheet_id: int,
        grid: Grid,
        column_marks: Sequence[marks.Metadata],
    ) -> tuple[Layout, list[Problem]]:
        before = self.last_layouts.get(table.name, Layout(table, sheet_id))
        last_headers = self.last_headers.get(table.name)
        layout, problems = locate(
            table, sheet_id, grid, column_marks, last_headers, before.first_row - 1
        )
        if layout.headless and before.columns == layout.columns:
            # Nothing moved sideways: the team's own columns are
            # still called what they were.
            layout = replace(layout, headers=before.headers)
        return layout, problems

    def _remember(self, snapshot: Snapshot) -> None:
        """Keeps what tells the header row when it has moved: the
        headers, and where it was.
        """
        for name, tab in snapshot.writable.items():
            self.last_layouts[name] = tab.layout
            headers = self.last_headers.setdefault(name, {})
            for column, index in tab.layout.columns.items():
                header = tab.layout.header(index)
                if header.strip():
                    headers[column] = header


def _mail_texts(
    metadata: Sequence[marks.Metadata], sheet_id: int, grid: Grid
) -> MailTextsTab:
    marked = marks.columns(metadata, MAIL_TEXTS, sheet_id)
    _index, state_mark = marked.get(STATE, (0, None))
    return MailTextsTab(sheet_id, grid, state_mark)


def _moved_along(layout: Layout, metadata: Sequence[marks.Metadata]) -> Layout:
    """A layout with its columns where their marks are now.

    Raises Later where that does not tell where all of them are.
    """
    name = layout.table.name
    marked = marks.columns(metadata, name, layout.sheet_id)
    # Where it was there may be nothing by now, or another one.
    if layout.metadata.keys() - marked.keys():
        raise Later(f"a column of {name} has just lost its mark")
    indexes = {column: marked[column][0] for column in layout.metadata}
    moved = any(layout.columns[column] != index for column, index in indexes.items())
    # An unmarked column does not tell where it went while others moved.
    if moved and layout.columns.keys() - indexes.keys():
        raise Later(
            f"columns of {name} are being moved, and not all of them are marked"
        )
    return replace(layout, columns={**layout.columns, **indexes})
