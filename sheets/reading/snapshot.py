"""One reading of the spreadsheet: the tabs and their rows as canonical
values, and the problems.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.problem import Problem
from programme.records.record import Value
from sheets.columns import Layout

Raw = tuple[Any, ...]


@dataclass(frozen=True)
class Row:
    """A row of a tab. `values`: staff's cells; `own`: the app's; `wrong`: columns
    whose cell made no sense, with the problem; where its column says what it
    counts as, it has a value too.

    `index` counts from 0 at the top of the tab, and is true only for the snapshot that
    has it; `is_empty`: nothing in the row is the team's; `typed_reference`: what
    stands in the cell of the reference where that must be written anew, else "";
    `erased`: column → what still stands in a cell that is taken for blank already,
    because it is being erased.
    """

    reference: str
    values: Mapping[str, Value]
    own: Mapping[str, Value]
    wrong: Mapping[str, Problem]
    index: int
    raw: Raw
    is_empty: bool = False
    typed_reference: str = ""
    erased: Mapping[str, Value] = field(default_factory=dict)

    @property
    def standing_reference(self) -> str:
        """What stands in the cell of the reference, to the letter."""
        return self.typed_reference or self.reference


@dataclass(frozen=True)
class Tab:
    """A table's tab as it was found.

    `loose`: rows with something in them and no reference; `copies`: rows whose
    reference stands in one above already; `beside`: reference → what stands in the
    team's own columns, by header.
    """

    layout: Layout
    rows: Mapping[str, Row]
    loose: Sequence[Row] = ()
    copies: Sequence[Row] = ()
    beside: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def all_rows(self) -> list[Row]:
        """Every row with something in it."""
        return [*self.rows.values(), *self.loose, *self.copies]


@dataclass(frozen=True)
class FormTab:
    """A tab in which a form is edited: its cells from the first
    row on, and its sheet id.
    """

    sheet_id: int
    lines: Sequence[Sequence[Any]] = ()


@dataclass(frozen=True)
class TodayTab:
    """The tab with the list of the day, and what stands in it from the first row on."""

    sheet_id: int
    lines: Sequence[Sequence[Any]] = ()


@dataclass(frozen=True)
class MailTextsTab:
    """The tab with the texts of mails, and what stands in it from the first row on.

    `state_mark`: the id of the mark of its column that the app writes; None where that
    is gone.
    """

    sheet_id: int
    lines: Sequence[Sequence[Any]] = ()
    state_mark: int | None = None


@dataclass(frozen=True)
class Snapshot:
    """All tabs, by table; a table whose tab is lost is not in
    it. `id`: of this reading.

    `property_problems`: of the spreadsheet's own settings; `taken`: when, on a clock
    that cannot jump; `calls`: how many calls the client had made by then; `form_tabs`:
    `form/tab` → what stands in a tab in which a form is edited; `today`: the tab with
    the list of the day, None where there is none; `mail_texts`: so for that with the
    texts of mails; `erased`: what its mark says of
    people whose data was erased.
    """

    tabs: Mapping[str, Tab]
    problems: Sequence[Problem]
    installation: str = ""
    id: str = ""
    property_problems: Sequence[Problem] = ()
    taken: float = 0
    calls: int = 0
    form_tabs: Mapping[str, FormTab] = field(default_factory=dict)
    today: TodayTab | None = None
    mail_texts: MailTextsTab | None = None
    erased: str = ""

    @property
    def writable(self) -> dict[str, Tab]:
        """The tabs that may be written into: those that have their headers."""
        tabs: dict[str, Tab] = {}
        for name, tab in self.tabs.items():
            if not tab.layout.headless:
                tabs[name] = tab
        return tabs

    def headers(self) -> dict[str, tuple[str, ...]]:
        """The headers of each tab, to notice that columns moved."""
        return {name: tab.layout.headers for name, tab in self.tabs.items()}
