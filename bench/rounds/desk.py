"""What the desk costs: 1,000 cases and 20,000 commitments, seconds of processor time
and kilobytes that travel.
"""

import gzip
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

from flask.testing import FlaskClient

import web
from bench.forms.accept import row
from bench.rounds.decide import _references
from core.settings import ROOT, read
from journal.connection import Connection
from journal.database import Journal
from journal.records import known_records
from notify.steps import plan
from programme.records.record import Value
from staff.access.signing import new_link
from worker.context import WorkerContext, open_worker
from worker.folder import read_folder

CASES, COMMITMENTS, OTHERS = 1_000, 20_000, 200
STATUSES = (
    "applied",
    "approved",
    "mentors_assigned",
    "work_plan",
    "work_plan",
    "evaluation",
    "recognised",
)
COUNTRIES = ("Ecuador", "Brasil", "Colombia", "Perú")
ROUNDS = 5
PAGES = ("/staff/", "/staff/board", "/staff/board?stage=work_plan", "/staff/late")
EMAIL = "coordinacion@example.org"
KILO = 1024


def measure(folder: Path) -> None:
    """The pages of a large programme; and what each round of the worker
    spends to keep what they show.
    """
    settings = read(
        {
            "STATE_DIR": str(folder),
            "SHEETS_API_URL": "http://127.0.0.1:1",
            "SECRET_KEY": "a secret of this bench",
        }
    )
    journal = Journal(settings.database_url)
    journal.upgrade()
    programme = read_folder(ROOT)
    office = open_worker(settings, programme, journal)
    _fill(office)
    print(
        f"\nThe desk of {CASES:,} cases and {COMMITMENTS:,} commitments: seconds of processor time"
    )
    row(
        "a round of the worker, from nothing",
        [_seconds(lambda: plan(office.notify, "a look"))],
        digits=2,
    )
    row(
        "a round of the worker, nothing changed",
        [_seconds(lambda: plan(office.notify, "a look")) for _ in range(2)],
        digits=2,
    )
    app = web.create_app(settings, programme.programme)
    client = _signed_in(app.test_client(), journal)
    for path in PAGES:
        # the first page also compiles its template
        first = _seconds(lambda path=path: client.get(path))
        seconds = [_seconds(lambda path=path: client.get(path)) for _ in range(ROUNDS)]
        page = client.get(path)
        assert page.status_code == 200
        size = len(gzip.compress(page.data)) / KILO
        row(
            f"{path}: {size:.1f} KB compressed of {len(page.data) / KILO:.0f} (at most 0.3 s, 30 KB); first {first:.2f}",
            seconds,
            digits=2,
        )
    journal.close()


def _seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _signed_in(client: FlaskClient, journal: Journal) -> FlaskClient:
    link = new_link(journal, EMAIL)
    page = client.get(link).text
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    assert client.post(link, data={"csrf_token": token}).status_code == 303
    return client


def _fill(office: WorkerContext) -> None:
    now = office.sync.now()
    today = now.date()
    cases, tasks, mentors = (
        _references("MN", CASES),
        _references("CP", COMMITMENTS),
        _references("CM", OTHERS),
    )
    [edition, person] = [_references(prefix, 1)[0] for prefix in ("EDC", "PER")]

    starts = [today - timedelta(days=number % 250) for number in range(CASES)]

    def add(
        connection: Connection, table: str, reference: str, values: Mapping[str, Value]
    ) -> None:
        known_records.add(
            connection, table, reference, values, own={}, occasion="form", now=now
        )

    with office.sync.journal.write() as connection:
        add(
            connection,
            "people",
            person,
            {"name": "Lucía", "email": EMAIL, "role": "coordinator", "active": True},
        )
        add(
            connection,
            "editions",
            edition,
            {"name": "2026", "starts": (today - timedelta(days=90)).isoformat()},
        )
        for number, reference in enumerate(mentors):
            add(
                connection,
                "mentors",
                reference,
                {"name": f"Ciudad {number}", "capacity": 3, "status": "confirmed"},
            )
        for number, reference in enumerate(cases):
            started = starts[number].isoformat()
            town = {
                "name": f"San José de las Flores {number}",
                "country": COUNTRIES[number % len(COUNTRIES)],
                "status": STATUSES[number % len(STATUSES)],
                "edition": edition,
                "started": started,
                "mentor_1": mentors[number % OTHERS],
                "contact_name": f"Ana María {number}",
                "contact_email": f"ana{number}@example.org",
                "contact_phone": f"+59399{number:07}",
                "why": "Tres asociaciones de productoras venden fuera lo que aquí casi nadie conoce. "
                * 3,
                "received": f"{started}T12:00:00+00:00",
            }
            add(connection, "towns", reference, town)
        for number, reference in enumerate(tasks):
            task = {
                "town": cases[number % CASES],
                "what": f"Hablar con la escuela número {number}",
                "due": (
                    starts[number % CASES] + timedelta(days=number % 180)
                ).isoformat(),
                "status": "done" if number % 3 else "open",
                "owner_name": f"Luis {number % 2_000}",
                "owner_email": f"luis{number % 2_000}@example.org",
            }
            add(connection, "commitments", reference, task)
