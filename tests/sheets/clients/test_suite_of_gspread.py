"""gspread's own suite, every call of it over HTTP to the local server.

GSPREAD=folder make clients

The folder is a checkout of its repository: none of its packages has the tests.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sheets.local_server import running_server

CHECKOUT = os.environ.get("GSPREAD", "")
STAND_IN = Path(__file__).with_name("suite_of_gspread.py")
DIFFERENCES = {"test_access_private_spreadsheet"}
"""What fails, and for which docs/local-sheets.md has the reason."""


@pytest.mark.long
@pytest.mark.skipif(not CHECKOUT, reason="GSPREAD names no checkout of gspread")
def test_suite_of_gspread(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    suite = tmp_path / "suite"
    recordings = shutil.ignore_patterns("cassettes")
    shutil.copytree(Path(CHECKOUT, "tests"), suite / "tests", ignore=recordings)
    for file in suite.glob("tests/*_test.py"):
        # Their marks ask for recordings, which are not asked here.
        text = re.sub(r"^ *@pytest\.mark\.vcr.*\n", "", file.read_text(), flags=re.M)
        file.write_text(text)
    shutil.copy(STAND_IN, suite / "tests" / "conftest.py")
    with running_server(tmp_path / "data") as server:
        run = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-W", "ignore", "-o", "addopts="],
            cwd=suite,
            env=os.environ | {"SHEETS_URL": server.url, "PYTHONPATH": CHECKOUT},
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
    lines = run.stdout.splitlines()
    with capsys.disabled():
        print(f"\nsuite of gspread: {lines[-1]}")
    failed = {
        line.split(" - ")[0].rpartition("::")[2]
        for line in lines
        if line.startswith(("FAILED", "ERROR"))
    }
    assert failed == DIFFERENCES, run.stdout[-3000:]
