"""What was acknowledged is still there after the process was killed."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import requests

from tests.sheets.local.conftest import Api
from tests.sheets.local_server import running_server

ROOT = Path(__file__).parents[3]


def start(data: Path) -> tuple["subprocess.Popen[str]", str]:
    command = [sys.executable, "-m", "sheets.local", "--port", "0", "--data", str(data)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, process.stdout.readline().split()[-1].removesuffix("/sheet")


def write_until_killed(
    api: Api, acknowledged: list[str], enough: threading.Event
) -> None:
    for number in range(100_000):
        cells = {"values": [{"userEnteredValue": {"stringValue": str(number)}}]}
        request = {
            "appendCells": {"sheetId": 0, "rows": [cells], "fields": "userEnteredValue"}
        }
        try:
            if api.batch(request).get("replies") == [{}]:
                acknowledged.append(str(number))
        # Killed before the answer, or in the midst of it.
        except requests.RequestException:
            return
        if len(acknowledged) == 50:
            enough.set()


def test_acknowledged_rows_survive_a_kill(tmp_path: Path) -> None:
    process, url = start(tmp_path)
    api, acknowledged, enough = Api(url), list[str](), threading.Event()
    writer = threading.Thread(
        target=write_until_killed, args=(api, acknowledged, enough)
    )
    writer.start()
    assert enough.wait(30)
    os.kill(process.pid, signal.SIGKILL)
    writer.join()
    process.communicate()
    api.session.close()
    with running_server(tmp_path) as server:
        rows = requests.get(
            f"{server.url}/v4/spreadsheets/{api.id}/values/Sheet1", timeout=10
        ).json()["values"]
    assert [row[0] for row in rows][: len(acknowledged)] == acknowledged
    assert len(rows) - len(acknowledged) in (0, 1)


def test_sigterm_ends_the_server_cleanly(tmp_path: Path) -> None:
    process, url = start(tmp_path)
    assert requests.get(f"{url}/sheet", timeout=10).status_code == 200
    process.terminate()
    process.communicate()
    assert process.returncode == 0
