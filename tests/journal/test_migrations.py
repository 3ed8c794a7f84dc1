"""What stood in the journal of an older program, after the upgrade."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from core.errors import Closing
from journal.access import case_pages
from journal.database import MIGRATIONS, ONE_AT_A_TIME, Journal, newest_revision
from journal.mails import messages, open_messages
from journal.mails.holds import mail_pause, suppressions
from journal.mails.holds.mail_pause import MailPause
from journal.operation import installation, worker_steps
from journal.operation.installation import Installation
from journal.operation.worker_steps import StepStatus
from journal.records import known_records
from journal.schema import installation as installation_table
from journal.states import WorkerStep
from journal.tabs import first_look, remembered_tabs, spreadsheets

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
    connection.execute(
        sa.insert(sa.Table(name, sa.MetaData(), autoload_with=connection)), rows
    )


@pytest.fixture
def older(database_url: str) -> Iterator[Journal]:
    """A journal of the first release."""
    with closing(Journal(database_url)) as journal:
        upgrade_to(journal, "0004")
        yield journal


def message(id: str, state: str, **changed: Any) -> dict[str, Any]:
    texts = dict.fromkeys(("person", "language", "subject", "text", "html"), "x")
    moments = dict.fromkeys(
        ("created_at", "due_at", "changed_at"), NOW.replace(tzinfo=None)
    )
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
    key = {
        "table": "towns",
        "reference": "MN-1",
        "rule": "approved",
        "step": "approved",
        "occasion": "c1",
    }
    return {**key, "email": email, "message": message, **changed}


def test_open_messages_and_their_notices_are_carried_over(older):
    with older.write() as connection:
        insert(
            connection,
            "messages",
            message("held", "held"),
            message("sent", "sent", handed_at=NOW.replace(tzinfo=None)),
        )
        insert(
            connection,
            "notices",
            notice("held", "Ñandú@B.org"),
            notice("sent", "c@b.org"),
        )
    older.upgrade()
    with older.read() as connection:
        carried = open_messages.notices_of(connection, ["held", "sent"])
        assert messages.by_id(connection, "sent").first_handed_at == NOW
    recipients = {
        id: [(notice.path, notice.email) for notice in of_message]
        for id, of_message in carried.items()
    }
    assert recipients == {
        "held": [("@ñandú@b.org", "Ñandú@B.org")],
        "sent": [("@c@b.org", "c@b.org")],
    }


def test_of_two_notices_that_differ_by_their_letters_the_open_one_stays(older):
    with older.write() as connection:
        insert(connection, "messages", message("held", "held"), message("sent", "sent"))
        insert(
            connection,
            "notices",
            notice("held", "ana@b.org"),
            notice("sent", "Ana@b.org"),
        )
    older.upgrade()
    with older.read() as connection:
        assert list(open_messages.notices_of(connection, ["held", "sent"])) == ["held"]


def test_stopped_and_refused_addresses_are_carried_over(older):
    stopped = {"email": "ana@b.org", "since": NOW.isoformat()}
    with older.write() as connection:
        insert(
            connection,
            "facts",
            {"name": "stop:1", "value": stopped},
            {"name": "stop:2", "value": None},
        )
        insert(
            connection,
            "refusals",
            {"email": "bad@b.org", "said": "550", "at": NOW.replace(tzinfo=None)},
        )
    older.upgrade()
    with older.read() as connection:
        assert suppressions.stopped(connection) == {"ana@b.org"}
        assert suppressions.refused(connection) == {"bad@b.org": "550"}


ID = "0123456789abcdef0123456789abcdef"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SHAPE = {
    "title": "Municipios",
    "places": [{"name": "name", "format": None, "choices": {}}],
}
FACTS = {
    "installation": ID,
    "generation": 7,
    "outbox_open": True,
    "seeded": NOW.isoformat(),
    "clock_seconds_on": 90.5,
    "ready": int(NOW.timestamp()),
    "spreadsheet": "new",
    "moved": {"old": "new", "older": "old"},
    "connected": {"at": NOW.isoformat(), "tables": ["towns", "people"]},
    "shape_towns": SHAPE,
    "read_towns": ["name", "status"],
    "read_people": [],
    "last_watch": NOW.isoformat(),
    "last_deliver": (NOW - HOUR).isoformat(),
    "last_send": "2027-03-12T03:00:00-05:00",
    "look_wanted": (NOW + HOUR).isoformat(),
    "error_watch": "",
    "error_decide": "KeyError: 'ñ'",
    "case_page_MN-7K3MQ": 3,
    "mail_pause": {"why": "login", "said": "535 no", "until": (NOW + DAY).isoformat()},
}
"""Everything that ever stood among the facts."""


@pytest.fixture
def with_facts(database_url: str) -> Iterator[Journal]:
    """A journal of the last release that kept facts."""
    with closing(Journal(database_url)) as journal:
        upgrade_to(journal, "0009")
        yield journal


def carry_over(journal: Journal, facts: dict[str, Any]) -> None:
    """Upgrades a journal in which these facts stand."""
    with journal.write() as connection:
        insert(
            connection,
            "facts",
            *({"name": name, "value": value} for name, value in facts.items()),
        )
    journal.upgrade()


def test_facts_about_the_installation_are_carried_over(with_facts):
    carry_over(with_facts, FACTS)
    with with_facts.read() as connection:
        assert installation.read(connection) == Installation(ID, 7, True, NOW, 90.5)
        assert (
            connection.execute(sa.select(installation_table.c.probed_at)).scalar_one()
            == NOW
        )
        for named in ("", "older", "old", "new"):
            assert spreadsheets.current_key(connection, named) == "new"


def test_facts_about_tabs_are_carried_over(with_facts):
    carry_over(with_facts, FACTS)
    with with_facts.read() as connection:
        assert first_look.filled_tables(connection, NOW) == frozenset()
        assert first_look.filled_tables(connection, NOW - HOUR) == {"towns", "people"}
        assert remembered_tabs.shapes(connection) == {"towns": SHAPE}
        assert remembered_tabs.read_columns(connection) == {
            "towns": ["name", "status"],
            "people": [],
        }


def test_facts_about_the_steps_of_the_worker_are_carried_over(with_facts):
    carry_over(with_facts, FACTS)
    with with_facts.read() as connection:
        assert worker_steps.statuses(connection) == {
            WorkerStep.watch: StepStatus(WorkerStep.watch, NOW, NOW + HOUR),
            WorkerStep.claim: StepStatus(WorkerStep.claim),
            WorkerStep.deliver: StepStatus(WorkerStep.deliver, NOW - HOUR),
            WorkerStep.command: StepStatus(WorkerStep.command),
            WorkerStep.decide: StepStatus(WorkerStep.decide, error="KeyError: 'ñ'"),
            WorkerStep.send: StepStatus(WorkerStep.send, NOW - HOUR),
            WorkerStep.flag: StepStatus(WorkerStep.flag),
            WorkerStep.sweep: StepStatus(WorkerStep.sweep),
        }


def test_facts_about_pages_and_mail_are_carried_over(with_facts):
    carry_over(with_facts, FACTS)
    with with_facts.read() as connection:
        assert case_pages.edition(connection, "MN-7K3MQ") == 3
        assert mail_pause.current(connection, NOW) == MailPause(
            Closing.login, "535 no", NOW + DAY
        )
        assert "facts" not in sa.inspect(connection).get_table_names()


def test_empty_and_early_facts_are_understood(with_facts):
    carry_over(
        with_facts,
        {
            "seeded": True,
            "mail_pause": None,
            "outbox_open": False,
            "moved": {"old": "new"},
        },
    )
    with with_facts.read() as connection:
        ours = installation.read(connection)
        assert (
            ours.example_added_at is None,
            ours.outbox_is_open,
            ours.generation,
        ) == (False, False, 1)
        assert mail_pause.current(connection, NOW) is None
        assert spreadsheets.current_key(connection) == ""
        assert spreadsheets.current_key(connection, "old") == "new"


def test_newest_revision_is_where_the_migrations_lead() -> None:
    assert newest_revision() == ScriptDirectory(str(MIGRATIONS)).get_current_head()


ROW = {"name": "Villa", "mail": "ana@x.org", "box": True, "later": True}
CAME = dict.fromkeys(ROW, "row") | {"later": "change-1"}


@pytest.mark.parametrize(
    ("occasions", "expected"),
    [(CAME, "row"), (CAME | {"mail": "change-2"}, "")],
)
def test_agreements_end_where_an_address_came_later(database_url, occasions, expected):
    with closing(Journal(database_url)) as journal:
        upgrade_to(journal, "0035")
        row = {"table": "towns", "reference": "MN-1", "values": ROW, "own": {}}
        row |= {"occasions": occasions, "digest": "x"}
        with journal.write() as connection:
            insert(connection, "known_records", {**row, "changed_at": NOW})
        journal.upgrade()
        with journal.read() as connection:
            record = known_records.by_reference(connection, "MN-1")
    assert record.occasions == {**occasions, "box": expected}
