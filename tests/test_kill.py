"""Pulling the plug: at every commit of the journal, while Google misbehaves, nothing is lost and nothing comes twice."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from core.clock import Clock
from core.ids import new_id
from journal import messages, submissions
from journal.database import Journal
from journal.states import MessageState
from journal.submissions import Submission
from mail.mailbox import controller, mails
from mail.transport import LOST
from sync.bootstrap import prepare
from tests.cutoff import settings_of
from tests.house import ROOT, free_port
from tests.sheets.local_server import Server, running_server
from worker.context import Folder, open_worker

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
        {"action": "timeout_before", "path": BATCH, "seconds": 1.3, "probability": 0.25, "seed": 5},
        {"action": "timeout_after", "path": BATCH, "seconds": 1.3, "probability": 0.5, "seed": 6},
    ],
    "late": [
        {"action": "late_commit", "path": BATCH, "seconds": 1.1, "probability": 0.4, "seed": 7},
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
TRIES = 200
SETUP_LIMIT = 120.0


@dataclass
class Trial:
    """One house whose worker is killed again and again. `cut`: messages that a kill found in the server's hands."""

    server: Server
    journal: Journal
    folder: Folder
    mailbox: Path
    worker: "subprocess.Popen[str]"
    key: str
    accepted: list[str] = field(default_factory=list)
    cut: set[str] = field(default_factory=set)
    kills: int = 0

    def accept(self, count: int) -> None:
        """Takes in submissions as the web does."""
        table = self.folder.programme.tables[self.folder.programme.case.table]
        for _ in range(count):
            values = {table.title: f"Lugar {new_id()}", "contact_name": "Ana", "contact_email": "ana@example.org"}
            sent = Submission(
                new_id(), new_id(), "aspiring_town", "1", "es", table.name, table.prefix, {}, values, {}, {}
            )
            self.accepted.append(submissions.accept(self.journal, sent, Clock().now()).reference)

    def run(self, boundary: int) -> str:
        """A worker that is killed at a boundary, or gets through before it."""
        assert self.worker.stdin
        assert self.worker.stdout
        self.worker.stdin.write(f"{boundary}\n")
        self.worker.stdin.flush()
        ended = self.worker.stdout.readline().strip()
        if ended == "killed":
            self.kills += 1
            with self.journal.read() as connection:
                self.cut |= {row.id for row in messages.in_state(connection, MessageState.sending)}
        return ended

    def settle(self) -> None:
        """Lets a worker finish, with a well server; the one before may still have its lease for seconds."""
        self.server.faults()
        ended: list[str] = []
        while ended[-1:] != ["done"]:
            assert len(ended) < TRIES, ended
            ended.append(self.run(NEVER))

    def rows(self) -> Counter[str]:
        """How often each reference stands in the sheet."""
        client = self.server.gspread()
        try:
            label = self.folder.programme.tables[self.folder.programme.case.table].label[self.folder.programme.language]
            return Counter(client.open_by_key(self.key).worksheet(label).col_values(1)[1:])
        finally:
            client.http_client.session.close()

    def arrived(self) -> Counter[str]:
        """How often each message's mail is in the mailbox."""
        return Counter(str(kept.message["Message-ID"]).strip("<>").partition("@")[0] for kept in mails(self.mailbox))


