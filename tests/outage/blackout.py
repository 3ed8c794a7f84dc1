"""A whole installation, as processes of their own, whose clock is ours: days without
Google and mail, and the days after.
"""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from aiosmtpd.controller import Controller

from attack.moved_clock import MovedClock
from attack.visitor import Visitor
from core.clock import Clock
from core.ids import new_id
from core.settings import read
from journal.database import Journal
from journal.forms import submissions
from journal.forms.submissions import Submission
from journal.mails.claims import DueMessage
from journal.mails.holds.public_mails import sources_of_messages
from journal.operation import installation
from journal.schema import deliveries, messages
from journal.schema import submissions as submissions_table
from journal.states import DeliveryState, MessageState, Origin
from journal.tabs import spreadsheets
from outbox.sorting import Priority, priorities, priority
from programme.folder import copy_programme
from programme.records.record import Value
from sync.tabs.bootstrap import prepare, seed
from tests.house import ROOT, House, free_port
from tests.program import answers, environ, until
from tests.sheets.local_server import Server, running_server
from worker.context import open_worker
from worker.folder import Folder, read_folder

AWAY = "http://127.0.0.1:9"
DOMAIN = "lugares.lat"
"""Nobody's whose mail server could be reached from here; mails to example.org would
never leave.
"""
SECRET = "a secret of this test that is long enough"
CLOSED = "421 4.3.2 the mail server is away"
FORM = "aspiring_town"
SEE_OTHER = 303
PATIENCE = 1800.0
CALLS_OF_TWO_LOOKS = 4
SETUP_LIMIT = 120.0
UNSETTLED = (MessageState.queued, MessageState.taken, MessageState.sending)


