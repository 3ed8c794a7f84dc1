"""The public pages, judged by Lighthouse on a slow telephone that it imitates: `make
lighthouse` installs and runs it.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import CHROMIUM, missing
from tests.house import open_house, served
from worker.folder import Folder

pytestmark = [pytest.mark.browser, pytest.mark.long]
PROGRAM = os.environ.get("LIGHTHOUSE") or shutil.which("lighthouse") or ""
WHOLE = ("accessibility", "best-practices", "seo")
FAST_ENOUGH = 0.98
TRIES = 3
"""Speed is measured on a processor that others use, too: the best of three counts.

The other marks are the same each time.
"""
PAGES = ("/", "/es/aspiring_town", "/pt/mentor_pledge")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, folder: Folder) -> Iterator[str]:
    """Where the pages are."""
    with (
        open_house(tmp_path_factory.mktemp("lighthouse"), folder) as house,
        served(house.app) as url,
    ):
        yield url


def report(chromium: str, url: str, file: Path) -> dict[str, Any]:
    flags = " ".join(["--headless", *CHROMIUM])
    command = [
        PROGRAM,
        url,
        "--quiet",
        "--output=json",
        f"--output-path={file}",
        f"--chrome-flags={flags}",
    ]
    subprocess.run(
        command,
        check=True,
        env={**os.environ, "CHROME_PATH": chromium},
        capture_output=True,
        timeout=300,
    )
    told: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return told


def marks(told: dict[str, Any]) -> dict[str, float]:
    return {name: category["score"] for name, category in told["categories"].items()}


def faults(told: dict[str, Any]) -> list[str]:
    """What costs a page its mark, for whoever mends it."""
    parts = [
        part
        for name in WHOLE
        for part in told["categories"][name]["auditRefs"]
        if part["weight"]
    ]
    audits = [told["audits"][part["id"]] for part in parts]
    return [
        audit["title"]
        for audit in audits
        if audit["score"] is not None and audit["score"] < 1
    ]


@pytest.mark.parametrize("page", PAGES)
def test_page_has_the_best_marks(
    chromium: str, address: str, tmp_path: Path, page: str
) -> None:
    if not PROGRAM:
        missing("lighthouse", "make lighthouse")
    best = 0.0
    for number in range(TRIES):
        told = report(chromium, f"{address}{page}", tmp_path / f"{number}.json")
        assert faults(told) == []
        assert {name: marks(told)[name] for name in WHOLE} == dict.fromkeys(WHOLE, 1)
        best = max(best, marks(told)["performance"])
        if best >= FAST_ENOUGH:
            break
    print(f"{page}: performance {best}")
    assert best >= FAST_ENOUGH
