"""Calls made up from Google's schema: none breaks the server or what it keeps.

FUZZ=10000 FUZZ_SEED=11 pytest tests/sheets/local/test_fuzz.py -m long -s
"""

import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from sheets.local.app import close, create_app
from sheets.local.guards import discovery
from sheets.local.guards.schema import Schema
from tests.sheets.local.fuzz import invariants
from tests.sheets.local.fuzz.generator import Generator

LONG = int(os.environ.get("FUZZ", "5000"))
SEED = int(os.environ.get("FUZZ_SEED", "2"))
LIFE = 150
"""Calls to one spreadsheet; then the file is opened anew and compared."""
ANSWERS = {200, 400, 404, 501}
Json = dict[str, Any]


class Fuzz:
    """One server and the spreadsheet that the calls are about."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder, self.schema = folder, Schema.of_google()
        self.generator = Generator(discovery.documents(), seed)
        self.counts: Counter[int] = Counter()
        self.served: Counter[str] = Counter()
        self.app = self._app()

    def _app(self) -> Flask:
        return create_app(self.folder, schema=self.schema)

    @property
    def client(self) -> FlaskClient:
        return self.app.test_client()

    def create(self) -> str:
        grid = {"rowCount": 12, "columnCount": 6}
        sheets = [{"properties": {"title": "Sheet1", "gridProperties": grid}}]
        answer = self.client.post("/v4/spreadsheets", json={"sheets": sheets})
        self.generator.sheet_ids, self.generator.ids = [0], [1]
        return str(answer.json["spreadsheetId"])

    def call(self, id: str) -> None:
        """One made-up call, and what must hold after it."""
        generator = self.generator
        body: Any = generator.batch()
        address = f"/v4/spreadsheets/{id}:batchUpdate"
        if generator.random.random() < 0.15:
            address, body = self.values_call(id)
        answer = self.client.post(address, json=body)
        self.counts[answer.status_code] += 1
        assert answer.status_code in ANSWERS, (body, answer.text)
        assert self.schema.wrong == [], (body, self.schema.wrong)
        if answer.status_code != 200:
            return
        for request in _requests(body):
            self.served.update(request.keys())
        state = self.state(id)
        problems = invariants.broken(state)
        assert problems == [], (problems, body)
        self.learn(state)

    def values_call(self, id: str) -> tuple[str, Any]:
        """A call about values."""
        name, message = self.generator.random.choice(
            (
                ("batchUpdate", "BatchUpdateValuesRequest"),
                ("batchClear", "BatchClearValuesRequest"),
                ("batchGetByDataFilter", "BatchGetValuesByDataFilterRequest"),
                ("batchUpdateByDataFilter", "BatchUpdateValuesByDataFilterRequest"),
                ("batchClearByDataFilter", "BatchClearValuesByDataFilterRequest"),
            )
        )
        body = self.generator.value("sheets", {"$ref": message}, "", 0)
        return f"/v4/spreadsheets/{id}/values:{name}", body

    def state(self, id: str, **query: str) -> Json:
        answer = self.client.get(f"/v4/spreadsheets/{id}", query_string=query)
        assert answer.status_code == 200, answer.text
        state: Json = answer.json
        return state

    def learn(self, state: Json) -> None:
        """Notes the ids that are in use, so that later calls name them."""
        sheets = state["sheets"]
        self.generator.sheet_ids = [s["properties"]["sheetId"] for s in sheets]
        ids: list[Any] = [1]
        for sheet in sheets:
            for field in ("protectedRanges", "filterViews", "bandedRanges"):
                for entry in sheet.get(field, []):
                    ids += [value for name, value in entry.items() if name[-2:] == "Id"]
        ids += [entry["namedRangeId"] for entry in state.get("namedRanges", [])]
        self.generator.ids = ids

    def reopen(self, id: str) -> None:
        """Reads twice alike, and once more out of the file."""
        before = self.state(id, includeGridData="true")
        again = self.state(id, includeGridData="true")
        assert again == before, difference(before, again)
        close(self.app)
        self.app = self._app()
        reopened = self.state(id, includeGridData="true")
        assert reopened == before, difference(before, reopened)

    def run(self, calls: int) -> None:
        for number in range(calls):
            if number % LIFE == 0:
                id = self.create()
            self.call(id)
            if number % LIFE == LIFE - 1 or number == calls - 1:
                self.reopen(id)
                self.client.delete(f"/drive/v3/files/{id}")
        close(self.app)


def difference(left: Any, right: Any, place: str = "") -> str:
    """The first place at which two states are not alike."""
    if isinstance(left, dict) and isinstance(right, dict):
        for name in left.keys() | right.keys():
            if left.get(name) != right.get(name):
                inner = f"{place}.{name}"
                return difference(left.get(name), right.get(name), inner)
    if isinstance(left, list) and isinstance(right, list):
        for index, (first, second) in enumerate(zip(left, right, strict=False)):
            if first != second:
                return difference(first, second, f"{place}[{index}]")
    return f"{place}: {left} is not {right}"


def _requests(body: Any) -> list[Json]:
    requests = body.get("requests") or [] if isinstance(body, dict) else []
    if isinstance(requests, dict):
        return [requests]
    return [request for request in requests if isinstance(request, dict)]


def test_made_up_calls_break_nothing(tmp_path: Path) -> None:
    fuzz = Fuzz(tmp_path, seed=1)
    fuzz.run(300)
    assert fuzz.counts[200] > 20


@pytest.mark.long
def test_many_made_up_calls_break_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fuzz = Fuzz(tmp_path, seed=SEED)
    fuzz.run(LONG)
    with capsys.disabled():
        print(f"\n{LONG:,} calls: {dict(sorted(fuzz.counts.items()))}")
        print(f"{len(fuzz.served)} kinds of request done: {dict(fuzz.served)}")
