"""Up to where a mailbox of incoming mail has been read"""

import sqlalchemy as sa
from alembic import op

revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the table: no mailbox has been read yet."""
    op.create_table('mailbox_positions',
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('validity', sa.BigInteger(), nullable=False),
    sa.Column('last', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('key')
    )


def downgrade() -> None:
    """Takes it away: a mailbox is read from its end on."""
    op.drop_table('mailbox_positions')
