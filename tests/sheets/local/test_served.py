"""The tables of docs/local-sheets.md are those of today, and they are true."""

import re
from pathlib import Path

import pytest
import requests

from sheets.local.guards import discovery
from sheets.local.guards.schema import Method, Schema
from sheets.local.requests import REQUESTS
from sheets.local.requests.unserved import UNSERVED
from tests.sheets.local import served
from tests.sheets.local.conftest import Api

PAGE = Path(__file__).parents[3] / "docs" / "local-sheets.md"
NOT_DONE = 501


def table(heading: str) -> dict[str, str]:
    """What a table of the page says of each name."""
    text = PAGE.read_text(encoding="utf-8")
    rows = text.partition(f"\n| {heading} | |\n")[2].partition("\n\n")[0]
    return dict(re.findall(r"^\| `([\w.]+)` \| (.*) \|$", rows, re.MULTILINE))


@pytest.mark.parametrize(
    ("heading", "rows"),
    [("request", served.request_rows()), ("call", served.method_rows())],
)
def test_page_has_the_table_that_is_printed(heading: str, rows: list[str]) -> None:
    told = [f"| `{name}` | {what} |" for name, what in table(heading).items()]
    assert told == rows


def test_every_request_of_google_is_served_or_refused_by_name() -> None:
    [sheets, _] = discovery.documents()
    kinds = set(sheets["schemas"]["Request"]["properties"])
    assert kinds == REQUESTS.keys() | UNSERVED == table("request").keys()
    assert REQUESTS.keys() & UNSERVED == set()


def test_request_is_refused_only_where_the_table_says_so(api: Api) -> None:
    # What is asked with nothing said means the whole tab.
    small = {"gridProperties": {"rowCount": 20, "columnCount": 5}}
    request = {"properties": small, "fields": "gridProperties(rowCount,columnCount)"}
    api.batch({"updateSheetProperties": request})
    for kind, told in table("request").items():
        error = api.batch({kind: {}}).get("error", {})
        is_refused = error.get("code") == NOT_DONE
        assert is_refused == (told == served.REFUSED), (kind, error)
        if is_refused:
            assert error["status"] == "UNIMPLEMENTED"
            assert kind in error["message"]


def test_call_is_refused_only_where_the_table_says_so(api: Api) -> None:
    methods = {method.id: method for method in Schema.of_google().methods}
    told = table("call")
    assert told.keys() == methods.keys()
    for name, what in told.items():
        answer = call(api, methods[name])
        assert answer.status_code < 500 or answer.status_code == NOT_DONE, name
        is_refused = answer.status_code == NOT_DONE
        assert is_refused == (what == served.REFUSED), (name, answer.text)
        if is_refused:
            assert name in answer.text


def call(api: Api, method: Method) -> requests.Response:
    """The answer to a method with nothing but the id of a spreadsheet."""
    url = api.url + served.path_of(method, api.id)
    return api.session.request(method.verb, url, json={}, timeout=10)
