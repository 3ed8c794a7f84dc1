"""Two people on the page and an app through the API write at once: nothing is lost, and
nothing lands in another's row.
"""

import os
import random
import signal
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import Any

import requests

from tests.sheets.local.conftest import Api
from tests.sheets.local.test_kill import start
from tests.sheets.local_server import Server, running_server

PEOPLE, ROWS, ROUNDS, APPENDS, MOVES = 2, 24, 2, 40, 30
SORTED = {"sheetId": 0, "startRowIndex": 1}
HEADER = ["Reference", "Status", "Note"]
Post = Callable[[str, Any], None]


class WorkerContext:
    """A tab of references with a marked column, and what its server said yes to
    while many write at once.
    """

    def __init__(self, api: Api, *, endless: bool = False) -> None:
        self.endless = endless
        self.batch, self.values = (
            f"{api.base}:batchUpdate",
            f"{api.base}/values:batchUpdateByDataFilter",
        )
        self.page = f"{api.url}/sheet/{api.id}"
        self.appended: list[str] = []
        self.notes: dict[str, int] = {}
        self.moves = 0
        self.ended, self.enough = threading.Event(), threading.Event()
        api.put("A1", [HEADER, *([f"R{number:03}", "", "0"] for number in range(ROWS))])
        span = {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 1, "endIndex": 2}
        mark = {
            "metadataKey": "status",
            "visibility": "DOCUMENT",
            "location": {"dimensionRange": span},
        }
        api.batch({"createDeveloperMetadata": {"developerMetadata": mark}})
        drawn = requests.get(f"{self.page}/data", timeout=30).json()["rows"]
        self.drawn = {
            row["cells"][0]: (at, row["id"]) for at, row in enumerate(drawn) if row
        }

    def append(self, post: Post) -> None:
        for number in range(APPENDS) if not self.endless else count():
            cells = [
                {"userEnteredValue": {"stringValue": text}}
                for text in (f"N{number:05}", "new")
            ]
            request = {
                "appendCells": {
                    "sheetId": 0,
                    "rows": [{"values": cells}],
                    "fields": "userEnteredValue",
                }
            }
            post(self.batch, {"requests": [request]})
            self.appended.append(f"N{number:05}")
            if (
                len(self.appended) >= APPENDS
                and len(self.notes) == ROWS
                and self.moves >= MOVES
            ):
                self.enough.set()

    def write(self, post: Post) -> None:
        """The app keeps the head of its column, found by its mark, whatever moves."""
        place = {"developerMetadataLookup": {"metadataKey": "status"}}
        data = [
            {"dataFilter": place, "majorDimension": "COLUMNS", "values": [["Status"]]}
        ]
        while not self.ended.is_set():
            post(self.values, {"valueInputOption": "RAW", "data": data})

    def type(self, post: Post, person: int) -> None:
        """Each person counts up in rows of her own, found as they were
        drawn before anything moved.
        """
        for turn in range(1, 1 + ROUNDS) if not self.endless else count(1):
            for number in range(person, ROWS, PEOPLE):
                at, id = self.drawn[f"R{number:03}"]
                cell = {
                    "row": at,
                    "id": id,
                    "column": 2,
                    "was": str(turn - 1),
                    "value": str(turn),
                }
                post(f"{self.page}/edit", {"gid": 0, "cells": [cell]})
                self.notes[f"R{number:03}"] = turn

    def move(self, post: Post) -> None:
        chance = random.Random(7)
        for _ in range(MOVES) if not self.endless else count():
            order = chance.choice(["ASCENDING", "DESCENDING"])
            sort = {
                "sortRange": {
                    "range": SORTED,
                    "sortSpecs": [{"dimensionIndex": 0, "sortOrder": order}],
                }
            }
            row = {"sheetId": 0, "dimension": "ROWS", "startIndex": 2, "endIndex": 3}
            post(self.batch, {"requests": [{"insertDimension": {"range": row}}, sort]})
            self.moves += 1
        self.ended.set()

    def all_write(self, meanwhile: Callable[[], None] = lambda: None) -> None:
        """Everybody at once, until all is done or the server is gone."""
        people = [
            lambda post, person=person: self.type(post, person)
            for person in range(PEOPLE)
        ]
        works = [self.append, self.write, self.move, *people]
        with ThreadPoolExecutor(len(works)) as pool:
            futures = [pool.submit(self._run, work) for work in works]
            meanwhile()
        for future in futures:
            future.result()

    def _run(self, work: Callable[[Post], None]) -> None:
        with requests.Session() as session:

            def post(address: str, body: Any) -> None:
                answer = session.post(address, json=body, timeout=30)
                assert answer.ok, answer.text

            try:
                work(post)
            except requests.RequestException:
                assert self.endless


def references(rows: list[list[str]], letter: str) -> list[list[str]]:
    return sorted(row for row in rows[1:] if row and row[0].startswith(letter))


def test_people_sort_and_type_while_an_app_appends_and_writes(
    server: Server, api: Api
) -> None:
    office = WorkerContext(api)
    office.all_write()
    rows = api.values()
    assert rows[0] == HEADER
    assert references(rows, "N") == [
        [f"N{number:05}", "new"] for number in range(APPENDS)
    ]
    assert references(rows, "R") == [
        [f"R{number:03}", "", str(ROUNDS)] for number in range(ROWS)
    ]
    assert sum(bool(row) for row in rows) == 1 + APPENDS + ROWS


def test_what_many_were_told_is_there_after_a_kill(tmp_path: Path) -> None:
    process, url = start(tmp_path)
    api = Api(url)
    office = WorkerContext(api, endless=True)

    def kill() -> None:
        in_time = office.enough.wait(60)
        os.kill(process.pid, signal.SIGKILL)
        office.ended.set()
        assert in_time

    office.all_write(meanwhile=kill)
    process.communicate()
    api.session.close()
    with running_server(tmp_path) as server:
        rows = requests.get(
            f"{server.url}/v4/spreadsheets/{api.id}/values/Sheet1", timeout=10
        ).json()["values"]
    assert rows[0] == HEADER
    times = Counter(row[0] for row in rows if row)
    assert set(times.values()) == {1}
    found = references(rows, "N")
    assert found[: len(office.appended)] == [[name, "new"] for name in office.appended]
    assert len(found) - len(office.appended) in (0, 1)  # one may have been on its way
    notes = {row[0]: int(row[2]) for row in references(rows, "R")}
    ahead = {name: notes[name] - turn for name, turn in office.notes.items()}
    assert set(ahead.values()) <= {0, 1}
    assert sum(ahead.values()) <= PEOPLE
    assert len(notes) == ROWS
