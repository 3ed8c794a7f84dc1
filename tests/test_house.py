"""Which room may import which: the contracts of pyproject.toml hold,
and what they cannot say.
"""

import ast
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from tests.house import ROOT

ROOMS = (
    "serve",
    "core",
    "expressions",
    "fieldtypes",
    "programme",
    "journal",
    "sheets",
    "rules",
    "mail",
    "uploads",
    "paper",
    "documents",
    "privacy",
    "backups",
    "monitoring",
    "registers",
    "form_tabs",
    "mail_texts",
    "published_tabs",
    "forms",
    "sync",
    "desk",
    "notify",
    "outbox",
    "worker",
    "staff",
    "meetings",
    "inbox",
    "authoring",
)
BELOW = {
    "core",
    "programme",
    "journal",
    "sheets",
    "rules",
    "mail",
    "uploads",
    "form_tabs",
    "mail_texts",
    "published_tabs",
    "forms",
}
MODULES = {
    "static_files": {"core", "programme"},
    "web": BELOW
    | {
        "static_files",
        "serve",
        "sync",
        "notify",
        "outbox",
        "documents",
        "registers",
        "staff",
        "meetings",
        "authoring",
        "monitoring",
    },
    "supervise": BELOW
    | {"serve", "sync", "notify", "outbox", "worker", "staff", "monitoring"},
    "app": BELOW | {"worker", "cli", "web", "supervise", "authoring", "monitoring"},
}
"""The modules of no room, and what of ours they may import:
import-linter knows packages only.
"""
PARTS = {
    "static_files": {"flask"},
    "web": {"flask", "sqlalchemy"},
    "supervise": set(),
    "app": {"flask"},
}
OWNED = {
    "flask",
    "flask_wtf",
    "wtforms",
    "click",
    "gspread",
    "yagmail",
    "smtplib",
    "aiosmtpd",
    "sqlalchemy",
    "alembic",
    "waitress",
}


@cache
def modules() -> list[Path]:
    inside = [file for room in (*ROOMS, "cli") for file in (ROOT / room).rglob("*.py")]
    return sorted(
        [
            *(file for file in inside if "migrations" not in file.parts),
            *ROOT.glob("*.py"),
        ]
    )


@cache
def imports(file: Path) -> Sequence[str]:
    names: list[str] = []
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return names


def roots(file: Path) -> set[str]:
    return {name.partition(".")[0] for name in imports(file)}


def test_contracts_of_the_rooms_hold() -> None:
    # In a process of its own: import-linter configures logging so that every
    # logger there is falls silent.
    call = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run(
        [sys.executable, "-c", call, "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_module_of_no_room_is_known_here() -> None:
    assert {file.stem for file in ROOT.glob("*.py")} == set(MODULES)


@pytest.mark.parametrize("name", MODULES)
def test_module_of_no_room_imports_with_the_flow_only(name: str) -> None:
    ours = {*ROOMS, "cli", *MODULES}
    assert roots(ROOT / f"{name}.py") & ours <= MODULES[name]


@pytest.mark.parametrize("name", MODULES)
def test_module_of_no_room_imports_the_parts_that_it_owns(name: str) -> None:
    assert roots(ROOT / f"{name}.py") & OWNED <= PARTS[name]


@pytest.mark.parametrize("name", MODULES)
def test_no_room_imports_a_module_of_no_room(name: str) -> None:
    assert [
        file for file in modules() if file.parent != ROOT and name in roots(file)
    ] == []


def test_staff_takes_a_few_parts_of_the_forms_only() -> None:
    taken = {
        name
        for file in (ROOT / "staff").rglob("*.py")
        for name in imports(file)
        if name.startswith("forms.")
    }
    modules_taken = {name.rpartition(".")[0] for name in taken}
    assert modules_taken == {
        "forms.web_form.names",
        "forms.services",
        "forms.access.staff_session",
        "forms.access.contacts",
        "forms.after_sending.command_words",
    }


@pytest.mark.parametrize("room", ["sync", "notify", "outbox", "worker", "monitoring"])
def test_room_takes_types_and_errors_of_the_database_only(room: str) -> None:
    for file in (ROOT / room).rglob("*.py"):
        names = {name for name in imports(file) if name.startswith("sqlalchemy")}
        assert names <= {"sqlalchemy", "sqlalchemy.exc.SQLAlchemyError"}
        tree = ast.walk(ast.parse(file.read_text("utf-8")))
        used = {
            node.attr
            for node in tree
            if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "sa"
        }
        assert used <= {"Connection", "Row"}


def test_no_line_of_the_program_knows_what_the_programme_is_about() -> None:
    telling = {
        str(file.relative_to(ROOT))
        for file in modules()
        if "mentor" in file.read_text("utf-8").casefold()
    }
    assert telling == set()


def test_no_test_waits_by_what_the_pages_policy_forbids() -> None:
    """Playwright's second look is an `eval`: seen only where the first look fails."""
    for path in (ROOT / "tests").rglob("*.py"):
        assert ".wait_for_" + "function(" not in path.read_text(), path


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="unpacked, not cloned")
def test_readme_names_every_room() -> None:
    listed = subprocess.run(
        ["git", "ls-tree", "-d", "--name-only", "HEAD"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    house = (ROOT / "README.md").read_text("utf-8").partition("## The house")[2]
    rooms = {f"{room}/" for room in listed.stdout.split()}
    assert rooms <= set(house.split())


@pytest.mark.parametrize("language", ["", ".es", ".pt"])
def test_readme_names_every_document_in_its_language(language: str) -> None:
    readme = (ROOT / f"README{language}.md").read_text("utf-8")
    documents = [
        file.name
        for file in (ROOT / "docs").glob("*.md")
        if "".join(file.suffixes[:-1]) == language
    ]
    assert [name for name in documents if f"(docs/{name})" not in readme] == []
