"""Two people on the page and an app through the API write at once: nothing is lost, and nothing lands in another's row."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import requests

from tests.sheets.local.conftest import Api
from tests.sheets.local_server import Server

APPENDS, EDITS, MOVES = 40, 30, 30
SORTED = {"sheetId": 0, "startRowIndex": 1}


def post(session: requests.Session, address: str, body: Any) -> requests.Response:
    return session.post(address, json=body, timeout=30)


def test_people_sort_and_type_while_an_app_appends_and_writes(server: Server, api: Api) -> None:
    api.put("A1", [["Reference", "Status", "Note"], *([f"R{number:03}", "", ""] for number in range(EDITS))])
    span = {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 1, "endIndex": 2}
    mark = {"metadataKey": "status", "visibility": "DOCUMENT", "location": {"dimensionRange": span}}
    api.batch({"createDeveloperMetadata": {"developerMetadata": mark}})
    batch, page = f"{api.base}:batchUpdate", f"{api.url}/sheet/{api.id}"
    ended = threading.Event()

    def app(session: requests.Session) -> None:
        for number in range(APPENDS):
            cells = [{"userEnteredValue": {"stringValue": text}} for text in (f"N{number:03}", "new")]
            request = {"appendCells": {"sheetId": 0, "rows": [{"values": cells}], "fields": "userEnteredValue"}}
            assert post(session, batch, {"requests": [request]}).ok

    def typist(session: requests.Session) -> None:
        drawn = session.get(f"{page}/data", timeout=30).json()["rows"]
        rows = {row["cells"][0]: (at, row["id"]) for at, row in enumerate(drawn) if row}
        for number in range(EDITS):
            at, id = rows[f"R{number:03}"]
            cell = {"row": at, "id": id, "column": 2, "was": "", "value": f"note {number}"}
            assert post(session, f"{page}/edit", {"gid": 0, "cells": [cell]}).ok

    def mover(session: requests.Session) -> None:
        chance = random.Random(7)
        for _ in range(MOVES):
            order = chance.choice(["ASCENDING", "DESCENDING"])
            sort = {"sortRange": {"range": SORTED, "sortSpecs": [{"dimensionIndex": 0, "sortOrder": order}]}}
            row = {"sheetId": 0, "dimension": "ROWS", "startIndex": 2, "endIndex": 3}
            assert post(session, batch, {"requests": [{"insertDimension": {"range": row}}, sort]}).ok
        ended.set()

    def writer(session: requests.Session) -> None:
        """An app that keeps its column in step, found by its mark, whatever moves."""
        place = {"developerMetadataLookup": {"metadataKey": "status"}}
        while not ended.is_set():
            data = [{"dataFilter": place, "majorDimension": "COLUMNS", "values": [["Status"]]}]
            body = {"valueInputOption": "RAW", "data": data}
            assert post(session, f"{api.base}/values:batchUpdateByDataFilter", body).ok

    def run(work: Any) -> None:
        with requests.Session() as session:
            work(session)

    with ThreadPoolExecutor(4) as pool:
        for future in [pool.submit(run, work) for work in (app, typist, mover, writer)]:
            future.result()
    rows = [row for row in api.values() if row]
    assert rows[0] == ["Reference", "Status", "Note"]
    found = sorted(tuple(row) for row in rows[1:])
    appended = [(f"N{number:03}", "new") for number in range(APPENDS)]
    edited = [(f"R{number:03}", "", f"note {number}") for number in range(EDITS)]
    assert found == sorted([*appended, *edited])
