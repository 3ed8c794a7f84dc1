"""Signs by which somebody can tell how the worker and the backups stand"""

import sqlalchemy as sa
from alembic import op

from journal.schema import Moment

revision = '0034'
down_revision = '0031'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the table with its only row: no worker has been seen yet."""
    monitoring = op.create_table('monitoring',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('beat_at', Moment(timezone=True), nullable=True),
    sa.Column('absence_told_at', Moment(timezone=True), nullable=True),
    sa.Column('backed_up_at', Moment(timezone=True), nullable=True),
    sa.Column('looks', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('reads', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('writes', sa.BigInteger(), server_default='0', nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.bulk_insert(monitoring, [{'id': 1}])


def downgrade() -> None:
    """Takes it away: nothing rests on it."""
    op.drop_table('monitoring')
