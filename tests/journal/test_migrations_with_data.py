"""A journal of every revision there was, with a row in each of its tables, comes up to
date and keeps them.
"""

import shutil
from contextlib import closing

import pytest
import sqlalchemy as sa
from alembic.config import Config
from alembic.script import ScriptDirectory

from journal.database import MIGRATIONS, Journal
from journal.schema import metadata
from tests.journal.test_migrations import NOW, upgrade_to

MOMENT = NOW.replace(tzinfo=None)
WORDS = {"state": "done", "kind": "approved", "step": "send", "why": "limit"}


def revisions():
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    scripts = ScriptDirectory.from_config(config).walk_revisions()
    return [script.revision for script in scripts][::-1]


def value(column, number):
    kind = column.type
    if isinstance(kind, sa.JSON):
        return {}
    if isinstance(kind, sa.DateTime):
        return MOMENT
    if isinstance(kind, sa.Date):
        return MOMENT.date()
    if isinstance(kind, sa.Boolean):
        return False
    if isinstance(kind, sa.Integer | sa.Float | sa.Numeric):
        return number
    if isinstance(kind, sa.LargeBinary):
        return b"x"
    return WORDS.get(column.name, f"x{number}")


def fill(connection):
    """A row in each table that has none; gives table → how many it has then."""
    present = sa.MetaData()
    present.reflect(connection)
    counts = {}
    for table in present.sorted_tables:
        if table.name == "alembic_version":
            continue
        is_empty = connection.execute(sa.select(table).limit(1)).first() is None
        if is_empty:
            row = {column.name: value(column, 1) for column in table.c}
            connection.execute(sa.insert(table).values(row))
        query = sa.select(sa.func.count()).select_from(table)
        counts[table.name] = connection.execute(query).scalar_one()
    return counts


@pytest.fixture(scope="module")
def journals(tmp_path_factory):
    """A journal of each revision, empty: revision → its file."""
    folder = tmp_path_factory.mktemp("revisions")
    file = folder / "growing.sqlite3"
    files = {}
    for revision in revisions():
        with closing(Journal(f"sqlite:///{file}")) as journal:
            upgrade_to(journal, revision)
        files[revision] = folder / f"{revision}.sqlite3"
        shutil.copy(file, files[revision])
    return files


def brought_up(journal):
    """Fills a journal, brings it up to date; gives its rows before and after."""
    with journal.write() as connection:
        before = fill(connection)
    journal.upgrade()
    with journal.read() as connection:
        present = sa.inspect(connection).get_table_names()
        after = {
            name: connection.execute(sa.text(f'SELECT count(*) FROM "{name}"')).scalar()
            for name in present
        }
    return before, after


def is_quick(index, count):
    """Whether the quick lane brings up a journal of this revision, too: on its way from
    one of the first it passes all the others.
    """
    return index % 4 == 0 or index >= count - 3


def each_revision():
    every = revisions()
    for index, revision in enumerate(every):
        marks = () if is_quick(index, len(every)) else pytest.mark.long
        yield pytest.param(revision, marks=marks)


@pytest.mark.parametrize("revision", list(each_revision()))
def test_journal_with_data_comes_up_to_date(journals, revision):
    with closing(Journal(f"sqlite:///{journals[revision]}")) as journal:
        before, after = brought_up(journal)
    assert set(metadata.tables) <= set(after)
    for name in before.keys() & after.keys():
        assert after[name] >= before[name], name


@pytest.mark.long
@pytest.mark.postgresql
@pytest.mark.parametrize("revision", revisions()[-5:])
def test_journal_with_data_comes_up_to_date_on_postgresql(postgresql_url, revision):
    url = postgresql_url.replace("postgresql:", "postgresql+psycopg:")
    with closing(Journal(url)) as journal:
        upgrade_to(journal, revision)
        before, after = brought_up(journal)
    assert set(metadata.tables) <= set(after)
    for name in before.keys() & after.keys():
        assert after[name] >= before[name], name
