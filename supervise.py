"""Everything on one machine: web, worker and, where nothing else is set, a Sheets server and a mailbox, each a process."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from core import logs
from core.addresses import email_addresses
from core.errors import HojaError
from core.private_files import keep_private
from core.settings import LOOPBACK, ROOT, Settings, read
from journal import known_records
from journal.database import Journal
from programme.app_tables import PEOPLE
from staff.signing import new_link
from sync.bootstrap import prepare, seed
from worker.context import Folder, WorkerContext, open_worker, read_folder

WEB_PORT, SHEETS_PORT, SMTP_PORT = 8000, 5001, 8025
THREADS = 8
STARTING_SECONDS, STOPPING_SECONDS = 60, 20
PAUSE = 0.2
AGAIN_SECONDS = 2.0


@dataclass
class Child:
    """One process; started again when it ends by itself."""

    name: str
    command: list[str]
    environ: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0

    def start(self) -> None:
        """Starts it, in a group of its own: Ctrl-C reaches us alone, and we stop the children in order."""
        self.started = time.monotonic()
        group = {"start_new_session": True} if os.name == "posix" else {}
        self.process = subprocess.Popen(self.command, env=dict(self.environ), cwd=ROOT, **group)  # type: ignore[call-overload]

    def tend(self) -> None:
        """Starts it again where it has ended, not more often than every two seconds."""
        # A process that cannot start would otherwise be started hundreds of times a minute.
        if self.process and self.process.poll() is not None and time.monotonic() - self.started > AGAIN_SECONDS:
            logs.effect("supervise", f"{self.name} ended; starting it again", status=self.process.returncode)
            self.start()

    def end(self) -> None:
        """Asks it to stop, and waits for it."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(STOPPING_SECONDS)
            except subprocess.TimeoutExpired:
                # Whoever does not end in time is killed: nothing that was accepted is lost by it.
                self.process.kill()
                self.process.wait()


@dataclass
class Processes:
    """The processes of one machine, in the order in which they start."""

    environ: dict[str, str]
    children: list[Child] = field(default_factory=list)

    def run(self, name: str, *command: str, **extra: str) -> None:
        """Starts one more."""
        child = Child(name, list(command), {**self.environ, **extra})
        child.start()
        self.children.append(child)

    def end(self) -> None:
        """Stops all, the last started first."""
        for child in reversed(self.children):
            child.end()


def main() -> int:
    """Starts everything and stays until Ctrl-C or SIGTERM. 1 where settings or programme have mistakes."""
    logs.configure()
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    processes = Processes(_with_ports(dict(os.environ)))
    try:
        settings = read(processes.environ)
        # Before anything is made; the children inherit it.
        keep_private(settings)
        folder = read_folder(settings.programme_dir)
        _start(processes, settings, folder, stop)
        while not stop.wait(PAUSE):
            for child in processes.children:
                child.tend()
    except HojaError as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        processes.end()
    return 0


def _start(processes: Processes, settings: Settings, folder: Folder, stop: threading.Event) -> None:
    python, state = sys.executable, settings.state_dir
    if settings.local_sheets:
        sheets = urlsplit(settings.sheets_api_url)
        if sheets.hostname in LOOPBACK and not _answers(sheets.port or 80):
            port, data = str(sheets.port), str(state / "sheets")
            processes.run("Sheets server", python, "-m", "sheets.local", "--port", port, "--data", data)
            _wait_for(sheets.port or 80, stop)
    smtp = urlsplit(settings.smtp_url)
    if smtp.hostname in LOOPBACK and smtp.port and not _answers(smtp.port):
        processes.run(
            "Mailbox", python, "-m", "mail.mailbox", "--port", str(smtp.port), "--data", str(state / "mailbox")
        )
        _wait_for(smtp.port, stop)
    journal = Journal(settings.database_url)
    journal.upgrade()
    if settings.local_sheets:
        _prepare(open_worker(settings, folder, journal), settings, folder)
    processes.run("Worker", python, "-m", "flask", "worker")
    web_port = int(processes.environ["PORT"])
    processes.run("Web", *_web(web_port))
    _wait_for(web_port, stop)
    # Stopped while it was starting: nothing to greet for.
    if not stop.is_set():
        _greet(settings, journal, folder, stop)
    journal.close()


