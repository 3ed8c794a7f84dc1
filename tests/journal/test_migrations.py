"""What stood in the journal of an older program, after the upgrade."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from journal import messages, suppressions
from journal.database import MIGRATIONS, ONE_AT_A_TIME, Journal
from journal.messages import address_path

NOW = datetime(2027, 3, 12, 9, tzinfo=UTC)


def upgrade_to(journal: Journal, revision: str) -> None:
    """As `Journal.upgrade`, and no further than to a revision."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with ONE_AT_A_TIME, journal.write() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def insert(connection: sa.Connection, name: str, *rows: dict[str, Any]) -> None:
    """Rows into a table as it is in the database, not as the schema of today says."""
    connection.execute(sa.insert(sa.Table(name, sa.MetaData(), autoload_with=connection)), rows)


@pytest.fixture
def older(database_url: str) -> Iterator[Journal]:
    """A journal of the first release."""
    with closing(Journal(database_url)) as journal:
        upgrade_to(journal, "0004")
        yield journal


def message(id: str, state: str, **changed: Any) -> dict[str, Any]:
    texts = dict.fromkeys(("person", "language", "subject", "text", "html"), "x")
    moments = dict.fromkeys(("created_at", "due_at", "changed_at"), NOW.replace(tzinfo=None))
    return {
        "id": id,
        "tag": id,
        "kind": "approved",
        "state": state,
        "email": "a@b.org",
        "handed_at": None,
        **texts,
        **moments,
        **changed,
    }


def notice(message: str, email: str, **changed: str) -> dict[str, str]:
    key = {"table": "towns", "reference": "MN-1", "rule": "approved", "step": "approved", "occasion": "c1"}
    return {**key, "email": email, "message": message, **changed}


def test_open_messages_and_their_notices_are_carried_over(older):
    with older.write() as connection:
        insert(
            connection, "messages", message("held", "held"), message("sent", "sent", handed_at=NOW.replace(tzinfo=None))
        )
        insert(connection, "notices", notice("held", "Ñandú@B.org"), notice("sent", "c@b.org"))
    older.upgrade()
    with older.read() as connection:
        told = messages.told(connection, "approved", "MN-1", "approved", "c1")
        [waiting] = messages.open_notices(connection, ["approved"])
        assert messages.by_id(connection, "sent").first_handed_at == NOW
    assert told == {"@ñandú@b.org": "Ñandú@B.org", "@c@b.org": "c@b.org"}
    assert (waiting.message, waiting.path) == ("held", address_path("Ñandú@B.org"))


def test_of_two_notices_that_differ_by_their_letters_the_open_one_stays(older):
    with older.write() as connection:
        insert(connection, "messages", message("held", "held"), message("sent", "sent"))
        insert(connection, "notices", notice("held", "ana@b.org"), notice("sent", "Ana@b.org"))
    older.upgrade()
    with older.read() as connection:
        assert [row.message for row in messages.open_notices(connection, ["approved"])] == ["held"]


def test_stopped_and_refused_addresses_are_carried_over(older):
    stopped = {"email": "ana@b.org", "since": NOW.isoformat()}
    with older.write() as connection:
        insert(connection, "facts", {"name": "stop:1", "value": stopped}, {"name": "stop:2", "value": None})
        insert(connection, "refusals", {"email": "bad@b.org", "said": "550", "at": NOW.replace(tzinfo=None)})
    older.upgrade()
    with older.read() as connection:
        assert suppressions.stopped(connection) == {"ana@b.org"}
        assert suppressions.refused(connection) == {"bad@b.org": "550"}
