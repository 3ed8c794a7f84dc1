"""A browser without JavaScript, for attacks: cookies, forms, and every header as it is wanted."""

import http.cookiejar
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass

PATIENCE = 60.0
PAUSE = 0.2


@dataclass(frozen=True)
class Page:
    """What came back: status, text, and the seconds that it took."""

    status: int
    text: str
    seconds: float
    location: str = ""
    content: bytes = b""

    def hidden(self, name: str) -> str:
        """The value of a hidden field; "" where the page has none of that name."""
        field = re.search(rf'name="{name}"[^>]*value="([^"]*)"', self.text)
        return field[1] if field else ""


class Session:
    """One visitor's cookies. Redirects are not followed: where they lead is a part of what is looked at."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.cookies = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(_NoRedirects, urllib.request.HTTPCookieProcessor(self.cookies))

    def get(self, path: str, **headers: str) -> Page:
        """Looks at a page."""
        return self._ask("GET", path, None, headers)

    def post(self, path: str, fields: Mapping[str, str], **headers: str) -> Page:
        """Sends a form."""
        return self._ask("POST", path, urllib.parse.urlencode(fields).encode(), headers)

    def put(self, path: str, body: str, method: str = "POST", **headers: str) -> Page:
        """Sends a body as it is."""
        return self._ask(method, path, body.encode(), headers)

    def copy(self) -> "Session":
        """Another browser with a copy of these cookies: what a thief has."""
        thief = Session(self.base)
        for cookie in self.cookies:
            thief.cookies.set_cookie(cookie)
        return thief

    def _ask(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Page:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        address = self.base + path if path.startswith("/") else path
        # The address is the attacked server's own, which is on this machine.
        request = urllib.request.Request(address, body, named, method=method)  # noqa: S310
        start = time.perf_counter()
        try:
            with self._opener.open(request, timeout=PATIENCE) as answer:
                content, status, given = answer.read(), answer.status, answer.headers
        except urllib.error.HTTPError as error:
            with error:
                content, status, given = error.read(), error.code, error.headers
        seconds = time.perf_counter() - start
        return Page(status, content.decode(errors="replace"), seconds, given.get("Location") or "", content)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: object) -> None:
        """None: the answer itself is what the caller gets."""


def mailed_links(base: str, pattern: str, since: int = 0) -> list[str]:
    """What the demonstration's mails hold that looks like `pattern`, the newest first. `since`: older ones to pass by."""
    visitor = Session(base)
    names = re.findall(r'href="(/mailbox/[^"/?]+)"', visitor.get("/mailbox/").text)
    links: list[str] = []
    for name in names[: len(names) - since]:
        links.extend(re.findall(pattern, visitor.get(name).text))
    return links


def mail_count(base: str) -> int:
    """How many mails the demonstration's mailbox shows."""
    return len(re.findall(r'href="/mailbox/[^"/?]+"', Session(base).get("/mailbox/").text))


def sign_in(base: str, email: str, patience: float = PATIENCE) -> Session:
    """Somebody of the team who is signed in by the link that the demonstration mailed. Raises TimeoutError without one."""
    browser, before = Session(base), mail_count(base)
    page = browser.get("/staff/")
    browser.post("/staff/sign-in", {"email": email, "csrf_token": page.hidden("csrf_token")})
    end = time.monotonic() + patience
    while not (links := mailed_links(base, r"/staff/enter/[\w-]+", before)):
        if time.monotonic() > end:
            raise TimeoutError(f"no sign-in link came for {email}")
        time.sleep(PAUSE)
    entered = browser.get(links[0])
    browser.post(links[0], {"csrf_token": entered.hidden("csrf_token")})
    return browser
