"""A spreadsheet read back from its file is the one that was put there."""

from pathlib import Path
from typing import Any

import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sheets.local.conftest import Api
from tests.sheets.local_server import running_server

INDEX = st.integers(0, 6)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)


def span(dimension: str, start: int, length: int) -> dict[str, Any]:
    return {
        "sheetId": 0,
        "dimension": dimension,
        "startIndex": start,
        "endIndex": start + length,
    }


def put(row: int, column: int, text: str) -> dict[str, Any]:
    cell = {"userEnteredValue": {"stringValue": text}, "note": text[:1]}
    start = {"sheetId": 0, "rowIndex": row, "columnIndex": column}
    return {
        "updateCells": {
            "start": start,
            "rows": [{"values": [cell]}],
            "fields": "userEnteredValue,note",
        }
    }


DIMENSION = st.sampled_from(["ROWS", "COLUMNS"])
REQUEST = st.one_of(
    st.builds(put, INDEX, INDEX, TEXT),
    st.builds(
        lambda d, at: {"insertDimension": {"range": span(d, at, 2)}}, DIMENSION, INDEX
    ),
    st.builds(
        lambda d, at: {"deleteDimension": {"range": span(d, at, 1)}}, DIMENSION, INDEX
    ),
    st.builds(
        lambda d, at, to: {
            "moveDimension": {"source": span(d, at, 1), "destinationIndex": to}
        },
        DIMENSION,
        INDEX,
        INDEX,
    ),
    st.builds(
        lambda c: {
            "sortRange": {"range": {"sheetId": 0}, "sortSpecs": [{"dimensionIndex": c}]}
        },
        INDEX,
    ),
)


@pytest.mark.long
@settings(max_examples=25, deadline=None)
@given(st.lists(REQUEST, min_size=1, max_size=12))
def test_book_read_back_is_the_same(
    tmp_path_factory: Any, requests_: list[dict[str, Any]]
) -> None:
    data: Path = tmp_path_factory.mktemp("data")
    with running_server(data) as server:
        api = Api(server.url)
        for request in requests_:
            api.batch(request)
        before = api.get(includeGridData=True)
        api.session.close()
    with running_server(data) as server:
        address = f"{server.url}/v4/spreadsheets/{api.id}"
        assert (
            requests.get(address, params={"includeGridData": "true"}, timeout=10).json()
            == before
        )
