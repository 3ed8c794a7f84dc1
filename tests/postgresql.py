"""A PostgreSQL server for a test run: started by the process that first needs one,
stopped by the last that is done.
"""

import fcntl
import json
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import psycopg

from core.ids import new_id

OPTIONS = "-c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=200 -c fsync=off"


@dataclass
class Server:
    """Where the server is, and how many processes use it."""

    folder: str
    port: int
    users: int

    @property
    def url(self) -> str:
        """The server's URL, without a database's name."""
        return f"postgresql://hoja@127.0.0.1:{self.port}"


def programs() -> Path | None:
    """The folder of the server's programs, or None where they are not installed."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if versions:
        return versions[-1].parent
    initdb = shutil.which("initdb")
    return Path(initdb).resolve().parent if initdb else None


@contextmanager
def running(bin: Path, run: Path) -> Iterator[str]:
    """The URL of the server that all processes share whose tests keep their
    files below the folder `run`.
    """
    state = run / "postgresql.json"
    with _turn(run):
        server = (
            Server(**json.loads(state.read_text())) if state.exists() else _start(bin)
        )
        server.users += 1
        state.write_text(json.dumps(asdict(server)))
    try:
        yield server.url
    finally:
        with _turn(run):
            server = Server(**json.loads(state.read_text()))
            server.users -= 1
            state.write_text(json.dumps(asdict(server)))
            if not server.users:
                state.unlink()
                _stop(bin, server)


def new_database(server: str) -> str:
    """The URL of a new, empty database, as SQLAlchemy takes it."""
    name = f"t{new_id()}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"{server}/{name}".replace("postgresql:", "postgresql+psycopg:")


@contextmanager
def _turn(run: Path) -> Iterator[None]:
    with (run / "postgresql.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def with_tls(bin: Path, certificate: bytes, key: bytes, password: str) -> Iterator[int]:
    """The port of a server of its own that takes nobody without TLS and a password, in
    the name of `hoja`.
    """

    def secure(cluster: Path) -> None:
        for name, content in (("server.crt", certificate), ("server.key", key)):
            file = cluster / name
            file.write_bytes(content)
            file.chmod(0o600)
            _give_away(file)
        rules = "hostssl all all 127.0.0.1/32 scram-sha-256\n"
        (cluster / "pg_hba.conf").write_text(rules)

    server = _start(bin, password, "-c ssl=on", secure)
    try:
        yield server.port
    finally:
        _stop(bin, server)


def _give_away(file: Path) -> None:
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        shutil.chown(file, "postgres")


def _start(
    bin: Path,
    password: str = "",
    options: str = "",
    prepare: Callable[[Path], None] = lambda cluster: None,
) -> Server:
    """Starts a server whose files are its own.

    `password`: of its user, "" where everybody is let in.
    """
    folder = Path(tempfile.mkdtemp(prefix="hoja-postgresql-"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    _give_away(folder)
    password_file = folder / "password"
    password_file.write_text(password or "unused")
    _give_away(password_file)
    cluster = str(folder / "cluster")
    locale = ["--encoding=UTF8", "--locale=C.UTF-8"]
    _run(
        folder,
        str(bin / "initdb"),
        "-D",
        cluster,
        "-A",
        "scram-sha-256" if password else "trust",
        "-U",
        "hoja",
        "--pwfile",
        str(password_file),
        "--no-sync",
        *locale,
    )
    prepare(Path(cluster))
    log = str(folder / "log")
    _run(
        folder,
        str(bin / "pg_ctl"),
        "-D",
        cluster,
        "-o",
        f"-p {port} {OPTIONS} {options}",
        "-l",
        log,
        "-w",
        "start",
    )
    return Server(str(folder), port, 0)


def _stop(bin: Path, server: Server) -> None:
    folder = Path(server.folder)
    _run(
        folder,
        str(bin / "pg_ctl"),
        "-D",
        str(folder / "cluster"),
        "-m",
        "immediate",
        "-w",
        "stop",
    )
    shutil.rmtree(folder, ignore_errors=True)


def _run(folder: Path, *command: str) -> None:
    as_user = (
        ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        if os.geteuid() == 0
        else []
    )
    subprocess.run(
        [*as_user, *command], check=True, cwd=folder, stdout=subprocess.DEVNULL
    )
