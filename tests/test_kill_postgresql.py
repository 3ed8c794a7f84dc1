"""Pulling the plug where several machines share a PostgreSQL: two web processes and two
workers, each killed again and again.

Forms go in over HTTP all the while, from browsers that send again, at the other web
process, what was not answered.
"""

import os
import secrets
import signal
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

import pytest

from attack.visitor import Visitor
from core.links import Links
from programme.folder import copy_programme
from tests import postgresql
from tests.house import ROOT
from tests.kills import BOUNDARIES, FAULTS, FORMS, KILLS, End, Trial, forking, trial
from tests.program import answers, until
from worker.folder import read_folder

pytestmark = [pytest.mark.postgresql, pytest.mark.long]
FEWEST_KILLS = 60
MACHINES = 2
FORMS_A_WEB_KILL = 40
SEE_OTHER = 303
TRIES = 100
PATIENCE = 600.0
"""Seconds until a web process answers, on a machine on which others work."""
SECRET = "of this test"
MAILS = 100_000
"""So that no budget keeps a mail from being written."""


@dataclass
class Web:
    """A web process that can be killed and started anew. `forking`: what starts it."""

    forking: "subprocess.Popen[str]"
    port: int = 0
    kills: int = 0
    id: int = 0

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Starts it, and waits until it answers."""
        assert self.forking.stdin
        assert self.forking.stdout
        self.forking.stdin.write(f"{self.port}\n")
        self.forking.stdin.flush()
        self.id, self.port = map(int, self.forking.stdout.readline().split())
        until(lambda: answers(f"{self.url}/healthz"), "the web process", PATIENCE)

    def kill(self) -> None:
        """Ends it as if somebody pulled the plug."""
        os.kill(self.id, signal.SIGKILL)


@dataclass
class Town:
    """The forms of one trial: they are sent as long as there are fewer than kills call
    for, and until all are in.
    """

    here: Trial
    webs: list[Web]
    forms: int
    kills: int
    sent: int = 0
    turn: threading.Lock = field(default_factory=threading.Lock)
    stop: threading.Event = field(default_factory=threading.Event)

    @property
    def is_over(self) -> bool:
        """Whether workers have been killed, and forms been
        sent, as often as they should.
        """
        return self.stop.is_set() or (
            self.here.kills >= self.kills and self.sent >= self.forms
        )

    def kill_workers(self, number: int) -> None:
        """One worker, killed at each boundary in turn, until the trial is over."""
        for boundary in cycle(BOUNDARIES):
            if self.is_over:
                return
            self.here.run(boundary, number)

    def send_forms(self, number: int) -> None:
        """Sends forms, evenly over all kills."""
        visitor = Visitor(self.webs[number].url)
        while not self.is_over:
            # Ahead of the kills by a few at most.
            is_ahead = self.sent * self.kills > self.forms * (self.here.kills + 2)
            if is_ahead or self.sent >= self.forms:
                self.stop.wait(0.05)
                continue
            with self.turn:
                self.sent += 1
                form = self.sent
            reference = self.send(
                visitor, f"Lugar {form}", f"ana{form}@example.org", number
            )
            self.here.accepted.append(reference)

    def send(self, visitor: Visitor, name: str, email: str, number: int) -> str:
        """A form, sent again at the other web process where no answer came.

        The reference on its receipt.
        """
        key, answer = secrets.token_hex(16), None
        for turn in range(TRIES):
            visitor.base_url = self.webs[(number + turn) % MACHINES].url
            if not visitor.hidden:
                visitor.open_form()
            answer = visitor.send_form(key=key, name=name, contact_email=email)
            if answer.status == SEE_OTHER:
                token = answer.location.rpartition("/")[2]
                return str(Links(SECRET, "").read("receipt", token))
            self.stop.wait(0.05)
        raise AssertionError(answer)

    def kill_webs(self) -> None:
        """Kills the web processes in turn, each after so many
        forms; the other one goes on.
        """
        for web in cycle(self.webs):
            due = (sum(web.kills for web in self.webs) + 1) * FORMS_A_WEB_KILL
            while self.sent < due:
                if self.is_over:
                    return
                self.stop.wait(0.05)
            web.kill()
            web.kills += 1
            web.start()

    def play(self) -> None:
        """All at once, until it is over."""
        with ThreadPoolExecutor(2 * MACHINES + 1) as pool:
            tasks = [
                pool.submit(self.kill_workers, number) for number in range(MACHINES)
            ]
            tasks += [
                pool.submit(self.send_forms, number) for number in range(MACHINES)
            ]
            tasks.append(pool.submit(self.kill_webs))
            for task in tasks:
                task.add_done_callback(
                    lambda done: self.stop.set() if done.exception() else None
                )
        for task in tasks:
            task.result()


@contextmanager
def webs(environ: dict[str, str]) -> Iterator[list[Web]]:
    """The web processes, which end with the block."""
    with ExitStack() as stack:
        process = stack.enter_context(
            forking({**environ, "TRUSTED_PROXIES": "127.0.0.1"}, "tests.forked_web")
        )
        started = [Web(process) for _number in range(MACHINES)]
        for web in started:
            web.start()
            stack.callback(web.kill)
        yield started


@pytest.fixture(scope="module")
def generous(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programme that is shipped, with room for all mails."""
    copy = tmp_path_factory.mktemp("programme")
    copy_programme(ROOT, copy)
    file = copy / "config" / "programme.yaml"
    room = f"limits:\n  mails_per_hour: {MAILS}\n  mails_per_day: {MAILS}\n  forms_per_client: {MAILS}\n"
    file.write_text(file.read_text("utf-8").replace("limits:\n", room, 1), "utf-8")
    return copy


