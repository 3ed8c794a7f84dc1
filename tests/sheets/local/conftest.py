"""A server, a spreadsheet on it through the real gspread client, and its bare API."""

from collections.abc import Iterator
from typing import Any

import gspread
import pytest
import requests
from playwright.sync_api import Browser, Page, expect

from tests.sheets.local_server import Server, running_server


@pytest.fixture(scope="session")
def server_of_room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Not the one that is shared by the whole process: what is listed here is what the
    test made, and nothing else.
    """
    with running_server(tmp_path_factory.mktemp("server")) as server:
        yield server


@pytest.fixture
def server(server_of_room: Server) -> Iterator[Server]:
    with server_of_room.lent() as server:
        yield server


@pytest.fixture
def client(server: Server) -> Iterator[gspread.Client]:
    client = server.gspread()
    yield client
    client.http_client.session.close()


@pytest.fixture
def book(client: gspread.Client) -> gspread.Spreadsheet:
    return client.create("Towns")


class Api:
    """One spreadsheet over plain HTTP, for what gspread has no words for."""

    def __init__(self, url: str, locale: str = "en_US") -> None:
        self.session = requests.Session()
        self.url = url
        made = self.session.post(
            f"{url}/v4/spreadsheets",
            json={"properties": {"locale": locale}},
            timeout=10,
        )
        self.id = made.json()["spreadsheetId"]
        self.base = f"{url}/v4/spreadsheets/{self.id}"

    def post(self, path: str, body: dict[str, Any], **params: Any) -> Any:
        return self.session.post(
            self.base + path, json=body, params=params, timeout=10
        ).json()

    def get(self, path: str = "", **params: Any) -> Any:
        return self.session.get(self.base + path, params=params, timeout=10).json()

    def put(
        self, range: str, values: list[list[Any]], option: str = "RAW", **body: Any
    ) -> Any:
        params = {"valueInputOption": option}
        return self.session.put(
            f"{self.base}/values/{range}",
            params=params,
            json={"values": values, **body},
            timeout=10,
        ).json()

    def batch(self, *kinds: dict[str, Any]) -> Any:
        return self.post(":batchUpdate", {"requests": list(kinds)})

    def values(self, range: str = "Sheet1", **params: Any) -> Any:
        return self.get(f"/values/{range}", **params).get("values", [])

    def raw(self, range: str = "Sheet1") -> Any:
        return self.values(range, valueRenderOption="UNFORMATTED_VALUE")


@pytest.fixture
def api(server: Server) -> Iterator[Api]:
    api = Api(server.url)
    yield api
    api.session.close()


@pytest.fixture
def page(browser: Browser, api: Api) -> Iterator[Page]:
    """The page of a small spreadsheet on a phone's width; "Loja" in B2 is selected."""
    api.put(
        "A1",
        [
            ["Reference", "Town", "Status"],
            ["TOWN-1", "Loja", "New"],
            ["TOWN-2", "Cuenca", "Done"],
        ],
    )
    context = browser.new_context(
        locale="en-US", viewport={"width": 360, "height": 720}
    )
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(f"{api.url}/sheet/{api.id}#gid=0&range=B2")
    expect(page.locator("td.selected")).to_have_text("Loja")
    yield page
    context.close()


@pytest.fixture
def tab(client: gspread.Client, api: Api) -> gspread.Worksheet:
    """The first tab, as the app's own client reads it."""
    return client.open_by_key(api.id).get_worksheet(0)
