"""The tables of docs/local-sheets.md are those of today."""

from pathlib import Path

import pytest

from sheets.local.guards import discovery
from sheets.local.requests import REQUESTS
from sheets.local.requests.unserved import UNSERVED
from tests.sheets.local import served
from tests.sheets.local.conftest import Api

PAGE = Path(__file__).parents[3] / "docs" / "local-sheets.md"


def test_page_lists_what_is_served() -> None:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    rows = served.request_rows() + served.method_rows()
    assert [row for row in rows if row not in lines] == []


def test_every_request_of_google_is_served_or_refused_by_name() -> None:
    [sheets, _] = discovery.documents()
    kinds = set(sheets["schemas"]["Request"]["properties"])
    assert kinds == REQUESTS.keys() | UNSERVED
    assert REQUESTS.keys() & UNSERVED == set()


@pytest.mark.parametrize("kind", sorted(UNSERVED))
def test_what_is_not_done_is_refused_by_name(api: Api, kind: str) -> None:
    error = api.batch({kind: {}})["error"]
    assert (error["code"], error["status"]) == (501, "UNIMPLEMENTED")
    assert kind in error["message"]
