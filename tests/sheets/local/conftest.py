"""A server, and a spreadsheet on it through the real gspread client."""

from collections.abc import Iterator
from pathlib import Path

import gspread
import pytest

from tests.sheets.local_server import Server, running_server


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with running_server(tmp_path) as server:
        yield server


@pytest.fixture
def client(server: Server) -> Iterator[gspread.Client]:
    client = server.gspread()
    yield client
    client.http_client.session.close()


@pytest.fixture
def book(client: gspread.Client) -> gspread.Spreadsheet:
    return client.create("Towns")
