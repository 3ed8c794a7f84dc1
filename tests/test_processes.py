"""The whole path on PostgreSQL, with the web and two workers as processes of their
own, as on several machines.
"""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import requests

from core.settings import read
from forms.request.press import FIELD
from journal.database import Journal
from journal.mails import messages
from journal.records import known_records
from journal.states import MessageState
from mail.servers.mailbox import controller, mails
from tests.house import ROOT, House, free_port, hidden
from tests.program import answers, environ, until
from tests.sheets.local_server import running_server
from worker.folder import Folder

pytestmark = pytest.mark.postgresql
ANSWERS = {
    "name": "Santa Rosa",
    "country": "Ecuador",
    "why": "Porque sí.",
    "contact_name": "Ana",
    "contact_office": "Secretaria",
    "contact_email": "ana@example.org",
    "contact_language": "pt",
    "mayor_name": "Rosa",
    "consent-given": "y",
}


@contextmanager
def process(
    settings: dict[str, str], *command: str
) -> Iterator["subprocess.Popen[bytes]"]:
    started = subprocess.Popen([sys.executable, "-m", *command], cwd=ROOT, env=settings)
    try:
        yield started
    finally:
        if started.poll() is None:
            started.send_signal(signal.SIGTERM)
            assert started.wait(30) == 0


@pytest.fixture
def machines(
    tmp_path: Path, postgresql_url: str, folder: Folder
) -> Iterator[tuple[House, list["subprocess.Popen[bytes]"]]]:
    """A web process, and two workers of which one stands by; the
    spreadsheet has been set up.
    """
    web, smtp = free_port(), free_port()
    mailbox = controller(tmp_path / "mailbox", port=smtp)
    mailbox.start()
    with ExitStack() as stack:
        stack.callback(mailbox.stop)
        server = stack.enter_context(running_server(tmp_path / "sheets"))
        settings = environ(
            tmp_path,
            DATABASE_URL=postgresql_url,
            SECRET_KEY="the same on every machine",
            SHEETS_API_URL=server.url,
            SMTP_URL=f"smtp://127.0.0.1:{smtp}",
            PUBLIC_URL=f"http://127.0.0.1:{web}",
        )
        subprocess.run(
            [sys.executable, "-m", "flask", "setup-sheet"],
            cwd=ROOT,
            env=settings,
            check=True,
            capture_output=True,
        )
        web_command = ("serve", "--bind", f"127.0.0.1:{web}")
        stack.enter_context(process(settings, *web_command))
        workers = [
            stack.enter_context(process(settings, "flask", "worker")) for _ in range(2)
        ]
        until(lambda: answers(settings["PUBLIC_URL"] + "/healthz"), "the web process")
        journal = Journal(read(settings).database_url)
        stack.callback(journal.close)
        house = House(
            replace(read(settings), state_dir=tmp_path), folder, server, journal
        )
        yield house, workers
        for office in house.offices:
            office.sync.spreadsheet.close()


def send(house: House, language: str, town: str) -> None:
    """A browser, as far as one is needed."""
    address = f"{house.settings.public_url}/{language}/aspiring_town"
    with requests.Session() as browser:
        page = browser.get(address, timeout=30).text
        # Whoever is as quick as a program is asked to press
        # once more, and then is heard.
        for _ in range(2):
            own = {
                name: hidden(page, name)
                for name in ("csrf-token", "form-key", "form-version", FIELD)
            }
            answer = browser.post(
                address, data={**own, **ANSWERS, "name": town}, timeout=30
            )
            page = answer.text
            if "/receipt/" in answer.url:
                return
        raise AssertionError(page)


def town(house: House, name: str) -> str:
    found = {
        values.get("name"): reference
        for reference, values in house.records("towns").items()
    }
    return found.get(name, "")


@pytest.mark.long
def test_whole_path_on_postgresql_with_processes(
    machines: tuple[House, list["subprocess.Popen[bytes]"]],
) -> None:
    house, workers = machines
    send(house, "pt", "Santa Rosa")
    reference = until(lambda: town(house, "Santa Rosa"), "the row")
    house.edit("towns", reference, "status", "Aprobado")
    until(
        lambda: house.records("towns")[reference]["status"] == "approved", "the change"
    )
    box = house.settings.state_dir / "mailbox"
    to_ana = until(
        lambda: [m for m in mails(box) if "ana@" in str(m.message["To"])][1:],
        "the mail on approval",
    )
    assert len(to_ana) == 1
    workers[0].kill()
    workers[0].wait()
    send(house, "es", "Las Lomas")
    second = until(
        lambda: town(house, "Las Lomas"), "the row by whichever worker is left"
    )
    assert sorted(house.look().tabs["towns"].rows) == sorted([reference, second])


@pytest.mark.long
def test_journal_knows_every_message_it_sent(
    machines: tuple[House, list["subprocess.Popen[bytes]"]],
) -> None:
    house, _workers = machines
    send(house, "es", "El Triunfo")

    def sent() -> int:
        with house.journal.read() as connection:
            return len(messages.in_state(connection, MessageState.sent))

    until(
        lambda: sent() == 1,
        "the receipt (nobody is in People yet, so nobody else is told)",
    )
    with house.journal.read() as connection:
        assert [
            row.table
            for row in known_records.present(connection)
            if row.table == "towns"
        ] == ["towns"]
