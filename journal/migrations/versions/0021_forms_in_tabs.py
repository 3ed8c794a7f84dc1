"""Forms that staff edit in the spreadsheet: what stands there, and what was published of it"""

import sqlalchemy as sa
from alembic import op

from journal.schema import Moment

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds both tables."""
    op.create_table('form_drafts',
    sa.Column('form', sa.String(length=40), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('rows', sa.JSON(), nullable=False),
    sa.Column('version', sa.String(length=12), nullable=False),
    sa.Column('mistakes', sa.Integer(), nullable=False),
    sa.Column('seen_at', Moment(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('form')
    )
    op.create_table('form_publications',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('form', sa.String(length=40), nullable=False),
    sa.Column('questions', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('rows', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('version', sa.String(length=12), nullable=False),
    sa.Column('published_by', sa.String(length=320), nullable=False),
    sa.Column('published_at', Moment(timezone=True), nullable=False),
    sa.Column('shaped_at', Moment(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_form_publications_form_id'), 'form_publications', ['form', 'id'])


def downgrade() -> None:
    """Takes them away: forms have the questions of their files again."""
    op.drop_table('form_publications')
    op.drop_table('form_drafts')
