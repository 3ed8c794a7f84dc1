"""The ground of a game: one local Sheets server for each value of its switches, and a
fresh copy of a prepared house for each example.

Time stands still unless it is moved, and identities are drawn by a seed: an
example can be played again.
"""

import random
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import core.clock
import core.ids
import sync.deliver
import sync.observe
import worker.step
from core.settings import Settings, read
from journal.database import Journal
from journal.operation import installation
from journal.tabs import deliveries, spreadsheets
from sheets.client import Budget
from sheets.local.app import create_app
from sheets.local.files.workbooks import Switches, Workbooks
from sheets.local.model.rows import Rows
from sheets.local.model.spreadsheet import Book, Row, Sheet
from sheets.local.requests import apply
from sheets.local.serve import serving
from sheets.marks import TODAY
from sync.tabs.bootstrap import prepare
from tests.house import ROOT
from tests.stress.post_office import PostOffice, post_office
from worker.context import WorkerContext, open_worker
from worker.folder import Folder, read_folder
from worker.loop import Loop

PROGRAMME = ROOT / "examples" / "green-flag"
START = datetime(2027, 3, 1, 15, tzinfo=UTC)
MEMORY = Path("/dev/shm")
KEPT_ROWS = 40
ASKS, AUTOMATIC = "perguntar antes", "automático"
"""What the Settings say of a kind of mail."""
EXTRA = "Notas da equipe"
"""A column that staff added by themselves."""
SWITCHES = [
    {"row_metadata_on_sort": sort, "repeat_metadata_id": repeat}
    for sort in ("stay", "follow")
    for repeat in ("refuse", "accept")
]


class Time:
    """The one clock of a game; a millisecond passes with each look at it."""

    def __init__(self) -> None:
        self.passed = timedelta()

    def restart(self) -> None:
        self.passed = timedelta()

    def now(self, zone: Any = UTC) -> datetime:
        self.passed += timedelta(milliseconds=1)
        return (START + self.passed).astimezone(zone)

    def monotonic(self) -> float:
        return self.passed.total_seconds()

    def move(self, seconds: float) -> None:
        self.passed += timedelta(seconds=seconds)


TIME = Time()
CLOCKS = (sync.observe,)
"""Modules that sleep."""


@contextmanager
def still_time() -> Iterator[None]:
    """Puts the game's clock in place of the machine's, and a seeded draw
    in place of its randomness.
    """
    before = core.clock.datetime, core.clock.time, core.ids.secrets, worker.step.random
    clocks = [module.time for module in CLOCKS]
    core.clock.datetime = SimpleNamespace(now=TIME.now)  # type: ignore[assignment,misc]
    core.clock.time = SimpleNamespace(  # type: ignore[assignment]
        clock_gettime=lambda _clock: TIME.monotonic(),
        CLOCK_BOOTTIME=None,
        monotonic=TIME.monotonic,
    )
    for module in CLOCKS:
        module.time = SimpleNamespace(monotonic=TIME.monotonic, sleep=TIME.move)  # type: ignore[attr-defined]
    try:
        yield
    finally:
        core.clock.datetime, core.clock.time, core.ids.secrets, worker.step.random = (
            before  # type: ignore[misc]
        )
        for module, clock in zip(CLOCKS, clocks, strict=True):
            module.time = clock  # type: ignore[attr-defined]


def restart(seed: int) -> None:
    """Before each example: the same clock, the same identities, the same pauses."""
    TIME.restart()
    draw = random.Random(seed)
    worker.step.random = draw  # type: ignore[assignment]
    core.ids.secrets = SimpleNamespace(  # type: ignore[assignment]
        choice=draw.choice,
        token_hex=lambda size: f"{draw.getrandbits(size * 8):0{size * 2}x}",
    )


@dataclass
class Place:
    """One copy of the prepared house."""

    settings: Settings
    folder: Folder
    journal: Journal
    key: str
    file: Path

    def worker(self) -> tuple[WorkerContext, Loop]:
        """A new process, so to speak."""
        office = open_worker(self.settings, self.folder, self.journal)
        office.sync.spreadsheet.budget = Budget(10**9)
        return office, Loop(office)

    def close(self) -> None:
        self.journal.close()
        for ending in ("", "-wal", "-shm"):
            with suppress(FileNotFoundError):
                Path(f"{self.file}{ending}").unlink()


