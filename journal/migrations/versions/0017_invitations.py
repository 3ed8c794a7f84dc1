"""Meetings that go with messages"""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the column."""
    op.add_column('messages', sa.Column('invitation', sa.JSON(), nullable=True))


def downgrade() -> None:
    """Takes it away: messages that have not left go without their meetings."""
    op.drop_column('messages', 'invitation')
