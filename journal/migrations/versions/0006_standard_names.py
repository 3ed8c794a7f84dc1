"""Tables and columns by the field's names: known records, the team's cells"""

from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Renames what was called `seen` and `beside`."""
    op.drop_index('ix_seen_gone_at', table_name='seen')
    op.rename_table('seen', 'known_records')
    op.create_index(op.f('ix_known_records_gone_at'), 'known_records', ['gone_at'], unique=False)
    op.rename_table('beside', 'team_cells')
    op.execute('ALTER TABLE deliveries RENAME COLUMN beside TO team_cells')
