"""How a row that a rule makes belongs to the row that it is made for."""

from collections.abc import Sequence
from datetime import timedelta

from expressions.types import ValueType
from programme.model import Table
from programme.models.row_rules import DAY, NUMBER, RowRule
from programme.parts import Column

EXTRA_NAMES = {DAY: ValueType.date, NUMBER: ValueType.number}
"""What the values of such a row may ask for beside the columns."""
SOONEST = timedelta(days=28)
"""Where a rule looks at the rows that it makes, so much lies at least between the
days from which is counted.
"""


def link_columns(into: Table, rule: RowRule) -> Sequence[Column]:
    """The columns of the made rows that can refer to the row that they are made for."""
    columns = []
    for column in into.columns:
        if column.table == rule.table and rule.link in (None, column.name):
            columns.append(column)
    return columns


def link_column(into: Table, rule: RowRule) -> Column:
    """The one that does; `flask check` has seen to it that there is one."""
    [column] = link_columns(into, rule)
    return column
