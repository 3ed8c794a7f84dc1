"""The local Sheets server for tests: over real HTTP, in a thread of its own.

with shared_server() as server:
    server.url                      # http://127.0.0.1:…
    server.faults({"action": "status", "status": 503, "times": 1})
    server.calls()                  # what has been asked so far

A process has one server that its tests use one after the other, each with
spreadsheets of its own; `running_server` starts another one, for tests of the server
itself, its file and its switches.
"""

import atexit
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import gspread
import requests
from flask import Flask
from google.auth.credentials import AnonymousCredentials

from core.ids import new_id
from sheets.local.app import create_app
from sheets.local.files.workbooks import Switches, Workbooks
from sheets.local.guards import discovery
from sheets.local.guards.schema import Schema
from sheets.local.model.spreadsheet import Book
from sheets.local.serve import serving

ONE_AT_A_TIME = threading.Lock()
"""Routes are made with `ast.parse`, which Python 3.11 cannot do in two threads at once
("recursion depth mismatch").
"""
GOOGLE = ("https://sheets.googleapis.com", "https://www.googleapis.com")


class Server:
    """A running server and what a test may do to it."""

    def __init__(self, url: str, app: Flask) -> None:
        self.url = url
        self._app = app

    def faults(self, *rules: dict[str, Any]) -> None:
        """Puts these fault rules in place of all others; none at
        all takes every fault away.
        """
        requests.put(
            f"{self.url}/_faults", json=list(rules), timeout=10
        ).raise_for_status()

    def rules(self) -> list[dict[str, Any]]:
        """The fault rules with how often each was met and hit."""
        return list(requests.get(f"{self.url}/_faults", timeout=10).json())

    def calls(self) -> list[dict[str, Any]]:
        """The API calls received so far: method, path, query,
        requests, at, status, fault.
        """
        return list(requests.get(f"{self.url}/_calls", timeout=10).json())

    def forget_calls(self) -> None:
        """Empties the list of calls."""
        requests.delete(f"{self.url}/_calls", timeout=10).raise_for_status()

    @property
    def workbooks(self) -> Workbooks:
        """The spreadsheets themselves, for what no API call says."""
        workbooks: Workbooks = self._app.extensions["workbooks"]
        return workbooks

    def keys(self) -> set[str]:
        """The keys of all spreadsheets."""
        return {book.id for book in self.workbooks.all()}

    def add(self, template: Book) -> str:
        """A new spreadsheet that is like another one in all but its key; gives the key.

        It is not written into the server's file, which only the next start would read.
        """
        book = template.copy()
        book.id = f"1{new_id()}".ljust(len(template.id), "-")
        self.workbooks._publish(book)
        return book.id

    @contextmanager
    def lent(self) -> Iterator["Server"]:
        """For one test: without faults and calls of others before; what is made in
        the block is gone after it.
        """
        guard = self._app.extensions["guard"]
        guard.faults.replace([])
        guard.calls.clear()
        others = self.keys()
        try:
            yield self
        finally:
            guard.faults.replace([])
            for key in self.keys() - others:
                self.workbooks.delete(key)
        wrong, guard.schema.wrong = guard.schema.wrong, []
        assert wrong == [], wrong

    def gspread(self) -> gspread.Client:
        """A gspread client that talks to this server; close its session when done."""

        class Http(gspread.HTTPClient):
            def request(
                http,  # noqa: N805 - self is the server's
                method: Any,
                endpoint: str,
                *args: Any,
                **kwargs: Any,
            ) -> Any:
                for address in GOOGLE:
                    endpoint = endpoint.replace(address, self.url)
                return super().request(method, endpoint, *args, **kwargs)

        return gspread.Client(auth=AnonymousCredentials(), http_client=Http)


@contextmanager
def running_server(
    data: Path, *, quota: bool = False, faults: Path | None = None, **switches: str
) -> Iterator[Server]:
    """Serves the spreadsheets in the folder `data` until the block ends. Whatever is
    said to it or by it must agree with Google's own schema.

    Switches: row_metadata_on_sort="stay"|"follow",
    repeat_metadata_id="refuse"|"accept".
    """
    schema = Schema(documents())
    with ONE_AT_A_TIME:
        app = create_app(
            data,
            quota=quota,
            faults=faults,
            switches=Switches(**switches),
            schema=schema,
        )
    with serving(app) as url:
        yield Server(url, app)
    assert schema.wrong == [], schema.wrong


@contextmanager
def shared_server() -> Iterator[Server]:
    """This process's server, lent to one test."""
    with _server_of_process().lent() as server:
        yield server


@cache
def _server_of_process() -> Server:
    """Started when it is first asked for: building the application
    takes longer than most tests.
    """
    stack = ExitStack()
    atexit.register(stack.close)
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="hoja-sheets-"))
    server = stack.enter_context(running_server(Path(folder)))
    # Its file is never read: nobody starts this server a second time.
    server.workbooks._store.save = lambda _old, _new: None  # type: ignore[method-assign]
    return server


@cache
def documents() -> list[dict[str, Any]]:
    """Google's discovery documents, read once."""
    return list(discovery.documents())
