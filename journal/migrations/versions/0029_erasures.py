"""People can leave: whose data was erased, and when; and which messages were emptied"""

import sqlalchemy as sa
from alembic import op

from journal.schema import Moment

revision = '0029'
down_revision = '0028'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds what is kept of an erasure: nobody's data has been erased yet."""
    op.create_table('erasures',
    sa.Column('mark', sa.String(length=16), nullable=False),
    sa.Column('erased_at', Moment(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('mark')
    )
    op.add_column('messages', sa.Column('erased_at', Moment(timezone=True), nullable=True))


def downgrade() -> None:
    """Takes it away: whoever was erased may come back with an older backup."""
    op.drop_column('messages', 'erased_at')
    op.drop_table('erasures')
