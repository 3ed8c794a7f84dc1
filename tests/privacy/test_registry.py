"""Every table, file store, log and tab says what becomes of people in it: whoever adds
one decides it in privacy/registry.py.
"""

import dataclasses
import re

import sqlalchemy as sa

from core.settings import Settings
from journal.schema import metadata
from privacy.registry import APP_TABS, LOGS, STORES, TABLES
from programme.app_tables import EMAIL
from tests.house import ROOT

SHORT = 200
"""Longer than any code or reference; addresses, names and texts have more room."""


def can_hold_a_person(column: sa.Column[object]) -> bool:
    kind = column.type
    if isinstance(kind, sa.JSON | sa.Text | sa.LargeBinary):
        return True
    return isinstance(kind, sa.String) and (kind.length or SHORT) >= SHORT


def test_every_table_has_a_rule():
    assert set(TABLES) == set(metadata.tables)


def test_every_column_that_can_hold_a_person_stands_in_a_rule():
    missing = []
    for name, table in metadata.tables.items():
        ruled = {column for rule in TABLES[name] for column in rule.columns}
        # titles of reports, keys, browsers
        named = {
            "title",
            "key",
            "moved_to",
            "device",
        }
        missing += [
            f"{name}.{c.name}"
            for c in table.c
            if can_hold_a_person(c) and c.name not in ruled | named
        ]
    assert missing == []


def test_rules_name_columns_that_are_there():
    for name, rules in TABLES.items():
        named = {
            column
            for rule in rules
            for column in (*rule.columns, *filter(None, [rule.moment]))
        }
        assert named <= set(metadata.tables[name].c.keys())


def test_every_file_store_has_a_rule():
    """A folder of the state, or a setting that names where files lie."""
    urls = {
        field.name.removesuffix("_url")
        for field in dataclasses.fields(Settings)
        if field.name.endswith("_url")
    }
    # servers, and the journal, whose tables have rules of their own
    no_files = {
        "database",
        "sheets_api",
        "smtp",
        "imap",
        "public",
        "heartbeat",
        "translate",
        "log",
        "scanner",
    }
    code = "".join(
        file.read_text("utf-8")
        for name in ("supervise.py", "web.py")
        for file in [ROOT / name]
    )
    folders = set(re.findall(r'\bstate(?:_dir)? / "([a-z]+)"', code))
    assert set(STORES) == (urls - no_files) | folders


def test_every_log_has_a_rule():
    files = [
        file
        for room in ROOT.iterdir()
        if (room / "__init__.py").is_file()
        for file in room.rglob("*.py")
    ]
    names = {
        name
        for file in files
        for name in re.findall(r'getLogger\("([a-z]+)', file.read_text("utf-8"))
    }
    assert names - {"tests"} <= {
        *LOGS,
        "alembic",
        "waitress",
        "werkzeug",
        "gspread",
        "tests",
    }


def test_every_tab_has_a_rule(folder):
    """Tabs of the app by name; in all others the columns of people are
    known from the programme.
    """
    app = {name for name, table in folder.programme.tables.items() if table.app}
    assert set(APP_TABS) == app | {"today", "forms", "texts"}


def test_every_column_of_addresses_of_the_programme_is_somebody_s(folder):
    from privacy.people import personal_columns

    parts = personal_columns(folder.programme)
    for name, table in folder.programme.tables.items():
        emails = {
            column.name
            for column in table.columns
            if column.field_type.name == EMAIL and not column.own
        }
        assert emails <= {
            column for part in parts.get(name, ()) for column in part.columns
        }