@dataclass
class Ground:
    """A server and the house that every example begins with."""

    url: str
    app: Any
    state: Path
    folder: Folder
    switches: Switches
    post: PostOffice
    mail_port: int
    template: Book = field(init=False)
    numbers: Iterator[int] = field(default_factory=count)

    @property
    def workbooks(self) -> Workbooks:
        return self.app.extensions["workbooks"]

    @property
    def faults(self) -> Any:
        return self.app.extensions["guard"].faults

    def settings(self, file: Path) -> Settings:
        environ = {
            "STATE_DIR": str(self.state),
            "SHEETS_API_URL": self.url,
            "SMTP_URL": f"smtp://127.0.0.1:{self.mail_port}",
            "SECRET_KEY": "a secret of this game",
            "DATABASE_URL": f"sqlite:///{file}",
        }
        return replace(
            read(environ), demonstration=False, call_limit=60.0, server_limit=180.0
        )

    def make(self) -> "Ground":
        """The first house: tabs, people, some schools with actions; rows as they
        arrive, and a column of the staff's own.
        """
        restart(0)
        file = self.state / "template.sqlite3"
        journal = Journal(f"sqlite:///{file}")
        journal.upgrade()
        place = Place(self.settings(file), self.folder, journal, "", file)
        office, loop = place.worker()
        assert office.sync.take_lease()
        prepare(office.sync)
        with journal.write() as connection:
            for table, reference, values in rows():
                deliveries.enqueue(
                    connection,
                    table,
                    reference,
                    {"received": TIME.now().isoformat(), **values},
                )
        for _ in range(12):
            TIME.move(60)
            loop.round()
        office.sync.give_lease_back()
        office.sync.spreadsheet.close()
        self._tidy(office.sync.spreadsheet.key)
        journal.close()
        self.template = self.workbooks.get(office.sync.spreadsheet.key)
        return self

    def _tidy(self, key: str) -> None:
        """Fewer empty rows, and a column of the staff's own in each tab."""
        requests: list[dict[str, Any]] = []
        for sheet in self.workbooks.get(key).sheets:
            rest = {
                "sheetId": sheet.id,
                "dimension": "ROWS",
                "startIndex": KEPT_ROWS,
                "endIndex": sheet.row_count,
            }
            end = sheet.column_count
            start = {"sheetId": sheet.id, "rowIndex": 0, "columnIndex": end}
            header = {"values": [{"userEnteredValue": {"stringValue": EXTRA}}]}
            if sheet.row_count > KEPT_ROWS:
                requests.append({"deleteDimension": {"range": rest}})
            requests += [
                {
                    "appendDimension": {
                        "sheetId": sheet.id,
                        "dimension": "COLUMNS",
                        "length": 1,
                    }
                },
                {
                    "updateCells": {
                        "start": start,
                        "rows": [header],
                        "fields": "userEnteredValue",
                    }
                },
            ]
        with self.workbooks.change(key) as book:
            apply(book, self.switches, [*requests, *self._automatic(book)])

    def _automatic(self, book: Book) -> Iterator[dict[str, Any]]:
        """Lets mails go by themselves: the Settings of a new house ask about each."""
        sheet = sheet_of(book, "settings")
        assert sheet is not None
        places = marks(book, sheet)
        for index in range(1, sheet.last_data_row()):
            if sheet.cell(index, places["value"]).entered == ASKS:
                start = {
                    "sheetId": sheet.id,
                    "rowIndex": index,
                    "columnIndex": places["value"],
                }
                cell = {"values": [{"userEnteredValue": {"stringValue": AUTOMATIC}}]}
                yield {
                    "updateCells": {
                        "start": start,
                        "rows": [cell],
                        "fields": "userEnteredValue",
                    }
                }

    def place(self) -> Place:
        """A copy of the first house, with a journal and a spreadsheet of its own."""
        restart(1)
        TIME.move(3600)
        file = self.state / f"{next(self.numbers)}.sqlite3"
        shutil.copy(self.state / "template.sqlite3", file)

        def fill(book: Book) -> None:
            copied = self.template.copy()
            book.sheets, book.metadata, book.named = (
                copied.sheets,
                copied.metadata,
                copied.named,
            )
            for sheet in book.sheets:
                sheet.rows = Rows(Row(row.cells) if row else None for row in sheet.rows)

        key = self.workbooks.create(self.template.properties, fill).id
        settings = self.settings(file)
        journal = Journal(settings.database_url)
        with journal.write() as connection:
            spreadsheets.use(connection, key)
            installation.set_outbox(connection, is_open=True)
        self.post.collect()
        return Place(settings, self.folder, journal, key, file)


