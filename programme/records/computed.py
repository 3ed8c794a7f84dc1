"""The expressions of computed columns, made ready once for a
programme, and what each rests on.
"""

import re
from collections.abc import Mapping
from contextlib import suppress

from expressions.evaluate import Expression
from expressions.reading.syntax import ExpressionError
from programme.expressions import compile_value
from programme.model import Programme, Table
from programme.parts import Column

MOST_READY = 8
"""Programmes whose expressions are held: that of a server, and a few of tests
or of versions before it.
"""
DAY = re.compile(r"\btoday\b")


class ComputedColumns(dict[str, Mapping[str, Expression]]):
    """Table → computed column → its expression.

    Each table is made ready when it is first asked for.
    """

    def __init__(self, tables: Mapping[str, Table]) -> None:
        super().__init__()
        self.tables = tables

    def __missing__(self, name: str) -> Mapping[str, Expression]:
        table = self.tables.get(name)
        if table:
            columns = table.columns
        else:
            columns = ()
        expressions: dict[str, Expression] = {}
        for column in columns:
            if not table or column.value is None:
                continue
            # One that cannot be used is told where it is written; all that is read
            # beside it finds a blank column.
            with suppress(ExpressionError):
                expressions[column.name] = compile_value(
                    column.value, table, self.tables
                )
        self[name] = expressions
        return expressions


_ready: list[ComputedColumns] = []


def computed_columns(programme: Programme) -> ComputedColumns:
    """Those of a programme: the same object for as long as its
    tables are the same ones.
    """
    for columns in _ready:
        # By identity: comparing whole tables would take longer than making them ready.
        if columns.tables is programme.tables:
            return columns
    columns = ComputedColumns(programme.tables)
    _ready.insert(0, columns)
    del _ready[MOST_READY:]
    return columns


def depends_on_day(column: Column) -> bool:
    """Whether what a column says is another thing tomorrow, although
    nobody has changed anything.
    """
    return column.value is not None and DAY.search(column.value) is not None
