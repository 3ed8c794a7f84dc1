"""Trials in which workers are killed again and again: a spreadsheet that misbehaves, a
mailbox, workers, and what is left.
"""

import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from core.clock import Clock
from core.ids import new_id
from journal.database import Journal
from journal.forms import repetition_rows, submissions
from journal.forms.submissions import Submission, SubmissionRow
from journal.mails import messages
from journal.states import MessageState
from mail.servers.mailbox import controller, mails
from mail.servers.transport import LOST
from programme.app_tables import LISTED_SEPARATOR
from sync.tabs.bootstrap import prepare
from tests.cutoff import settings_of
from tests.house import ROOT, free_port
from tests.sheets.local_server import Server, running_server
from worker.context import open_worker
from worker.folder import Folder

BATCH = "batchUpdate"
FAULTS: dict[str, list[dict[str, Any]]] = {
    "well": [],
    "busy": [{"action": "status", "status": 429, "probability": 0.15, "seed": 1}],
    "ill": [
        {"action": "status", "status": 503, "probability": 0.1, "seed": 2},
        {"action": "status", "status": 502, "probability": 0.1, "seed": 3},
        {"action": "reset", "probability": 0.05, "seed": 4},
    ],
    "silent": [
        {
            "action": "timeout_before",
            "path": BATCH,
            "seconds": 1.3,
            "probability": 0.25,
            "seed": 5,
        },
        {
            "action": "timeout_after",
            "path": BATCH,
            "seconds": 1.3,
            "probability": 0.5,
            "seed": 6,
        },
    ],
    "late": [
        {
            "action": "late_commit",
            "path": BATCH,
            "seconds": 1.1,
            "probability": 0.4,
            "seed": 7,
        },
        {"action": "lie", "path": BATCH, "probability": 0.2, "seed": 8},
    ],
    "garbled": [
        {"action": "truncated", "probability": 0.1, "seed": 9},
        {"action": "html", "path": BATCH, "probability": 0.4, "seed": 10},
    ],
}
NEVER = 10**9
BOUNDARIES = range(1, 46)
"""The commits of a round; the worker is killed before (odd) and after (even) each."""
KILLS = int(os.environ.get("KILLS", "0"))
"""How many kills to go on for, over all kinds of weather; 0: once at each boundary."""
FORMS = int(os.environ.get("FORMS", "0"))
"""How many forms come in meanwhile, over all kinds of weather; 0: one a kill."""
REPETITIONS, PARENT, REPETITIONS_EACH = "outcomes", "town", 2
"""Each submission becomes so many rows of another table, too, which refer to its
own.
"""
TRIES = 200
SETUP_LIMIT = 120.0


@dataclass(frozen=True)
class End:
    """What is left of a trial.

    `kills`: how often a worker was killed; `rows`: how often each
    reference is in the sheet.
    """

    name: str
    kills: int
    accepted: list[str]
    rows: Counter[str]
    mails: list[Any]
    now: datetime
    arrived: Counter[str]
    cut: set[str]

    def wrong_rows(self) -> dict[str, int]:
        """References that do not stand in the sheet as often as they should: once each
        accepted one, and no other.
        """
        wanted = Counter(self.accepted)
        references = {*wanted, *self.rows}
        return {
            reference: self.rows[reference]
            for reference in references
            if self.rows[reference] != wanted[reference]
        }

    def wrong_mails(self) -> dict[str, tuple[str, str]]:
        """Messages that did not end as they may."""
        return {
            row.id: (row.state, row.reason)
            for row in self.mails
            if not self._is_fine(row)
        }

    def _is_fine(self, row: Any) -> bool:
        """Whether a mail ended as it may: unknown only where a kill, or a server too
        slow for its word, left it so.
        """
        times = self.arrived[row.id]
        if row.state == MessageState.unknown:
            return times <= 1 and (row.id in self.cut or row.reason.startswith(LOST))
        # For the morning, or after a line that broke before the mail was handed over.
        if row.state == MessageState.queued:
            return times == 0 and row.due_at > self.now
        return (row.state == MessageState.sent and times == 1) or (
            row.state == MessageState.held and times == 0
        )