def rows() -> list[tuple[str, str, dict[str, Any]]]:
    """What stands in the sheet from the start."""
    day = (START + timedelta(days=4)).date().isoformat()
    late = (START - timedelta(days=12)).date().isoformat()
    school = {
        "teacher_email": "ana@escolas.verde",
        "teacher_language": "pt",
        "status": "registered",
        "pupils": 90,
    }
    person = {
        "email": "org@escolas.verde",
        "language": "pt",
        "role": "organiser",
        "active": True,
    }
    return [
        ("people", "PER-3AAAA", {"name": "Eva", **person}),
        *(
            (
                "schools",
                f"ECW-{n}AAAA",
                {"name": f"Escola {n}", "teacher_name": "Ana", **school},
            )
            for n in (3, 4, 6)
        ),
        (
            "actions",
            "ACN-3AAAA",
            {"school": "ECW-3AAAA", "what": "Horta", "due": day, "theme": "water"},
        ),
        (
            "actions",
            "ACN-4AAAA",
            {"school": "ECW-3AAAA", "what": "Chuva", "due": late, "theme": "waste"},
        ),
        (
            "actions",
            "ACN-6AAAA",
            {"school": "ECW-4AAAA", "what": "Luz", "due": None, "theme": "energy"},
        ),
    ]


@contextmanager
def grounds(which: list[dict[str, str]] | None = None) -> Iterator[list[Ground]]:
    """A ground for each value of the switches."""
    memory = MEMORY if MEMORY.is_dir() else None
    with (
        tempfile.TemporaryDirectory(prefix="hoja-stress-", dir=memory) as folder,
        ExitStack() as stack,
    ):
        stack.enter_context(still_time())
        programme = read_folder(PROGRAMME)
        made = []
        for number, given in enumerate(which or SWITCHES):
            state = Path(folder) / str(number)
            state.mkdir()
            switches = Switches(**given)
            app = create_app(state / "sheets", switches=switches)
            url = stack.enter_context(serving(app))
            post, port = stack.enter_context(post_office())
            made.append(Ground(url, app, state, programme, switches, post, port).make())
        yield made


def sheet_of(book: Book, table: str) -> Sheet | None:
    """The tab that carries a table's mark."""
    for item in sorted(book.metadata.values(), key=lambda item: item.id):
        if item.key == "hoja.table" and item.value == table:
            return book.find(item.sheet_id or 0)
    return None


def marks(book: Book, sheet: Sheet) -> dict[str, int]:
    """Column name → index, as the sheet's own marks have it."""
    found: dict[str, int] = {}
    for item in sorted(book.metadata.values(), key=lambda item: item.id):
        if (
            item.key == "hoja.column"
            and item.sheet_id == sheet.id
            and item.start is not None
        ):
            found.setdefault(str(item.value).partition(".")[2], item.start)
    return found


def is_today(book: Book, sheet: Sheet) -> bool:
    """Whether a tab is the list Today, which is the app's alone."""
    return any(
        item.key == TODAY and item.sheet_id == sheet.id
        for item in book.metadata.values()
    )


def table_of(book: Book, sheet: Sheet) -> str:
    """The table of a tab, or ""."""
    for item in book.metadata.values():
        if item.key == "hoja.table" and item.sheet_id == sheet.id:
            return str(item.value)
    return ""
