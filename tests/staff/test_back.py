"""Back after signing out, on a computer that others use, too."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from staff.access.signing import new_link
from tests.conftest import CHROMIUM
from tests.house import served

pytestmark = pytest.mark.browser
SHOWN_AGAIN = "dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))"


@pytest.fixture
def desk(browser, chromium):
    """A browser that puts pages aside to show them again by Back, as people's do
    and Playwright's does not.
    """
    kept = ["--disable-back-forward-cache"]
    program = browser.browser_type.launch(
        executable_path=chromium, args=CHROMIUM, ignore_default_args=kept
    )
    yield program.new_page(locale="es")
    program.close()


def test_back_after_sign_out_shows_nothing_of_staff_pages(desk, lived):
    link = new_link(lived.journal, "coordinacion@example.org")
    with served(lived.app) as site:
        desk.goto(site + urlsplit(link).path)
        desk.locator("main form button").first.click()
        desk.wait_for_url("**/staff/")
        desk.goto(site + "/staff/mails")
        heading = desk.locator("h1").inner_text()
        desk.goto(site + "/staff/")
        desk.locator("form[action='/staff/sign-out'] button").click()
        desk.wait_for_url(site + "/")
        # Begun behind the answer to `evaluate`, which a page that is left cannot give.
        desk.evaluate("() => void setTimeout(() => history.go(-2))")
        desk.wait_for_url("**/staff/mails")
        expect(desk.locator("input[type=email]")).to_be_visible()
        assert desk.locator("h1").inner_text() != heading


def test_page_that_was_put_aside_is_asked_for_anew(desk, lived):
    link = new_link(lived.journal, "coordinacion@example.org")
    with served(lived.app) as site:
        desk.goto(site + urlsplit(link).path)
        desk.locator("main form button").first.click()
        desk.wait_for_url("**/staff/")
        asked = []
        desk.on("request", lambda request: asked.append(urlsplit(request.url).path))
        with desk.expect_request("**/staff/"):
            desk.evaluate(f"() => void setTimeout(() => {SHOWN_AGAIN})")
    assert asked[0] == "/staff/"
