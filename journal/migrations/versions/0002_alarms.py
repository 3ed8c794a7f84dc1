"""Alarms: many rows changed at once, and what waits because of it"""

import sqlalchemy as sa
from alembic import op

import journal.schema

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the table of alarms, and to changes and messages the alarm that they belong to."""
    op.create_table('alarms',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('table', sa.String(length=40), nullable=False),
    sa.Column('column', sa.String(length=40), server_default='', nullable=False),
    sa.Column('references', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('raised_at', journal.schema.Moment(timezone=True), nullable=False),
    sa.Column('decided_at', journal.schema.Moment(timezone=True), nullable=True),
    sa.Column('decided_by', sa.String(length=320), server_default='', nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_alarms_state'), 'alarms', ['state'], unique=False)
    op.add_column('changes', sa.Column('alarm', sa.String(length=32), nullable=True))
    op.create_index(op.f('ix_changes_seen_at'), 'changes', ['seen_at'], unique=False)
    op.add_column('messages', sa.Column('alarm', sa.String(length=32), nullable=True))
