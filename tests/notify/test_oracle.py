"""The worker, its journal and a mail server do what the oracle
foretells, cut off again and again.
"""

import os
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from core.clock import Clock, steady_seconds
from core.ids import new_id
from core.links import Links
from core.settings import Settings, read
from journal.mails import messages
from journal.records import changes, known_records
from journal.schema import notices
from journal.states import NEVER_SENT, Happening, MessageState
from mail.servers.mailbox import controller, mails
from notify.context import NotifyContext
from notify.steps import plan, refresh
from outbox.context import OutboxContext
from outbox.send import recover, send
from programme.app_tables import MAIL_SWITCH, SETTINGS
from programme.reading.mistakes import Mistakes
from programme.templates import read_templates
from sheets.addresses import SheetAddresses
from sheets.client import Spreadsheet
from sync.context import SyncContext
from tests.cutoff import CutOff
from tests.house import free_port
from tests.rules import oracle, worlds
from tests.rules.staged import programme
from uploads.store import Store
from worker.context import WorkerContext

WORLDS = int(os.environ.get("ORACLE_WORKERS", "12"))
FEW = 2
MOST_LOOKS, FEWEST_MAILS = 60, 3
LONGEST_WORK = 12
"""Commits of one look, about."""
NEVER = 10**9
SWITCH = {"table": SETTINGS, "value": "send"}


class Plug(BaseException):
    """Somebody pulled it."""


class Pulled(CutOff):
    """A journal at whose n-th boundary everything stops, in this process."""

    def end(self) -> None:
        raise Plug


@dataclass(frozen=True)
class Hand(Clock):
    """A clock that stands where it was put."""

    at: list[datetime] = field(default_factory=list)

    def now(self) -> datetime:
        return self.at[-1]


@dataclass
class Trial:
    """A worker in a world, that is cut off at some boundaries and starts anew."""

    world: worlds.World
    settings: Settings
    journal: Pulled
    templates: Any
    dice: random.Random
    clock: Hand = field(default_factory=Hand)
    kills: int = 0

    def __post_init__(self) -> None:
        self.programme = programme(self.world)
        self.start()

    def start(self) -> None:
        here = Spreadsheet("none", server=self.settings.sheets_api_url)
        sync = SyncContext(
            self.settings, self.programme, self.journal, self.clock, here
        )
        links = Links("a secret of this test", "http://here")
        notify = NotifyContext(
            self.settings,
            self.programme,
            self.journal,
            lambda: self.clock,
            self.templates,
            links,
            lambda: SheetAddresses("none"),
        )
        outbox = OutboxContext(
            sync.settings,
            sync.programme,
            sync.journal,
            lambda: sync.clock,
            sync.lease,
            lambda: None,
        )
        self.office = WorkerContext(sync, notify, outbox, Store("memory://uploads", 1))
        self.snapshot = new_id()
        assert sync.take_lease()

    def play(self) -> None:
        looks = worlds.looks(self.world)
        for (moment, rows), after in zip(
            looks, [*self.world["moments"][1:], None], strict=True
        ):
            self.clock.at.append(moment)
            self.cut_off(lambda rows=rows: self.look(rows))
            while not self.world["off"] and (due := self.next_due(after)):
                self.clock.at.append(due)
                self.cut_off(self.send)

    def cut_off(self, work: Any) -> None:
        """Works, perhaps until somebody pulls the plug; then a new worker does."""
        self.journal.left = (
            self.dice.randint(1, LONGEST_WORK) if self.dice.random() < 0.4 else NEVER
        )
        try:
            work()
        except Plug:
            self.kills += 1
            self.journal.left = NEVER
            self.office.sync.give_lease_back()
            self.start()
            work()
        self.journal.left = NEVER

    def look(self, rows: oracle.Rows) -> None:
        self.see({MAIL_SWITCH: SWITCH, **rows})
        self.snapshot = new_id()
        plan(self.office.notify, self.snapshot)
        self.send()

    def send(self) -> None:
        recover(self.office.outbox)
        refresh(self.office.notify, self.snapshot)
        while send(self.office.outbox, self.snapshot, steady_seconds()):
            pass

    def see(self, rows: oracle.Rows) -> None:
        """What a look at the sheet writes into the journal."""
        now = self.clock.now()
        with self.journal.write() as connection:
            known = {row.reference: row for row in known_records.present(connection)}
            for reference, row in rows.items():
                said = {
                    name: one.isoformat() if isinstance(one, date) else one
                    for name, one in row.items()
                }
                table, before = said.pop("table"), known.get(reference)
                if before is None:
                    known_records.add(
                        connection,
                        table,
                        reference,
                        said,
                        own={},
                        occasion=new_id(),
                        now=now,
                    )
                    continue
                changed = {
                    name: changes.add(
                        connection,
                        Happening.edited,
                        table,
                        reference,
                        now,
                        column=name,
                        before=before.values.get(name),
                        after=one,
                    )
                    for name, one in said.items()
                    if before.values.get(name) != one
                }
                if changed:
                    occasions = {**before.occasions, **changed}
                    known_records.update(
                        connection,
                        table,
                        reference,
                        now,
                        values=said,
                        occasions=occasions,
                    )

    def next_due(self, after: datetime | None) -> datetime | None:
        """When the next mail leaves before the next look."""
        with self.journal.read() as connection:
            due = [
                row.due_at for row in messages.in_state(connection, MessageState.queued)
            ]
        return min(
            (at for at in due if after and self.clock.now() < at <= after), default=None
        )

    def told(self) -> list[Any]:
        """The mails with reminders, as `foretold` gives them."""
        ladders = [one["name"] for one in self.world["ladders"]]
        n, m = notices.c, messages.messages.c
        query = sa.select(
            m.id,
            m.email,
            m.state,
            m.created_at,
            m.due_at,
            m.changed_at,
            n.reference,
            n.rule,
            n.step,
        )
        query = query.join(notices, n.message == m.id).where(
            n.rule.in_(ladders), m.state.not_in(NEVER_SENT)
        )
        found: dict[str, Any] = {}
        with self.journal.read() as connection:
            for row in connection.execute(query):
                leaves = (
                    row.changed_at
                    if self.world["off"] and row.state != MessageState.queued
                    else row.due_at
                )
                written = row.created_at.astimezone(ZoneInfo(self.world["zone"])).date()
                mail = (
                    row.email.casefold(),
                    written,
                    "waits" if row.state == MessageState.held else str(leaves),
                )
                found.setdefault(row.id, (*mail, []))[3].append(
                    (row.reference, row.rule, row.step)
                )
        return sorted((*mail, sorted(told)) for *mail, told in found.values())

    def wrongly_sent(self) -> dict[str, Any]:
        """Messages of which the mailbox has another number than their state says."""
        folder = self.settings.state_dir / "mailbox"
        arrived = Counter(
            str(kept.message["Message-ID"]).strip("<>").partition("@")[0]
            for kept in mails(folder)
        )
        with self.journal.read() as connection:
            states = {
                row.id: row.state
                for row in connection.execute(messages.messages.select())
            }
        fine = {MessageState.sent: (1,), MessageState.unknown: (0, 1)}
        return {
            id: (state, arrived[id])
            for id, state in states.items()
            if arrived[id] not in fine.get(state, (0,))
        }