def play(state: Path, programme: Path, database: str, name: str) -> tuple[End, int]:
    """One kind of weather: what is left, and how often a web process was killed."""
    kills = -(-(KILLS or FEWEST_KILLS) // len(FAULTS))
    forms = -(-FORMS // len(FAULTS)) or kills
    more = {
        "DATABASE_URL": database,
        "PROGRAMME_DIR": str(programme),
        "SECRET_KEY": SECRET,
    }
    with (
        trial(state, read_folder(programme), workers=MACHINES, **more) as here,
        webs(here.environ) as running,
    ):
        here.settle()
        here.server.faults(*FAULTS[name])
        Town(here, running, forms, kills).play()
        here.settle()
        return here.end(name), sum(web.kills for web in running)


@pytest.fixture(scope="module")
def ends(
    tmp_path_factory: pytest.TempPathFactory, postgresql: str, generous: Path
) -> list[End]:
    """All trials, side by side, with their figures printed."""
    with ThreadPoolExecutor(len(FAULTS)) as pool:
        trials = [
            pool.submit(
                play,
                tmp_path_factory.mktemp(name),
                generous,
                new_database(postgresql),
                name,
            )
            for name in FAULTS
        ]
    results = [trial.result() for trial in trials]
    workers, web = (
        sum(end.kills for end, _web in results),
        sum(web for _end, web in results),
    )
    forms, sent = (
        sum(len(end.accepted) for end, _web in results),
        sum(end.arrived.total() for end, _web in results),
    )
    print(
        f"\n{workers} kills of workers and {web} of web processes over {forms} accepted forms; {sent} mails arrived"
    )
    return [end for end, _web in results]


def new_database(server: str) -> str:
    """A new database for one trial."""
    return postgresql.new_database(server).replace("+psycopg", "")


@pytest.mark.parametrize("number", range(len(FAULTS)), ids=list(FAULTS))
def test_every_accepted_form_has_one_row_after_kills(
    ends: list[End], number: int
) -> None:
    assert ends[number].wrong_rows() == {}


@pytest.mark.parametrize("number", range(len(FAULTS)), ids=list(FAULTS))
def test_every_mail_arrives_once_at_most_after_kills(
    ends: list[End], number: int
) -> None:
    assert ends[number].wrong_mails() == {}


def test_workers_are_killed_as_often_as_wanted(ends: list[End]) -> None:
    assert sum(end.kills for end in ends) >= (KILLS or FEWEST_KILLS)
