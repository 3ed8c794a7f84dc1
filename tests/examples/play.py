"""A programme of examples/ played through: people fill in forms and follow the links of
their mails, staff type into the sheet, the clock is moved on.

Forms are sent without JavaScript, page by page.
"""

import html
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from werkzeug.datastructures import MultiDict

from core.clock import Clock
from core.texts import texts
from journal.operation import installation
from tests.house import LONG_OPEN, ROOT, House, open_house
from tests.lived import work
from worker.folder import read_folder

MORNING = time(10)
MOST_PAGES = 12
AUTOMATIC = {
    language: texts(language).gettext("automatic")
    for language in ("es", "fr", "pt", "en")
}
"""What the team writes into the tab Settings, so that reminders need no yes."""
FIELD = re.compile(
    r"<input\b[^>]*>|<textarea\b[^>]*>[^<]*</textarea>|<select\b.*?</select>", re.DOTALL
)
CHOSEN = re.compile(r'<option[^>]*value="([^"]*)"[^>]*selected')
LINK = re.compile(r"https?://[^/\s]+(/[^\s)>]+)")
REFERENCE = re.compile(r'class="reference"[^>]*>\s*([A-Z]{2,4}-\w{5})')
CONSENT = "consent-given"
Answers = Mapping[str, str]


@dataclass
class Play:
    """A house in which an example runs, and its calendar."""

    house: House

    def on(self, day: str) -> None:
        """Ten in the morning of a day, in the programme's zone, with everything
        done that is due by then.

        Never backwards.
        """
        zone = ZoneInfo(self.house.folder.programme.time_zone)
        goal = datetime.combine(date.fromisoformat(day), MORNING, zone)
        with self.house.journal.write() as connection:
            installation.set_clock(connection, goal - Clock().now())
        self.house.later(seconds=0)
        self.go_on()

    def go_on(self) -> None:
        """Lets the worker see what was done, and finish."""
        work(self.house)

    def send(self, address: str, answers: Answers) -> str:
        """Fills a form in, page by page, and gives the reference on its receipt."""
        client = self.house.client()
        answer = client.get(address)
        for _ in range(MOST_PAGES):
            assert "<form" in answer.text, answer.text
            answer = client.post(
                address,
                data=_filled(answer.text, answers),
                content_type="multipart/form-data",
                follow_redirects=True,
            )
            if found := REFERENCE.search(answer.text):
                self.go_on()
                return found[1]
        raise AssertionError(answer.text)

    def mails(self, email: str) -> list[str]:
        """The subjects of the mails that somebody got, oldest first."""
        return [
            str(mail.message["Subject"])
            for mail in self.house.mails()
            if email in mail.recipients
        ]

    def link(self, email: str, subject: str, form: str) -> str:
        """The address of a form in the newest mail to somebody with such a subject."""
        texts = [
            mail.text for mail in self.house.mails() if self._is(mail, email, subject)
        ]
        return next(link for link in LINK.findall(texts[-1]) if f"/{form}" in link)

    def _is(self, mail: Any, email: str, subject: str) -> bool:
        return email in mail.recipients and subject in str(mail.message["Subject"])

    def rows(self, table: str, *columns: str) -> list[tuple[Any, ...]]:
        """These cells of all rows of a tab as they stand in the sheet, the app's own
        columns among them, by the first of them.
        """
        tab = self.house.look().tabs[table]
        rows = [{**row.own, **row.values} for row in tab.rows.values()]
        return sorted(
            (tuple(row.get(name) for name in columns) for row in rows),
            key=lambda row: str(row[0]),
        )


@contextmanager
def played(folder: str, state: Path, day: str) -> Iterator[Play]:
    """An example with its own data, from a day on."""
    programme = ROOT / "examples" / folder
    with open_house(state, read_folder(programme), programme_dir=programme) as house:
        zone = ZoneInfo(house.folder.programme.time_zone)
        goal = datetime.combine(date.fromisoformat(day), MORNING, zone)
        with house.journal.write() as connection:
            installation.set_clock(connection, goal - datetime.now(UTC))
        play = Play(house.prepare(example=True))
        play.go_on()
        for rule, row in house.records("settings").items():
            if row["value"] == "ask":
                house.edit(
                    "settings",
                    rule,
                    "value",
                    AUTOMATIC[house.folder.programme.language],
                )
        play.go_on()
        yield play


def _filled(page: str, answers: Answers) -> MultiDict[str, str]:
    """What a page would send, with the answers that it asks for."""
    sent: MultiDict[str, str] = MultiDict()
    for tag in FIELD.findall(page):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag.partition(">")[0]))
        name, type = attributes.get("name", ""), attributes.get("type", "")
        if not name or type in ("file", "submit"):
            continue
        if name in answers:
            sent.setlist(name, [answers[name]])
        elif name == CONSENT:
            sent.setlist(name, ["y"])
        elif type in ("radio", "checkbox") and " checked" not in tag:
            continue
        elif chosen := CHOSEN.search(tag):
            sent.add(name, html.unescape(chosen[1]))
        elif not tag.startswith("<select"):
            sent.add(name, html.unescape(attributes.get("value", "")))
    sent["form-press"] = LONG_OPEN
    return sent
