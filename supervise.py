"""Everything on one machine: web, worker and, where nothing else is set, a Sheets
server and a mailbox, each a process.
"""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from core import logs
from core.errors import HojaError
from core.files.private_files import keep_private
from core.files.process_lock import ProcessLock
from core.notation.addresses import email_addresses
from core.settings import ROOT, Settings, read
from core.variables import LOOPBACK
from journal.database import Journal
from journal.records import known_records
from monitoring.log_receiver import send_logs
from programme.app_tables import PEOPLE
from serve.sockets import address, bind, reach, start_with
from staff.access.signing import new_link
from sync.tabs.bootstrap import prepare, seed
from worker.context import WorkerContext, open_worker
from worker.folder import Folder, read_folder

WEB_PORT, SHEETS_PORT, SMTP_PORT = 8000, 5001, 8025
# Somebody else's programs may hold some; a hundred in a row are never taken.
PORTS_TRIED = 100
STOPPING_SECONDS = 40
"""Longer than the web server takes to answer what has begun."""
# A process that has ended is seen as soon as a person would see it.
PAUSE = 0.2
# A process that falls over at once would otherwise fill the log and the processor.
AGAIN_SECONDS = 2.0
# A first start makes a spreadsheet: who waits is told that it goes on.
TELL_SECONDS = 10.0
ASK_SECONDS = 2.0
HTTP_QUESTION, SMTP_QUESTION = b"GET /healthz HTTP/1.0\r\n\r\n", b""
"""What a server answers to; that of mail speaks first."""


@dataclass
class Child:
    """One process; started again when it ends by itself.

    `listening`: the socket that is handed on to it, also to the next.
    """

    name: str
    command: list[str]
    environ: Mapping[str, str]
    listening: socket.socket | None = None
    inherited: Sequence[int] = ()
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0

    def start(self) -> None:
        """Starts it, in a group of its own: Ctrl-C reaches us alone, and we
        stop the children in order.
        """
        self.started = time.monotonic()
        if os.name == "posix":
            group = {"start_new_session": True}
        else:
            group = {}
        self.process = start_with(
            self.command,
            self.listening,
            self.inherited,
            env=dict(self.environ),
            cwd=ROOT,
            **group,
        )

    @property
    def status(self) -> int | None:
        """How it ended, None while it lives."""
        if self.process:
            return self.process.poll()
        return None

    def tend(self) -> None:
        """Starts it again where it has ended, not more often than every two seconds."""
        # A process that cannot start would otherwise be started
        # hundreds of times a minute.
        if self.status is not None and time.monotonic() - self.started > AGAIN_SECONDS:
            logs.effect(
                "supervise", f"{self.name} ended; starting it again", status=self.status
            )
            self.start()

    def end(self) -> None:
        """Asks it to stop, and waits for it."""
        if self.listening is not None:
            # Ours first: as long as it is open, the system lets people
            # in whom nobody will answer.
            self.listening.close()
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(STOPPING_SECONDS)
            except subprocess.TimeoutExpired:
                # Whoever does not end in time is killed: nothing that
                # was accepted is lost by it.
                self.process.kill()
                self.process.wait()


@dataclass
class Processes:
    """The processes of one machine, in the order in which they start."""

    environ: dict[str, str]
    stop: threading.Event
    children: list[Child] = field(default_factory=list)
    watch: bool = False
    """Whether they take over a change in the programme's files."""

    def run(self, child: Child) -> None:
        """Starts one more."""
        child.start()
        self.children.append(child)

    def run_server(self, child: Child, question: bytes) -> None:
        """Starts one more, and waits until it answers: as long as it lives,
        however slow the machine is.
        """
        self.run(child)
        assert child.listening is not None
        where = address(child.listening)
        reported_at = child.started
        while not self.stop.is_set() and not _answers(where, question):
            if child.status is not None:
                raise HojaError(
                    f"{child.name} ended while it was starting (status {child.status})."
                )
            if time.monotonic() - reported_at > TELL_SECONDS:
                reported_at = time.monotonic()
                print(
                    f"  Waiting for {child.name} ({reported_at - child.started:.0f} s) …",
                    flush=True,
                )
            self.stop.wait(PAUSE)

    def end(self) -> None:
        """Stops all, the last started first."""
        for child in reversed(self.children):
            child.end()


