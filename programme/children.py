"""The rows of other tables that refer to a record."""

from collections.abc import Mapping

from programme.model import Table

DEPTH = 4
"""So many references may be followed, one behind the other."""


def child_tables(
    tables: Mapping[str, Table], table: Table
) -> dict[str, tuple[str, str]]:
    """The rows of other tables that refer to a record of
    `table`: name → (table, column).

    The name is the other table's, as in `count(reports)`; where several columns of it
    refer here, `visits_by_guide`.
    """
    children: dict[str, tuple[str, str]] = {}
    for name, referring in tables.items():
        columns = [
            column.name for column in referring.columns if column.table == table.name
        ]
        if referring.app:
            continue
        for column in columns:
            child = name if len(columns) == 1 else f"{name}_by_{column}"
            # What stands in the table itself is meant first.
            if child not in table.latest and table.column(child) is None:
                children[child] = (name, column)
    return children
