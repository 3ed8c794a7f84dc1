"""Whatever stands in every text of every record, a mail keeps its headers,
recipients, parts, markup and links.
"""

import email
import unicodedata
from collections import Counter
from datetime import UTC, date, datetime
from email.policy import default
from email.utils import getaddresses
from functools import lru_cache

import pytest

from journal.mails.messages import notice_at
from mail.compose import OutgoingMail, build
from mail.servers.mailbox import mails
from mail.servers.transport import connect
from notify.composing.drafts import NoticeDraft
from notify.preview import told
from programme.app_tables import PEOPLE
from programme.models.rules import Ladder
from programme.records.record import Record, Records, View
from rules.recipients.person import Person
from tests.house import fill
from tests.lived import ANSWERS, copied_house, lived, work
from tests.mail.payloads import PAYLOADS
from tests.mail.tags import Tags

TODAY, NOW = date(2027, 3, 12), datetime(2027, 3, 12, 15, tzinfo=UTC)
LANGUAGES = ("es", "pt", "en")
__all__ = ["lived"]

HARMLESS = "Ana"
READER, ANSWERER = "ana@example.org", "coordinacion@example.org"
SENDER = ("Mentor Towns", "hoja@example.net")
SAMPLE = PAYLOADS[::13]
# The standard library parses a header anew each time it is asked for;
# what it gives never changes.
POLICY = default.clone(header_factory=lru_cache(4096)(default.header_factory))
SHARE = 8
LONG = [pytest.mark.long]


class Page(Tags):
    """The tags of a page, and all else that is no text."""

    def handle_comment(self, data):
        self.tags.append(("!--", data))

    def handle_decl(self, decl):
        self.tags.append(("!", decl))

    def handle_pi(self, data):
        self.tags.append(("?", data))

    def unknown_decl(self, data):
        self.tags.append(("![", data))

    @property
    def markup(self):
        """The tags with their attributes; line breaks belong to the words."""
        return Counter(tag for tag in self.tags if tag[0] != "br")


@pytest.fixture(scope="module")
def office(folder, tmp_path_factory):
    state = tmp_path_factory.mktemp("payloads")
    with copied_house(state, folder, tmp_path_factory) as house:
        yield house.office


def filled(programme, words):
    """One record of each table: all texts are `words`, and every
    reference leads to the one record.
    """
    return Records(
        programme,
        [_record(programme, table, words) for table in programme.tables.values()],
    )


def _record(programme, table, words):
    values = {}
    for column in table.columns:
        match column.type:
            case "reference":
                values[column.name] = _reference(programme.tables[column.table])
            case "date":
                values[column.name] = TODAY.isoformat()
            case "moment":
                values[column.name] = NOW.isoformat()
            case "integer" | "decimal" | "money" | "range":
                values[column.name] = 3
            case "acknowledge":
                values[column.name] = False
            case "select_one" if column.choices:
                values[column.name] = column.choices[0].name
            case "select_multiple" | "file":
                values[column.name] = [words]
            case _:
                values[column.name] = words
    if table.name == PEOPLE:
        values |= {"email": ANSWERER, "role": programme.sender.reply_to, "active": True}
    return Record(table.name, _reference(table), values)


def _reference(table):
    return f"{table.prefix}-00001"


def tellings(office, language, words, share=None):
    """Every message of the rules (of each `SHARE`, this one), to a person whose name
    is `words` as well.
    """
    programme = office.sync.programme
    records = filled(programme, words)
    person = Person(
        READER, words, language, address=words, office=words, role="coordinator"
    )
    every = list(told(programme).items())
    for message, (rule, tell) in every if share is None else every[share::SHARE]:
        table = programme.tables[rule.table]
        view = View(records, table, records.get(table.name, _reference(table)), TODAY)
        notice = notice_at(
            table.name, _reference(table), rule.name, message, "", READER
        )
        more = (
            {"days": 7, "date": "12"}
            if isinstance(rule, Ladder)
            else {"before": words, "after": words}
        )
        yield NoticeDraft(
            rule, tell, person, view, office.notify.book.case_of(view), notice, more
        )


def share_of(number):
    """Which messages are tried with a payload: one of each `SHARE`."""
    return number // len(LANGUAGES) % SHARE


def mails_of(office, language, words, share=None):
    """Each message alone (of each `SHARE`, this one), and a digest of
    them, as mails by name.
    """
    alone = list(tellings(office, language, words, share))
    renderer = office.notify.renderer()
    for name, some in [*((one.key.step, [one]) for one in alone), ("digest", alone)]:
        rendered, problems = renderer.render(tuple(some))
        assert (problems, len(rendered.carried)) == ((), len(some)), name
        parts = rendered.parts
        stop = office.notify.links.stop(language, READER)
        yield (
            name,
            OutgoingMail(
                parts, SENDER, (words, READER), "1", NOW, reply_to=ANSWERER, stop=stop
            ),
        )


def shape(message, page):
    """What must be the same whatever the values are: headers, who is written
    to, kinds of parts, markup.
    """
    headers = {
        name: str(message[name])
        for name in message
        if name not in ("To", "Subject", "Content-Type")
    }
    addressed = [address.addr_spec for address in message["To"].addresses]
    raw = [
        address for _name, address in getaddresses([dict(message.raw_items())["To"]])
    ]
    kinds = [
        (part.get_content_type(), part.get_filename(), part["Content-Disposition"])
        for part in message.walk()
    ]
    return sorted(message.keys()), headers, addressed, raw, kinds, page.markup