def _prepare(context: WorkerContext, settings: Settings, folder: Folder) -> None:
    sync_context = context.sync
    # An earlier run that was killed has it still for a while; a worker that is alive has prepared the spreadsheet.
    if not sync_context.lease.take_waiting(lambda: time.sleep(PAUSE)):
        return
    try:
        prepare(sync_context)
        if settings.demonstration:
            seed(sync_context, folder.example)
    finally:
        sync_context.give_lease_back()


def _web(port: int) -> list[str]:
    host = os.environ.get("HOST", "127.0.0.1")
    if os.name == "posix":
        serve = ["-m", "gunicorn", "--worker-class", "gthread", "--threads", str(THREADS), "--log-level", "warning"]
        return [sys.executable, *serve, "--bind", f"{host}:{port}", "app:create_app()"]
    return [
        sys.executable,
        "-m",
        "waitress",
        f"--listen={host}:{port}",
        f"--threads={THREADS}",
        "--call",
        "app:create_app",
    ]


def _with_ports(environ: dict[str, str]) -> dict[str, str]:
    """The environment with free ports in it where none are set."""
    environ.setdefault("PORT", str(_free(WEB_PORT)))
    environ.setdefault("PUBLIC_URL", f"http://127.0.0.1:{environ['PORT']}")
    if not environ.get("SPREADSHEET"):
        environ.setdefault("SHEETS_API_URL", f"http://127.0.0.1:{_free(SHEETS_PORT)}")
    environ.setdefault("SMTP_URL", f"smtp://127.0.0.1:{_free(SMTP_PORT)}")
    return environ


def _free(port: int) -> int:
    """The port, or the next one that nobody has."""
    while _answers(port):
        port += 1
    return port


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        # Connecting, not binding: a port that was just left cannot be bound for a while, and nobody answers on it.
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _wait_for(port: int, stop: threading.Event) -> None:
    end = time.monotonic() + STARTING_SECONDS
    while not _answers(port):
        if stop.wait(PAUSE):
            return
        if time.monotonic() > end:
            raise HojaError(f"nothing answers on port {port} after {STARTING_SECONDS} seconds")


def _greet(settings: Settings, journal: Journal, folder: Folder, stop: threading.Event) -> None:
    programme = folder.programme
    print(f"\n  {programme.text(programme.name, programme.language)} is running.\n")
    print(f"  Start here     {settings.public_url}/")
    if settings.shows_demonstration:
        print(f"  Spreadsheet    {settings.sheets_api_url}/sheet")
        print(f"  Mailbox        {settings.public_url}/mailbox/")
    if settings.warning:
        print(f"\n  {settings.warning}\n")
    if settings.demonstration:
        email = _first_staff(journal, programme.sender.reply_to, stop)
        if email:
            print(
                f"  Staff pages    {settings.public_url}{new_link(journal, email)}\n                 (signs in once, as {email})"
            )
    print("\n  Ctrl-C stops it. What it keeps is in " + str(_near(settings.state_dir)) + ".\n", flush=True)


def _first_staff(journal: Journal, role: str, stop: threading.Event) -> str:
    """The first active person of a role, once the example data has reached the sheet."""
    end = time.monotonic() + STARTING_SECONDS
    while time.monotonic() < end and not stop.wait(PAUSE):
        with journal.read() as connection:
            people = [row.values for row in known_records.present(connection) if row.table == PEOPLE]
        addresses: list[str] = []
        for values in people:
            if values.get("role") == role and values.get("active"):
                addresses.extend(address for _name, address in email_addresses(str(values["email"]))[:1])
        if addresses:
            return min(addresses)
    return ""


def _near(path: Path) -> Path:
    if path.is_relative_to(Path.cwd()):
        return path.relative_to(Path.cwd())
    return path
