"""Real parts for every test: databases, a Sheets server, an SMTP server. Nothing beyond this machine can be reached."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from hypothesis import settings

from core.ids import new_id
from journal.database import Journal
from tests.house import ROOT, House, open_house
from worker.context import Folder, read_folder

settings.register_profile("same", derandomize=True)  # a red test is red for everybody, and again
settings.register_profile("hunt", print_blob=True)  # pytest --hypothesis-profile=hunt: new examples each time
settings.load_profile("same")

LONG = ("test_kill.py", "test_stress.py", "test_headers.py", "test_drops.py", "test_bulk_guard.py", "test_restore.py")
REQUIRED = os.environ.get("HOJA_REQUIRE", "").split(",")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first, so that no process is left with it at the end."""
    items.sort(key=lambda item: LONG.index(item.path.name) if item.path.name in LONG else len(LONG))


def missing(what: str, hint: str) -> None:
    """Skips loudly, or fails where this must not be skipped (CI)."""
    if what in REQUIRED:
        pytest.fail(f"{what} is required here: {hint}")
    pytest.skip(f"NOT TESTED, {what} is missing: {hint}")


def postgresql_programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).resolve().parent if on_path else None


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The URL of a PostgreSQL server of this test run, without a database's name."""
    programs = postgresql_programs()
    if programs is None:
        missing("postgresql", "install PostgreSQL's server (Debian: apt-get install postgresql)")
    assert programs is not None
    with (
        tempfile.TemporaryDirectory(prefix="hoja-postgresql-", ignore_cleanup_errors=True) as folder,
        socket.socket() as probe,
    ):
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        data = Path(folder)
        as_user: list[str] = []
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            shutil.chown(data, "postgres")
            as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        cluster = data / "cluster"
        options = (
            f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=200 -c fsync=off"
        )

        def run(*command: str) -> None:
            subprocess.run([*as_user, *command], check=True, cwd=data, stdout=subprocess.DEVNULL)

        initdb = str(programs / "initdb")
        run(initdb, "-D", str(cluster), "-A", "trust", "-U", "hoja", "--encoding=UTF8", "--locale=C.UTF-8")
        control = [str(programs / "pg_ctl"), "-D", str(cluster)]
        run(*control, "-o", options, "-l", str(data / "log"), "-w", "start")
        yield f"postgresql://hoja@127.0.0.1:{port}"
        run(*control, "-m", "immediate", "-w", "stop")


@pytest.fixture
def postgresql_url(postgresql: str) -> str:
    """A new, empty PostgreSQL database."""
    name = f"t{new_id()}"
    with psycopg.connect(f"{postgresql}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"{postgresql}/{name}"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A new database of each kind in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'journal.sqlite3'}"
    url = str(request.getfixturevalue("postgresql_url"))
    return url.replace("postgresql://", "postgresql+psycopg://")


@pytest.fixture
def journal(database_url: str) -> Iterator[Journal]:
    """An empty journal on each kind of database."""
    opened = Journal(database_url)
    opened.upgrade()
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def folder() -> Folder:
    """The programme that is shipped."""
    return read_folder(ROOT)


@pytest.fixture
def house(tmp_path: Path, folder: Folder) -> Iterator[House]:
    """Everything on one machine, in this process: Sheets server, mailbox, web application, worker."""
    with open_house(tmp_path, folder) as opened:
        yield opened


@pytest.fixture(scope="session")
def chromium() -> str:
    """Chromium's program."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        missing("browser", "install Chromium (Debian: apt-get install chromium)")
    return str(found)
