"""What people do: they open a page on a small telephone, fill it in and send it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, Page, expect

from tests.house import LONG_OPEN
from tests.pilot.camera import Camera
from tests.pilot.cast import Person
from tests.pilot.post import Post
from tests.uploads import samples

SMALL = {"width": 360, "height": 740}
SEND = "main form button[type=submit]:not([name])"
LETTER = {
    "name": "carta-firmada.pdf",
    "mimeType": "application/pdf",
    "buffer": samples.pdf(),
}
PHOTO = {
    "name": "foto.jpg",
    "mimeType": "image/jpeg",
    "buffer": samples.jpeg((640, 420)),
}
Answers = Mapping[str, object]


@dataclass(frozen=True)
class Telephone:
    """A telephone that goes from hand to hand: no JavaScript, little data.

    `url`: what links in mails begin with.
    """

    browser: Browser
    post: Post
    camera: Camera
    url: str

    @contextmanager
    def held_by(self, person: Person) -> Iterator[Page]:
        """The telephone in somebody's hands, in their language."""
        context = self.browser.new_context(
            viewport=SMALL, locale=person.language, java_script_enabled=False
        )
        context.set_default_timeout(15_000)
        yield context.new_page()
        context.close()

    def fill_in(
        self, person: Person, path: str, answers: Answers, picture: str = ""
    ) -> None:
        """Opens a public form, answers and sends it."""
        with self.held_by(person) as page:
            page.goto(f"{self.url}{path}")
            self.send(page, answers, picture)

    def follow(
        self,
        person: Person,
        words: str,
        about: str,
        answers: Answers,
        picture: str = "",
    ) -> None:
        """Opens a link of a mail, answers what its page asks and sends it."""
        with self.opened(person, words, about) as page:
            self.send(page, answers, picture)

    @contextmanager
    def opened(self, person: Person, words: str, about: str = "") -> Iterator[Page]:
        """The page that a link of a mail leads to."""
        with self.held_by(person) as page:
            page.goto(self.post.link(person, words, about))
            yield page

    def send(self, page: Page, answers: Answers, picture: str) -> None:
        answer(page, answers)
        self.camera.take(page, picture)
        press(page)
        # Hours of a meeting are shown on everybody's clock first.
        if page.locator("[name=hours-seen]").count():
            self.camera.take(page, picture)
            press(page)
        expect(page.locator(".reference")).to_be_visible()


def answer(page: Page, answers: Answers) -> None:
    """Answers the questions of a form, and agrees to what happens with the data."""
    for name, value in answers.items():
        field = page.locator(f"main [name='{name}']").first
        if isinstance(value, Sequence) and not isinstance(value, str):
            for choice in value:
                page.check(f"main [name='{name}'][value='{choice}']")
        elif isinstance(value, Mapping):
            field.set_input_files(value)  # type: ignore[arg-type]
        elif field.get_attribute("type") in ("radio", "checkbox"):
            page.check(f"main [name='{name}'][value='{value}']")
        elif field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(str(value))
        else:
            field.fill(str(value))
    consent = page.locator("[name='consent-given'][type=checkbox]")
    if consent.count():
        consent.check()


def press(page: Page) -> None:
    """Sends a form that was opened long ago: no person is as fast as a test."""
    page.evaluate(
        "value => document.querySelectorAll('[name=form-press]').forEach(f => f.value = value)",
        LONG_OPEN,
    )
    page.click(SEND)
