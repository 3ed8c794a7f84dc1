"""A house with example data that has done its first work: made
once, copied for each test.
"""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from core.clock import Clock
from core.problem import ProblemCode
from journal.database import Journal
from journal.mails import claims
from journal.operation import installation
from journal.records import changes
from programme.expressions import Condition
from programme.model import Programme
from rules.calendar.hours import Calendar
from sheets.local.model.spreadsheet import Book
from staff.access.signing import new_link
from tests.house import House, hidden, open_house
from worker.folder import Folder

TEN = time(10)
WEDNESDAY = 2
COUNTRIES = ("EC", "BR", "CO", "PE", "GB", "CA", "ES")
"""Where people of the example live, and of forms that tests fill in."""
DUE_AHEAD = (5, 20, 21, 22, 150)
"""In so many days something of the example is due."""
Preparation = Callable[[House], None]


@dataclass(frozen=True)
class Prepared:
    """What copies are made from, and what the worker knew by then: the headers of the
    tabs whose shapes the journal has, and the conditions of the programme.

    `places`: the (table, column) of the journal in which the spreadsheet's key stands.
    """

    state: Path
    spreadsheet: Book
    programme: Programme
    places: list[tuple[str, str]]
    headers: dict[str, tuple[str, ...]]
    conditions: dict[tuple[str, str], Condition]


PREPARED: dict[tuple[Preparation, Preparation | None], Prepared] = {}
"""By what made them, and what was done in a copy after it; once a process."""


def lived_in(house: House) -> None:
    """Example data, and nothing left to do; it is ten in the
    morning in the programme's zone.
    """
    ten_o_clock(house)
    house.prepare(example=True)
    assert house.settle()


@contextmanager
def copied_house(
    state: Path,
    folder: Folder,
    factory: pytest.TempPathFactory,
    *,
    preparation: Preparation = lived_in,
    further: Preparation | None = None,
    **changed: Any,
) -> Iterator[House]:
    """A copy of a house that was prepared before the first such copy; `further` is
    done, once as well, in a copy of its own of the house that was prepared.
    """
    made_by = (preparation, further)
    if made_by not in PREPARED:
        PREPARED[made_by] = _prepare(folder, factory, preparation, further)
    original = PREPARED[made_by]
    shutil.copytree(original.state, state, dirs_exist_ok=True)
    with open_house(state, folder, **changed) as house:
        key = house.server.add(original.spreadsheet)
        use_spreadsheet(house.journal, original.places, original.spreadsheet.id, key)
        house.remembered_headers = dict(original.headers)
        if folder.programme is original.programme:
            house.conditions = original.conditions
        yield house


def _prepare(
    folder: Folder,
    factory: pytest.TempPathFactory,
    preparation: Preparation,
    further: Preparation | None,
) -> Prepared:
    state = factory.mktemp("prepared")
    if further is None:
        with open_house(state, folder) as house:
            preparation(house)
            return _original(house, state)
    with copied_house(state, folder, factory, preparation=preparation) as house:
        further(house)
        return _original(house, state)


def _original(house: House, state: Path) -> Prepared:
    """What the copies of a house are made from."""
    headers = house.remembered_headers
    if house.loop is not None:
        headers = house.loop.work.remembered_headers
    return Prepared(
        state,
        house.server.workbooks.get(house.key),
        house.folder.programme,
        places_of(house.journal, house.key),
        headers,
        house.office.notify.book.conditions,
    )


def places_of(journal: Journal, key: str) -> list[tuple[str, str]]:
    """The (table, column) of a journal in which a spreadsheet's key stands."""
    columns = "SELECT t.name, c.name FROM sqlite_master AS t JOIN pragma_table_info(t.name) AS c WHERE t.type = 'table'"
    places = []
    with closing(sqlite3.connect(str(journal.engine.url.database))) as connection:
        for table, column in connection.execute(columns).fetchall():
            search = f'SELECT 1 FROM "{table}" WHERE instr("{column}", ?) LIMIT 1'
            if connection.execute(search, (key,)).fetchone():
                places.append((table, column))
    return places


def use_spreadsheet(
    journal: Journal, places: list[tuple[str, str]], old: str, new: str
) -> None:
    """Puts a copied spreadsheet in place of the one that a copied journal was kept
    with, wherever its key is written.
    """
    with closing(sqlite3.connect(str(journal.engine.url.database))) as connection:
        for table, column in places:
            connection.execute(
                f'UPDATE "{table}" SET "{column}" = replace("{column}", ?, ?)',
                (old, new),
            )
        connection.commit()


def _is_ordinary(day: date) -> bool:
    """Whether mails go out everywhere on a day and the next, no weekend is near, and
    the example has nothing due on a holiday.
    """
    days = (day, day + timedelta(days=1))
    is_open = all(
        Calendar().is_open(each, country) for each in days for country in COUNTRIES
    )
    ahead = [day + timedelta(days=passed) for passed in DUE_AHEAD]
    is_usual = all(
        Calendar().occasion(each, country) is None
        for each in ahead
        for country in COUNTRIES
    )
    return is_open and is_usual and day.weekday() <= WEDNESDAY


