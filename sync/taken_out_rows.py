"""Rows that whoever sent them has taken out, by the link of the receipt: lines of the
tab *To review*. The row is the team's, and stays until somebody deletes it.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa

from core.problem import Problem, ProblemCode
from core.texts import mark as _
from journal.forms import repetition_rows
from journal.records import known_records
from programme.model import Programme
from programme.records.display import show_anyway

STANDS_FOR = timedelta(days=60)
"""So long a line stands, unless the row is deleted before: who keeps it on purpose has
decided.
"""
TAKEN_OUT = _(
    "Whoever sent the form has taken out “{title}”. If you agree, delete this row; if not, talk to them."
)


def taken_out_rows(
    programme: Programme, connection: sa.Connection, now: datetime
) -> list[Problem]:
    """A line for each of these rows that stands in the sheet still."""
    problems: list[Problem] = []
    for row in repetition_rows.taken_out_since(connection, now - STANDS_FOR):
        record = known_records.by_reference(connection, row.reference)
        table = programme.tables.get(row.table)
        if table is None or record is None or record.gone_at is not None:
            continue
        words = row.reference
        column = table.column(table.title)
        if column is not None:
            value = record.values.get(table.title)
            words = show_anyway(programme, column, value, programme.language) or words
        problems.append(
            Problem(
                ProblemCode.taken_out,
                TAKEN_OUT,
                (("title", words),),
                row.table,
                row.reference,
            )
        )
    return problems
