"""The whole house in one process, on real parts: what a test of
more than one room works in.
"""

import re
import secrets
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.serving import make_server

import web
from core.links import Links
from core.settings import Settings, read
from forms.request.press import FIELD, PageKind, Press
from journal.database import Journal
from journal.mails import messages
from journal.operation import installation
from journal.records import known_records
from journal.schema import installation as installation_row
from journal.tabs import spreadsheets
from mail.servers.mailbox import StoredMail, controller, mails
from programme.expressions import Condition
from sheets.client import Spreadsheet
from sheets.reading.reader import Reader
from sheets.reading.snapshot import Snapshot
from sync.context import clock_of
from sync.tabs.bootstrap import prepare, seed
from tests.compiled import Bytecode, share_routes, share_statements, share_static_files
from tests.sheets.local_server import Server, shared_server
from uploads import opening
from worker.context import WorkerContext, open_worker
from worker.folder import Folder
from worker.loop import Loop
from worker.work import SHAPES_SECONDS

CALL_LIMIT = MAIL_LIMIT = 60.0
"""Seconds: on a busy machine nothing that a test does fails for being slow."""
SECRET = "a secret of this test"
LONG_OPEN = Press(PageKind.fresh, "", 0).sign(Links(SECRET, ""))
"""What a page carries that was opened long ago: tests fill forms
in faster than any person.
"""
ROOT = Path(__file__).resolve().parent.parent
BYTECODE = Bytecode()
# By the wall clock: a machine that is busy with other tests is no file that never ends.
opening.SECONDS, opening.PATIENCE = int(CALL_LIMIT), CALL_LIMIT
share_routes()
share_static_files()


@dataclass
class House:
    """Everything on one machine.

    `settle()` runs the worker until nothing is left to do.
    """

    settings: Settings
    folder: Folder
    server: Server
    journal: Journal
    offices: list[WorkerContext] = field(default_factory=list)
    loop: Loop | None = None
    staff_reader: Reader | None = None
    remembered_headers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Of the tabs whose shapes are in the journal that this house was copied with: its
    worker goes on from there.
    """
    conditions: dict[tuple[str, str], Condition] = field(default_factory=dict)
    """Of this very programme, made ready by the house that this one was copied from."""

    @cached_property
    def app(self) -> Flask:
        """The web application, made at the first asking: half of the tests do
        without.
        """
        folder = self.folder
        app = web.create_app(
            self.settings, folder.programme, folder.sources, folder.documents
        )
        app.config["TESTING"] = True
        app.jinja_env.bytecode_cache = BYTECODE
        share_statements(app.extensions["hoja.services"].journal)
        return app

    @property
    def office(self) -> WorkerContext:
        """This test's worker, made at the first asking."""
        return self.offices[0] if self.offices else self.new_office()

    def new_office(self) -> WorkerContext:
        """One more worker."""
        office = open_worker(self.settings, self.folder, self.journal)
        if office.notify.programme is self.folder.programme:
            office.notify.book.conditions.update(self.conditions)
        self.offices.append(office)
        return office

    def prepare(self, *, example: bool = False) -> "House":
        """Makes the tabs, with example data where it is wanted."""
        shop = self.office.sync
        assert shop.take_lease()
        prepare(shop)
        if example:
            seed(shop, self.folder.example)
        shop.give_lease_back()
        return self

    def settle(self) -> bool:
        """The worker's `--once`; like a worker that runs on, it
        remembers what the tabs look like.
        """
        office = self.office
        if self.loop is None or self.loop.context is not office:
            self.loop = Loop(office)
            if self.remembered_headers:
                self.loop.work.remembered_headers = self.remembered_headers
                self.loop.work.shape_at = self.loop.clock() + SHAPES_SECONDS
        return self.loop.once()

    def later(self, **passed: float) -> None:
        """Moves the demonstration's clock on."""
        with self.journal.write() as connection:
            before = installation.read(connection).clock_ahead
            installation.set_clock(connection, before + timedelta(**passed))
        # a clock that has been asked remembers the answer for half a second
        for office in self.offices:
            office.sync.clock = clock_of(self.journal, self.settings.demonstration)
        if "app" in self.__dict__:
            self.app.extensions["hoja.services"].clock.forget()

    def client(self) -> FlaskClient:
        """A browser without JavaScript."""
        return self.app.test_client()

    def look(self) -> Snapshot:
        """The sheet as it is now."""
        spreadsheet = Spreadsheet(self.key, server=self.settings.sheets_api_url)
        try:
            return Reader(self.folder.programme, spreadsheet).read()
        finally:
            spreadsheet.close()

    @property
    def key(self) -> str:
        """The spreadsheet's key."""
        with self.journal.read() as connection:
            return spreadsheets.current_key(connection)

    def edit(self, table: str, reference: str, column: str, value: Any) -> None:
        """What staff do: types into one cell."""
        tab = self._staff_reader().read().tabs[table]
        index, at = tab.rows[reference].index, tab.layout.columns[column]
        cell = {
            "sheetId": tab.layout.sheet_id,
            "startRowIndex": index,
            "endRowIndex": index + 1,
        }
        area = {**cell, "startColumnIndex": at, "endColumnIndex": at + 1}
        kind = "numberValue" if isinstance(value, float) else "stringValue"
        rows = [{"values": [{"userEnteredValue": {kind: value}}]}]
        self.batch(
            {"updateCells": {"range": area, "rows": rows, "fields": "userEnteredValue"}}
        )

    def batch(self, *requests: dict[str, Any]) -> None:
        """What staff do to the sheet, in one call."""
        self._staff_reader().spreadsheet.batch(requests)

    def _staff_reader(self) -> Reader:
        """Staff's own way into the sheet, which stays open: it knows where the
        columns are, as people do.
        """
        programme, key = self.folder.programme, self.key
        reader = self.staff_reader
        if (
            reader is None
            or reader.programme is not programme
            or reader.spreadsheet.key != key
        ):
            self.close_staff_reader()
            reader = self.staff_reader = Reader(
                programme, Spreadsheet(key, server=self.settings.sheets_api_url)
            )
        return reader

    def close_staff_reader(self) -> None:
        """Gives its connection back."""
        if self.staff_reader is not None:
            self.staff_reader.spreadsheet.close()
            self.staff_reader = None

    def records(self, table: str) -> dict[str, dict[str, Any]]:
        """Reference → values, as the journal has them."""
        with self.journal.read() as connection:
            return {
                row.reference: row.values
                for row in known_records.present(connection)
                if row.table == table
            }

    def outbox(self) -> list[Any]:
        """Every message, oldest first."""
        with self.journal.read() as connection:
            return sorted(
                messages.since(
                    connection, self.office.sync.now() - timedelta(days=900)
                ),
                key=lambda row: row.created_at,
            )

    def mails(self) -> list[StoredMail]:
        """What has arrived in the mailbox, oldest first."""
        return list(reversed(list(mails(self.settings.state_dir / "mailbox"))))


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@cache
def _migrated_file() -> bytes:
    """An empty journal with all its tables, made once a process: migrations took
    a quarter of many a test.
    """
    with tempfile.TemporaryDirectory(prefix="hoja-journal-") as folder:
        file = Path(folder) / "journal.sqlite3"
        journal = Journal(f"sqlite:///{file}")
        journal.upgrade()
        journal.close()
        return file.read_bytes()


