"""Cells that people set on a page, answers changed after sending; and by whom a change was"""

import sqlalchemy as sa
from alembic import op

from journal.schema import Moment

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds two tables and a column. What changed before was somebody's in the sheet."""
    op.create_table('cell_commands',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('table', sa.String(length=40), nullable=False),
    sa.Column('reference', sa.String(length=60), nullable=False),
    sa.Column('column', sa.String(length=40), nullable=False),
    sa.Column('shown', sa.JSON(), nullable=True),
    sa.Column('wanted', sa.JSON(), nullable=True),
    sa.Column('by', sa.String(length=320), nullable=False),
    sa.Column('asked_at', Moment(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('tried_at', Moment(timezone=True), nullable=True),
    sa.Column('settled_at', Moment(timezone=True), nullable=True),
    sa.Column('refusal', sa.String(length=20), nullable=True),
    sa.Column('present', sa.Text(), server_default='', nullable=False),
    sa.Column('error', sa.Text(), server_default='', nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('key', 'table', 'reference', 'column', name=op.f('uq_cell_commands_key_table_reference_column'))
    )
    op.create_index(op.f('ix_cell_commands_state_id'), 'cell_commands', ['state', 'id'])
    op.create_index(op.f('ix_cell_commands_table_reference'), 'cell_commands', ['table', 'reference'])
    op.create_table('answer_changes',
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('submission', sa.String(length=60), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('version', sa.String(length=12), nullable=False),
    sa.Column('language', sa.String(length=3), nullable=False),
    sa.Column('answers', sa.JSON(), nullable=False),
    sa.Column('changed_at', Moment(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['submission'], ['submissions.reference']),
    sa.PrimaryKeyConstraint('key')
    )
    op.create_index(op.f('ix_answer_changes_submission'), 'answer_changes', ['submission'])
    op.add_column('changes', sa.Column('by', sa.String(length=320), server_default='', nullable=False))


def downgrade() -> None:
    """Takes them away: what waits to be written is not written any more."""
    op.drop_column('changes', 'by')
    op.drop_table('answer_changes')
    op.drop_table('cell_commands')
