"""Faults by rule, and the quota: what a client must live through."""

import time
from pathlib import Path

import pytest
import requests

from tests.sheets.local.conftest import Api
from tests.sheets.local_server import Server, running_server

APPEND = {
    "appendCells": {
        "sheetId": 0,
        "rows": [{"values": [{"userEnteredValue": {"stringValue": "a"}}]}],
        "fields": "*",
    }
}


def appended(api: Api, timeout: float = 10) -> requests.Response:
    return requests.post(
        api.base + ":batchUpdate", json={"requests": [APPEND]}, timeout=timeout
    )


def wait_for(api: Api, expected: list[list[str]]) -> None:
    end = time.monotonic() + 5
    while api.values() != expected:
        assert time.monotonic() < end, "what was expected has not come about"


@pytest.mark.parametrize(
    ("status", "kind"), [(429, "json"), (500, "json"), (502, "html"), (503, "json")]
)
def test_status_is_answered_and_nothing_done(
    server: Server, api: Api, status: int, kind: str
) -> None:
    server.faults({"action": "status", "status": status, "request": "appendCells"})
    answer = appended(api)
    assert (
        answer.status_code,
        kind in answer.headers["Content-Type"],
        api.values(),
    ) == (status, True, [])


def test_rule_with_times_ends(server: Server, api: Api) -> None:
    server.faults(
        {
            "action": "status",
            "status": 503,
            "method": "POST",
            "path": ":batchUpdate$",
            "times": 2,
        }
    )
    assert [appended(api).status_code for _ in range(3)] == [503, 503, 200]


def test_rule_with_every_hits_each_second_call(server: Server, api: Api) -> None:
    server.faults(
        {"action": "status", "status": 500, "request": "appendCells", "every": 2}
    )
    assert [appended(api).status_code for _ in range(4)] == [200, 500, 200, 500]


def test_rule_with_a_seed_hits_the_same_calls_again(server: Server, api: Api) -> None:
    rule = {
        "action": "status",
        "status": 500,
        "request": "appendCells",
        "probability": 0.5,
        "seed": 4,
    }
    server.faults(rule)
    first = [appended(api).status_code for _ in range(12)]
    server.faults(rule)
    assert [appended(api).status_code for _ in range(12)] == first
    assert set(first) == {200, 500}


def test_reset_drops_the_connection_and_does_nothing(server: Server, api: Api) -> None:
    server.faults({"action": "reset", "request": "appendCells"})
    with pytest.raises(requests.ConnectionError):
        appended(api)
    assert api.values() == []


def test_timeout_before_does_nothing(server: Server, api: Api) -> None:
    server.faults(
        {"action": "timeout_before", "request": "appendCells", "seconds": 0.2}
    )
    with pytest.raises(requests.ConnectionError):
        appended(api)
    assert api.values() == []


def test_timeout_after_has_done_it_while_it_hangs(server: Server, api: Api) -> None:
    server.faults({"action": "timeout_after", "request": "appendCells", "seconds": 30})
    with pytest.raises(requests.ReadTimeout):
        appended(api, timeout=0.3)
    assert api.values() == [["a"]]


def test_late_commit_comes_after_the_client_has_gone(server: Server, api: Api) -> None:
    server.faults({"action": "late_commit", "request": "appendCells", "seconds": 0.5})
    with pytest.raises(requests.ReadTimeout):
        appended(api, timeout=0.2)
    assert api.values() == []
    wait_for(api, [["a"]])


def test_lie_says_ok_and_adds_nothing(server: Server, api: Api) -> None:
    server.faults({"action": "lie", "request": "appendCells", "times": 1})
    assert (appended(api).json()["replies"], api.values()) == ([{}], [])
    appended(api)
    assert api.values() == [["a"]]


@pytest.mark.parametrize("action", ["truncated", "html"])
def test_answer_that_cannot_be_read_comes_of_what_was_done(
    server: Server, api: Api, action: str
) -> None:
    server.faults({"action": action, "request": "appendCells", "times": 1})
    answer = appended(api)
    with pytest.raises(requests.JSONDecodeError):
        answer.json()
    assert (answer.status_code, api.values()) == (200, [["a"]])


def test_latency_delays_nobody_else(server: Server, api: Api) -> None:
    server.faults({"action": "latency", "request": "appendCells", "seconds": 30})
    with pytest.raises(requests.ReadTimeout):
        appended(api, timeout=0.2)
    assert "error" not in api.put("B1", [["other"]])


def test_rule_that_makes_no_sense_is_refused(server: Server) -> None:
    answer = requests.put(
        f"{server.url}/_faults", json=[{"action": "explode"}], timeout=10
    )
    assert (answer.status_code, server.rules()) == (400, [])


def test_faults_from_a_file_hold_from_the_start(tmp_path: Path) -> None:
    file = tmp_path / "faults.json"
    file.write_text('[{"action": "status", "status": 503}]', "utf-8")
    with running_server(tmp_path, faults=file) as server:
        assert (
            requests.get(f"{server.url}/v4/spreadsheets/x", timeout=10).status_code
            == 503
        )


def test_calls_are_listed_with_their_kinds(server: Server, api: Api) -> None:
    server.forget_calls()
    appended(api)
    (call,) = server.calls()
    assert (call["method"], call["requests"], call["status"]) == (
        "POST",
        ["appendCells"],
        200,
    )


def test_sixty_first_read_of_a_minute_is_refused(tmp_path: Path) -> None:
    with running_server(tmp_path, quota=True) as server, requests.Session() as session:
        answers = [
            session.get(f"{server.url}/v4/spreadsheets/x", timeout=10)
            for _ in range(61)
        ]
        assert [answer.status_code for answer in answers] == [404] * 60 + [429]
        assert answers[-1].json()["error"]["status"] == "RESOURCE_EXHAUSTED"
        assert (
            session.post(
                f"{server.url}/v4/spreadsheets", json={}, timeout=10
            ).status_code
            == 200
        )
