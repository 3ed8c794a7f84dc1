"""From a rendered template to the parts of a mail, and to the mail itself."""

from dataclasses import dataclass
from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path

import css_inline
import jinja2

from mail.markdown import one_line, to_html, to_text
from mail.templates import Written

FOLDER = Path(__file__).resolve().parent.parent / "mail_templates"
LAYOUT = jinja2.Environment(autoescape=True, loader=jinja2.FileSystemLoader(FOLDER), undefined=jinja2.StrictUndefined)
SPECIAL = frozenset('<>@,;:"\\()[]')
"""Characters that mean something in an address."""
LONGEST_NAME, LONGEST_SUBJECT = 100, 250
"""Characters: a line of a mail holds 998 bytes, and one long word cannot be folded."""
INLINER = css_inline.CSSInliner(keep_style_tags=True, load_remote_stylesheets=False)


@dataclass(frozen=True)
class Parts:
    """What a mail says."""

    subject: str
    text: str
    html: str


def compose(written: Written, language: str, footer: str, stop: tuple[str, str] = ("", "")) -> Parts:
    """Text and HTML from one source; the HTML on the shared layout, with its style in every element.

    `stop`: words and address of a link at the foot, by which somebody gets no more of these.
    """
    words, address = stop
    text = "\n".join([to_text(written.body), "-- ", footer, *([f"{words}: {address}"] if address else [])])
    return Parts(written.subject, f"{text}\n", laid_out(to_html(written.body), written.subject, language, footer, stop))


def laid_out(body: str, subject: str, language: str, footer: str, stop: tuple[str, str] = ("", "")) -> str:
    """The whole HTML part around a body."""
    layout = LAYOUT.get_template("layout.html")
    return INLINER.inline(layout.render(body=body, subject=subject, language=language, footer=footer, stop=stop))


def build(
    parts: Parts,
    *,
    sender: tuple[str, str],
    to: tuple[str, str],
    reply_to: str,
    id: str,
    sent_at: datetime,
    stop: str = "",
) -> EmailMessage:
    """The mail. `sender` and `to` are (name, address); `id` makes the Message-ID, the same at every try.

    `stop`: the address at which one press ends such mails (RFC 8058), for mails that one may refuse.
    Raises ValueError where an address is none.
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = _address(*sender)
    message["To"] = _address(*to)
    message["Subject"] = one_line(parts.subject)[:LONGEST_SUBJECT]
    message["Date"] = format_datetime(sent_at)
    message["Message-ID"] = f"<{id}@{sender[1].rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    if reply_to:
        message["Reply-To"] = _address("", reply_to)
    if stop:
        message["List-Unsubscribe"] = f"<{stop}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    if any("\r" in str(value) or "\n" in str(value) for value in message.values()):
        raise ValueError("a header of this mail would hold a line break")
    message.set_content(parts.text)
    message.add_alternative(parts.html, subtype="html")
    return message


def _address(name: str, address: str) -> Address:
    # Where a long header is folded, the standard library may drop the quotes around these: they must not be there.
    words = " ".join("".join(" " if mark in SPECIAL else mark for mark in one_line(name)).split())
    try:
        return Address(words[:LONGEST_NAME].strip(), addr_spec=one_line(address))
    except (IndexError, HeaderParseError) as error:  # the parser's own way to say that "ana@" is none
        raise ValueError(f"“{address}” is not an e-mail address") from error