@dataclass(frozen=True)
class Sockets:
    """The ports of this run, listening before anything is started: no
    other run can get one of them.

    None: the Sheets or the mail server is somewhere else, or somebody runs one of their
    own at the address that is set.
    """

    web: socket.socket
    sheets: socket.socket | None
    smtp: socket.socket | None

    @classmethod
    def reserve(cls, environ: dict[str, str]) -> "Sockets":
        """Takes the ports that are set, else free ones, which are
        put into the environment.
        """
        web = _web_socket(environ)
        environ.setdefault("PUBLIC_URL", f"http://127.0.0.1:{environ['PORT']}")
        sheets = None
        if environ.get("SHEETS_API_URL") or not environ.get("SPREADSHEET"):
            sheets = _server_socket(environ, "SHEETS_API_URL", "http", SHEETS_PORT)
        return cls(web, sheets, _server_socket(environ, "SMTP_URL", "smtp", SMTP_PORT))


def main(*, watch: bool = False) -> int:
    """Starts everything and stays until Ctrl-C or SIGTERM. 1 where settings or
    programme have mistakes, or it runs already.

    `watch`: web and worker take over a change in the programme's files at once.
    """
    logs.configure()
    stop = threading.Event()
    # A terminal that is closed (SIGHUP) must not leave the children behind.
    for name in {"SIGTERM", "SIGINT", "SIGHUP"} & {
        signal_number.name for signal_number in signal.Signals
    }:
        signal.signal(signal.Signals[name], lambda *_: stop.set())
    processes = Processes(dict(os.environ), stop, watch=watch)
    try:
        sockets = Sockets.reserve(processes.environ)
        settings = read(processes.environ)
        send_logs(settings.log_url)
        # Before anything is made; the children inherit it.
        keep_private(settings)
        folder = read_folder(settings.programme_dir)
        with ProcessLock(settings.state_dir) as lock:
            _take(lock, settings)
            _stay(processes, sockets, settings, folder, lock)
    except HojaError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _stay(
    processes: Processes,
    sockets: Sockets,
    settings: Settings,
    folder: Folder,
    lock: ProcessLock,
) -> None:
    """Starts all and looks after it until it is to stop."""
    try:
        _start(processes, sockets, settings, folder, lock)
        link = StaffLink(
            settings,
            Journal(settings.database_url, settings.database_url_file),
            folder.programme.sender.reply_to,
        )
        while not processes.stop.wait(PAUSE):
            link.print_when_there()
            for child in processes.children:
                child.tend()
    finally:
        processes.end()


def _take(lock: ProcessLock, settings: Settings) -> None:
    if not lock.take():
        raise HojaError(
            f"Hoja runs already with what is kept in {_near(settings.state_dir)}: {lock.owner()}. "
            "Open that, or stop it; to start a second one beside it, set STATE_DIR to another folder."
        )
    lock.note(f"{settings.public_url} (process {os.getpid()})")


def _start(
    processes: Processes,
    sockets: Sockets,
    settings: Settings,
    folder: Folder,
    lock: ProcessLock,
) -> None:
    python = sys.executable
    state = settings.state_dir
    environ = processes.environ
    if sockets.sheets is not None:
        command = [python, "-m", "sheets.local", "--data", str(state / "sheets")]
        # With the lock: should we be killed and it live on, nobody starts a
        # second one over the same file.
        inherited = (lock.fileno(),)
        processes.run_server(
            Child("the Sheets server", command, environ, sockets.sheets, inherited),
            HTTP_QUESTION,
        )
        lock.note(
            f"{settings.public_url} (processes {os.getpid()}, {_number(processes.children[-1])})"
        )
    if sockets.smtp is not None:
        command = [
            python,
            "-m",
            "mail.servers.mailbox",
            "--data",
            str(state / "mailbox"),
        ]
        processes.run_server(
            Child("the mailbox", command, environ, sockets.smtp), SMTP_QUESTION
        )
    journal = Journal(settings.database_url, settings.database_url_file)
    journal.upgrade()
    if settings.local_sheets and not processes.stop.is_set():
        _prepare(open_worker(settings, folder, journal), settings, folder)
    journal.close()
    if processes.watch:
        watching = ["--watch"]
    else:
        watching = []
    processes.run(
        Child("the worker", [python, "-m", "flask", "worker", *watching], environ)
    )
    if settings.imap_url:
        processes.run(
            Child(
                "the reader of mail",
                [python, "-m", "flask", "read-mailbox", "--watch"],
                environ,
            )
        )
    processes.run_server(
        Child(
            "the web server", _web_command(watch=processes.watch), environ, sockets.web
        ),
        HTTP_QUESTION,
    )
    # Stopped while it was starting: nothing to greet for.
    if not processes.stop.is_set():
        _greet(settings, folder)


