"""How everything is started on one machine: ports, and waiting for what starts."""

import re
import subprocess
import sys
import threading

import pytest

from core.errors import HojaError
from core.files.process_lock import ProcessLock
from serve.sockets import address, bind
from supervise import SMTP_QUESTION, Child, Processes, Sockets
from tests.house import ROOT
from tests.program import environ, until


def reserve(**given):
    settings = dict(given)
    sockets = Sockets.reserve(settings)
    return settings, sockets


def close(*all_sockets):
    for sockets in all_sockets:
        for each in (sockets.web, sockets.sheets, sockets.smtp):
            if each is not None:
                each.close()


def test_two_at_once_share_no_port():
    (first, first_sockets), (second, second_sockets) = reserve(), reserve()
    close(first_sockets, second_sockets)
    names = {"PORT", "PUBLIC_URL", "SHEETS_API_URL", "SMTP_URL"}
    assert set(first) == set(second) == names
    assert [name for name in names if first[name] == second[name]] == []


def test_port_that_is_set_and_taken_is_told():
    taken = bind("127.0.0.1", 0)
    with taken, pytest.raises(HojaError, match=f"PORT is {address(taken)[1]}"):
        reserve(PORT=str(address(taken)[1]))


def test_server_that_somebody_runs_at_the_address_that_is_set_is_used():
    taken = bind("127.0.0.1", 0)
    with taken:
        _settings, sockets = reserve(
            SHEETS_API_URL=f"http://127.0.0.1:{address(taken)[1]}"
        )
    close(sockets)
    assert sockets.sheets is None
    assert sockets.smtp is not None


def test_spreadsheet_at_google_needs_no_server():
    settings, sockets = reserve(SPREADSHEET="key")
    close(sockets)
    assert sockets.sheets is None
    assert "SHEETS_API_URL" not in settings


def test_folder_is_for_one_at_a_time(tmp_path):
    with ProcessLock(tmp_path) as first, ProcessLock(tmp_path) as second:
        assert first.take()
        first.note("http://127.0.0.1:8000 (process 1)")
        assert not second.take()
        assert second.owner() == "http://127.0.0.1:8000 (process 1)"
    with ProcessLock(tmp_path) as third:
        assert third.take()


def test_server_gets_its_socket_and_is_waited_for(tmp_path):
    processes = Processes(environ(tmp_path), threading.Event())
    command = [sys.executable, "-m", "mail.servers.mailbox", "--data", str(tmp_path)]
    try:
        processes.run_server(
            Child("the mailbox", command, processes.environ, bind("127.0.0.1", 0)),
            SMTP_QUESTION,
        )
        assert processes.children[0].status is None
    finally:
        processes.end()


def test_server_that_ends_while_it_starts_is_told_at_once(tmp_path):
    processes = Processes(environ(tmp_path), threading.Event())
    child = Child(
        "the mailbox",
        [sys.executable, "-c", "raise SystemExit(3)"],
        processes.environ,
        bind("127.0.0.1", 0),
    )
    with pytest.raises(
        HojaError, match=r"the mailbox ended while it was starting \(status [123]\)"
    ):
        processes.run_server(child, SMTP_QUESTION)
    processes.end()


@pytest.mark.long
def test_two_programs_started_at_once_have_a_spreadsheet_each_and_a_third_in_the_same_folder_none(
    tmp_path,
):
    states = [tmp_path / "one", tmp_path / "two"]
    logs = [tmp_path / f"{state.name}.log" for state in states]
    started = []
    try:
        for state, log in zip(states, logs, strict=True):
            with log.open("wb") as output:
                settings = environ(state)
                started.append(
                    subprocess.Popen(
                        [sys.executable, "app.py"],
                        cwd=ROOT,
                        env=settings,
                        stdout=output,
                    )
                )
        for log in logs:
            until(lambda log=log: "Ctrl-C" in log.read_text(), "the greeting")
        sheets = [re.search(r"Spreadsheet +(\S+)", log.read_text())[1] for log in logs]
        assert sheets[0] != sheets[1]
        third = subprocess.run(
            [sys.executable, "app.py"],
            cwd=ROOT,
            env=environ(states[0]),
            capture_output=True,
            text=True,
            check=False,
        )
        assert third.returncode == 1
        assert re.search(r"Start here +(\S+)/", logs[0].read_text())[1] in third.stderr
    finally:
        for process in started:
            process.terminate()
        assert [process.wait(90) for process in started] == [0, 0]
