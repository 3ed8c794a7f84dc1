import os
from contextlib import closing

import pytest

from core.files.private_files import keep_private
from core.settings import read
from journal.database import Journal


@pytest.fixture(autouse=True)
def restored_umask():
    before = os.umask(0o022)
    yield
    os.umask(before)


def mode(path):
    return path.stat().st_mode & 0o777


def test_what_is_made_afterwards_is_for_us_alone(tmp_path):
    settings = read({"STATE_DIR": str(tmp_path / "state")})
    assert keep_private(settings) == []
    for name in ("uploads", "mailbox"):
        (settings.state_dir / name).mkdir()
        (settings.state_dir / name / "one").write_text("x")
        assert (
            mode(settings.state_dir / name),
            mode(settings.state_dir / name / "one"),
        ) == (0o700, 0o600)


def test_what_an_earlier_version_left_open_is_closed(tmp_path):
    settings = read({"STATE_DIR": str(tmp_path)})
    open_ones = [
        tmp_path / name
        for name in ("journal.sqlite3", "journal.sqlite3-wal", "secret_key")
    ]
    for path in open_ones:
        path.touch()
        path.chmod(0o644)
    (tmp_path / "uploads").mkdir(mode=0o755)
    (tmp_path / "of_somebody_else").touch(mode=0o644)
    tmp_path.chmod(0o755)
    assert keep_private(settings) == []
    assert {mode(path) for path in open_ones} == {0o600}
    assert mode(tmp_path / "uploads") == 0o700
    # The folder itself, and what else is in it, may be shared with others on purpose.
    assert (mode(tmp_path), mode(tmp_path / "of_somebody_else")) == (0o755, 0o644)


def test_journal_is_made_for_us_alone_by_whoever_opens_it_first(tmp_path):
    with closing(
        Journal(f"sqlite:///{tmp_path / 'state' / 'journal.sqlite3'}")
    ) as journal:
        journal.upgrade()
        files = list((tmp_path / "state").iterdir())
        assert {mode(file) for file in files} == {0o600}
    assert mode(tmp_path / "state") == 0o700
