"""A backup is put back on a bare machine: everything is there, and nothing is written
or mailed before somebody takes over.
"""

import io
import os
import stat
import tarfile
import time
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from backups.archive import make_backup, put_back
from core.errors import Refused
from journal.backup import NOT_RESTORED, is_empty
from journal.database import Journal
from journal.operation import installation
from journal.schema import deliveries, metadata
from journal.tabs import deliveries as rows_on_their_way
from sync.tabs.ownership import takeover
from tests.house import fill, upgrade
from tests.lived import ANSWERS, work
from tests.postgresql import new_database
from tests.privacy.test_databases import fill as fill_journal
from tests.uploads.samples import jpeg
from uploads.store import Store
from worker.context import open_worker
from worker.loop import Loop

KEY = "a key of tests that is long enough"
AT = datetime(2027, 3, 12, 9, 30, tzinfo=UTC)


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]
)
def bare_url(request, tmp_path):
    """A database that is not there yet, of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'bare' / 'journal.sqlite3'}"
    return new_database(request.getfixturevalue("postgresql"))


def content(journal):
    rows = {}
    with journal.read() as connection:
        for table in metadata.sorted_tables:
            if table.name not in NOT_RESTORED:
                keys = [*table.primary_key]
                rows[table.name] = [
                    dict(row)
                    for row in connection.execute(
                        sa.select(table).order_by(*keys)
                    ).mappings()
                ]
    for row in rows["installation"]:
        del row["generation"], row["outbox_is_open"]
    return rows


@pytest.fixture
def settings(house, tmp_path):
    return replace(
        house.settings, uploads_url=f"file://{tmp_path / 'old-files'}", backup_key=KEY
    )


def test_backup_of_each_database_is_the_same_on_each(
    journal, bare_url, settings, tmp_path
):
    store = Store(settings.uploads_url, 1)
    fill_journal(journal, store)
    with journal.write() as connection:
        installation.set_outbox(connection, is_open=True)
    made = make_backup(settings, journal, f"file://{tmp_path / 'backups'}", AT)
    assert (made.name, made.files, made.missing) == (
        "hoja-20270312T093000Z.tar.gz.enc",
        1,
        0,
    )
    bare = replace(settings, uploads_url=f"file://{tmp_path / 'new-files'}")
    with closing(Journal(bare_url)) as restored:
        upgrade(restored)
        back = put_back(bare, restored, str(tmp_path / "backups" / made.name))
        assert (back.files, back.same_secret) == (1, True)
        assert content(restored) == content(journal)
        with restored.write() as connection:
            own = installation.read(connection)
            # numbers go on behind those that came
            rows_on_their_way.enqueue(connection, "towns", "MN-NEW", {})
            assert (
                connection.execute(
                    sa.select(sa.func.count()).select_from(deliveries)
                ).scalar_one()
                == 2
            )
        assert (own.outbox_is_open, own.generation) == (False, 0)
        with Store(bare.uploads_url, 1).open("f" * 32) as file:
            assert file.read() == b"PDF"
        with pytest.raises(Refused, match="not empty"):
            put_back(bare, restored, str(tmp_path / "backups" / made.name))


def test_backup_that_is_damaged_leaves_a_bare_journal(journal, settings, tmp_path):
    fill_journal(journal, Store(settings.uploads_url, 1))
    made = make_backup(
        replace(settings, backup_key=""), journal, str(tmp_path / "backups"), AT
    )
    file = tmp_path / "backups" / made.name
    file.write_bytes(file.read_bytes()[:-2_000])
    with closing(Journal(f"sqlite:///{tmp_path / 'bare.sqlite3'}")) as bare:
        upgrade(bare)
        with pytest.raises(Refused, match="no whole backup"):
            put_back(replace(settings, backup_key=""), bare, str(file))
        with pytest.raises(Refused, match="there is no backup"):
            put_back(settings, bare, str(tmp_path / "backups" / "other"))
        with bare.read() as connection:
            assert is_empty(connection)


@pytest.mark.long
def test_files_that_cannot_be_kept_leave_a_bare_journal_for_a_second_try(
    journal, settings, tmp_path
):
    fill_journal(journal, Store(settings.uploads_url, 1))
    made = make_backup(settings, journal, str(tmp_path / "backups"), AT)
    url = str(tmp_path / "backups" / made.name)
    blocked = tmp_path / "blocked"
    blocked.write_text("not a folder")
    with closing(Journal(f"sqlite:///{tmp_path / 'bare.sqlite3'}")) as bare:
        upgrade(bare)
        with pytest.raises(OSError, match="blocked"):
            put_back(replace(settings, uploads_url=str(blocked / "files")), bare, url)
        assert (
            put_back(
                replace(settings, uploads_url=str(tmp_path / "files")), bare, url
            ).files
            == made.files
            > 0
        )


def archive_with(file, name):
    with tarfile.open(file, "w:gz") as archive:
        for entry in ("manifest.json", name, "end.json"):
            info = tarfile.TarInfo(entry)
            content = b'{"format": 1}'
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))


NAMES_OF_OTHERS = (
    "uploads/../x",
    "uploads/..",
    "uploads/a/b",
    "uploads/..\\x",
    "/x",
    "journal/a.b.jsonl",
    "x",
)


def refusal(settings, journal, file):
    with pytest.raises(Refused) as refused:
        put_back(settings, journal, str(file))
    return str(refused.value)


def test_archive_that_is_none_of_ours_puts_nothing_anywhere(
    journal, settings, tmp_path
):
    file = tmp_path / "backup.tar.gz"
    for name in NAMES_OF_OTHERS:
        archive_with(file, name)
        plain = replace(settings, backup_key="")
        assert "no backup of ours" in refusal(plain, journal, file), name
        assert "not encrypted" in refusal(settings, journal, file), name
    assert not (tmp_path / "old-files").exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no such rights")
def test_backup_is_for_its_owner_and_the_folder_stays_as_it_is(
    journal, settings, tmp_path
):
    folder = tmp_path / "of-many"
    folder.mkdir()
    folder.chmod(0o777)
    made = make_backup(settings, journal, str(folder), AT)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o777
    assert stat.S_IMODE((folder / made.name).stat().st_mode) == 0o600


@pytest.mark.long
def test_restore_drill(lived, tmp_path, bare_url):
    """The machine burns after the backup; one form more had come,
    which stands in the sheet.
    """
    fill(
        lived.client(),
        "/en/aspiring_town",
        {**ANSWERS, "letter": (io.BytesIO(jpeg()), "letter.jpg")},
    )
    work(lived)
    settings = replace(lived.settings, backup_key=KEY)
    began = time.monotonic()
    made = make_backup(settings, lived.journal, str(tmp_path / "backups"), AT)
    seconds = [time.monotonic() - began]
    fill(
        lived.client(),
        "/en/aspiring_town",
        {**ANSWERS, "name": "Otavalo", "contact_email": "o@example.org"},
    )
    work(lived)
    towns, mails = lived.records("towns").keys(), len(lived.mails())
    began = time.monotonic()
    bare = replace(
        settings, database_url=bare_url, uploads_url=f"file://{tmp_path / 'new-files'}"
    )
    with closing(Journal(bare_url)) as journal:
        upgrade(journal)
        put_back(bare, journal, str(tmp_path / "backups" / made.name))
        seconds.append(time.monotonic() - began)
        worker = open_worker(bare, lived.folder, journal)
        loop = Loop(worker)
        loop.once()
        assert loop.work.was_foreign
        assert len(lived.mails()) == mails
        began = time.monotonic()
        assert worker.sync.take_lease()
        takeover(worker.sync)
        worker.sync.give_lease_back()
        assert loop.once()
        seconds.append(time.monotonic() - began)
        assert lived.records("towns").keys() == towns
        assert len(lived.mails()) == mails
    print(
        f"\nbackup {made.size:,} bytes in {seconds[0]:.1f} s; lost: 0 of {len(towns)} rows"
        f" in the sheet, 0 mails twice; back: put back in {seconds[1]:.1f} s, taken over"
        f" and looked in {seconds[2]:.1f} s"
    )
