"""Mails: when they were first tried, when handed over, and who changed them or wants them sent again; refused addresses"""

import sqlalchemy as sa
from alembic import op

import journal.schema

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds four columns to messages, and the table of addresses that a mail server has refused."""
    op.add_column('messages', sa.Column('tried_at', journal.schema.Moment(timezone=True), nullable=True))
    op.add_column('messages', sa.Column('handed_at', journal.schema.Moment(timezone=True), nullable=True))
    op.add_column('messages', sa.Column('edited_by', sa.String(length=320), server_default='', nullable=False))
    op.add_column('messages', sa.Column('asked_by', sa.String(length=320), server_default='', nullable=False))
    op.create_index(op.f('ix_messages_handed_at'), 'messages', ['handed_at'], unique=False)
    op.create_table('refusals',
    sa.Column('email', sa.String(length=320), nullable=False),
    sa.Column('said', sa.Text(), nullable=False),
    sa.Column('at', journal.schema.Moment(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('email')
    )
