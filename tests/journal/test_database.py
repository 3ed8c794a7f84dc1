from contextlib import closing
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from journal.access import case_pages, signins
from journal.database import Journal
from journal.schema import metadata
from tests.journal.threads import at_once


def test_migrations_make_what_the_schema_says(journal):
    # Alembic takes SQLite's '' for another default than ''.
    compared = {"compare_type": True, "compare_server_default": not journal.is_sqlite}
    with journal.read() as connection:
        context = MigrationContext.configure(connection, opts=compared)
        assert compare_metadata(context, metadata) == []


def test_upgrade_again_changes_nothing_and_keeps_what_is_there(journal):
    with journal.write() as connection:
        case_pages.renew(connection, "MN-É")
    journal.upgrade()
    with journal.read() as connection:
        assert case_pages.edition(connection, "MN-É") == 1


def test_journal_that_is_up_to_date_is_opened_while_somebody_writes(journal):
    with journal.write() as connection, closing(Journal(journal.url)) as other:
        case_pages.renew(connection, "MN-É")
        other.upgrade()
        with other.read() as reading:
            assert case_pages.edition(reading, "MN-É") == 0


def test_upgrade_from_many_at_once_is_done_once(database_url):
    def upgrade(_number):
        with closing(Journal(database_url)) as journal:
            journal.upgrade()

    at_once(4, upgrade)
    with closing(Journal(database_url)) as journal, journal.read() as connection:
        versions = (
            connection.execute(sa.text("SELECT version_num FROM alembic_version"))
            .scalars()
            .all()
        )
        assert versions == ["0041"]


def fail_half_way(journal):
    with journal.write() as connection:
        case_pages.renew(connection, "MN-HALF")
        raise KeyError


def test_write_that_raises_leaves_nothing(journal):
    with pytest.raises(KeyError):
        fail_half_way(journal)
    with journal.read() as connection:
        assert case_pages.edition(connection, "MN-HALF") == case_pages.FIRST


def test_read_sees_one_moment_and_waits_for_nobody(journal):
    with journal.write() as connection:
        case_pages.renew(connection, "MN-1")
    with journal.read() as reading, journal.write() as writing:
        assert case_pages.edition(reading, "MN-1") == 1
        case_pages.renew(writing, "MN-1")
        assert case_pages.edition(reading, "MN-1") == 1


def test_read_of_sqlite_sees_the_moment_of_its_first_look_until_it_ends(sqlite_journal):
    with sqlite_journal.read() as reading:
        assert case_pages.edition(reading, "MN-VIEW") == case_pages.FIRST
        with sqlite_journal.write() as writing:
            case_pages.renew(writing, "MN-VIEW")
        assert case_pages.edition(reading, "MN-VIEW") == case_pages.FIRST


def test_writers_at_once_all_come_through(journal):
    def write(number):
        with journal.write() as connection:
            case_pages.renew(connection, f"MN-{number}")

    at_once(8, write)
    with journal.read() as connection:
        assert [
            case_pages.edition(connection, f"MN-{number}") for number in range(8)
        ] == [1] * 8


def test_sqlite_keeps_what_it_has_committed_through_a_power_cut(tmp_path):
    with (
        closing(
            Journal(f"sqlite:///{tmp_path / 'new folder' / 'j.sqlite3'}")
        ) as journal,
        journal.read() as connection,
    ):
        pragmas = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert pragmas == ["wal", 2, 1]


def test_error_of_the_database_quotes_nothing_that_was_sent(journal):
    answer = "Ana Páez, calle Bolívar 5"

    def add():
        with journal.write() as connection:
            signins.add(connection, "the same token twice", answer, datetime.now(UTC))

    add()
    with pytest.raises(sa.exc.SQLAlchemyError) as raised:
        add()
    assert answer not in str(raised.value)
