"""One table of addresses that get no mail: who wants no reminders, and what a mail server has refused"""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

from journal.schema import Moment

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

STOP = 'stop:'


def upgrade() -> None:
    """Adds the table, and moves there what stood among the facts and in the table of refusals."""
    table = op.create_table('suppressions',
    sa.Column('address', sa.String(length=320), nullable=False),
    sa.Column('reason', sa.String(length=10), nullable=False),
    sa.Column('said', sa.Text(), server_default='', nullable=False),
    sa.Column('since', Moment(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('address', 'reason')
    )
    connection = op.get_bind()
    refusals = sa.table('refusals', sa.column('email'), sa.column('said'), sa.column('at', Moment))
    facts = sa.table('facts', sa.column('name'), sa.column('value', sa.JSON))
    rows = []
    for row in connection.execute(sa.select(refusals)):
        rows.append({'address': row.email, 'reason': 'refused', 'said': row.said, 'since': row.at})
    is_stop = facts.c.name.startswith(STOP)
    for row in connection.execute(sa.select(facts.c.value).where(is_stop)):
        if row.value:  # who wanted reminders again left an empty fact
            since = datetime.fromisoformat(row.value['since'])
            rows.append({'address': row.value['email'], 'reason': 'stopped', 'said': '', 'since': since})
    if rows:
        op.bulk_insert(table, rows)
    connection.execute(sa.delete(facts).where(is_stop))
    op.drop_table('refusals')
