"""Ten thousand scripted forms with one stranger's address, while people go on sending theirs.

Two scripts at once: one posts blindly, with a page that it has seen once and every line filled in; one reads each page and does
what it is asked. Meanwhile people open a page, take their time, press *Send*, and once more where they are asked to.

    python -m attack.scripted_forms http://127.0.0.1:8000 var 10000

Clients say who they are by X-Forwarded-For: a server that is told TRUSTED_PROXIES=127.0.0.1 sees several; any other one sees
all of them behind one address, which they must get through just as well.
"""

import html
import http.client
import re
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

FORM = "/es/aspiring_town"
STRANGER = "victim@stranger.example"
WORDS = "Win http://pills.example now"
SCRIPT, PERSON = "203.0.113.66", "198.51.100.{number}"
SCRIPTS, PEOPLE = 8, 4
READING_SECONDS = 2.5
PATIENT_PRESSES = 6
ACCEPTED = 303
MOST_TO_STRANGER = 3
SLOWEST_SECONDS = 10.0
ANSWERS = {
    "country": "Ecuador",
    "why": "Porque sí.",
    "contact_office": "Alcaldía",
    "contact_language": "es",
    "mayor_name": "Eva Ruiz",
    "consent": "y",
}


@dataclass
class Visitor:
    """A browser without JavaScript, as far as one is needed."""

    base_url: str
    client: str
    cookie: str = ""

    def open(self) -> str:
        """The page of the form."""
        return self._request("GET", {})[1]

    def send(self, fields: dict[str, str]) -> tuple[int, str, float]:
        """Posts a form: status, page, and the seconds to wait that the answer asks for."""
        return self._request("POST", fields)

    def _request(self, method: str, fields: dict[str, str]) -> tuple[int, str, float]:
        connection = http.client.HTTPConnection(urlsplit(self.base_url).netloc, timeout=60)
        headers = {"X-Forwarded-For": self.client, "Cookie": self.cookie}
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        with closing(connection):
            connection.request(method, FORM, urlencode(fields), headers)
            answer = connection.getresponse()
            page = answer.read().decode(errors="replace")
        self.cookie = (answer.getheader("Set-Cookie") or self.cookie).partition(";")[0]
        return answer.status, page, float(answer.getheader("Retry-After") or 0)


@dataclass
class Outcome:
    """What came of it. `waits`: seconds that each person had to wait for answers in all, without those of reading."""

    posted: int = 0
    accepted: int = 0
    people: int = 0
    people_accepted: int = 0
    waits: list[float] = field(default_factory=list)
    to_stranger: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def faults(self) -> Iterator[str]:
        """What is not as it must be."""
        if self.people_accepted < self.people or not self.people:
            yield f"of {self.people} people, {self.people_accepted} got through"
        if self.waits and max(self.waits) > SLOWEST_SECONDS:
            yield f"a person waited {max(self.waits):.1f} s for answers"
        if self.to_stranger > MOST_TO_STRANGER:
            yield f"{self.to_stranger} mails to one stranger"

    def __str__(self) -> str:
        slowest = max(self.waits, default=0.0)
        return (
            f"scripted forms: {self.posted} posted, {self.accepted} accepted; people: {self.people_accepted} of {self.people} "
            f"accepted, slowest {slowest:.2f} s; mails to the stranger: {self.to_stranger}"
        )


def attack(base_url: str, state_dir: Path, forms: int = 10_000, seconds: float = 300.0) -> Outcome:
    """Posts so many scripted forms, for so long at most, and sends people's forms meanwhile.

    `state_dir`: where the server under attack keeps its journal, from which the mails to the stranger are counted.
    """
    outcome, over = Outcome(), threading.Event()
    budget = iter(range(forms))
    end = time.monotonic() + seconds

    def next_form() -> bool:
        with outcome.lock:
            return not over.is_set() and time.monotonic() < end and next(budget, None) is not None

    scripts = [_thread(_blind if number % 2 else _clever, base_url, outcome, next_form) for number in range(SCRIPTS)]
    people = [_thread(_person, base_url, outcome, over, number) for number in range(PEOPLE)]
    for thread in scripts:
        thread.join()
    over.set()
    for thread in people:
        thread.join()
    outcome.to_stranger = mails_to(state_dir, STRANGER)
    return outcome


def mails_to(state_dir: Path, address: str) -> int:
    """How many messages have gone to an address, or still may."""
    path = state_dir / "journal.sqlite3"
    if not path.exists():
        return 0
    query = "SELECT count(*) FROM messages WHERE email = ? AND state NOT IN ('withdrawn', 'skipped', 'refused')"
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        return int(connection.execute(query, (address,)).fetchone()[0])


def _thread(target: Callable[..., None], *arguments: object) -> threading.Thread:
    thread = threading.Thread(target=target, args=arguments, daemon=True)
    thread.start()
    return thread


def _blind(base_url: str, outcome: Outcome, next_form: Callable[[], bool]) -> None:
    """One page, posted again and again under new keys, with every line filled in."""
    visitor = Visitor(base_url, SCRIPT)
    page = visitor.open()
    while next_form():
        filled = dict.fromkeys(re.findall(r'<input type="text" name="([\w-]+)"', page), WORDS)
        status, _page, _wait = visitor.send({**filled, **_own(page), "key": uuid4().hex, **_junk()})
        _count(outcome, status)


def _clever(base_url: str, outcome: Outcome, next_form: Callable[[], bool]) -> None:
    """A new page each time, and one more press where that is asked for, at once."""
    visitor = Visitor(base_url, SCRIPT)
    while next_form():
        page = visitor.open()
        for _press in range(2):
            status, page, _wait = visitor.send({**_own(page), **_junk()})
            if status == ACCEPTED:
                break
        _count(outcome, status)


def _person(base_url: str, outcome: Outcome, over: threading.Event, number: int) -> None:
    """People of one address, one after another: each takes time to read, and does what the page asks. At least one comes."""
    while True:
        visitor = Visitor(base_url, PERSON.format(number=number))
        start, pause = time.monotonic(), READING_SECONDS
        page = visitor.open()
        status = 0
        for _press in range(PATIENT_PRESSES):
            time.sleep(pause)
            start += pause
            contact = {
                "name": f"Lugar {uuid4().hex}",
                "contact_name": "Ana",
                "contact_email": f"{uuid4().hex}@town.example",
            }
            status, page, pause = visitor.send({**_own(page), **ANSWERS, **contact})
            if status == ACCEPTED:
                break
        with outcome.lock:
            outcome.people += 1
            outcome.people_accepted += status == ACCEPTED
            outcome.waits.append(time.monotonic() - start)
        if over.is_set():
            return


def _own(page: str) -> dict[str, str]:
    """Every hidden field of a page."""
    tags = re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", page)
    pairs = [(re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)) for tag in tags]
    return {name[1]: html.unescape(value[1]) for name, value in pairs if name and value}


def _junk() -> dict[str, str]:
    return {**ANSWERS, "name": WORDS, "contact_name": WORDS, "contact_email": STRANGER}


def _count(outcome: Outcome, status: int) -> None:
    with outcome.lock:
        outcome.posted += 1
        outcome.accepted += status == ACCEPTED


def main() -> None:
    """`python -m attack.scripted_forms URL STATE_DIR [FORMS]` prints what came of it; ends with 1 where something is wrong."""
    base_url, state_dir, *more = sys.argv[1:]
    outcome = attack(base_url, Path(state_dir), *(int(text) for text in more))
    print(outcome)
    faults = list(outcome.faults())
    if faults:
        raise SystemExit("; ".join(faults))


if __name__ == "__main__":
    main()