def html(message):
    return message.get_body(("html",)).get_content()


def text(message):
    return message.get_body(("plain",)).get_content()


def signs(words):
    """What people see of some words, without spaces and line breaks."""
    return "".join(
        sign
        for sign in words
        if unicodedata.category(sign) not in ("Cc", "Cf") and not sign.isspace()
    )


def parsed(mail):
    return email.message_from_bytes(build(mail).as_bytes(), policy=POLICY)


HARMLESS_MAILS = {}
"""Language and share → name of a mail → the shape of the harmless one, and how
often it says `HARMLESS`.
"""


def harmless(office, language, share=None):
    key = (language, share)
    if key not in HARMLESS_MAILS:
        messages = {
            name: parsed(mail)
            for name, mail in mails_of(office, language, HARMLESS, share)
        }
        HARMLESS_MAILS[key] = {
            name: (shape(message, Page(html(message))), text(message).count(HARMLESS))
            for name, message in messages.items()
        }
    return HARMLESS_MAILS[key]


def compare(message, other, words, name):
    usual, seen = other
    page = Page(html(message))
    assert shape(message, page) == usual, name
    assert signs(text(message)).count(signs(words)) >= min(seen, 1), name
    assert signs(page.words).count(signs(words)) >= min(seen, 1), name
    assert len(str(message["Subject"]).splitlines()) == 1, name


def is_quick(number):
    """Every fourth in the quick lane, as those of one kind stand beside each other; in
    each round of languages and shares another fourth, so that all of them are tried.
    """
    return number % 4 == number // (len(LANGUAGES) * SHARE) % 4


@pytest.mark.parametrize(
    ("number", "words"),
    [
        pytest.param(
            number, words, id=str(number), marks=[] if is_quick(number) else LONG
        )
        for number, words in enumerate(PAYLOADS)
    ],
)
def test_every_mail_about_records_full_of_it_is_as_any_other(office, number, words):
    language, share = LANGUAGES[number % len(LANGUAGES)], share_of(number)
    usual = harmless(office, language, share)
    for name, message in mails_of(office, language, words, share):
        compare(parsed(message), usual[name], words, name)


@pytest.mark.long
@pytest.mark.parametrize("number", range(0, len(PAYLOADS), 26))
def test_digest_of_everything_is_as_any_other(office, number):
    language, words = LANGUAGES[number % len(LANGUAGES)], PAYLOADS[number]
    *_alone, (name, mail) = mails_of(office, language, words)
    compare(parsed(mail), harmless(office, language)[name], words, name)


@pytest.mark.long
def test_mails_come_through_a_mail_server_as_they_are(office):
    box = office.sync.settings.state_dir / "mailbox"
    before = len(list(mails(box)))
    sent = []
    with connect(office.sync.settings.smtp_url) as session:
        for number, words in enumerate(PAYLOADS):
            language = LANGUAGES[number % len(LANGUAGES)]
            share = share_of(number)
            *_alone, (name, mail) = mails_of(office, language, words, share)
            session.send(mail)
            sent.append((words, name, harmless(office, language, share)[name]))
    arrived = [kept.message for kept in mails(box)][::-1][before:]
    assert len(arrived) == len(PAYLOADS) >= 200
    for message, (words, name, other) in zip(arrived, sent, strict=True):
        compare(message, other, words, name)


def posted(house, number, words):
    """Sends the application with `words` in its texts, cut to what a field takes."""
    line = " ".join(words.split())[:60]
    own = {
        "name": line,
        "country": line[:60],
        "why": words[:2000],
        "contact_name": line,
        "contact_office": line,
    }
    given = {
        **ANSWERS,
        **own,
        "mayor_name": line,
        "contact_email": f"reader{number}@example.org",
    }
    assert fill(house.client(), "/pt/aspiring_town", given).status_code in (302, 303), (
        words
    )
    return given


@pytest.mark.long
def test_what_a_form_brings_reaches_sheet_and_mails_as_words(lived):
    for number, words in enumerate((HARMLESS, *SAMPLE)):
        posted(lived, number, words)
    work(lived)
    rows = {
        row["contact_email"]: row
        for row in lived.records("towns").values()
        if row.get("contact_email")
    }
    arrived = {
        kept.message["To"].addresses[0].addr_spec: kept.message
        for kept in lived.mails()
    }
    cells = (
        lived.server.gspread()
        .open_by_key(lived.key)
        .fetch_sheet_metadata({"includeGridData": "true"})
    )
    assert "'formulaValue': '=HYPERLINK" not in str(cells)
    usual = Page(html(arrived["reader0@example.org"]))
    for number, words in enumerate(SAMPLE, start=1):
        email_of = f"reader{number}@example.org"
        assert signs(rows[email_of]["why"]) == signs(words[:2000])
        message = arrived[email_of]
        assert sorted(message.keys()) == sorted(arrived["reader0@example.org"].keys())
        assert Counter(tag[0] for tag in Page(html(message)).tags) == Counter(
            tag[0] for tag in usual.tags
        )
