"""Messages: what must be true before they leave and is not, and whether a yes keeps the hours of sending"""

import sqlalchemy as sa
from alembic import op

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the columns: of messages that wait, the next look says what is missing."""
    op.add_column('messages', sa.Column('missing', sa.JSON(none_as_null=True), nullable=True))
    op.add_column('messages', sa.Column('waived', sa.JSON(none_as_null=True), nullable=True))
    op.add_column(
        'messages', sa.Column('keeps_hours', sa.Boolean(), nullable=False, server_default=sa.false())
    )


def downgrade() -> None:
    """Takes them away: what waits for something that is missing waits for a yes then."""
    op.drop_column('messages', 'keeps_hours')
    op.drop_column('messages', 'waived')
    op.drop_column('messages', 'missing')
