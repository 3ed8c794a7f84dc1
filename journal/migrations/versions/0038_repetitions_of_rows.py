"""Rows of repetitions: which repetition each is, and which the sender has taken out"""

import sqlalchemy as sa
from alembic import op

revision = '0038'
down_revision = '0036'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Of rows that came before, the order says which repetition they are."""
    with op.batch_alter_table('submission_rows') as batch:
        batch.add_column(sa.Column('repeat', sa.String(40), nullable=True))
        batch.add_column(sa.Column('key', sa.Integer, nullable=True))
        batch.add_column(sa.Column('left_out_by', sa.String(64), nullable=True))
        batch.add_column(sa.Column('taken_out_at', sa.DateTime(timezone=True), nullable=True))
        batch.create_index(batch.f('ix_submission_rows_taken_out_at'), ['taken_out_at'])
        batch.create_index(batch.f('ix_submission_rows_submission_repeat_key'), ['submission', 'repeat', 'key'], unique=True)


def downgrade() -> None:
    """Which repetition a row is, and which were taken out, is forgotten."""
    with op.batch_alter_table('submission_rows') as batch:
        batch.drop_index(batch.f('ix_submission_rows_submission_repeat_key'))
        batch.drop_index(batch.f('ix_submission_rows_taken_out_at'))
        for column in ('taken_out_at', 'left_out_by', 'key', 'repeat'):
            batch.drop_column(column)
