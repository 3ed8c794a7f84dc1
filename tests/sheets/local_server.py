"""The local Sheets server for tests: over real HTTP, in a thread of its own.

with running_server(tmp_path) as server:
    server.url                      # http://127.0.0.1:…
    server.faults({"action": "status", "status": 503, "times": 1})
    server.calls()                  # what has been asked so far
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import gspread
import requests
from google.auth.credentials import AnonymousCredentials

from sheets.local.app import create_app
from sheets.local.schema import Schema
from sheets.local.serve import serving
from sheets.local.workbooks import Switches

ONE_AT_A_TIME = threading.Lock()
"""Routes are made with `ast.parse`, which Python 3.11 cannot do in two threads at once ("recursion depth mismatch")."""
GOOGLE = ("https://sheets.googleapis.com", "https://www.googleapis.com")


class Server:
    """A running server and what a test may do to it."""

    def __init__(self, url: str) -> None:
        self.url = url

    def faults(self, *rules: dict[str, Any]) -> None:
        """Puts these fault rules in place of all others; none at all takes every fault away."""
        requests.put(f"{self.url}/_faults", json=list(rules), timeout=10).raise_for_status()

    def rules(self) -> list[dict[str, Any]]:
        """The fault rules with how often each was met and hit."""
        return list(requests.get(f"{self.url}/_faults", timeout=10).json())

    def calls(self) -> list[dict[str, Any]]:
        """The API calls received so far: method, path, query, requests, at, status, fault."""
        return list(requests.get(f"{self.url}/_calls", timeout=10).json())

    def forget_calls(self) -> None:
        """Empties the list of calls."""
        requests.delete(f"{self.url}/_calls", timeout=10).raise_for_status()

    def gspread(self) -> gspread.Client:
        """A gspread client that talks to this server; close its session when done."""

        class Http(gspread.HTTPClient):
            def request(http, method: Any, endpoint: str, *args: Any, **kwargs: Any) -> Any:  # noqa: N805
                for address in GOOGLE:
                    endpoint = endpoint.replace(address, self.url)
                return super().request(method, endpoint, *args, **kwargs)

        return gspread.Client(auth=AnonymousCredentials(), http_client=Http)


@contextmanager
def running_server(data: Path, *, quota: bool = False, faults: Path | None = None, **switches: str) -> Iterator[Server]:
    """Serves the spreadsheets in the folder `data` until the block ends. Whatever is said to it or by it must agree with
    Google's own schema.

    Switches: row_metadata_on_sort="stay"|"follow", repeat_metadata_id="refuse"|"accept".
    """
    schema = Schema(documents())
    with ONE_AT_A_TIME:
        app = create_app(data, quota=quota, faults=faults, switches=Switches(**switches), schema=schema)
    with serving(app) as url:
        yield Server(url)
    assert schema.wrong == [], schema.wrong


@cache
def documents() -> list[dict[str, Any]]:
    """Google's discovery documents, read once."""
    return list(Schema.documents_of_google())
