import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from journal.database import Journal
from journal.operation import installation
from journal.sqlite_file import JournalGone

NOW = datetime(2027, 3, 1, tzinfo=UTC)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "state" / "journal.sqlite3"


@pytest.fixture
def journal(file: Path) -> Iterator[Journal]:
    opened = Journal(f"sqlite:///{file}")
    opened.upgrade()
    for work in WORKS.values():
        work(opened)
    yield opened
    opened.close()


def write(journal: Journal) -> None:
    with journal.write() as connection:
        installation.probe(connection, NOW)


def read(journal: Journal) -> None:
    with journal.read() as connection:
        installation.read(connection)


WORKS: dict[str, Callable[[Journal], None]] = {
    "keep": lambda journal: journal.keep(
        lambda connection: installation.probe(connection, NOW)
    ),
    "write": write,
    "read": read,
}


def delete(file: Path) -> None:
    file.unlink()


def delete_log(file: Path) -> None:
    file.with_name(f"{file.name}-wal").unlink()


def delete_folder(file: Path) -> None:
    shutil.rmtree(file.parent)


@pytest.mark.parametrize("work", WORKS.values(), ids=WORKS)
@pytest.mark.parametrize("harm", [delete, delete_folder])
def test_nothing_is_kept_in_a_file_that_nobody_will_find_again(
    journal, file, harm, work
):
    harm(file)
    for _ in range(2):
        with pytest.raises(JournalGone):
            work(journal)
    assert not file.exists()


def test_nothing_is_kept_in_a_log_that_nobody_will_find_again(journal, file):
    delete_log(file)
    with pytest.raises(JournalGone):
        WORKS["keep"](journal)


def test_file_that_goes_within_a_transaction_is_noticed_before_the_commit(
    journal, file
):
    def work(connection):
        installation.probe(connection, NOW)
        delete(file)

    with pytest.raises(JournalGone):
        journal.keep(work)


@pytest.mark.parametrize("work", WORKS.values(), ids=WORKS)
def test_file_that_is_brought_back_is_used_again(journal, file, work):
    with journal.write() as connection:
        installation.set_outbox(connection, is_open=True)
    backup = file.with_name("backup")
    journal.close()
    shutil.copy(file, backup)
    for each in WORKS.values():
        each(journal)
    backup.rename(file)
    for log in file.parent.glob("*-*"):
        log.unlink()
    # The connection that stays open meets it once.
    with pytest.raises(JournalGone):
        WORKS["keep"](journal)
    work(journal)
    with journal.read() as connection:
        assert installation.read(connection).outbox_is_open
