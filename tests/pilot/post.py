"""The mailboxes of everybody, as the SMTP server has filled them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from mail.servers.mailbox import StoredMail, mails
from tests.pilot.cast import Person

ANCHOR = re.compile(r'<a\b[^>]*\bhref="([^"]+)"[^>]*>(.*?)</a>', re.DOTALL)
TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class Post:
    """The folder that the SMTP server writes into."""

    folder: Path

    def to(self, person: Person) -> Iterator[StoredMail]:
        """What somebody got, newest first."""
        for mail in mails(self.folder):
            if person.email in mail.recipients:
                yield mail

    def link(self, person: Person, words: str, about: str = "") -> str:
        """Where a link leads that somebody finds by its words, in
        the newest mail that has it.

        `about`: what the mail names. Of several links the first one below that is
        meant: a mail may tell of many things.
        """
        for mail in self.to(person):
            html = unescape(mail.html)
            if about not in html and about not in str(mail.message["subject"]):
                continue
            links = [
                anchor
                for anchor in ANCHOR.finditer(html)
                if words in TAG.sub("", anchor[2])
            ]
            below = [anchor for anchor in links if anchor.start() > html.find(about)]
            for anchor in below or links:
                return anchor[1]
        subjects = [str(mail.message["subject"]) for mail in self.to(person)]
        raise AssertionError(
            f"{person.name} finds no link “{words}” about “{about}” in {subjects}"
        )