def _web_command(*, watch: bool) -> list[str]:
    if watch:
        application = ["app:create_watched_app"]
    else:
        application = []
    return [sys.executable, "-m", "serve", *application]


def _number(child: Child) -> int:
    assert child.process is not None
    return child.process.pid


def _prepare(context: WorkerContext, settings: Settings, folder: Folder) -> None:
    sync_context = context.sync
    # An earlier run that was killed has it still for a while; a worker that is alive
    # has prepared the spreadsheet.
    if not sync_context.lease.take_waiting(lambda: time.sleep(PAUSE)):
        return
    try:
        prepare(sync_context)
        if settings.demonstration:
            seed(sync_context, folder.example)
    finally:
        sync_context.give_lease_back()


def _web_socket(environ: dict[str, str]) -> socket.socket:
    """For HOST and PORT; the first free port where none is set."""
    host = environ.get("HOST", "127.0.0.1")
    port = environ.get("PORT", "")
    if not port:
        listening = _first_free(host, WEB_PORT)
        environ["PORT"] = str(address(listening)[1])
        return listening
    try:
        return bind(host, int(port))
    except (OSError, ValueError, OverflowError) as error:
        raise HojaError(
            f"PORT is {port}, where nothing can listen ({error}). Set another one, or none."
        ) from error


def _server_socket(
    environ: dict[str, str], name: str, scheme: str, port: int
) -> socket.socket | None:
    """For a server of ours at the address that is set, or at a free one where none
    is.
    """
    if not environ.get(name):
        listening = _first_free("127.0.0.1", port)
        environ[name] = f"{scheme}://127.0.0.1:{address(listening)[1]}"
        return listening
    parts = urlsplit(environ[name])
    if parts.hostname in LOOPBACK and parts.port:
        # Taken: whoever set the address runs a server of their own there.
        with suppress(OSError):
            return bind(parts.hostname, parts.port)
    return None


def _first_free(host: str, first: int) -> socket.socket:
    for port in range(first, first + PORTS_TRIED):
        with suppress(OSError):
            listening = bind(host, port)
            if reach(listening):
                return listening
            listening.close()
    raise HojaError(f"None of the ports {first} to {first + PORTS_TRIED - 1} is free.")


def _answers(where: tuple[str, int], question: bytes) -> bool:
    """Whether a server says anything; the connection alone is the system's,
    before a process is there.
    """
    try:
        with socket.create_connection(where, timeout=ASK_SECONDS) as connection:
            connection.sendall(question)
            return connection.recv(1) != b""
    except OSError:
        # Not there yet, or not any more: asked again at the next look.
        return False


def _greet(settings: Settings, folder: Folder) -> None:
    programme = folder.programme
    print(f"\n  {programme.text(programme.name, programme.language)} is running.\n")
    print(f"  Start here     {settings.public_url}/")
    if settings.shows_demonstration:
        print(f"  Spreadsheet    {settings.sheets_api_url}/sheet")
        print(f"  Mailbox        {settings.public_url}/mailbox/")
    if settings.warning:
        print(f"\n  {settings.warning}\n")
    print(
        "\n  Ctrl-C stops it. What it keeps is in "
        + str(_near(settings.state_dir))
        + ".\n",
        flush=True,
    )


@dataclass
class StaffLink:
    """Prints a link that signs in, as soon as the example data has reached the sheet
    and so somebody is in it.
    """

    settings: Settings
    journal: Journal
    role: str
    done: bool = False
    next_look: float = 0.0

    def print_when_there(self) -> None:
        """Looks again, at most every two seconds."""
        if (
            self.done
            or not self.settings.demonstration
            or time.monotonic() < self.next_look
        ):
            return
        self.next_look = time.monotonic() + AGAIN_SECONDS
        email = _first_staff(self.journal, self.role)
        if not email:
            return
        link = self.settings.public_url + new_link(self.journal, email)
        print(
            f"  Staff pages    {link}\n                 (signs in once, as {email})\n",
            flush=True,
        )
        self.done = True
        self.journal.close()


def _first_staff(journal: Journal, role: str) -> str:
    """The first active person of a role; "" where there is none yet."""
    with journal.read() as connection:
        people = []
        for row in known_records.present(connection):
            if row.table == PEOPLE:
                people.append(row.values)
    addresses: list[str] = []
    for values in people:
        if values.get("role") == role and values.get("active"):
            for _name, email in email_addresses(str(values["email"]))[:1]:
                addresses.append(email)
    return min(addresses, default="")


def _near(path: Path) -> Path:
    if path.is_relative_to(Path.cwd()):
        return path.relative_to(Path.cwd())
    return path
