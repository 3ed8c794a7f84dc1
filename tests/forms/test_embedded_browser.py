"""A form inside the page of another site, in a browser that keeps no cookies of
others.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from journal.tabs import deliveries
from tests.conftest import CHROMIUM
from tests.house import LONG_OPEN, House, open_house, served
from tests.lived import ANSWERS
from worker.folder import Folder

SEND = "main form button[type=submit]:not([name])"
CONSENT = "consent-given"


@pytest.fixture(scope="module")
def strict_browser(browser: Browser, chromium: str) -> Iterator[Browser]:
    """Chromium with third-party cookies blocked; `browser`
    holds the driver that runs it.
    """
    opened = browser.browser_type.launch(
        executable_path=chromium, args=[*CHROMIUM, "--test-third-party-cookie-phaseout"]
    )
    yield opened
    opened.close()


@contextmanager
def site_with(frame: str) -> Iterator[str]:
    """Another site, whose page shows the frame; gives its origin.

    `localhost` is another site than 127.0.0.1.
    """
    site = Flask("site")
    site.add_url_rule(
        "/", "page", lambda: f"<!doctype html><title>Town</title><h1>Town</h1>{frame}"
    )
    with served(site) as url:
        yield url.replace("127.0.0.1", "localhost")


@contextmanager
def shown_inside(
    tmp_path: Path, folder: Folder, path: str, *, is_listed: bool = True
) -> Iterator[tuple[House, str]]:
    """A house, and the address of another site's page with a frame of this path in
    it.
    """
    with ExitStack() as stack:
        house = stack.enter_context(open_house(tmp_path, folder))
        url = stack.enter_context(served(house.app))
        site = stack.enter_context(
            site_with(f'<iframe src="{url}{path}" width="100%" height="700"></iframe>')
        )
        services = house.app.extensions["hoja.services"]
        programme = services.programme.model_copy(
            update={"embed": (site,) if is_listed else ()}
        )
        house.app.extensions["hoja.services"] = replace(services, programme=programme)
        yield house, site


def fill_in(page: Page) -> None:
    """Everything that the form requires, as if it had been open for long."""
    frame = page.frame_locator("iframe")
    for name in (
        "name",
        "country",
        "why",
        "contact_name",
        "contact_office",
        "contact_email",
        "mayor_name",
    ):
        frame.locator(f"[name={name}]").fill(ANSWERS[name])
    frame.locator("[name=contact_language][value=pt]").check()
    frame.locator(f"[name={CONSENT}]").check()
    frame.locator("[name=form-press]").evaluate(
        "(field, value) => { field.value = value }", LONG_OPEN
    )


def test_form_inside_another_site_is_filled_in_and_sent_once(
    strict_browser, tmp_path, folder
):
    with shown_inside(tmp_path, folder, "/es/aspiring_town?embedded") as (house, site):
        page = strict_browser.new_page(viewport={"width": 360, "height": 740})
        page.goto(site)
        frame = page.frame_locator("iframe")
        frame.locator("[name=name]").fill("Cotacachi")
        frame.get_by_role("button", name="Português").click()
        expect(frame.locator("h1")).to_have_text("Quero inscrever meu município")
        expect(frame.locator("[name=name]")).to_have_value("Cotacachi")
        fill_in(page)
        frame.locator(SEND).click()
        expect(frame.locator("[data-receipt]")).to_be_visible()
        assert page.url == f"{site}/"
        assert page.context.cookies() == []
        with house.journal.read() as connection:
            assert deliveries.waiting(connection) == 1
        page.close()


def test_site_that_is_not_named_shows_nothing(strict_browser, tmp_path, folder):
    with shown_inside(
        tmp_path, folder, "/es/aspiring_town?embedded", is_listed=False
    ) as (_house, site):
        page = strict_browser.new_page()
        refusals: list[str] = []
        page.on("console", lambda message: refusals.append(message.text))
        page.goto(site)
        expect(page.frame_locator("iframe").locator("#questions")).to_have_count(0)
        assert any("frame-ancestors" in refusal for refusal in refusals)
        page.close()