class MailServer:
    """A real SMTP server that can be away, and remembers what it took, in order."""

    def __init__(self) -> None:
        self.is_away = False
        self.arrived: list[str] = []
        self.refused = 0

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name and words
        self,
        _server: Any,
        session: Any,
        _envelope: Any,
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        """Greets, or says that it is away."""
        session.host_name = hostname
        if not self.is_away:
            return responses
        self.refused += 1
        return [CLOSED]

    async def handle_HELO(  # noqa: N802 - aiosmtpd's name
        self, _server: Any, session: Any, _envelope: Any, hostname: str
    ) -> str:
        """The same for an older greeting."""
        session.host_name = hostname
        return CLOSED if self.is_away else "250 hello"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Takes one mail."""
        head = envelope.original_content.partition(b"\r\n\r\n")[0].decode(
            "ascii", "replace"
        )
        for line in head.splitlines():
            name, _, value = line.partition(":")
            if name.casefold() == "message-id":
                self.arrived.append(value.strip().strip("<>").partition("@")[0])
        return "250 kept"


@dataclass(frozen=True)
class Left:
    """A mail that left, and how pressing it was."""

    id: str
    priority: Priority
    due_at: datetime
    handed_at: datetime
    is_public: bool


@dataclass
class Installation:
    """Web and worker as processes, a journal, a spreadsheet, a mail server.

    `hours`: how far the clock was moved.
    """

    server: Server
    mail: MailServer
    clock: MovedClock
    folder: Folder
    journal: Journal
    url: str
    worker: "subprocess.Popen[bytes]"
    house: House
    accepted: list[str] = field(default_factory=list)
    ahead: timedelta = timedelta()

    def now(self) -> datetime:
        """What its processes take for the present."""
        return Clock().now() + self.ahead

    def move(self, passed: timedelta) -> None:
        """Moves its clock on, as if its machine had slept."""
        self.ahead += passed
        self.clock.set_ahead(int(self.ahead.total_seconds()))

    def break_off(self) -> None:
        """From now on neither Google nor the mail server answers."""
        self.server.faults({"action": "status", "status": 503})
        self.mail.is_away = True

    def mend(self) -> None:
        """Both are there again."""
        self.server.faults()
        self.mail.is_away = False

    def tries(self) -> int:
        """How often the spreadsheet has been asked for."""
        return len(self.server.calls())

    def send_form(self, visitor: Visitor, number: int) -> None:
        """One application, by somebody of their own."""
        answer = visitor.send_form(
            name=f"Lugar {number}",
            contact_email=f"ana{number}@{DOMAIN}",
            contact_name=f"Ana {number}",
        )
        assert answer.status == SEE_OTHER, answer.text[:2000]
        self.accepted.append(f"ana{number}@{DOMAIN}")

    def take_form(self, number: int) -> None:
        """The same past the web process: as it does when it has read all answers."""
        email = f"ana{number}@{DOMAIN}"
        programme = self.folder.programme
        table = programme.tables[programme.case.table]
        values: dict[str, Value] = {
            "name": f"Lugar {number}",
            "country": "Ecuador",
            "why": "Porque sí.",
            "contact_name": f"Ana {number}",
            "contact_email": email,
            "contact_language": "pt",
        }
        sent = Submission(
            new_id(),
            new_id(),
            FORM,
            "1",
            "pt",
            table.name,
            table.prefix,
            values,
            values,
            {},
            {},
            origin=Origin.open,
        )
        submissions.accept(self.journal, sent, self.now())
        self.accepted.append(email)

    def ask_for_link(self, visitor: Visitor) -> None:
        """One of the team wants to sign in."""
        hidden = visitor.get("/staff/").hidden
        email = f"coordinacion@{DOMAIN}"
        visitor.post(
            "/staff/sign-in", {"email": email, "csrf_token": hidden["csrf_token"]}
        )

    def approve(self, count: int) -> None:
        """Staff approve so many towns that have applied."""
        table = self.folder.programme.case.table
        applied = [
            reference
            for reference, row in self.house.records(table).items()
            if row.get("contact_email") in self.accepted
        ]
        for reference in applied[:count]:
            self.house.edit(table, reference, "status", "Aprobado")

    def rest(self) -> None:
        """Waits until the worker has looked twice more, and no mail has left since."""
        while True:
            arrived, tried = len(self.mail.arrived), self.tries()
            until(
                lambda tried=tried: self.tries() >= tried + CALLS_OF_TWO_LOOKS,
                "two looks",
                PATIENCE,
            )
            if len(self.mail.arrived) == arrived:
                self.server.forget_calls()
                return

    def waiting_rows(self) -> int:
        """Rows that have not reached the sheet."""
        states = (DeliveryState.queued, DeliveryState.appending)
        return self._count(deliveries, deliveries.c.state.in_(states))

    def waiting_mails(self) -> int:
        """Messages that have not left, and still may."""
        return self._count(messages, messages.c.state.in_(UNSETTLED))

    def forms(self) -> int:
        """Forms that were accepted."""
        return self._count(submissions_table)

    def rows(self) -> int:
        """Rows that have reached the sheet."""
        return self._count(deliveries, deliveries.c.state == DeliveryState.delivered)

    def states(self) -> Counter[str]:
        """Messages by their state."""
        with self.journal.read() as connection:
            return Counter(
                str(state)
                for state in connection.execute(sa.select(messages.c.state)).scalars()
            )

    def _count(self, table: sa.Table, *conditions: Any) -> int:
        with self.journal.read() as connection:
            query = sa.select(sa.func.count()).select_from(table).where(*conditions)
            return int(connection.execute(query).scalar_one())

    def left(self) -> list[Left]:
        """The mails that left, in their order."""
        by_kind = priorities(self.folder.programme.rules)
        c = messages.c
        query = sa.select(messages).where(c.handed_at.is_not(None))
        left: list[Left] = []
        with self.journal.read() as connection:
            rows = connection.execute(query.order_by(c.handed_at)).all()
            sources = sources_of_messages(connection, [row.id for row in rows])
        for row in rows:
            source = sources.get(row.id)
            message = DueMessage(
                row.id,
                row.kind,
                row.case,
                row.email,
                row.state,
                row.waits,
                row.judged_look,
                row.urgent,
                row.created_at,
                row.due_at,
                frozenset(),
                source,
            )
            left.append(
                Left(
                    row.id,
                    priority(message, by_kind),
                    # That of the day is due in the morning, whenever it is written.
                    max(row.due_at, row.created_at),
                    row.handed_at,
                    source is not None,
                )
            )
        return left

    def memory(self) -> float:
        """The most that the worker has had in memory, in MB."""
        status = Path(f"/proc/{self.worker.pid}/status").read_text()
        for line in status.splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
        raise AssertionError(status)

    def references(self) -> Counter[str]:
        """How often each sender's row stands in the sheet."""
        programme = self.folder.programme
        table = programme.tables[programme.case.table]
        client = self.server.gspread()
        try:
            with self.journal.read() as connection:
                key = spreadsheets.current_key(connection)
            tab = client.open_by_key(key).worksheet(table.label[programme.language])
            header, *rows = tab.get_all_values()
        finally:
            client.http_client.session.close()
        column = table.column("contact_email")
        assert column
        place = header.index(column.label[programme.language])
        return Counter(row[place] for row in rows if row[place])


