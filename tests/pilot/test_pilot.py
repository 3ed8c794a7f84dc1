"""The pilot of 2021 in a browser, from the first offer of a mentor to the recognition, month by month."""

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.house import House, open_house, served
from tests.pilot.camera import Camera
from tests.pilot.cast import *
from tests.pilot.days import Days
from tests.pilot.office import Desk, Sheet
from tests.pilot.post import Post
from tests.pilot.story import Story
from worker.context import Folder

pytestmark = [pytest.mark.browser, pytest.mark.long]


@pytest.fixture
def story(tmp_path: Path, folder: Folder, browser: Browser) -> Iterator[Story]:
    pictures = os.environ.get("PILOT_PICTURES")
    with open_house(tmp_path, folder) as house:
        days = Days(house)
        days.begin(date(2021, 8, 2))
        house.prepare()
        with served(house.app) as url:
            yield Story.begin(house, browser, url, Camera(Path(pictures) if pictures else None))


def test_pilot(story: Story) -> None:
    from tests.pilot import calendar
    import cProfile
    profile = cProfile.Profile()
    try:
        profile.runcall(calendar.play, story)
    finally:
        profile.dump_stats('/tmp/pilot.prof')
        from tests.pilot.dump import dump
        dump(story.house, '/tmp/pilot-mails.txt')
