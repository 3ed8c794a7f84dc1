"""Which room may know which: read from every module's imports."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house import ROOT

ROOMS = (
    "core",
    "programme",
    "forms",
    "journal",
    "sheets",
    "rules",
    "mail",
    "sync",
    "notify",
    "outbox",
    "worker",
    "staff",
)
JOINING = {"sync", "notify", "outbox", "worker", "staff", "web", "app", "cli", "supervise"}
OURS = {*ROOMS, *JOINING}
MAY_KNOW = {
    "core": set(),
    "programme": {"core"},
    "journal": {"core", "programme"},
    "sheets": {"core", "programme"},
    "rules": {"core", "programme"},
    "mail": {"core", "programme"},
    "forms": {"core", "programme", "journal"},
    "sheets.local": set(),
    **dict.fromkeys(JOINING, OURS - JOINING),
}
AMONG_JOINING = {
    ("staff", "staff"),
    ("worker", "worker"),
    *((room, room) for room in ("sync", "notify", "outbox")),
    *(
        (room, other)
        for room in ("worker", "staff", "web", "cli", "supervise")
        for other in ("sync", "notify", "outbox")
    ),
    # While the three rooms are being taken apart: what they still take from each other.
    ("outbox", "sync"),
    ("outbox", "notify"),
    ("notify", "sync"),
    ("notify", "outbox"),
    ("sync", "notify"),
    ("staff", "worker"),  # what is ahead, and how a mail would read: written as the worker would
    ("web", "staff"),  # its pages
    ("cli", "staff"),  # signing in from the command line
    ("cli", "worker"),  # the commands run its steps
    ("cli", "sheets.local"),  # live-check asks it the same questions
    ("supervise", "staff"),  # prints a sign-in link
    ("supervise", "worker"),  # makes the sheet before the processes start
    ("app", "web"),
    ("app", "cli"),
    ("app", "supervise"),
    ("app", "worker"),  # reads the whole programme, mail templates too: a mistake ends it at the start
}
OWNERS = {
    "flask": {"web", "app", "cli", "forms", "staff", "sheets.local"},
    "flask_wtf": {"web", "forms"},
    "wtforms": {"forms"},
    "click": {"cli"},
    "gspread": {"sheets/client.py"},
    "yagmail": {"mail"},
    "smtplib": {"mail"},
    "aiosmtpd": {"mail"},
    "sqlalchemy": {
        "journal",
        "sync",
        "notify",
        "outbox",
        "worker",
        "web",
    },  # worker and web: types of rows and errors only
    "alembic": {"journal"},
    "psycopg": set(),  # SQLAlchemy loads it by the database's URL
    "sqlite3": {"sheets.local"},  # a database file of its own, as a stranger would have
}


def modules() -> list[Path]:
    inside = [file for room in ROOMS for file in (ROOT / room).rglob("*.py") if "migrations" not in file.parts]
    return sorted([*inside, *ROOT.glob("*.py")])


def room_of(name: str) -> str:
    return "sheets.local" if name == "sheets.local" or name.startswith("sheets.local.") else name.partition(".")[0]


def home(file: Path) -> str:
    return room_of(".".join(file.relative_to(ROOT).with_suffix("").parts))


def imports(file: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{file}:{node.lineno} imports from where it stands"
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


@pytest.mark.parametrize("file", modules(), ids=lambda file: str(file.relative_to(ROOT)))
def test_module_imports_with_the_flow_only(file):
    me = home(file)
    allowed = {me, *MAY_KNOW[me], *(other for one, other in AMONG_JOINING if one == me)}
    known = {room_of(name) for _line, name in imports(file)} & {*OURS, "sheets.local"}
    assert known - allowed == set()


@pytest.mark.parametrize("part", sorted(OWNERS))
def test_part_is_imported_by_its_owner_only(part):
    users = {file for file in modules() if any(name.partition(".")[0] == part for _line, name in imports(file))}
    owners = OWNERS[part]
    strangers = {f for f in users if home(f) not in owners and str(f.relative_to(ROOT)) not in owners}
    assert strangers == set()


def test_staff_takes_from_forms_its_desk_only():
    taken = {name for file in modules() if home(file) == "staff" for _line, name in imports(file)}
    assert {name for name in taken if room_of(name) == "forms"} == {"forms.desk.desk"}


def test_worker_and_web_take_types_and_errors_of_the_database_only():
    found = {
        name
        for file in modules()
        if home(file) in ("sync", "notify", "outbox", "worker", "web")
        for _line, name in imports(file)
        if name.startswith("sqlalchemy")
    }
    assert found == {"sqlalchemy", "sqlalchemy.exc.SQLAlchemyError"}
    for file in (file for room in ("sync", "notify", "outbox", "worker") for file in (ROOT / room).glob("*.py")):
        tree = ast.walk(ast.parse(file.read_text("utf-8")))
        used = {node.attr for node in tree if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "sa"}
        assert used <= {"Connection", "Row"}


def test_no_line_of_the_program_knows_what_the_programme_is_about():
    said = {str(file.relative_to(ROOT)) for file in modules() if "mentor" in file.read_text("utf-8").casefold()}
    assert said == set()
