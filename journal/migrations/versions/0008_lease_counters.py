"""Leases by a counter, and not by the clock of a machine"""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the table anew. Whoever had a lease has it still: who waits for it counts from its first look."""
    connection = op.get_bind()
    before = sa.table('leases', sa.column('name'), sa.column('holder'))
    rows = [{'name': row.name, 'holder': row.holder, 'counter': 1} for row in connection.execute(sa.select(before))]
    op.drop_table('leases')
    table = op.create_table('leases',
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('holder', sa.String(length=32), nullable=False),
    sa.Column('counter', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('name')
    )
    if rows:
        op.bulk_insert(table, rows)
