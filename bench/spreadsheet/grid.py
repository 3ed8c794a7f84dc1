"""How fast the page for people opens a tab of 20,000 rows and 20 columns, and one of
1,000 rows and 500 columns, and how smoothly they scroll.

`python -m bench.spreadsheet.grid`
"""

import shutil
import sys
import tempfile
import time
from pathlib import Path

import requests
from playwright.sync_api import CDPSession, sync_playwright

from sheets.local.app import create_app
from sheets.local.serve import serving

ROWS, COLUMNS = 20_000, 20
WIDE_ROWS, WIDE_COLUMNS = 1_000, 500
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


SCROLL = """async ({ side, step, frames }) => {
    const grid = document.getElementById("grid");
    const intervals = [];
    let before = await new Promise(requestAnimationFrame);
    for (let frame = 0; frame < frames; frame++) {
        grid[side] += step;
        const now = await new Promise(requestAnimationFrame);
        intervals.push(now - before);
        before = now;
    }
    return intervals;
}"""
FRAMES = 250
SPEEDS = {
    "a wheel, 100 px a frame": ("scrollTop", 100),
    "a drawn bar, 2,000 px a frame": ("scrollTop", 2000),
}
WIDE_SPEEDS = {
    "wide, a wheel, 100 px a frame": ("scrollTop", 100),
    "wide, to the side, 100 px a frame": ("scrollLeft", 100),
    "wide, to the side, 2,000 px a frame": ("scrollLeft", 2000),
}
LATE = 25.0
"""Milliseconds after which a frame was missed, of 16.7 between two."""


def scroll_grid(
    url_of_page: str,
    chromium_path: str,
    speeds: dict[str, tuple[str, int]] = SPEEDS,
    rows: int = ROWS,
) -> dict[str, tuple[float, int]]:
    """For each speed the milliseconds of the page's thread for one frame, and how many
    of FRAMES came late; all rows are there before it begins.

    The first is processor time, which other programs on the machine do not lengthen.
    """
    figures = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        page.goto(url_of_page)
        page.locator(f"#grid[aria-rowcount='{rows + 21}']").wait_for()
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        for name, (side, step) in speeds.items():
            page.evaluate("document.getElementById('grid').scrollTo(0, 0)")
            start = _thread_seconds(session)
            options = {"side": side, "step": step, "frames": FRAMES}
            intervals = page.evaluate(SCROLL, options)
            taken = (_thread_seconds(session) - start) * 1000 / FRAMES
            late = sum(interval > LATE for interval in intervals)
            figures[name] = (taken, late)
        browser.close()
    return figures


def _thread_seconds(session: CDPSession) -> float:
    """Processor time that the page's thread has taken so far."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return next(float(m["value"]) for m in metrics if m["name"] == "TaskDuration")


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
    """Opens it first as nobody did since it was filled, then again, and scrolls."""
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
        figures = scroll_grid(address, chromium)
        address = filled(url, WIDE_ROWS, WIDE_COLUMNS)
        seconds = open_grid(address, chromium)
        print(f"grid {WIDE_ROWS} x {WIDE_COLUMNS}, first: {seconds:.2f} s")
        figures |= scroll_grid(address, chromium, WIDE_SPEEDS, WIDE_ROWS)
        for name, (taken, late) in figures.items():
            print(f"{name}: {taken:.1f} ms a frame, {late} of {FRAMES} late")


if __name__ == "__main__":
    main()
