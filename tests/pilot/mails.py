"""Every mail of the story as a table that people judge, line by line:
docs/mails-of-a-case.md is what the test compares with.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from journal.schema import messages, notices
from journal.states import MessageKind, MessageState
from mail.servers.mailbox import mails
from tests.house import ROOT, House
from tests.pilot.cast import EVERYBODY
from tests.pilot.reasons import REASONS

FILE = ROOT / "docs" / "mails-of-a-case.md"
REFERENCE = re.compile(r"\b([A-Z]{2,3})-[0-9A-Z]{5}\b")
"""References are random; the table has `MN-…`."""
TODAY = re.compile(r"\d+")
BEGIN, END = "<!-- mails -->\n", "<!-- /mails -->\n"
NAMES = {person.email: person.name for person in EVERYBODY}


@dataclass(frozen=True, order=True)
class SentMail:
    """A mail that left.

    `told`: `rule: step` of each notice that it carries; `day`: of
    the programme's time zone.
    """

    day: str
    reader: str
    told: tuple[str, ...]
    subject: str


def sent(house: House) -> list[SentMail]:
    """Every mail that left, in order of its day, reader and reason."""
    zone = ZoneInfo(house.folder.programme.time_zone)
    columns = (
        messages.c.id,
        messages.c.kind,
        messages.c.email,
        messages.c.subject,
        messages.c.handed_at,
    )
    query = sa.select(*columns, notices.c.rule, notices.c.step).outerjoin(
        notices, notices.c.message == messages.c.id
    )
    query = query.where(messages.c.state == MessageState.sent).order_by(messages.c.id)
    listed = []
    with house.journal.read() as connection:
        for _id, group in groupby(
            connection.execute(query).all(), key=lambda row: row.id
        ):
            rows = list(group)
            first, told = (
                rows[0],
                {f"{row.rule}: {row.step}" for row in rows if row.rule},
            )
            day = first.handed_at.astimezone(zone).date().isoformat()
            reasons = (
                tuple(sorted(told))
                if first.kind != MessageKind.daily
                else (str(MessageKind.daily),)
            )
            subject = REFERENCE.sub(r"\1-…", first.subject)
            listed.append(SentMail(day, NAMES[first.email], reasons, subject))
    return sorted(listed)


def arrived(folder: Path) -> Counter[tuple[str, str]]:
    """How often each subject came to each reader, as the SMTP server has it."""
    received: Counter[tuple[str, str]] = Counter()
    for mail in mails(folder):
        [email] = mail.recipients
        # A header that was folded right after its name begins with a space.
        received[
            NAMES[email], REFERENCE.sub(r"\1-…", str(mail.message["subject"]).strip())
        ] += 1
    return received


def table(listed: Iterable[SentMail]) -> str:
    """The mails as Markdown: a table of all but those of the morning,
    and a line a month of these.
    """
    listed = list(listed)
    told = {reason for mail in listed for reason in mail.told}
    unjudged = told - REASONS.keys() - {MessageKind.daily}
    assert not unjudged, f"no reason in tests/pilot/reasons.py: {sorted(unjudged)}"
    rows, mornings = [], []
    for mail in listed:
        if mail.told == (MessageKind.daily,):
            mornings.append(mail)
            continue
        why = " ".join(REASONS[told] for told in mail.told)
        rows.append(
            f"| {mail.day} | {mail.reader} | {mail.subject.replace('|', '¦')} | {why} |"
        )
    head = ["| Day | Reader | Subject | Why |", "|---|---|---|---|"]
    return "\n".join([*head, *rows, "", *_months(mornings)]) + "\n"


def _months(mornings: Iterable[SentMail]) -> Iterable[str]:
    """A line a month: each day with how many things there are to do, and
    how many of them are late.
    """
    for (reader, month), group in groupby(
        mornings, key=lambda mail: (mail.reader, mail.day[:7])
    ):
        days = [
            f"{mail.day[8:]}: {'/'.join(TODAY.findall(mail.subject))}" for mail in group
        ]
        yield f"- {month}, {reader}: {', '.join(days)}"


def expected() -> str:
    """The table of the document."""
    return FILE.read_text("utf-8").split(BEGIN)[1].split(END)[0]


def write(new: str) -> None:
    """Puts a table into the document: whoever does this judges what has changed."""
    before, rest = FILE.read_text("utf-8").split(BEGIN)
    after = rest.split(END)[1]
    FILE.write_text(f"{before}{BEGIN}{new}{END}{after}", "utf-8")