def upgrade(journal: Journal) -> None:
    """Brings a journal up to date; one of SQLite that is not there yet begins as a copy
    of one that was made the same way.
    """
    file = journal.engine.url.database
    is_copied = journal.is_sqlite and bool(file) and not Path(str(file)).stat().st_size
    if is_copied:
        Path(str(file)).write_bytes(_migrated_file())
    journal.upgrade()
    # Two houses of one test are two installations, as if each had
    # been migrated on its own.
    if is_copied:
        with journal.write() as connection:
            connection.execute(
                sa.update(installation_row).values(id=secrets.token_hex(16))
            )


@contextmanager
def open_house(
    state: Path, folder: Folder, *, database_url: str = "", **changed: Any
) -> Iterator[House]:
    """A house whose state is in a folder of its own; `changed` replaces settings."""
    with shared_server() as server:
        port = free_port()
        mailbox = controller(state / "mailbox", port=port)
        mailbox.start()
        environ = {
            "STATE_DIR": str(state),
            "SHEETS_API_URL": server.url,
            "SMTP_URL": f"smtp://127.0.0.1:{port}",
            "SECRET_KEY": SECRET,
            "DATABASE_URL": database_url,
        }
        settings = replace(
            read(environ),
            **{"call_limit": CALL_LIMIT, "mail_limit": MAIL_LIMIT, **changed},
        )
        journal = Journal(settings.database_url)
        upgrade(journal)
        share_statements(journal)
        house = House(settings, folder, server, journal)
        try:
            yield house
        finally:
            for office in house.offices:
                office.sync.spreadsheet.close()
            house.close_staff_reader()
            if "app" in vars(house):
                house.app.extensions["hoja.services"].journal.close()
            journal.close()
            mailbox.stop()


def hidden(page: str, name: str) -> str:
    """The value of a hidden field of a page."""
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    assert found, f"the page has no field {name}"
    return found[1]


def own_fields(page: str, *names: str) -> dict[str, str]:
    """The hidden fields that a form's page sends on its own, or some of them; as if it
    had been opened long ago.
    """
    return {
        name: hidden(page, name)
        for name in names or ("csrf-token", "form-key", "form-version", "form-about")
    } | {FIELD: LONG_OPEN}


def fill(
    client: FlaskClient, address: str, answers: dict[str, Any], **more: Any
) -> Any:
    """Opens a form, fills it in, and sends it; gives the answer."""
    page = client.get(address).text
    return client.post(
        address,
        data={**own_fields(page), **answers},
        content_type="multipart/form-data",
        **more,
    )


@contextmanager
def served(app: Flask, port: int = 0) -> Iterator[str]:
    """The pages of an application for a browser, on a port of this machine or any free
    one; gives their address.
    """
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.05}
    )
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
