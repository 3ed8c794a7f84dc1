"""Documents that go with messages, and figures that were reported"""

import sqlalchemy as sa
from alembic import op

from journal.schema import Moment

revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the column and both tables."""
    op.add_column('messages', sa.Column('documents', sa.JSON(none_as_null=True), nullable=True))
    op.create_table('message_files',
    sa.Column('message', sa.String(length=32), nullable=False),
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('kind', sa.String(length=80), nullable=False),
    sa.Column('data', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['message'], ['messages.id'], ),
    sa.PrimaryKeyConstraint('message', 'number')
    )
    op.create_table('figure_reports',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('reported_by', sa.String(length=320), nullable=False),
    sa.Column('reported_at', Moment(timezone=True), nullable=False),
    sa.Column('year', sa.Integer(), nullable=True),
    sa.Column('figures', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )


def downgrade() -> None:
    """Takes them away: messages that have not left go without their documents, and reported figures are forgotten."""
    op.drop_table('figure_reports')
    op.drop_table('message_files')
    op.drop_column('messages', 'documents')
