"""Messages: what they were last judged and approved by; notices by the recipient's path; what became of an alarm"""

import sqlalchemy as sa
from alembic import op

from journal.schema import Moment

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

OPEN = ('held', 'queued', 'by_hand')
ROWS_AT_ONCE = 1000


def upgrade() -> None:
    """Adds columns to messages and alarms, and keys notices by path: an address stands for itself, in small letters."""
    op.add_column('messages', sa.Column('judged_look', sa.String(length=32), server_default='', nullable=False))
    op.add_column('messages', sa.Column('basis', sa.String(length=64), server_default='', nullable=False))
    op.add_column('messages', sa.Column('approved_basis', sa.String(length=64), server_default='', nullable=False))
    op.add_column('messages', sa.Column('approved_text', sa.Text(), server_default='', nullable=False))
    op.add_column('messages', sa.Column('first_handed_at', Moment(timezone=True), nullable=True))
    op.add_column('messages', sa.Column('corrects', sa.String(length=32), nullable=True))
    op.add_column('messages', sa.Column('urgent', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute('UPDATE messages SET first_handed_at = handed_at')
    op.add_column('alarms', sa.Column('applied_at', Moment(timezone=True), nullable=True))
    op.add_column('alarms', sa.Column('reason', sa.JSON(none_as_null=True), nullable=True))
    op.execute('UPDATE alarms SET applied_at = decided_at')
    _key_notices_by_path()


def _key_notices_by_path() -> None:
    """Makes the table anew: SQLite cannot change a key. Small letters are Python's: SQLite's lower() knows ASCII only."""
    connection = op.get_bind()
    query = sa.text(
        'SELECT n."table", n.reference, n.rule, n.step, n.occasion, n.email, n.message, m.state'
        ' FROM notices n JOIN messages m ON m.id = n.message'
    )
    notices: dict[tuple[str, ...], dict[str, str]] = {}
    # Of two that differ only in their letters' size, the one of a message that may still be taken back stays.
    for row in sorted(connection.execute(query).mappings(), key=lambda row: row['state'] in OPEN):
        notice = {name: value for name, value in row.items() if name != 'state'} | {'path': f'@{row["email"].casefold()}'}
        notices[tuple(notice[name] for name in ('table', 'reference', 'rule', 'step', 'occasion', 'path'))] = notice
    op.drop_table('notices')
    table = op.create_table('notices',
    sa.Column('table', sa.String(length=40), nullable=False),
    sa.Column('reference', sa.String(length=60), nullable=False),
    sa.Column('rule', sa.String(length=40), nullable=False),
    sa.Column('step', sa.String(length=40), nullable=False),
    sa.Column('occasion', sa.String(length=80), nullable=False),
    sa.Column('path', sa.String(length=320), nullable=False),
    sa.Column('email', sa.String(length=320), nullable=False),
    sa.Column('message', sa.String(length=32), nullable=True),
    sa.ForeignKeyConstraint(['message'], ['messages.id'], ),
    sa.PrimaryKeyConstraint('table', 'reference', 'rule', 'step', 'occasion', 'path')
    )
    op.create_index(op.f('ix_notices_message'), 'notices', ['message'], unique=False)
    rows = list(notices.values())
    for start in range(0, len(rows), ROWS_AT_ONCE):
        op.bulk_insert(table, rows[start : start + ROWS_AT_ONCE])
