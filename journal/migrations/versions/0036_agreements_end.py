"""Agreements of whoever was a contact before end"""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = '0036'
down_revision = '0035'
branch_labels = None
depends_on = None

records = sa.table(
    "known_records",
    sa.column("table", sa.String),
    sa.column("reference", sa.String),
    sa.column("values", sa.JSON),
    sa.column("occasions", sa.JSON),
)


def upgrade() -> None:
    """Ends each yes that came with a row of which an e-mail address or a number was written later: who stood there then cannot be known any more."""
    connection = op.get_bind()
    for row in connection.execute(sa.select(records)).all():
        ended = _ended(row._mapping["values"], row.occasions)
        if not ended:
            continue
        is_row = sa.and_(records.c.table == row.table, records.c.reference == row.reference)
        occasions = {**row.occasions, **dict.fromkeys(ended, "")}
        connection.execute(sa.update(records).where(is_row).values(occasions=occasions))


def downgrade() -> None:
    """Changes nothing: without its occasion a yes counts as it did."""


def _ended(values: Mapping[str, Any], occasions: Mapping[str, str]) -> list[str]:
    # What came together with other cells came with the row; by itself it was set by the team.
    together = Counter(occasions.values())
    later = [
        occasions.get(column)
        for column, value in values.items()
        if isinstance(value, str) and ("@" in value or value.startswith("+"))
    ]
    return [
        column
        for column, value in values.items()
        if value is True
        and together[occasions.get(column, "")] > 1
        and any(occasion != occasions.get(column) for occasion in later)
    ]
