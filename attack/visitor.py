"""Somebody with a browser without JavaScript: cookies, forms, hidden fields, files, and
every header as it is wanted.
"""

import html
import http.client
import random
import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlencode, urlsplit

FORM = "/pt/aspiring_town"
ANSWERS = {
    "name": "Santa Rosa",
    "country": "Ecuador",
    "why": "Porque sim.",
    "contact_name": "Ana",
    "contact_office": "Secretaria",
    "contact_email": "ana@example.org",
    "contact_language": "pt",
    "mayor_name": "Rosa",
    "consent-given": "y",
}
"""The form, filled in as it should be."""
# Longer than the server keeps a request waiting: an answer must come from it.
PATIENCE = 60.0
PRESSES = 3
"""A page may ask for one more press of Send, and for another one after some seconds."""
HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*>')
NAME, VALUE = re.compile(r'name="([^"]*)"'), re.compile(r'value="([^"]*)"')


@dataclass(frozen=True)
class Answer:
    """What came back, and after how many seconds. Status 0: the connection
    broke, and the text says how.

    `wait_seconds`: how long the answer asks to wait before the next try; `policy`: what
    browsers are told of its content.
    """

    status: int
    content: bytes
    seconds: float
    location: str = ""
    wait_seconds: float = 0.0
    policy: str = ""

    @cached_property
    def text(self) -> str:
        """The content, as far as it is text."""
        return self.content.decode(errors="replace")

    @cached_property
    def hidden(self) -> dict[str, str]:
        """Every hidden field of the page."""
        pairs = [
            (NAME.search(tag), VALUE.search(tag)) for tag in HIDDEN.findall(self.text)
        ]
        return {
            name[1]: html.unescape(value[1]) for name, value in pairs if name and value
        }


def some_address() -> str:
    """One of the addresses that are set apart for measurements."""
    return f"198.18.{random.randrange(256)}.{random.randrange(1, 255)}"  # noqa: S311 - nothing is kept secret by it


@dataclass
class Visitor:
    """One browser. Redirects are not followed: where they lead is a
    part of what is looked at.

    `client`: the address that a proxy in front would tell; each visitor has
    another one, "" for none.
    """

    base_url: str
    client: str = field(default_factory=some_address)
    cookies: dict[str, str] = field(default_factory=dict)
    hidden: dict[str, str] = field(default_factory=dict)

    def ask(
        self, method: str, path: str, body: object = None, **headers: str
    ) -> Answer:
        """One request on a connection of its own.

        A header's name is written with `_` for `-`.
        """
        start = time.perf_counter()
        connection = http.client.HTTPConnection(
            urlsplit(self.base_url).netloc, timeout=PATIENCE
        )
        try:
            connection.request(method, path, body, self._headers(headers))  # type: ignore[arg-type]
            response = connection.getresponse()
            content = response.read()
        except (OSError, http.client.HTTPException) as error:
            return Answer(0, type(error).__name__.encode(), time.perf_counter() - start)
        finally:
            connection.close()
        self._keep_cookies(response)
        wait_seconds = float(response.getheader("Retry-After") or 0)
        seconds = time.perf_counter() - start
        policy = response.getheader("Content-Security-Policy") or ""
        return Answer(
            response.status,
            content,
            seconds,
            response.getheader("Location") or "",
            wait_seconds,
            policy,
        )

    def get(self, path: str, **headers: str) -> Answer:
        """Looks at a page."""
        return self.ask("GET", path, **headers)

    def post(self, path: str, fields: Mapping[str, str], **headers: str) -> Answer:
        """Sends fields."""
        return self.ask(
            "POST",
            path,
            urlencode(fields),
            Content_Type="application/x-www-form-urlencoded",
            **headers,
        )

    def post_file(
        self,
        path: str,
        fields: Mapping[str, str],
        question: str,
        name: str,
        content: bytes,
    ) -> Answer:
        """Sends fields and a file, which claims to be a JPEG."""
        boundary = secrets.token_hex(16)
        body = multipart(boundary, fields, question, name, content)
        return self.ask(
            "POST", path, body, Content_Type=f"multipart/form-data; boundary={boundary}"
        )

    def open_form(self, path: str = FORM) -> Answer:
        """Looks at a form, and keeps what its page has hidden."""
        answer = self.get(path)
        self.hidden = answer.hidden
        return answer

    def send_form(self, **answers: str) -> Answer:
        """Sends FORM, each time with a new one-time key, and presses again where that
        is asked for. 303 is an acceptance.
        """
        # The same answers from one browser are asked about, unless it
        # says that they count twice.
        fields = {
            **self.hidden,
            "form-key": secrets.token_hex(16),
            "send-again": "1",
            **ANSWERS,
            **answers,
        }
        for _ in range(PRESSES):
            answer = self.post(FORM, fields)
            if answer.status != http.HTTPStatus.UNPROCESSABLE_ENTITY:
                break
            time.sleep(answer.wait_seconds)
            fields |= answer.hidden
        return answer

    def copy(self) -> "Visitor":
        """Another browser with a copy of these cookies: what a thief has."""
        return Visitor(self.base_url, cookies=dict(self.cookies))

    def _headers(self, headers: Mapping[str, str]) -> dict[str, str]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.client:
            named["X-Forwarded-For"] = self.client
        if self.cookies:
            named["Cookie"] = "; ".join(
                f"{name}={value}" for name, value in self.cookies.items()
            )
        return named

    def _keep_cookies(self, response: http.client.HTTPResponse) -> None:
        for header in response.headers.get_all("Set-Cookie", []):
            name, _, value = header.partition(";")[0].partition("=")
            self.cookies[name] = value


def multipart(
    boundary: str, fields: Mapping[str, str], question: str, name: str, content: bytes
) -> bytes:
    """A body with fields and one file."""
    quoted = (
        name.replace("\\", "\\\\")
        .replace('"', '\\"')
        .replace("\r", "")
        .replace("\n", "")
    )
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
        for key, value in fields.items()
    ]
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="{question}"; filename="{quoted}"\r\n'
    head += "Content-Type: image/jpeg\r\n\r\n"
    return (
        "".join([*parts, head]).encode() + content + f"\r\n--{boundary}--\r\n".encode()
    )
