"""A form on the line of a village: 400 kbit/s, and 400 milliseconds
until anything comes back.

What decides is how often a page asks and how much it fetches; the seconds are printed
for docs/figures.md and judged nowhere.
"""

from functools import cache

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.forms.test_early_files import photo as noisy_photo
from tests.house import House, served
from tests.lived import lived

__all__ = ["lived"]
pytestmark = [pytest.mark.browser, pytest.mark.long]
LINE = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 400_000 / 8,
    "uploadThroughput": 400_000 / 8,
}
MOST_REQUESTS, MOST_BYTES = 3, 24 * 1024
READY = """() => { const [page] = performance.getEntriesByType("navigation");
return page.domContentLoadedEventEnd - page.startTime; }"""
WATCH = """() => {
window.began = performance.now(); window.percents = [];
new MutationObserver(() => document.querySelectorAll(".files li").forEach((row) => {
  const told = row.textContent.match(/(\\w+)\\.jpg.*?(\\d+)\\s?%/);
  if (!told) { return; }
  const line = told[1] + " " + told[2];
  if (window.percents.indexOf(line) < 0) { window.percents.push(line); }
})).observe(document.querySelector("form#questions"), { childList: true, subtree: true, characterData: true });
}"""


@cache
def photo() -> bytes:
    """A photo that is small enough to be sent as it is."""
    return noisy_photo(900)


@pytest.mark.parametrize("path", ["/", "/es/aspiring_town", "/pt/mentor_pledge"])
def test_page_is_there_in_three_requests_and_few_bytes(
    browser: Browser, lived: House, path: str
) -> None:
    with served(lived.app) as url:
        context = browser.new_context(viewport={"width": 360, "height": 740})
        page = context.new_page()
        devtools = context.new_cdp_session(page)
        devtools.send("Network.enable")
        devtools.send("Network.emulateNetworkConditions", LINE)
        sizes: list[float] = []
        devtools.on(
            "Network.loadingFinished",
            lambda event: sizes.append(event["encodedDataLength"]),
        )
        page.goto(url + path, wait_until="networkidle")
        print(
            f"{path}: {len(sizes)} requests, {sum(sizes):.0f} bytes, usable after {page.evaluate(READY):.0f} ms"
        )
        context.close()
    # The icon stands in the page, and counts for nothing.
    loaded = [size for size in sizes if size]
    assert len(loaded) <= MOST_REQUESTS
    assert sum(loaded) <= MOST_BYTES


def test_photos_are_sent_one_by_one_and_again_after_a_break(
    browser: Browser, lived: House
) -> None:
    """Two photos of a telephone; the line breaks as the second one begins."""
    with served(lived.app) as url:
        context = browser.new_context(viewport={"width": 360, "height": 740})
        context.set_default_timeout(120_000)
        page = context.new_page()
        page.goto(f"{url}/es/aspiring_town")
        devtools = context.new_cdp_session(page)
        devtools.send("Network.enable")
        devtools.send("Network.emulateNetworkConditions", LINE)
        page.evaluate(WATCH)
        sent: list[str] = []

        def break_second(route: Route) -> None:
            sent.append(route.request.method)
            if len(sent) > 1:
                route.abort()
            else:
                route.continue_()

        page.route("**/files", break_second)
        files = [
            {"name": name, "mimeType": "image/jpeg", "buffer": photo()}
            for name in ("uno.jpg", "dos.jpg")
        ]
        page.set_input_files("[name=letter]", files)
        rows = page.locator(".files li")
        expect(rows.nth(0)).to_contain_text("✓")
        first = page.evaluate("performance.now() - window.began")
        again = page.get_by_role("button", name="Intentar otra vez")
        expect(again).to_be_visible()
        page.unroute("**/files")
        again.click()
        expect(rows.filter(has_text="✓")).to_have_count(2)
        percents = page.evaluate("window.percents")
        sizes = rows.locator("small").all_inner_texts()
        context.close()
    print(
        f"two photos of {len(photo()) / 1e6:.1f} MB: sent as {', '.join(sizes)}, the first there after {first / 1000:.0f} s, "
        f"progress told {len(percents)} times"
    )
    # The first photo was not sent again, and its progress was told on the way.
    assert len([line for line in percents if line.startswith("uno")]) > 1
    assert len(sent) == len(files)