@dataclass
class Trial:
    """One house whose worker is killed again and again.

    `cut`: messages that a kill found in the server's hands.
    """

    server: Server
    journal: Journal
    folder: Folder
    mailbox: Path
    workers: "list[subprocess.Popen[str]]"
    environ: dict[str, str]
    key: str
    accepted: list[str] = field(default_factory=list)
    cut: set[str] = field(default_factory=set)
    kills: int = 0
    counting: threading.Lock = field(default_factory=threading.Lock)

    def accept(self, count: int) -> None:
        """Takes in submissions as the web does."""
        table = self.folder.programme.tables[self.folder.programme.case.table]
        for _ in range(count):
            values = {
                table.title: f"Lugar {new_id()}",
                "contact_name": "Ana",
                "contact_email": "ana@example.org",
            }
            other = self.folder.programme.tables[REPETITIONS]
            rows = [
                SubmissionRow(
                    other.name, other.prefix, PARENT, {other.title: f"Logro {new_id()}"}
                )
                for _ in range(REPETITIONS_EACH)
            ]
            sent = Submission(
                new_id(),
                new_id(),
                "aspiring_town",
                "1",
                "es",
                table.name,
                table.prefix,
                {},
                values,
                {},
                {},
                rows=rows,
            )
            reference = submissions.accept(self.journal, sent, Clock().now()).reference
            self.accepted.append(reference)
            with self.journal.read() as connection:
                repetitions = repetition_rows.of_submission(connection, reference)
            self.accepted += [f"{row.reference} of {reference}" for row in repetitions]

    def run(self, boundary: int, number: int = 0) -> str:
        """A worker that is killed at a boundary, or gets through before it.

        `number`: which of several.
        """
        worker = self.workers[number]
        assert worker.stdin
        assert worker.stdout
        worker.stdin.write(f"{boundary}\n")
        worker.stdin.flush()
        ended = worker.stdout.readline().strip()
        if ended == "killed":
            with self.counting:
                self.kills += 1
            with self.journal.read() as connection:
                self.cut |= {
                    row.id
                    for row in messages.in_state(connection, MessageState.sending)
                }
        return ended

    def settle(self) -> None:
        """Lets a worker finish, with a well server; the one before may still
        have its lease for seconds.
        """
        self.server.faults()
        ended: list[str] = []
        while ended[-1:] != ["done"]:
            assert len(ended) < TRIES, ended
            ended.append(self.run(NEVER))

    def rows(self) -> Counter[str]:
        """How often each reference stands in the sheet; that of a
        repetition with what it refers to.
        """
        programme = self.folder.programme
        own, other = (
            programme.tables[programme.case.table],
            programme.tables[REPETITIONS],
        )
        client = self.server.gspread()
        try:
            spreadsheet = client.open_by_key(self.key)
            references = spreadsheet.worksheet(
                own.label[programme.language]
            ).col_values(1)[1:]
            header, *repetitions = spreadsheet.worksheet(
                other.label[programme.language]
            ).get_all_values()
        finally:
            client.http_client.session.close()
        parent = header.index(other.column(PARENT).label[programme.language])
        # A cell that refers to a row shows its name, too.
        pairs = [
            (row[0], row[parent].rpartition(LISTED_SEPARATOR)[2])
            for row in repetitions
            if any(row)
        ]
        return Counter(
            [*references, *(f"{reference} of {about}" for reference, about in pairs)]
        )

    def arrived(self) -> Counter[str]:
        """How often each message's mail is in the mailbox."""
        return Counter(
            str(kept.message["Message-ID"]).strip("<>").partition("@")[0]
            for kept in mails(self.mailbox)
        )

    def end(self, name: str) -> End:
        """What is left, once it has settled."""
        with self.journal.read() as connection:
            written = list(connection.execute(messages.messages.select()).all())
        return End(
            name,
            self.kills,
            self.accepted,
            self.rows(),
            written,
            Clock().now(),
            self.arrived(),
            self.cut,
        )


@contextmanager
def trial(
    state: Path, folder: Folder, *, workers: int = 1, **more: str
) -> Iterator[Trial]:
    """A house whose spreadsheet is set up, with workers that wait.

    `more`: of the environment.
    """
    port = free_port()
    mailbox = controller(state / "mailbox", port=port)
    mailbox.start()
    with running_server(state / "sheets") as server:
        environ = {
            **os.environ,
            "STATE_DIR": str(state),
            "SHEETS_API_URL": server.url,
            "PROGRAMME_DIR": str(ROOT),
        }
        environ |= {
            "SMTP_URL": f"smtp://127.0.0.1:{port}",
            "SECRET_KEY": "of this test",
            "PYTHONPATH": str(ROOT),
            **more,
        }
        settings = settings_of(environ)
        journal = Journal(settings.database_url)
        journal.upgrade()
        office = open_worker(replace(settings, call_limit=SETUP_LIMIT), folder, journal)
        assert office.sync.take_lease()
        prepare(office.sync)
        office.sync.give_lease_back()
        with ExitStack() as stack:
            stack.callback(mailbox.stop)
            stack.callback(journal.close)
            stack.callback(office.sync.spreadsheet.close)
            started = [
                stack.enter_context(forking(environ, "tests.cutoff"))
                for _number in range(workers)
            ]
            yield Trial(
                server,
                journal,
                folder,
                state / "mailbox",
                started,
                environ,
                office.sync.spreadsheet.key,
            )


@contextmanager
def forking(environ: dict[str, str], module: str) -> "Iterator[subprocess.Popen[str]]":
    """A program of ours that forks a process for each line that it is sent."""
    command = [sys.executable, "-m", module]
    process = subprocess.Popen(
        command,
        env=environ,
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        yield process
    finally:
        assert process.stdin
        assert process.stdout
        process.stdin.close()
        process.wait(30)
        process.stdout.close()
