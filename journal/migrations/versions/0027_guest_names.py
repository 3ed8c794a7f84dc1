"""By which names people were invited to a meeting"""

import sqlalchemy as sa
from alembic import op

revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the table. The next look fills it with the names that people have now, so answers that stand there go on counting."""
    op.create_table('guest_names',
    sa.Column('reference', sa.String(length=60), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('mark', sa.String(length=16), nullable=False),
    sa.PrimaryKeyConstraint('reference', 'name')
    )


def downgrade() -> None:
    """Takes it away: an answer counts as long as its name is that of somebody who is invited."""
    op.drop_table('guest_names')
