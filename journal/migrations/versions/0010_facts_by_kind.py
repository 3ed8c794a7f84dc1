"""A table for each kind of thing that stood among the facts"""

import secrets
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from journal.schema import Moment

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

CASE_PAGE, SHAPE, READ = 'case_page_', 'shape_', 'read_'
STEPS = ('watch', 'claim', 'deliver', 'decide', 'send', 'flag')


def upgrade() -> None:
    """Adds the tables, fills them from the facts, and drops these. The installation's row is made here, once for all."""
    stored = sa.table('facts', sa.column('name'), sa.column('value', sa.JSON))
    facts = {row.name: row.value for row in op.get_bind().execute(sa.select(stored))}
    _installation(facts)
    _spreadsheets(facts)
    _first_look(facts)
    _tabs(facts)
    _worker_steps(facts)
    _case_pages(facts)
    _mail_pause(facts)
    op.drop_table('facts')


def _installation(facts):
    table = op.create_table('installation',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('generation', sa.Integer(), server_default='1', nullable=False),
    sa.Column('outbox_is_open', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('example_added_at', Moment(timezone=True), nullable=True),
    sa.Column('clock_seconds_ahead', sa.Float(), server_default='0', nullable=False),
    sa.Column('probed_at', Moment(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id')
    )
    added = facts.get('seeded')
    if added is True:  # early journals kept no moment
        added = datetime.now(UTC).isoformat()
    ready = facts.get('ready')
    op.bulk_insert(table, [{
        'id': facts.get('installation') or secrets.token_hex(16),
        'generation': facts.get('generation', 1),
        'outbox_is_open': bool(facts.get('outbox_open')),
        'example_added_at': _moment(added),
        'clock_seconds_ahead': facts.get('clock_seconds_on', 0),
        'probed_at': datetime.fromtimestamp(ready, UTC) if ready else None,
    }])


def _spreadsheets(facts):
    table = op.create_table('spreadsheets',
    sa.Column('key', sa.String(length=200), nullable=False),
    sa.Column('is_current', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('moved_to', sa.String(length=200), server_default='', nullable=False),
    sa.PrimaryKeyConstraint('key')
    )
    current, moved = facts.get('spreadsheet') or '', facts.get('moved') or {}
    keys = {key for key in (current, *moved) if key}
    rows = [{'key': key, 'is_current': key == current, 'moved_to': moved.get(key, '')} for key in keys]
    if rows:
        op.bulk_insert(table, rows)


def _first_look(facts):
    table = op.create_table('first_looks',
    sa.Column('looked_at', Moment(timezone=True), nullable=False),
    sa.Column('filled_tables', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('looked_at')
    )
    first = facts.get('connected')
    if first:
        op.bulk_insert(table, [{'looked_at': _moment(first['at']), 'filled_tables': first['tables']}])


def _tabs(facts):
    table = op.create_table('remembered_tabs',
    sa.Column('table', sa.String(length=40), nullable=False),
    sa.Column('shape', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('read_columns', sa.JSON(none_as_null=True), nullable=True),
    sa.PrimaryKeyConstraint('table')
    )
    shapes, columns = _by_rest(facts, SHAPE), _by_rest(facts, READ)
    rows = [
        {'table': name, 'shape': shapes.get(name), 'read_columns': columns.get(name)} for name in {*shapes, *columns}
    ]
    if rows:
        op.bulk_insert(table, rows)


def _worker_steps(facts):
    table = op.create_table('worker_steps',
    sa.Column('step', sa.String(length=10), nullable=False),
    sa.Column('done_at', Moment(timezone=True), nullable=True),
    sa.Column('wanted_at', Moment(timezone=True), nullable=True),
    sa.Column('error', sa.Text(), server_default='', nullable=False),
    sa.PrimaryKeyConstraint('step')
    )
    op.bulk_insert(table, [{
        'step': step,
        'done_at': _moment(facts.get(f'last_{step}')),
        'wanted_at': _moment(facts.get('look_wanted')) if step == 'watch' else None,
        'error': facts.get(f'error_{step}') or '',
    } for step in STEPS])


def _case_pages(facts):
    table = op.create_table('case_pages',
    sa.Column('reference', sa.String(length=60), nullable=False),
    sa.Column('edition', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('reference')
    )
    rows = [{'reference': reference, 'edition': edition} for reference, edition in _by_rest(facts, CASE_PAGE).items()]
    if rows:
        op.bulk_insert(table, rows)


def _mail_pause(facts):
    table = op.create_table('mail_pauses',
    sa.Column('why', sa.String(length=10), nullable=False),
    sa.Column('said', sa.Text(), nullable=False),
    sa.Column('until', Moment(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('why')
    )
    pause = facts.get('mail_pause')
    if pause:  # one that was ended left an empty fact
        op.bulk_insert(table, [{**pause, 'until': _moment(pause['until'])}])


def _by_rest(facts, start):
    """The facts whose name begins so, by the rest of the name."""
    return {name.removeprefix(start): value for name, value in facts.items() if name.startswith(start)}


def _moment(text):
    return datetime.fromisoformat(text) if text else None
