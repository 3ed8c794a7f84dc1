"""The pilot of 2021 in a browser, from the first offer of a mentor to the recognition:
every mail of it is expected.

`PILOT=mails,pictures pytest tests/pilot` writes docs/mails-of-a-case.md and the
pictures of docs/guided-tour.md anew; whoever does it judges what `git diff` shows.
"""

import os
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.conftest import CHROMIUM
from tests.house import ROOT, free_port, open_house, served
from tests.pilot import mails
from tests.pilot.calendar import play
from tests.pilot.camera import Camera
from tests.pilot.days import Days
from tests.pilot.story import Story
from worker.folder import Folder

pytestmark = [pytest.mark.browser, pytest.mark.long]
HOST = "hoja.example.org"
"""Not of this machine: what a demonstration shows besides is in no picture."""
RENEWED = os.environ.get("PILOT", "").split(",")
PICTURES = ROOT / "docs" / "pictures" / "tour"


@pytest.fixture
def own_browser(browser: Browser, chromium: str) -> Iterator[Browser]:
    """A browser that finds the story's host on this machine."""
    host = f"--host-resolver-rules=MAP {HOST} 127.0.0.1"
    opened = browser.browser_type.launch(
        executable_path=chromium, args=[*CHROMIUM, host]
    )
    yield opened
    opened.close()


@pytest.fixture
def story(tmp_path: Path, folder: Folder, own_browser: Browser) -> Iterator[Story]:
    """The house of the story on its first day; its spreadsheet is there, and empty."""
    port = free_port()
    camera = Camera(PICTURES if "pictures" in RENEWED else None)
    with open_house(tmp_path, folder, public_url=f"http://{HOST}:{port}") as house:
        Days(house).begin(date(2021, 8, 2))
        house.prepare()
        with served(house.app, port):
            yield Story.begin(house, own_browser, camera)


def test_every_mail_of_the_pilot_is_expected_and_none_is_missing(story: Story) -> None:
    play(story)
    listed = mails.sent(story.house)
    table = mails.table(listed)
    if "mails" in RENEWED:
        mails.write(table)
    assert table == mails.expected()
    assert mails.arrived(story.post.folder) == Counter(
        (mail.reader, mail.subject) for mail in listed
    )
