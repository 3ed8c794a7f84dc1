"""Formulas of the local Sheets server: 20,000 in a column, one input changed."""

import shutil
import time
from collections.abc import Callable
from pathlib import Path

import requests

from bench.forms.accept import ROUNDS, local_sheets, row
from bench.spreadsheet.grid import open_grid

CELLS = 20_000
FORMULAS: dict[str, Callable[[int], str]] = {
    "each over its own row": lambda r: f"=A{r}*2",
    "a chain, each over the one above": lambda r: f"=N(B{r - 1})+A{r}",
    "a running total, =SUM(A$2:A9)": lambda r: f"=SUM(A$2:A{r})",
    "each over one cell": lambda r: f"=A{r}*$A$2",
    "each counts the whole column": lambda r: f"=COUNTIF(A:A,A{r})",
}


def measure(folder: Path) -> None:
    """Starts a server, and for each kind of formula fills a tab and asks."""
    print(f"\nThe local Sheets server, {CELLS:,} formulas in a column")
    with local_sheets(folder / "sheets") as url:
        for name, formula in FORMULAS.items():
            _measure(url, name, formula)


def _measure(url: str, name: str, formula: Callable[[int], str]) -> None:
    grid = {"rowCount": CELLS + 100, "columnCount": 20, "frozenRowCount": 1}
    tabs = {"sheets": [{"properties": {"title": "Towns", "gridProperties": grid}}]}
    made = requests.post(f"{url}/v4/spreadsheets", json=tabs, timeout=60).json()
    sheet = made["spreadsheetId"]
    values = f"{url}/v4/spreadsheets/{sheet}/values"
    lines = [[r % 97, formula(r)] for r in range(2, CELLS + 2)]
    _put(values, [["Number", "Formula"], *lines])
    first = _seconds(lambda: requests.get(f"{values}/Towns!B:B", timeout=600))
    row(f"{name}: reading the first time, s", [first], digits=2)
    changed = [_seconds(lambda n=n: _change(values, 1000 + n)) for n in range(ROUNDS)]
    row("… one number changed, and all read, s", changed, digits=2)
    if chromium := shutil.which("chromium"):
        opened = open_grid(f"{url}/sheet/{sheet}", chromium)
        row("… opening the page, s", [opened], digits=2)


def _change(values: str, number: int) -> None:
    _put(values, [[number]], "A2")
    requests.get(f"{values}/Towns!B:B", timeout=600)


def _put(values: str, lines: list[list[object]], cell: str = "A1") -> None:
    options = {"valueInputOption": "USER_ENTERED"}
    requests.put(
        f"{values}/Towns!{cell}", params=options, json={"values": lines}, timeout=600
    ).raise_for_status()


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
