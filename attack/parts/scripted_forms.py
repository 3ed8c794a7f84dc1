"""Scripted forms with one stranger's address, while people go on sending theirs.

Scripts of two kinds at once: one posts blindly, with a page that it has seen once and
every line filled in; one reads each page and does what it is asked. Meanwhile people
open a page, take their time, press *Send*, and once more where they are asked to.
"""

import re
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from attack.result import Result
from attack.target import Demonstration, demonstration, wait_for
from attack.visitor import ANSWERS, FORM, PATIENCE, Visitor

STRANGER = "victim@stranger.example"
PEOPLES = "@town.example"
WORDS = "Win http://pills.example now"
SCRIPT, PERSON = "203.0.113.66", "198.51.100.{number}"
SCRIPTS, PEOPLE = 8, 4
# How long a person looks at the page before pressing again.
READING_SECONDS = 2.5
PATIENT_PRESSES = 6
ACCEPTED = 303
# A receipt, and what a mistyped address may bring; more would make us a tool to annoy
# people with.
MOST_TO_STRANGER = 3
SLOWEST_SECONDS = 10.0
FORMS_A_SECOND = 10
"""So slow a machine may be: what has not been sent by then is not sent."""
MOST_MEMORY = 500 * 2**20
JUNK = {**ANSWERS, "name": WORDS, "contact_name": WORDS, "contact_email": STRANGER}


@dataclass
class Outcome:
    """What came of it.

    `waits`: seconds that each person had to wait for answers in all,
    without those of reading.
    """

    posted: int = 0
    accepted: int = 0
    people: int = 0
    people_accepted: int = 0
    waits: list[float] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def count(self, status: int) -> None:
        """One more scripted form."""
        with self.lock:
            self.posted += 1
            self.accepted += status == ACCEPTED

    def count_person(self, status: int, wait: float) -> None:
        """One more person's form."""
        with self.lock:
            self.people += 1
            self.people_accepted += status == ACCEPTED
            self.waits.append(wait)


@dataclass
class Budget:
    """How many forms are left to the scripts, and until when."""

    forms: Iterator[int]
    end: float
    lock: threading.Lock = field(default_factory=threading.Lock)

    def has_one(self) -> bool:
        """Takes one."""
        with self.lock:
            return time.monotonic() < self.end and next(self.forms, None) is not None


def attack(folder: Path, forms: int) -> Iterator[Result]:
    """Posts so many scripted forms, and sends people's forms meanwhile."""
    with demonstration(folder / "scripts") as running:
        outcome = _run(running, forms)
        tried = f"{outcome.posted} scripted forms by {SCRIPTS} at once"
        figure = f"{outcome.accepted} accepted, {outcome.posted - outcome.accepted} asked for a press more or to wait"
        yield Result(tried, figure, 0 < outcome.accepted < outcome.posted)
        figure = f"{outcome.people_accepted} of {outcome.people} accepted, at most {max(outcome.waits):.1f} s for all answers"
        is_kind = (
            outcome.people_accepted == outcome.people
            and max(outcome.waits) <= SLOWEST_SECONDS
        )
        yield Result("… people's forms meanwhile", figure, is_kind)
        rows = outcome.accepted + outcome.people_accepted
        wait_for(lambda: _rows(running) >= rows, PATIENCE)
        yield Result(
            "… all accepted ones in the sheet",
            f"{_rows(running)} of {rows}",
            _rows(running) == rows,
        )
        # By then it has been decided about the scripts' forms, too, which
        # came between those of people.
        wait_for(
            lambda: _messages(running, f"%{PEOPLES}") >= outcome.people_accepted,
            PATIENCE,
        )
        mails = _messages(running, STRANGER)
        yield Result(
            "… mails to the stranger whose address they gave",
            str(mails),
            mails <= MOST_TO_STRANGER,
        )
        memory = running.peak_memory()
        yield Result(
            "… memory of the web server",
            f"{memory / 2**20:.0f} MB at most",
            memory <= MOST_MEMORY if memory else None,
        )


def _run(running: Demonstration, forms: int) -> Outcome:
    outcome = Outcome()
    over = threading.Event()
    budget = Budget(
        iter(range(forms)), time.monotonic() + max(PATIENCE, forms / FORMS_A_SECOND)
    )
    kinds = []
    for number in range(SCRIPTS):
        kinds.append(_blind if number % 2 else _clever)
    scripts = [
        threading.Thread(target=kind, args=(running, outcome, budget)) for kind in kinds
    ]
    people = [
        threading.Thread(target=_people, args=(running, outcome, over, number))
        for number in range(PEOPLE)
    ]
    for thread in [*scripts, *people]:
        thread.start()
    for thread in scripts:
        thread.join()
    over.set()
    for thread in people:
        thread.join()
    return outcome


def _blind(running: Demonstration, outcome: Outcome, budget: Budget) -> None:
    """One page, posted again and again under new keys, with every line filled in."""
    visitor = Visitor(running.base_url, SCRIPT)
    page = visitor.open_form()
    filled = dict.fromkeys(
        re.findall(r'<input type="text" name="([\w-]+)"', page.text), WORDS
    )
    while budget.has_one():
        outcome.count(
            visitor.post(
                FORM, {**filled, **page.hidden, "form-key": uuid4().hex, **JUNK}
            ).status
        )


def _clever(running: Demonstration, outcome: Outcome, budget: Budget) -> None:
    """A new page each time, and one more press where that is asked for, at once."""
    visitor = Visitor(running.base_url, SCRIPT)
    while budget.has_one():
        page = visitor.open_form()
        for _press in range(2):
            page = visitor.post(FORM, {**page.hidden, **JUNK})
            if page.status == ACCEPTED:
                break
        outcome.count(page.status)


def _people(
    running: Demonstration, outcome: Outcome, over: threading.Event, number: int
) -> None:
    """People of one address, one after another, until it is over.

    At least one comes.
    """
    while True:
        outcome.count_person(
            *_person(Visitor(running.base_url, PERSON.format(number=number)))
        )
        if over.is_set():
            return


def _person(visitor: Visitor) -> tuple[int, float]:
    """Takes time to read, and does what the page asks.

    The last status, and the seconds of waiting for answers.
    """
    start = time.monotonic()
    pause = READING_SECONDS
    page = visitor.open_form()
    answers = {
        **ANSWERS,
        "name": f"Lugar {uuid4().hex}",
        "contact_email": uuid4().hex + PEOPLES,
    }
    for _press in range(PATIENT_PRESSES):
        time.sleep(pause)
        start += pause
        page = visitor.post(FORM, {**page.hidden, **answers})
        pause = page.wait_seconds
        if page.status == ACCEPTED:
            break
    return page.status, time.monotonic() - start


def _rows(running: Demonstration) -> int:
    """How many of the forms that were accepted have a row in the sheet."""
    text = running.sheet_text()
    return sum(
        str(reference) in text
        for (reference,) in _ask(running, "SELECT reference FROM submissions")
    )


def _messages(running: Demonstration, pattern: str) -> int:
    """How many messages have gone to such addresses, or still may."""
    states = "('withdrawn', 'skipped', 'refused')"
    [(count,)] = _ask(
        running,
        f"SELECT count(*) FROM messages WHERE email LIKE ? AND state NOT IN {states}",  # noqa: S608
        pattern,
    )
    return int(count)


def _ask(
    running: Demonstration, query: str, *values: str
) -> list[tuple[str | int, ...]]:
    with closing(
        sqlite3.connect(f"file:{running.journal}?mode=ro", uri=True)
    ) as connection:
        return connection.execute(query, values).fetchall()
