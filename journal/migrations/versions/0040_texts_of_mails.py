"""Texts of mails that staff edit in the spreadsheet: what stands there, and what was published of it"""

import sqlalchemy as sa
from alembic import op

from journal.schema import Moment

revision = '0040'
down_revision = '0039'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds both tables, and when the tab is wanted: nothing has been published yet."""
    op.create_table('mail_text_drafts',
    sa.Column('message', sa.String(length=120), nullable=False),
    sa.Column('language', sa.String(length=10), nullable=False),
    sa.Column('words', sa.JSON(), nullable=False),
    sa.Column('mistakes', sa.JSON(), nullable=False),
    sa.Column('live_digest', sa.String(length=64), nullable=False),
    sa.Column('seen_at', Moment(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('message', 'language')
    )
    op.create_table('mail_text_publications',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('message', sa.String(length=120), nullable=False),
    sa.Column('language', sa.String(length=10), nullable=False),
    sa.Column('words', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('file_digest', sa.String(length=64), nullable=False),
    sa.Column('published_by', sa.String(length=320), nullable=False),
    sa.Column('published_at', Moment(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_mail_text_publications_message_language_id'), 'mail_text_publications', ['message', 'language', 'id'])
    op.add_column('installation', sa.Column('text_rows_wanted_at', Moment(timezone=True), nullable=True))


def downgrade() -> None:
    """Takes them away: mails say what their files say again."""
    op.drop_column('installation', 'text_rows_wanted_at')
    op.drop_table('mail_text_publications')
    op.drop_table('mail_text_drafts')
