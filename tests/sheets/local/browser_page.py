"""Steps on the page for people that several tests take."""

from playwright.sync_api import Locator, Page, expect


def saved(page: Page) -> None:
    """Waits until the page says that everything is saved."""
    expect(page.get_by_role("status")).to_have_text("Saved")


def cell(page: Page, row: int, column: int) -> Locator:
    """One cell; both indexes count from 0."""
    return page.locator(f"#c{row}-{column}")


def select(page: Page, *places: tuple[int, int]) -> None:
    """Clicks the first cell, and the last one with Shift."""
    cell(page, *places[0]).click()
    for place in places[1:]:
        cell(page, *place).click(modifiers=["Shift"])


def paste(page: Page, text: str) -> None:
    """Pastes into whatever has the focus, as an event only: the browser itself
    puts nothing into a field.
    """
    page.evaluate(
        """text => {
        const clipboardData = new DataTransfer();
        clipboardData.setData("text/plain", text);
        const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
        document.activeElement.dispatchEvent(event);
    }""",
        text,
    )
