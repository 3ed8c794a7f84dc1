"""Making or mending the spreadsheet: what is missing is added, nothing is ever deleted,
and a second run finds nothing to do.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from fieldtypes.normalise import plain
from programme.app_tables import FRONT
from programme.model import Programme, Table
from sheets import marks
from sheets.client import Spreadsheet
from sheets.columns import Layout, locate
from sheets.reading.copies import copied_tab, lookalikes
from sheets.reading.properties import check_properties
from sheets.setup.colours import add_colours
from sheets.setup.form_tabs import NewFormTab, add_form_tabs
from sheets.setup.header_row import put_back_header_row
from sheets.setup.mend import Tab, mend, sampled
from sheets.setup.name_lists import offer_names
from sheets.setup.new_tab import add_tab
from sheets.setup.plan import Copies, Plan
from sheets.setup.requests import column_parts
from sheets.setup.today_tab import make_tab
from sheets.tab_schema import TabSchema
from sheets.team_columns import insert_column

PASSES = 2
"""After a header row is back, columns are added; after these, the
drop-downs that name them.
"""

Sheet = Mapping[str, Any]
Grid = Sequence[Sequence[Any]]


def plan(
    spreadsheet: Spreadsheet,
    programme: Programme,
    installation: str,
    schemas: Mapping[str, TabSchema] | None = None,
    only: Collection[str] | None = None,
    copies: Copies = Copies.ask,
    form_tabs: Sequence[NewFormTab] = (),
    today_tab: str = "",
) -> Plan:
    """Compares the spreadsheet with the programme (five calls at most).

    `schemas`: what tabs looked like when they were last seen; `only`: the tables that
    are looked at; `copies`: what becomes of a tab that looks like the copy of one that
    is gone; `form_tabs`: the tabs in which forms are edited; `today_tab`: what the tab
    with the list of the day is called, "" for none.

    1. Which tab is which table's: by its mark, by the person's word that a
       copy is it, by its title.
    2. A table without a tab gets a new one.
    3. A tab without its header row gets that back, and nothing else before it is there.
    4. Every other tab gets the columns that it lacks, and what else can be mended.
    5. Columns that refer to records get the names of these as their drop-down.
    """
    result = Plan()
    structure = spreadsheet.structure()
    keys = [
        marks.TABLE,
        marks.TAB,
        marks.COLUMN,
        marks.INSTALLATION,
        marks.FORM,
        marks.LOOK,
        marks.TODAY,
    ]
    metadata = spreadsheet.metadata(*keys)
    result.problems.extend(check_properties(structure["properties"], programme))
    # Zero is left out of Google's JSON, as every default.
    sheets = {
        int(sheet["properties"].get("sheetId", 0)): sheet
        for sheet in structure["sheets"]
    }
    tables = [
        programme.tables[name]
        for name in _tab_order(programme)
        if only is None or name in only
    ]
    choice = _Choice(spreadsheet, programme, sheets, metadata, schemas, copies)
    tab_ids = choice.tabs(result, tables)
    grids = _grids(spreadsheet, tab_ids.values())
    ready: list[tuple[Layout, Sheet]] = []
    planned: list[str] = []
    for table in tables:
        schema = (schemas or {}).get(table.name)
        # No tab is made while a person must say whether a copy is it.
        if table.name in choice.undecided:
            continue
        if table.name not in tab_ids:
            add_tab(result, programme, table, schema, choice.titles)
            planned.append(table.name)
            continue
        sheet_id = tab_ids[table.name]
        if schema:
            last_headers = _headers_of(schema)
        else:
            last_headers = {}
        layout, _problems = locate(
            table, sheet_id, grids[sheet_id], metadata, last_headers
        )
        title = str(sheets[sheet_id]["properties"]["title"])
        if not put_back_header_row(
            result, programme, title, layout, grids[sheet_id], schema
        ):
            ready.append((layout, sheets[sheet_id]))
    looked_after = marks.looked_after(metadata)
    samples = sampled(spreadsheet, ready)
    tabs: dict[str, Tab] = {}
    for layout, sheet in ready:
        tab = _take_moved_columns(
            result, Tab(layout, sheet, samples.get(layout.sheet_id, []))
        )
        tabs[layout.table.name] = tab
        added = _add_columns(result, programme, tab)
        mend(result, programme, tab)
        if layout.sheet_id not in looked_after:
            add_colours(result, tab, {**tab.layout.columns, **added})
    offer_names(result, programme, tabs, planned)
    add_form_tabs(result, form_tabs, choice.titles, metadata)
    if today_tab and marks.today_tab(metadata) is None:
        name, requests = make_tab(programme, today_tab, choice.titles)
        result.add(f"make the tab “{name}”", *requests)
    if not marks.installation(metadata):
        mark = json.dumps({"id": installation, "generation": 1})
        result.add(
            "mark the spreadsheet as this installation's",
            marks.create(marks.INSTALLATION, mark, {"spreadsheet": True}),
        )
    return result


def _tab_order(programme: Programme) -> list[str]:
    """The tables in the order in which new tabs stand."""
    front = []
    for name in FRONT:
        if name in programme.tables:
            front.append(name)
    return [*front, *(name for name in programme.tables if name not in front)]


def _headers_of(schema: TabSchema) -> dict[str, str]:
    """Column of the programme → the header that it bore."""
    headers: dict[str, str] = {}
    for column in schema.places:
        if column.name:
            headers[column.name] = column.header
    return headers


def carry_out(
    spreadsheet: Spreadsheet, first: Plan, plan_again: Callable[[], Plan]
) -> Plan:
    """Does what a plan says, and what can only be said after that; gives all of it
    as one plan that is done.
    """
    apply(spreadsheet, first)
    done = first
    for _ in range(PASSES):
        if not done.unfinished:
            break
        remaining = plan_again()
        apply(spreadsheet, remaining)
        # What a tab that was only to be made would need was told before.
        done = replace(
            remaining, lines=list(dict.fromkeys([*done.lines, *remaining.lines]))
        )
    return done


def apply(spreadsheet: Spreadsheet, planned: Plan) -> None:
    """Does what the plan says: all of its requests in one call, and the headers of
    marked columns in another.
    """
    if planned.requests:
        spreadsheet.batch(planned.requests)
    # Another call: only values are written by a mark, and a batch takes positions.
    if planned.headers:
        spreadsheet.write(planned.headers)


class _Choice:
    """Which tab is which table's.

    `undecided`: tables that wait for a person's word on a copy.
    """

    def __init__(
        self,
        spreadsheet: Spreadsheet,
        programme: Programme,
        sheets: Mapping[int, Sheet],
        metadata: Sequence[marks.Metadata],
        schemas: Mapping[str, TabSchema] | None,
        copies: Copies,
    ) -> None:
        self.spreadsheet = spreadsheet
        self.programme = programme
        self.sheets = sheets
        self.metadata = metadata
        self.schemas = schemas
        self.copies = copies
        self.titles = {
            plain(sheet["properties"]["title"]): id for id, sheet in sheets.items()
        }
        self.undecided: set[str] = set()

    def tabs(self, result: Plan, tables: Sequence[Table]) -> dict[str, int]:
        """Table → sheet id; adds to the plan the marks of tabs that
        get one, and the questions.
        """
        tab_ids = marks.tabs(self.metadata)
        chosen = {}
        for table in tables:
            if tab_ids.get(table.name) in self.sheets:
                chosen[table.name] = tab_ids[table.name]
        marked = dict(chosen)
        unmarked = []
        for table in tables:
            if table.name not in chosen:
                unmarked.append(table)
        candidates = self._copies(
            [table for table in unmarked if self._was_there(table)]
        )
        for table in unmarked:
            copies = candidates.get(table.name, [])
            if copies:
                sheet_id = self._of_copies(result, table, copies)
            else:
                sheet_id = self._by_title(table)
            if sheet_id is not None:
                chosen[table.name] = sheet_id
                title = self.sheets[sheet_id]["properties"]["title"]
                result.add(
                    f"mark the tab “{title}” as {table.name}",
                    *self._marks(table, sheet_id),
                )
        self._mark_as_originals(result, marked)
        return chosen

    def _mark_as_originals(self, result: Plan, marked: Mapping[str, int]) -> None:
        """Tabs that were marked before there was the mark TAB get it, or a copy
        could not be told from them.
        """
        originals = marks.originals(self.metadata)
        for name, sheet_id in marked.items():
            if sheet_id not in originals:
                original = marks.mark_tab(name, sheet_id)[1]
                result.add(f"mark “{self._title(sheet_id)}” as no copy", original)

    def _was_there(self, table: Table) -> bool:
        """Whether a table has had a tab before: one that people made
        for it by hand is no copy.
        """
        had_tab = self.schemas is None or table.name in self.schemas
        return bool(marks.installation(self.metadata)) and had_tab

    def _copies(self, tables: Sequence[Table]) -> dict[str, list[int]]:
        if not tables or self.copies is Copies.leave:
            return {}
        return lookalikes(
            self.spreadsheet, list(self.sheets.values()), tables, self.metadata
        )

    def _by_title(self, table: Table) -> int | None:
        return self.titles.get(plain(table.label[self.programme.language]))

    def _of_copies(
        self, result: Plan, table: Table, copies: Sequence[int]
    ) -> int | None:
        """The copy that takes a lost tab's place: the only one, or the one with its
        title; None where a person must say.
        """
        by_title = []
        for sheet_id in copies:
            if sheet_id == self._by_title(table):
                by_title.append(sheet_id)
        candidates = by_title or copies
        if self.copies is Copies.adopt and len(candidates) == 1:
            return candidates[0]
        self.undecided.add(table.name)
        result.problems.append(
            copied_tab(
                self.programme, table, [self._title(sheet_id) for sheet_id in copies]
            )
        )
        return None

    def _marks(self, table: Table, sheet_id: int) -> list[dict[str, Any]]:
        """The requests that make a tab the table's, whatever marks it has
        brought along from another.
        """
        lookups = [marks.on_tab(key, sheet_id) for key in (marks.TABLE, marks.TAB)]
        # A copied tab brings marks of the original along: they
        # go before it gets its own.
        delete = [
            {
                "deleteDeveloperMetadata": {
                    "dataFilter": {"developerMetadataLookup": lookup}
                }
            }
            for lookup in lookups
        ]
        return [*delete, *marks.mark_tab(table.name, sheet_id)]

    def _title(self, sheet_id: int) -> str:
        return str(self.sheets[sheet_id]["properties"]["title"])


def _grids(spreadsheet: Spreadsheet, sheet_ids: Collection[int]) -> dict[int, Grid]:
    """Sheet id → all cells: the headers may stand anywhere."""
    if not sheet_ids:
        return {}
    ranges = spreadsheet.read(
        [{"gridRange": {"sheetId": sheet_id}} for sheet_id in sheet_ids]
    )
    grids: dict[int, Grid] = dict.fromkeys(sheet_ids, ())
    for item in ranges:
        sheet_id = int(item["dataFilters"][0]["gridRange"].get("sheetId", 0))
        grids[sheet_id] = item["valueRange"].get("values", [])
    return grids


def _take_moved_columns(result: Plan, tab: Tab) -> Tab:
    """Puts the marks that stayed behind onto the columns whose cells were
    cut and pasted elsewhere.
    """
    layout = tab.layout
    for name, moved in layout.moved.items():
        result.add(
            f"take the column “{layout.header(moved.index)}” of “{tab.title}” where it stands now",
            marks.delete_mark(moved.metadata_id),
            marks.mark_column(layout.table.name, name, layout.sheet_id, moved.index),
        )
    indexes = {name: moved.index for name, moved in layout.moved.items()}
    metadata_ids = {name: moved.metadata_id for name, moved in layout.moved.items()}
    columns = {**layout.columns, **indexes}
    metadata = {**layout.metadata, **metadata_ids}
    return replace(tab, layout=replace(layout, columns=columns, metadata=metadata))


def _add_columns(result: Plan, programme: Programme, tab: Tab) -> dict[str, int]:
    """Adds to the plan the columns and marks that are missing; column →
    index of those that are added.
    """
    added: dict[str, int] = {}
    layout = tab.layout
    sheet_id = tab.layout.sheet_id
    end = layout.width
    column_count = tab.columns
    for column in layout.table.in_sheet:
        label = column.label[programme.language]
        # The problem says that several columns could be it.
        if column.name in layout.unclear:
            continue
        if column.name not in layout.columns:
            result.add(
                f"add the column “{label}” to “{tab.title}”",
                *insert_column(sheet_id, end, column_count),
            )
            parts = column_parts(
                programme,
                layout.table,
                column,
                sheet_id,
                end,
                header_row=layout.header_row or 0,
            )
            result.requests.extend(parts)
            added[column.name] = end
            # An insertion beyond the end appends first, so the tab is wider by then.
            column_count = max(column_count, end + 1) + 1
            end += 1
        elif column.name not in layout.metadata:
            index = layout.columns[column.name]
            mark = marks.mark_column(layout.table.name, column.name, sheet_id, index)
            result.add(
                f"mark the column “{layout.header(index)}” of “{tab.title}”", mark
            )
    return added
