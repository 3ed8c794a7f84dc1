"""Sessions that decide on cases, and links to dossiers"""

import sqlalchemy as sa
from alembic import op

from journal.schema import Moment

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the three tables."""
    op.create_table('committee_sessions',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('reference', sa.String(length=60), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('head', sa.JSON(), nullable=False),
    sa.Column('cases', sa.JSON(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('opened_by', sa.String(length=320), nullable=False),
    sa.Column('opened_at', Moment(timezone=True), nullable=False),
    sa.Column('closed_by', sa.String(length=320), nullable=False),
    sa.Column('closed_at', Moment(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_table('committee_decisions',
    sa.Column('session', sa.String(length=32), nullable=False),
    sa.Column('case', sa.String(length=60), nullable=False),
    sa.Column('entered', sa.JSON(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('saved_by', sa.String(length=320), nullable=False),
    sa.Column('saved_at', Moment(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('session', 'case')
    )
    op.create_table('dossier_links',
    sa.Column('case', sa.String(length=60), nullable=False),
    sa.Column('person', sa.String(length=60), nullable=False),
    sa.Column('edition', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('case', 'person')
    )


def downgrade() -> None:
    """Takes them away: sessions that were not closed are lost, links to dossiers that were ended open them again."""
    op.drop_table('dossier_links')
    op.drop_table('committee_decisions')
    op.drop_table('committee_sessions')
