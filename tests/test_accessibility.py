"""Every public page in each language, light and dark, judged by axe-core; and
on a screen of 320 pixels.

320 pixels are also what a browser of 1,280 shows when it is enlarged to
400 % (WCAG 2.2, 1.4.10).
"""

from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, BrowserContext, Page, Route

from tests.house import LONG_OPEN, House, fill, open_house
from tests.lived import lived
from tests.program import until
from tests.test_other_programme import ANSWERS
from tests.translation.programmes import copied
from worker.folder import read_folder

__all__ = ["lived"]
pytestmark = [pytest.mark.browser, pytest.mark.long]
HOST = "http://hoja.test"
LANGUAGES = ("pt", "en", "fr", "de", "ar")
AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
FORM = "register_school"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    place = tmp_path_factory.mktemp("accessibility")
    folder = copied(place, ("fr", "de", "ar"))
    file = next(folder.glob(f"config/forms/{FORM}.yaml"))
    closed = file.with_name("closed_form.yaml")
    closed.write_text(
        file.read_text("utf-8") + "\ncloses: 2020-01-31\n", encoding="utf-8"
    )
    with open_house(
        place / "state", read_folder(folder), programme_dir=folder
    ) as opened:
        yield opened.prepare(example=True)


@pytest.fixture(params=["light", "dark"])
def context(
    browser: Browser, request: pytest.FixtureRequest
) -> Iterator[BrowserContext]:
    """A phone in a theme. Our own policy would keep the judge out."""
    size = {"width": 320, "height": 640}
    opened = browser.new_context(
        viewport=size, color_scheme=request.param, bypass_csp=True
    )
    yield opened
    opened.close()


def connect(context: BrowserContext, client: FlaskClient) -> Page:
    """A page whose requests the application answers in this process."""

    def answer(route: Route) -> None:
        request = route.request
        address = urlsplit(request.url)
        response = client.open(
            f"{address.path}?{address.query}",
            method=request.method,
            data=request.post_data_buffer,
            headers={
                name: value
                for name, value in request.headers.items()
                if name != "cookie"
            },
            follow_redirects=True,
        )
        headers = {
            name: value
            for name, value in response.headers.items()
            if name.lower() != "set-cookie"
        }
        route.fulfill(status=response.status_code, headers=headers, body=response.data)

    page = context.new_page()
    page.route("**/*", answer)
    return page


def violations(page: Page) -> list[str]:
    """What axe says against a page: rule and place."""
    page.evaluate(AXE)
    result = page.evaluate("axe.run({resultTypes: ['violations']})")
    return [
        f"{rule['id']}: {node['html'][:160]}"
        for rule in result["violations"]
        for node in rule["nodes"]
    ]


def judge(page: Page) -> None:
    """Fails where axe has something against the page, or it has to be moved
    sideways.
    """
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


SEND = "main form button[type=submit]:not([formnovalidate])"


def pressed_early(page: Page, language: str) -> None:
    """The form that asks for one more press: the first one came
    sooner than anybody can read.
    """
    page.goto(f"{HOST}/{language}/{FORM}")
    page.click(SEND)
    page.wait_for_selector(".notice[role=alert]")


def wrong(page: Page) -> None:
    """The form with everything missing."""
    page.click(SEND)
    page.wait_for_selector("#errors")


def draft(page: Page, language: str) -> None:
    """The form with what was typed before on offer."""
    page.goto(f"{HOST}/{language}/{FORM}")
    page.fill("[name=name]", "Escola do Rio Claro")
    until(
        lambda: page.evaluate(
            "Object.keys(localStorage).some(key => key.startsWith('hoja:draft'))"
        ),
        "the draft is kept",
    )
    page.reload()
    page.wait_for_selector("section#draft[role=status]")


def receipt(page: Page, language: str, client: FlaskClient) -> None:
    """What is shown after sending."""
    sent = fill(
        client,
        f"/{language}/{FORM}",
        {**ANSWERS, "name": f"Escola {language} {page.evaluate('Date.now()')}"},
    )
    page.goto(HOST + sent.headers["Location"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_has_nothing_against_any_public_page(
    house: House, context: BrowserContext, language: str
) -> None:
    client = house.client()
    page = connect(context, client)
    for path in (
        f"/?lang={language}",
        f"/{language}/{FORM}",
        f"/{language}/closed_form",
        f"/{language}/nowhere",
    ):
        page.goto(HOST + path)
        judge(page)
    pressed_early(page, language)
    judge(page)
    wrong(page)
    judge(page)
    draft(page, language)
    judge(page)
    receipt(page, language, client)
    judge(page)


def test_axe_has_nothing_against_pages_by_a_link(
    lived: House, context: BrowserContext
) -> None:
    links, task = lived.office.notify.links, next(iter(lived.records("commitments")))
    page = connect(context, lived.client())
    long_ago = date(2020, 1, 31)
    addresses = [
        links.form("es", "progress_report", task),
        links.form("es", "progress_report", task, answer="done"),
        links.form(
            "es", "progress_report", task, person="ana@example.org", until=long_ago
        ),
        links.stop("es", "ana@example.org"),
    ]
    for address in addresses:
        page.goto(HOST + address.removeprefix(lived.settings.public_url))
        judge(page)


@pytest.mark.parametrize("language", ["es", "pt", "en"])
def test_axe_has_nothing_against_the_form_with_logic(
    lived: House, context: BrowserContext, language: str
) -> None:
    task = next(iter(lived.records("commitments")))
    page = connect(context, lived.client())
    address = lived.office.notify.links.form(language, "progress_report", task)
    page.goto(HOST + address.removeprefix(lived.settings.public_url))
    for option in page.query_selector_all("input[name=progress]"):
        option.check()
        judge(page)


def test_form_is_filled_in_and_sent_by_keyboard_alone(
    house: House, browser: Browser
) -> None:
    page = connect(
        browser.new_context(viewport={"width": 1280, "height": 800}), house.client()
    )
    page.goto(f"{HOST}/en/{FORM}")
    # As if it had stood open for long: no person is as quick.
    page.evaluate(
        "press => { document.querySelector('[name=form-press]').value = press }",
        LONG_OPEN,
    )
    reached = []
    while "submit" not in reached:
        page.keyboard.press("Tab")
        name, kind, is_in_form = page.evaluate(
            "(({name, type, form}) => [name || '', type || '', form !== null])(document.activeElement)"
        )
        assert page.evaluate("document.activeElement !== document.body"), reached
        if not is_in_form:
            continue
        reached.append("submit" if kind == "submit" and not name else name)
        if kind in ("checkbox", "radio"):
            page.keyboard.press("Space")
        elif name in ANSWERS:
            page.keyboard.type(ANSWERS[name])
    page.keyboard.press("Enter")
    page.wait_for_selector(".receipt")
    assert set(ANSWERS) - {"consent-given"} <= set(reached)