@contextmanager
def trial(state: Path, folder: Folder) -> Iterator[Trial]:
    port = free_port()
    mailbox = controller(state / "mailbox", port=port)
    mailbox.start()
    with running_server(state / "sheets") as server:
        environ = {**os.environ, "STATE_DIR": str(state), "SHEETS_API_URL": server.url, "PROGRAMME_DIR": str(ROOT)}
        environ |= {"SMTP_URL": f"smtp://127.0.0.1:{port}", "SECRET_KEY": "of this test", "PYTHONPATH": str(ROOT)}
        settings = settings_of(environ)
        journal = Journal(settings.database_url)
        journal.upgrade()
        office = open_worker(replace(settings, call_limit=SETUP_LIMIT), folder, journal)
        assert office.sync.take_lease()
        prepare(office.sync)
        office.sync.give_lease_back()
        command = [sys.executable, "-m", "tests.cutoff"]
        worker = subprocess.Popen(
            command, env=environ, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        try:
            yield Trial(server, journal, folder, state / "mailbox", worker, office.sync.spreadsheet.key)
        finally:
            assert worker.stdin
            assert worker.stdout
            worker.stdin.close()
            worker.wait(30)
            worker.stdout.close()
            office.sync.spreadsheet.close()
            journal.close()
            mailbox.stop()


def rounds(boundaries: Sequence[int]) -> Iterator[Sequence[int]]:
    """The boundaries, again and again where a number of kills is wanted."""
    yield boundaries
    while KILLS:
        yield boundaries


def play(state: Path, folder: Folder, name: str, boundaries: Sequence[int]) -> dict[str, Any]:
    """Kills the worker at every boundary in turn, with new submissions coming in, and looks at what is left."""
    with trial(state, folder) as here:
        here.settle()
        here.server.faults(*FAULTS[name])
        for turn in rounds(boundaries):
            for boundary in turn:
                here.accept(1)
                while here.run(boundary) == "unfinished":
                    pass  # the lease of the one before, or a fault before the boundary came
            if here.kills * len(FAULTS) >= KILLS:
                break
        here.settle()
        with here.journal.read() as connection:
            written = connection.execute(messages.messages.select()).all()
        return {
            "name": name,
            "kills": here.kills,
            "rows": {reference: here.rows()[reference] for reference in here.accepted},
            "mails": written,
            "now": Clock().now(),
            "arrived": here.arrived(),
            "cut": here.cut,
        }


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory, folder: Folder) -> list[dict[str, Any]]:
    """All trials, side by side: most of their time is waiting for leases to run out."""
    with ThreadPoolExecutor(len(FAULTS)) as pool:
        ends = [pool.submit(play, tmp_path_factory.mktemp(name), folder, name, BOUNDARIES) for name in FAULTS]
        return [end.result() for end in ends]


@pytest.mark.long
def test_kills_are_many(played: list[dict[str, Any]]) -> None:
    kills = {end["name"]: end["kills"] for end in played}
    print(f"\nkilled at a commit boundary: {sum(kills.values())} times ({kills})")
    assert sum(kills.values()) >= max(KILLS, len(BOUNDARIES) * len(FAULTS) * 2 / 3)


@pytest.mark.long
@pytest.mark.parametrize("number", range(len(FAULTS)), ids=list(FAULTS))
def test_every_submission_has_one_row_after_kills(played: list[dict[str, Any]], number: int) -> None:
    rows = played[number]["rows"]
    assert {reference: count for reference, count in rows.items() if count != 1} == {}


@pytest.mark.long
@pytest.mark.parametrize("number", range(len(FAULTS)), ids=list(FAULTS))
def test_every_mail_is_accepted_once_or_unknown_after_kills(played: list[dict[str, Any]], number: int) -> None:
    end = played[number]
    wrong = {row.id: (row.state, row.reason) for row in end["mails"] if not fine(end, row)}
    assert wrong == {}
    assert Counter(row.state for row in end["mails"]).most_common(1)[0][0] == MessageState.sent


def fine(end: dict[str, Any], row: Any) -> bool:
    """Whether a mail ended as it may: unknown only where a kill, or a server too slow for its word, left it so."""
    times = end["arrived"][row.id]
    if row.state == MessageState.unknown:
        return times <= 1 and (row.id in end["cut"] or row.reason.startswith(LOST))
    if row.state == MessageState.queued:  # for the morning, or after a line that broke before the mail was handed over
        return times == 0 and row.due_at > end["now"]
    return (row.state == MessageState.sent and times == 1) or (row.state == MessageState.held and times == 0)