def programme_with_limits(destination: Path, mails_per_hour: int, a_day: int) -> Path:
    """The programme that is shipped, with an example whose people can be written to."""
    copy_programme(ROOT, destination)
    file = destination / "config" / "programme.yaml"
    limits = f"limits:\n  mails_per_hour: {mails_per_hour}\n  mails_per_day: {a_day}\n"
    file.write_text(file.read_text("utf-8").replace("limits:\n", limits, 1), "utf-8")
    example = destination / "config" / "example.yaml"
    example.write_text(
        example.read_text("utf-8").replace("example.org", DOMAIN), "utf-8"
    )
    return destination


@contextmanager
def installed(
    state: Path, clock: MovedClock, programme: Path
) -> Iterator[Installation]:
    """An installation with example data, whose outbox is open."""
    web, smtp = free_port(), free_port()
    mail = MailServer()
    listening = Controller(mail, hostname="127.0.0.1", port=smtp)
    listening.start()
    folder = read_folder(programme)
    with ExitStack() as stack:
        stack.callback(listening.stop)
        server = stack.enter_context(running_server(state / "sheets"))
        own = environ(
            state,
            PROGRAMME_DIR=str(programme),
            SECRET_KEY=SECRET,
            SHEETS_API_URL=server.url,
            SMTP_URL=f"smtp://127.0.0.1:{smtp}",
            MAIL_FROM=f"hoja@{DOMAIN}",
            PUBLIC_URL=f"http://127.0.0.1:{web}",
            TRUSTED_PROXIES="127.0.0.1",
            PYTHONPATH=str(ROOT),
        )
        journal = Journal(read(own).database_url)
        stack.callback(journal.close)
        key = _prepare(own, folder, journal)
        own |= {"SPREADSHEET": key, **clock.environ_of_sleeper}
        bind = f"127.0.0.1:{web}"
        stack.enter_context(_process(own, state / "web.log", "serve", "--bind", bind))
        worker = stack.enter_context(
            _process(own, state / "worker.log", "flask", "worker")
        )
        url = f"http://{bind}"
        until(lambda: answers(f"{url}/healthz"), "the web process", PATIENCE)
        house = House(read(own), folder, server, journal)
        stack.callback(house.close_staff_reader)
        yield Installation(server, mail, clock, folder, journal, url, worker, house)


def _prepare(own: dict[str, str], folder: Folder, journal: Journal) -> str:
    """Makes the spreadsheet, puts example data on its way; gives the key."""
    journal.upgrade()
    settings = replace(read(own), call_limit=SETUP_LIMIT)
    worker = open_worker(settings, folder, journal)
    sync = worker.sync
    try:
        assert sync.take_lease()
        prepare(sync)
        seed(sync, folder.example)
        sync.give_lease_back()
        with journal.write() as connection:
            installation.set_outbox(connection, is_open=True)
        return sync.spreadsheet.key
    finally:
        sync.spreadsheet.close()


@contextmanager
def _process(
    own: dict[str, str], log: Path, *command: str
) -> "Iterator[subprocess.Popen[bytes]]":
    with log.open("wb") as output:
        started = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=ROOT,
            env=own,
            stdout=output,
            stderr=output,
        )
        try:
            yield started
        finally:
            started.terminate()
            started.wait(60)
