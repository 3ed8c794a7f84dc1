"""The order of the columns in a new tab, and which of them fold away.

Later the order is the team's.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from programme.app_tables import TECHNICAL
from programme.model import Table
from programme.parts import Column

FEWEST = 2
"""A group of one column has nothing to fold."""


def in_order(table: Table) -> list[Column]:
    """The columns of a table as a new tab has them.

    1. What a row is and what is to be done about it: reference, name, flag.
    2. The columns that the programme names for the work, in its order.
    3. All others as they are written; those of a group behind the first of it.
    4. What the app notes and nobody works with.
    """
    if table.app:
        return list(table.columns)
    first = ["reference", table.title, "flag", *table.order]
    middle: list[str] = []
    behind: list[str] = []
    for column in table.columns:
        if column.name in TECHNICAL:
            behind.append(column.name)
        else:
            middle.append(column.name)
    groups = _groups_by_column(table)
    ordered: list[str] = []
    for name in [*first, *middle]:
        ordered.extend([name, *groups.get(name, ())])
    columns: list[Column] = []
    for name in dict.fromkeys([*ordered, *behind]):
        column_of_name = table.column(name)
        if column_of_name is not None and column_of_name.sheet:
            columns.append(column_of_name)
    return columns


def _groups_by_column(table: Table) -> dict[str, Sequence[str]]:
    """The group of each column that is in one."""
    groups: dict[str, Sequence[str]] = {}
    for group in table.groups:
        for name in group:
            groups[name] = group
    return groups


def fold_groups(
    table: Table, sheet_id: int, columns: Sequence[Column]
) -> Iterator[dict[str, Any]]:
    """The requests that group the columns of a new tab; the app's own are folded.

    The first column of a group stays outside: so it says what is folded, and two groups
    never touch, which would make them one.
    """
    groups = _groups_by_column(table)
    end = 0
    for key, members in groupby(columns, lambda column: _key(column, groups)):
        names = [column.name for column in members]
        start = end
        end += len(names)
        is_technical = key == TECHNICAL
        if not key or (len(names) < FEWEST and not is_technical):
            continue
        if is_technical:
            first = start
        else:
            first = start + 1
        span = {
            "sheetId": sheet_id,
            "dimension": "COLUMNS",
            "startIndex": first,
            "endIndex": end,
        }
        yield {"addDimensionGroup": {"range": span}}
        if is_technical:
            folded = {"range": span, "depth": 1, "collapsed": True}
            yield {
                "updateDimensionGroup": {
                    "dimensionGroup": folded,
                    "fields": "collapsed",
                }
            }


def _key(column: Column, groups: Mapping[str, Collection[str]]) -> Collection[str]:
    """What tells the group of a column; empty for a column without one."""
    if column.name in TECHNICAL:
        return TECHNICAL
    return groups.get(column.name, ())