@contextmanager
def trial(state: Path, world: worlds.World, seed: int) -> Iterator[Trial]:
    port = free_port()
    mailbox = controller(state / "mailbox", port=port)
    environ = {
        "STATE_DIR": str(state),
        "SMTP_URL": f"smtp://127.0.0.1:{port}",
        "SECRET_KEY": "a secret of this test",
    }
    settings = replace(read(environ), sheets_api_url=f"http://127.0.0.1:{free_port()}")
    for language in ("es", "en"):
        file = state / "mail_templates" / "hello" / f"{language}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("---\nsubject: Hello\n---\nHello.\n")
    mistakes = Mistakes(state)
    templates = read_templates(state, programme(world), mistakes)
    assert not mistakes.found
    journal = Pulled(settings.database_url, NEVER)
    journal.upgrade()
    journal.left = NEVER
    mailbox.start()
    try:
        yield Trial(world, settings, journal, templates, random.Random(seed))
    finally:
        mailbox.stop()
        journal.close()


def foretold(world: worlds.World) -> list[Any]:
    return sorted(
        (
            mail.email,
            mail.day,
            "waits" if mail.waits else str(mail.leaves.astimezone(UTC)),
            sorted(told[:3] for told in mail.notices),
        )
        for mail in oracle.foretell(
            {**world, "looks": worlds.looks(world), "releases": True}
        )
    )


def eventful() -> Iterator[tuple[int, worlds.World]]:
    """Worlds in which several mails are written; in every second one nothing
    leaves between two looks.
    """
    seed = 0
    while True:
        seed += 1
        world = {**worlds.draw(seed), "off": bool(seed % 2)}
        if len(world["moments"]) <= MOST_LOOKS and len(foretold(world)) >= FEWEST_MAILS:
            yield seed, world


@pytest.mark.parametrize(
    "chosen", [range(FEW), pytest.param(range(FEW, WORLDS), marks=pytest.mark.long)]
)
def test_worker_does_what_the_oracle_foretells_though_it_is_cut_off(
    tmp_path: Path, chosen: range
) -> None:
    kills = looks = told = 0
    for seed, world in islice(eventful(), chosen.start, chosen.stop):
        with trial(tmp_path / str(seed), world, seed) as here:
            here.play()
            if here.told() != foretold(world):
                from tests.rules.test_oracle import shown

                pytest.fail(
                    f"seed {seed}\n{shown(world)}\nworker: {here.told()}\noracle: {foretold(world)}",
                    pytrace=False,
                )
            assert here.wrongly_sent() == {}
            kills, looks, told = (
                kills + here.kills,
                looks + len(world["moments"]),
                told + len(here.told()),
            )
    print(
        f"\n{len(chosen)} worlds, {looks} looks, cut off {kills} times: {told} mails as foretold, none twice"
    )
    assert kills > len(chosen)