def ten_o_clock(house: House) -> None:
    """Sets the demonstration's clock: reminders only go out on working days, and tests
    run at any hour of any day.
    """
    zone = ZoneInfo(house.folder.programme.time_zone)
    day = datetime.now(UTC).astimezone(zone).date() + timedelta(days=1)
    while not _is_ordinary(day):
        day += timedelta(days=1)
    with house.journal.write() as connection:
        goal = datetime.combine(day, TEN, zone)
        installation.set_clock(connection, goal - Clock().now())


@pytest.fixture
def lived(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    folder: Folder,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[House]:
    """A house with example data, or with what `prepared_by` says beside it."""
    further = getattr(request, "param", None)
    with copied_house(
        tmp_path / "house", folder, tmp_path_factory, further=further
    ) as house:
        yield house


def prepared_by(preparation: Preparation) -> pytest.MarkDecorator:
    """Marks tests in whose `lived` house something has been done beforehand, once for
    all of them.
    """
    return pytest.mark.parametrize(
        "lived", [preparation], indirect=True, ids=[preparation.__name__]
    )


def work(house: House) -> None:
    """Lets the worker see what was done, leaves the rows alone for as long as it
    asks, and lets it finish.
    """
    # the first time a row may get its reference, the second its mails are written
    for _ in range(2):
        assert house.settle()
        house.later(seconds=5)
    if is_waiting(house):
        assert house.settle()


def is_waiting(house: House) -> bool:
    """Whether something waited for these seconds to pass: a change
    for the rules, or a message.
    """
    now = house.office.sync.now()
    with house.journal.read() as connection:
        return bool(changes.undecided(connection) or claims.due(connection, now))


def named(house: House, table: str, name: str) -> str:
    """The reference of the record that people call so."""
    title = house.folder.programme.tables[table].title
    [reference] = [
        key for key, values in house.records(table).items() if values.get(title) == name
    ]
    return reference


EXAMPLES = ("Segunda reunión", "Semana do Comércio Justo nas escolas")
"""What the meetings of the example are about."""


def meeting(house: House) -> str:
    """The reference of the only meeting that is none of the example's."""
    [reference] = [
        key
        for key, row in house.records("appointments").items()
        if row["subject"] not in EXAMPLES
    ]
    return reference


def told(house: House, kind: str) -> list[tuple[str, str]]:
    """(address, state) of each notice that a message gave, or gives, of a rule; those
    to the mayor about the same too.
    """
    from journal.schema import messages, notices

    query = sa.select(messages.c.email, messages.c.state).join(
        notices, notices.c.message == messages.c.id
    )
    with house.journal.read() as connection:
        rows = connection.execute(
            query.where(notices.c.rule.in_((kind, f"{kind}_mayor")))
        ).all()
    return sorted((row.email, str(row.state)) for row in rows)


def problems(house: House) -> list[tuple[str, str, str, str]]:
    """(code, table, reference, column) of each problem that stands, but what depends on
    the day on which tests run: holidays.
    """
    from journal.tabs.problems import standing

    with house.journal.read() as connection:
        found = [
            item.problem
            for item in standing(connection)
            if item.problem.code is not ProblemCode.closed_day
        ]
    return sorted((p.code, p.table, p.reference, p.column) for p in found)


def own(house: House, table: str, reference: str) -> dict[str, Any]:
    """The app's cells beside a record, as they stand in the sheet."""
    return dict(house.look().tabs[table].rows[reference].own)


def batch(house: House, *requests: dict[str, Any]) -> None:
    """What staff do to the sheet."""
    house.batch(*requests)


def type_row(house: House, table: str, **cells: str) -> None:
    """Staff type a row below the last one."""
    tab = house.look().tabs[table]
    row = {"values": [{} for _ in range(max(tab.layout.columns.values()) + 1)]}
    for name, text in cells.items():
        row["values"][tab.layout.columns[name]] = {
            "userEnteredValue": {"stringValue": text}
        }
    batch(
        house,
        {
            "appendCells": {
                "sheetId": tab.layout.sheet_id,
                "rows": [row],
                "fields": "userEnteredValue",
            }
        },
    )


TASK = {
    "repetition-tasks": "0",
    "tasks-0-what": "Feria",
    "tasks-0-due": "2099-01-01",
    "tasks-0-owner_name": "Ana",
    "tasks-0-owner_language": "es",
}
"""What a work plan of one task sends."""
ANSWERS = {
    "name": "Cotacachi",
    "country": "Ecuador",
    "why": "Porque sí.",
    "contact_name": "Ana Páez",
    "contact_office": "Alcaldía",
    "contact_email": "ana.paez@example.org",
    "contact_language": "pt",
    "mayor_name": "Eva Ruiz",
    "consent-given": "y",
}


def coordinator(house: House) -> FlaskClient:
    """A browser in which a coordinator is signed in, without a mail on its way."""
    return signed_in_as(house, "coordinacion@example.org")


def signed_in_as(house: House, email: str) -> FlaskClient:
    """The same for somebody else of the team."""
    client = house.client()
    link = new_link(house.journal, email)
    pressed = client.post(
        link, data={"csrf_token": hidden(client.get(link).text, "csrf_token")}
    )
    assert pressed.status_code == 303
    return client
