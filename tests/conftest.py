"""Real parts for every test: databases, a Sheets server, an SMTP server.

Nothing beyond this machine can be reached.
"""

import gc
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, expect, sync_playwright

from journal.database import Journal
from tests import postgresql as postgresql_server
from tests.house import ROOT, House, open_house, upgrade
from worker.folder import Folder, read_folder

# a red test is red for everybody, and again
settings.register_profile("same", derandomize=True, deadline=None)
# pytest --hypothesis-profile=hunt: new examples each time
settings.register_profile("hunt", print_blob=True)
settings.load_profile("same")

HEAVY = {"lived", "house", "tabs", "browser", "all_grounds", "ended"}
"""Fixtures of tests that take long, the longer the more of them a file has."""
MINUTES = 100
"""What a long test weighs, in tests that are heavy."""
CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-sync",
]
CHROMIUM += ["--disable-background-networking", "--disable-component-update"]
# milliseconds; a busy machine is no fault of the page's
expect.set_options(timeout=60_000)
REQUIRED = os.environ.get("HOJA_REQUIRE", "").split(",")
MEMORY = Path("/dev/shm")
ROOM = 2 * 2**30
"""Bytes that must be free there: containers often have 64 MiB."""


OBJECTS = 50_000
"""New objects between two walks of the garbage collector."""


def _keep_files_in_memory() -> None:
    """Puts the files of tests into memory, where there is room for them.

    Everything that is accepted waits for the disk, thousands of times in a run: a
    fifth of its time. What is tested of that is a killed process, which leaves as
    much in memory as on a disk.
    """
    if (
        "TMPDIR" in os.environ
        or not MEMORY.is_dir()
        or shutil.disk_usage(MEMORY).free < ROOM
    ):
        return
    os.environ["PYTEST_DEBUG_TEMPROOT"] = tempfile.tempdir = str(MEMORY)


_keep_files_in_memory()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first, so that no process is left with it at the
    end.
    """
    weight: Counter[Path] = Counter()
    for item in items:
        weight[item.path] += MINUTES * (item.get_closest_marker("long") is not None)
        weight[item.path] += bool(HEAVY.intersection(getattr(item, "fixturenames", ())))
    items.sort(key=lambda item: -weight[item.path])


def pytest_collection_finish() -> None:
    """What is imported by now stays until the end: the garbage collector need not
    walk over it again and again; and it comes more rarely, which saves a tenth.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS, *gc.get_threshold()[1:])


def missing(what: str, hint: str) -> None:
    """Skips loudly, or fails where this must not be skipped (CI)."""
    if what in REQUIRED:
        pytest.fail(f"{what} is required here: {hint}")
    pytest.skip(f"NOT TESTED, {what} is missing: {hint}")


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a PostgreSQL server of this test run, without a database's name."""
    programs = postgresql_server.programs()
    if programs is None:
        missing(
            "postgresql",
            "install PostgreSQL's server (Debian: apt-get install postgresql)",
        )
    assert programs is not None
    folder = tmp_path_factory.getbasetemp()
    run = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder
    with postgresql_server.running(programs, run) as url:
        yield url


@pytest.fixture
def postgresql_url(postgresql: str) -> str:
    """A new, empty PostgreSQL database."""
    return postgresql_server.new_database(postgresql).replace("+psycopg", "")


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]
)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A new database of each kind in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'journal.sqlite3'}"
    return postgresql_server.new_database(request.getfixturevalue("postgresql"))


@pytest.fixture
def journal(database_url: str) -> Iterator[Journal]:
    """An empty journal on each kind of database."""
    opened = Journal(database_url)
    upgrade(opened)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def folder() -> Folder:
    """The programme that is shipped."""
    return read_folder(ROOT)


@pytest.fixture
def house(tmp_path: Path, folder: Folder) -> Iterator[House]:
    """Everything on one machine, in this process: Sheets server,
    mailbox, web application, worker.
    """
    with open_house(tmp_path, folder) as opened:
        yield opened


@pytest.fixture(scope="session")
def chromium() -> str:
    """Chromium's program; the one without a window where it is installed, which needs
    two thirds of the time.
    """
    found = (
        shutil.which("chromium-headless-shell")
        or shutil.which("chromium")
        or shutil.which("chromium-browser")
        or shutil.which("google-chrome")
    )
    if found is None:
        missing("browser", "install Chromium (Debian: apt-get install chromium)")
    return str(found)


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """Chromium, started once a process; each test opens a context of its own in it."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM)
        yield opened
        opened.close()
