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


def menu(page: Page, item: str) -> None:
    """Picks from the menu with the mouse."""
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("menuitem", name=item, exact=True).click()


def pick(page: Page, item: str) -> None:
    """Picks from the menu by keys alone."""
    page.keyboard.press("Shift+F10")
    found = page.get_by_role("menuitem", name=item, exact=True)
    expect(page.get_by_role("menuitem").first).to_be_focused()
    for _ in range(page.get_by_role("menuitem").count()):
        if found.evaluate("item => item === document.activeElement"):
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")


def yes(page: Page) -> None:
    """Says yes to a question."""
    page.get_by_role("button", name="Yes").click()


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
