"""Forms in Firefox, driven over WebDriver BiDi: questions that depend on others, pages,
drafts and the switch of languages.

Puppeteer drives it; `make lighthouse` has it beside Lighthouse, and runs these, too.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import missing
from tests.forms.logic_form import FORM
from tests.forms.paged_form import paged
from tests.house import LONG_OPEN, ROOT, open_house, served
from worker.folder import Folder

pytestmark = [pytest.mark.browser, pytest.mark.long]
SCRIPT = ROOT / "tests" / "firefox" / "visit.mjs"
MODULES = os.environ.get("NODE_MODULES", "")
FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox") or ""
NAME, DETAIL, PLAN = "[name=name]", "[name=detail]", "[name=plan]"
SEND = "main form button[type=submit]:not([name])"
BACK, IN_PORTUGUESE = "[name=to-page]", "[name=in-language][value=pt]"


class Firefox:
    """One browser, which does a step at a time."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process

    def __call__(self, step: str, *parts: str) -> Any:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps([step, *parts]) + "\n")
        self.process.stdin.flush()
        told = json.loads(self.process.stdout.readline())
        assert "error" not in told, told["error"]
        return told["answer"]


@pytest.fixture(scope="module")
def firefox() -> Iterator[Firefox]:
    if not (FIREFOX and MODULES and shutil.which("node")):
        missing("firefox", "make lighthouse, with Firefox installed")
    environ = {**os.environ, "FIREFOX": FIREFOX}
    with subprocess.Popen(
        ["node", str(SCRIPT)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environ,
    ) as process:
        yield Firefox(process)
        assert process.stdin
        process.stdin.close()


@pytest.fixture
def address(tmp_path: Path, folder: Folder) -> Iterator[str]:
    with open_house(tmp_path, paged(folder)) as house, served(house.app) as url:
        yield url + FORM


@pytest.fixture
def begun(firefox: Firefox, address: str) -> Firefox:
    """The first page, on which a question was answered that leads to another one."""
    firefox("open", address)
    firefox("set", "[name=form-press]", LONG_OPEN)
    firefox("type", NAME, "Río <Ñandú> & “yo”")
    assert firefox("shown", DETAIL) is False
    firefox("tick", "[name=kind][value=x]")
    firefox("wait", DETAIL)
    firefox("type", DETAIL, "Así")
    return firefox


def typed(firefox: Firefox) -> tuple[str, str]:
    return firefox("value", NAME), firefox("value", DETAIL)


TYPED = ("Río <Ñandú> & “yo”", "Así")


def test_other_language_keeps_what_was_typed(begun):
    begun("press", IN_PORTUGUESE)
    assert begun("value", "[name=in-language]") == "es"
    assert typed(begun) == TYPED
    assert begun("shown", DETAIL) is True


def test_page_with_an_error_keeps_what_was_typed(begun):
    begun("type", NAME, "")
    begun("press", SEND)
    assert begun("shown", ".summary") is True
    assert begun("value", DETAIL) == "Así"


def test_button_back_keeps_what_was_typed(begun):
    begun("press", SEND)
    begun("wait", PLAN)
    begun("type", PLAN, "Mañana")
    begun("press", BACK)
    assert typed(begun) == TYPED
    begun("press", SEND)
    assert begun("value", PLAN) == "Mañana"


def test_back_of_the_browser_offers_what_was_typed(begun):
    begun("press", SEND)
    begun("wait", PLAN)
    begun("back")
    begun("wait", NAME)
    if typed(begun) != TYPED:  # a browser may fill it in by itself
        begun("tick", "#draft button")
    assert typed(begun) == TYPED


def test_whole_way_ends_in_one_receipt(begun):
    begun("press", SEND)
    begun("type", PLAN, "Mañana")
    begun("press", SEND)
    assert "Así" in begun("text", ".check")
    begun("tick", "[name=consent-given]")
    begun("press", SEND)
    assert begun("shown", "[data-receipt]") is True
