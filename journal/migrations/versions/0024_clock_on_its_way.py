"""Where the demonstration's clock is on its way to"""

import sqlalchemy as sa
from alembic import op

from journal.schema import Moment

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the columns."""
    with op.batch_alter_table('installation') as batch:
        batch.add_column(sa.Column('clock_from', Moment(timezone=True), nullable=True))
        batch.add_column(sa.Column('clock_goal', Moment(timezone=True), nullable=True))


def downgrade() -> None:
    """Takes them away: the clock stays where it is."""
    with op.batch_alter_table('installation') as batch:
        batch.drop_column('clock_goal')
        batch.drop_column('clock_from')
