"""A mail on a page is seen whole: its frame is as high as the mail."""

import pytest
from playwright.sync_api import Browser, Locator

from staff.access.signing import new_link
from tests.house import served
from tests.program import until

MEASURE = """frame => [frame.clientHeight,
    frame.contentDocument && frame.contentDocument.documentElement.scrollHeight]"""


def is_whole(frame: Locator) -> bool:
    height, of_mail = frame.evaluate(MEASURE)
    return bool(of_mail) and 300 < of_mail <= height


@pytest.mark.browser
def test_frame_is_as_high_as_its_mail(lived, browser: Browser):
    mail = next(row for row in lived.outbox() if row.kind == "commitments")
    link = new_link(lived.journal, "coordinacion@example.org")
    with served(lived.app) as url:
        context = browser.new_context()
        page = context.new_page()
        page.goto(url + link)
        page.locator("main form button").first.click()
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 700})
            for path in (f"/staff/mail/{mail.id}", "/staff/mails/period_over/es"):
                page.goto(url + path)
                frame = page.locator("iframe.mail")
                until(lambda frame=frame: is_whole(frame), f"the height of {path}")
        context.close()
