"""The local Sheets server: reading and appending through gspread, opening its page; a
tab of 20,000 rows, 20 columns.
"""

import shutil
import time
from collections.abc import Callable
from pathlib import Path

import gspread
from google.auth.credentials import AnonymousCredentials

from bench.forms.accept import ROUNDS, local_sheets, row
from bench.spreadsheet.grid import COLUMNS, ROWS, filled, open_grid

APPENDED = 500


def measure(folder: Path) -> None:
    """Starts a server with one large tab, and asks."""
    with local_sheets(folder / "sheets") as url:
        _measure(url)


def _measure(url: str) -> None:
    class Http(gspread.HTTPClient):
        def request(
            self, method: str, endpoint: str, *args: object, **kwargs: object
        ) -> object:
            for google in (
                "https://sheets.googleapis.com",
                "https://www.googleapis.com",
            ):
                endpoint = endpoint.replace(google, url)
            return super().request(method, endpoint, *args, **kwargs)

    page = filled(url)
    client = gspread.Client(auth=AnonymousCredentials(), http_client=Http)
    sheet = client.open_by_key(page.rpartition("/")[2].partition("#")[0]).sheet1
    rows = [
        [f"Town {number} {column}" for column in range(COLUMNS)]
        for number in range(APPENDED)
    ]
    small = client.create("Small").sheet1
    print(f"\nThe local Sheets server, a tab of {ROWS:,} rows and {COLUMNS} columns")
    raw = {"value_render_option": "UNFORMATTED_VALUE"}
    row(
        "reading all through gspread, raw, s",
        timed(lambda: sheet.get_values(**raw)),
        digits=2,
    )
    row("reading all, formatted, s", timed(sheet.get_values), digits=2)
    row(
        f"appending {APPENDED} rows in one call, s",
        timed(lambda: sheet.append_rows(rows)),
        digits=2,
    )
    empty = timed(lambda: small.append_rows(rows), before=small.clear)
    row(f"appending {APPENDED} rows to an empty tab, s", empty, digits=2)
    client.http_client.session.close()
    if chromium := shutil.which("chromium"):
        row(
            "opening its page, first rows visible, s",
            [open_grid(page, chromium) for _ in range(ROUNDS)],
            digits=2,
        )
    else:
        print("  opening its page: not measured, there is no Chromium")


def timed(
    work: Callable[[], object], before: Callable[[], object] = lambda: None
) -> list[float]:
    """Seconds of each round; what is done before each does not count."""
    taken = []
    for _ in range(ROUNDS):
        before()
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return taken
