"""Old rows that were brought in"""

import sqlalchemy as sa
from alembic import op

from journal.schema import Moment

revision = '0039'
down_revision = '0038'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the tables: nothing has been brought in yet."""
    op.create_table('row_imports',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('table', sa.String(length=40), nullable=False),
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.Column('by', sa.String(length=320), nullable=False),
    sa.Column('began_at', Moment(timezone=True), nullable=False),
    sa.Column('undo_asked_at', Moment(timezone=True), nullable=True),
    sa.Column('undone_at', Moment(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_table('imported_rows',
    sa.Column('table', sa.String(length=40), nullable=False),
    sa.Column('reference', sa.String(length=60), nullable=False),
    sa.Column('row_import', sa.Integer(), nullable=False),
    sa.Column('mark', sa.String(length=64), nullable=False),
    sa.Column('met_at', Moment(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('table', 'reference')
    )
    op.create_index(op.f('ix_imported_rows_row_import'), 'imported_rows', ['row_import'])
    op.create_index(op.f('ix_imported_rows_mark'), 'imported_rows', ['mark'])


def downgrade() -> None:
    """Takes them away: the rows stay in the spreadsheet, and an earlier version would remind of them."""
    op.drop_table('imported_rows')
    op.drop_table('row_imports')
