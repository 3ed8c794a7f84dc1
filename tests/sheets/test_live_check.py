"""The questions of `flask live-check`, asked of a local server that
takes the part of Google.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sheets.client import Spreadsheet
from sheets.live_check import QUESTIONS, ask
from tests.house import ROOT
from tests.sheets.local_server import running_server

EXPECTED = {
    "metadata on a row whose row is sorted away": "stay",
    "the same append again, with metadata of the same id": "refuse",
    "metadata on a row above which one is inserted": "follow",
    "metadata on a column that is moved": "follow",
    "a batch of which one request is wrong": "nothing is done",
    "a row appended while a filter hides the last": "below all rows",
    "a row appended to a tab with empty check boxes": "below",
    "metadata of a tab that is duplicated": "leave",
    "whether a row inserted above check boxes has them too": "yes",
    "a row appended to a tab with formats and no values": "among them",
    "null among values that are written": "leaves the cell",
    "a value that a strict drop-down does not have, written by a program": "accept",
    "the range that a drop-down offers, whose column is moved": "follow",
    "a conditional format whose column is moved": "follow",
    "a cell of 50,001 characters": "refuse",
}


def test_questions_have_the_answers_of_the_local_server_and_leave_no_tab(
    tmp_path: Path,
) -> None:
    with running_server(tmp_path) as server:
        book = Spreadsheet("", server=server.url)
        book.create("Check", "en_US", "Etc/UTC")
        assert {
            question.words: ask(book, question) for question in QUESTIONS
        } == EXPECTED
        assert [tab["properties"]["title"] for tab in book.structure()["sheets"]] == [
            "Sheet1"
        ]
        book.close()


@pytest.mark.parametrize(
    "switch",
    [
        {"row_metadata_on_sort": "follow"},
        pytest.param({"repeat_metadata_id": "accept"}, marks=pytest.mark.long),
        pytest.param({"append_at_check_boxes": "among"}, marks=pytest.mark.long),
        pytest.param({"metadata_on_duplicate": "copy"}, marks=pytest.mark.long),
    ],
)
def test_command_says_where_the_local_server_differs(
    tmp_path: Path, switch: dict[str, str]
) -> None:
    with running_server(tmp_path / "google", **switch) as server:
        book = Spreadsheet("", server=server.url)
        key = book.create("Check", "en_US", "Etc/UTC")
        book.close()
        environ = {
            **os.environ,
            "STATE_DIR": str(tmp_path),
            "SHEETS_API_URL": server.url,
            "SPREADSHEET": key,
        }
        command = [sys.executable, "-m", "flask", "live-check", "--yes"]
        ended = subprocess.run(
            command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False
        )
    ((name, value),) = switch.items()
    assert ended.returncode == 0, ended.stderr
    assert f"unless it is started with {name}={value})" in ended.stdout
    assert ended.stdout.splitlines()[-1] == f"1 of {len(QUESTIONS)} are different."
