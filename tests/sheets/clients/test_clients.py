"""Clients that others wrote, each calling the server in its own way (`make clients`).

They are installed in a folder of their own, and run as programs of their own.
"""

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.conftest import missing
from tests.sheets.local_server import running_server

FOLDER = os.environ.get("CLIENTS", "")
HERE = Path(__file__).parent
PYTHON = (
    "google-api-python-client", "gspread-dataframe", "gspread-formatting", "pygsheets",
)  # fmt: skip
NODE = ("google-spreadsheet", "googleapis")
DIFFERENCES = {
    "google-api-python-client": {"upload_csv"},
    "google-spreadsheet": {"downloadAsCSV"},
    "pygsheets": {"folder"},
}
"""Calls that fail, and for which docs/local-sheets.md has the reason."""


@pytest.mark.long
@pytest.mark.parametrize("client", [*PYTHON, *NODE])
def test_client(
    client: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if not FOLDER:
        missing("clients", "run `make clients`")
    with running_server(tmp_path) as server:
        command = [f"{FOLDER}/bin/python", "-W", "ignore", HERE / "calls.py"]
        arguments = [server.url, client]
        if client in NODE:
            command = ["node", HERE / "calls.mjs"]
            arguments = [server.url, FOLDER, client]
        run = subprocess.run(
            [*command, *arguments],
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
    assert run.returncode == 0, run.stderr[-2000:]
    calls = [json.loads(line) for line in run.stdout.splitlines() if line[:1] == "{"]
    problems = {call["name"]: call["problem"] for call in calls if call["problem"]}
    with capsys.disabled():
        print(f"\n{client}: {len(calls) - len(problems)} of {len(calls)}", problems)
    assert calls
    assert problems.keys() == DIFFERENCES.get(client, set()), problems
