"""One journal of each kind for the whole room, emptied before each test: making a
database takes half a second.
"""

from collections.abc import Iterator
from contextlib import closing

import pytest

from core.ids import new_id
from journal.database import Journal
from journal.schema import installation, metadata
from tests.postgresql import new_database


@pytest.fixture(scope="session")
def sqlite_journal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Journal]:
    with closing(
        Journal(f"sqlite:///{tmp_path_factory.mktemp('journal') / 'journal.sqlite3'}")
    ) as journal:
        journal.upgrade()
        yield journal


@pytest.fixture(scope="session")
def postgresql_journal(postgresql: str) -> Iterator[Journal]:
    with closing(Journal(new_database(postgresql))) as journal:
        journal.upgrade()
        yield journal


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]
)
def journal(request: pytest.FixtureRequest) -> Journal:
    """An empty journal on each kind of database."""
    opened: Journal = request.getfixturevalue(f"{request.param}_journal")
    with opened.write() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
        connection.execute(installation.insert().values(id=new_id()))
    return opened
