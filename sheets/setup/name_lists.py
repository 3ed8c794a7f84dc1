"""The drop-downs of columns that refer to records: they offer the column of the other
tab in which its records' names stand.

That column is the app's own, so each row brings its name along however staff sort, and
a new row is offered without a write here.
"""

from collections.abc import Collection, Mapping
from typing import Any

from core.notation.spreadsheet_text import column_letters
from programme.app_tables import LISTED
from programme.model import Programme, Table
from programme.parts import Column
from sheets.columns import Layout
from sheets.setup.mend import Tab
from sheets.setup.plan import Plan
from sheets.setup.requests import whole_column

LOST = "#REF!"
"""Stands in a rule whose range is gone."""


def offer_names(
    plan: Plan, programme: Programme, tabs: Mapping[str, Tab], planned: Collection[str]
) -> None:
    """Adds to the plan the drop-downs that are missing or broken.

    `tabs`: table → its tab as it stands; `planned`: the tables whose tab is only being
    made: what they need is told now, and written once it is there.
    """
    for name in planned:
        _tell_planned(plan, programme, programme.tables[name])
    for tab in tabs.values():
        for column in tab.layout.table.columns:
            if not column.table or column.name not in tab.layout.columns:
                continue
            listing = tabs.get(column.table)
            if listing is not None and LISTED in listing.layout.columns:
                _offer(plan, programme, tab, column, listing)
            elif listing is not None or column.table in planned:
                plan.unfinished = True


def _tell_planned(plan: Plan, programme: Programme, table: Table) -> None:
    language = programme.language
    for column in table.columns:
        if column.table:
            listing = programme.tables[column.table].label[language]
            plan.add(_words(column.label[language], table.label[language], listing))
            plan.unfinished = True


def _offer(
    plan: Plan, programme: Programme, tab: Tab, column: Column, listing: Tab
) -> None:
    index = tab.layout.columns[column.name]
    rules = []
    for row in tab.rows:
        rules.append(row[index].get("dataValidation", {}) if index < len(row) else {})
    if all(_stands(rule, listing) for rule in rules):
        return
    label = tab.layout.header(index) or column.label[programme.language]
    area = whole_column(tab.layout.sheet_id, index, tab.layout.first_row)
    rule = {"setDataValidation": {"range": area, "rule": _rule(listing)}}
    plan.add(_words(label, tab.title, listing.title), rule)


def _words(label: str, title: str, listing_title: str) -> str:
    return f"let the column “{label}” of “{title}” offer the names of “{listing_title}”"


def _rule(listing: Tab) -> dict[str, Any]:
    """Warns only: a reference or a name that staff type is understood as well."""
    values = [{"userEnteredValue": _range(listing, listing.layout.columns[LISTED])}]
    return {
        "condition": {"type": "ONE_OF_RANGE", "values": values},
        "showCustomUi": True,
        "strict": False,
    }


def _range(listing: Tab, index: int) -> str:
    """A column below its header as a rule names it; open below, so that
    it holds every row to come.
    """
    quoted = listing.title.replace("'", "''")
    letter = column_letters(index)
    return f"='{quoted}'!${letter}${listing.layout.first_row + 1}:${letter}"


def _stands(rule: Mapping[str, Any], listing: Tab) -> bool:
    """Whether a drop-down is one to be left alone: ours where it should be, or one
    that staff made themselves.
    """
    condition = rule.get("condition", {})
    values = condition.get("values", [])
    if not condition or any(
        LOST in str(value.get("userEnteredValue", "")) for value in values
    ):
        return False
    if condition.get("type") != "ONE_OF_RANGE" or not values:
        return True
    return not _names_another_column(
        str(values[0].get("userEnteredValue", "")), listing
    )


def _names_another_column(text: str, listing: Tab) -> bool:
    """Whether a rule names a column of the right tab that holds neither names nor
    titles: ours did, before columns moved.
    """
    title, _mark, cells = text.removeprefix("=").rpartition("!")
    if title.strip("'").replace("''", "'") != listing.title:
        return False
    letter = cells.replace("$", "").partition(":")[0].rstrip("0123456789")
    return letter not in _fitting(listing.layout)


def _fitting(layout: Layout) -> set[str]:
    columns = (LISTED, layout.table.title)
    return {
        column_letters(layout.columns[name])
        for name in columns
        if name in layout.columns
    }
