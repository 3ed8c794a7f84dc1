"""Forms that somebody goes on with later"""

import sqlalchemy as sa
from alembic import op

from journal.schema import Moment

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the table."""
    op.create_table('saved_forms',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('form', sa.String(length=40), nullable=False),
    sa.Column('answers', sa.JSON(), nullable=False),
    sa.Column('bytes', sa.Integer(), nullable=False),
    sa.Column('saved_at', Moment(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_saved_forms_saved_at'), 'saved_forms', ['saved_at'])


def downgrade() -> None:
    """Takes it away: what was saved there is lost."""
    op.drop_table('saved_forms')
