"""Rows that a submission becomes beside its own"""

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the table."""
    op.create_table('submission_rows',
    sa.Column('reference', sa.String(length=60), nullable=False),
    sa.Column('submission', sa.String(length=60), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['submission'], ['submissions.reference'], ),
    sa.PrimaryKeyConstraint('reference')
    )
    op.create_index(op.f('ix_submission_rows_submission'), 'submission_rows', ['submission'])


def downgrade() -> None:
    """Takes it away: which form brought those rows is lost, and the rows stay."""
    op.drop_table('submission_rows')
