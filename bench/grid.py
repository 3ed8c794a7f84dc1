"""How fast the page for people opens a tab of 20,000 rows and 20 columns.

`python -m bench.grid`
"""

import shutil
import sys
import tempfile
import time
from pathlib import Path

import requests
from playwright.sync_api import sync_playwright

from sheets.local.app import create_app
from sheets.local.serve import serving

ROWS, COLUMNS = 20_000, 20
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-sync",
]
FLAGS += ["--disable-background-networking", "--disable-component-update"]


def open_grid(url_of_page: str, chromium_path: str) -> float:
    """Seconds from asking for the page in a fresh browser profile until
    its first rows are visible.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=FLAGS)
        page = browser.new_page()
        start = time.perf_counter()
        page.goto(url_of_page, wait_until="commit")
        page.locator("#c1-0").wait_for(state="visible")
        taken = time.perf_counter() - start
        browser.close()
    return taken


def filled(url: str, rows: int = ROWS, columns: int = COLUMNS) -> str:
    """The address of the page of a new spreadsheet with a header and so many
    rows of texts and numbers.
    """
    grid = {"rowCount": rows + 100, "columnCount": columns, "frozenRowCount": 1}
    sheets = [{"properties": {"title": "Towns", "gridProperties": grid}}]
    made = requests.post(
        f"{url}/v4/spreadsheets", json={"sheets": sheets}, timeout=60
    ).json()
    lines = [
        [f"Town {r} {c}" if c % 4 else r * 1.5 + c for c in range(columns)]
        for r in range(rows)
    ]
    values = {"values": [[f"Column {c}" for c in range(columns)], *lines]}
    address = f"{url}/v4/spreadsheets/{made['spreadsheetId']}/values/A1"
    requests.put(
        address, params={"valueInputOption": "RAW"}, json=values, timeout=60
    ).raise_for_status()
    return f"{url}/sheet/{made['spreadsheetId']}"


def main() -> None:
    """Opens it first as nobody did since it was filled, and then again."""
    chromium = (
        shutil.which("chromium")
        or shutil.which("google-chrome")
        or sys.exit("Chromium is missing.")
    )
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(create_app(Path(folder))) as url,
    ):
        address = filled(url)
        for name in ("first", "again"):
            print(
                f"grid {ROWS} x {COLUMNS}, {name}: {open_grid(address, chromium):.2f} s"
            )


if __name__ == "__main__":
    main()
