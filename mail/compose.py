"""From a rendered template to the parts of a mail, and to the mail itself."""

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

import css_inline
import jinja2

from core.notation.colours import shades
from core.texts import direction, language_tag
from mail.calendar.invitation import Invitation, add_invitation, calendar_text
from mail.headers import POLICY, address
from mail.letterhead import PLAIN, Letterhead
from mail.markdown import one_line, to_html, to_text
from mail.written import Written

FOLDER = Path(__file__).resolve().parent.parent / "mail_templates"
LAYOUT = jinja2.Environment(
    autoescape=True,
    loader=jinja2.FileSystemLoader(FOLDER),
    undefined=jinja2.StrictUndefined,
)
LONGEST_SUBJECT = 250
"""Characters of a subject: longer ones are shown by nobody."""
# Mail programs drop style sheets, so the style goes into every element; nothing is
# loaded from the network for it.
INLINER = css_inline.CSSInliner(keep_style_tags=True, load_remote_stylesheets=False)
REPLY = "Re: "


@dataclass(frozen=True)
class Parts:
    """What a mail says.

    `invitation`: the meeting that its reader may take into their calendar with it.
    """

    subject: str
    text: str
    html: str
    invitation: Invitation | None = None


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a mail.

    `kind`: its media type; `data`: its bytes, the same at every try.
    """

    name: str
    kind: str
    data: bytes


@dataclass(frozen=True)
class OutgoingMail:
    """One mail to one recipient. The same values give the same bytes, whenever
    and how often it is built.

    `sender`, `recipient`: (name, address); `id` makes the Message-ID; `sent_at`: the
    moment in the header Date; `stop`: the address at which one press ends such mails
    (RFC 8058), for mails that one may refuse; `corrects`: the id of the mail that this
    one corrects, in the same thread.
    """

    parts: Parts
    sender: tuple[str, str]
    recipient: tuple[str, str]
    id: str
    sent_at: datetime
    reply_to: str = ""
    stop: str = ""
    corrects: str = ""
    attachments: tuple[Attachment, ...] = ()


def compose(
    written: Written,
    language: str,
    footer: str,
    stop: tuple[str, str] = ("", ""),
    head: Letterhead = PLAIN,
) -> Parts:
    """Text and HTML from one source; the HTML on the shared layout, with
    its style in every element.

    `stop`: label and address of a link at the foot, by which
    somebody gets no more of these.
    """
    label, stop_address = stop
    lines = [to_text(written.body), "-- ", footer]
    if stop_address:
        lines.append(f"{label}: {stop_address}")
    text = "\n".join(lines)
    html = laid_out(
        to_html(written.body), written.subject, language, footer, stop, head
    )
    return Parts(written.subject, f"{text}\n", html)


def laid_out(
    body: str,
    subject: str,
    language: str,
    footer: str,
    stop: tuple[str, str] = ("", ""),
    head: Letterhead = PLAIN,
) -> str:
    """The whole HTML part around a body."""
    layout = LAYOUT.get_template("layout.html")
    page = layout.render(
        body=body,
        subject=subject,
        language=language_tag(language),
        direction=direction(language),
        # Mail programs do not know the logical sides of CSS.
        start="right" if direction(language) == "rtl" else "left",
        footer=footer,
        stop=stop,
        head=head.name,
        shades=shades(head.colour),
    )
    return INLINER.inline(page)


def message_id(id: str, sender: str) -> str:
    """The Message-ID of a message, the same at every try; `sender`: the
    address that it comes from.
    """
    return f"<{id}@{sender.rpartition('@')[2]}>"


def build(mail: OutgoingMail) -> EmailMessage:
    """The mail.

    Raises ValueError where an address is none, or a character cannot be written.
    """
    sender = mail.sender[1]
    message = EmailMessage(policy=POLICY)
    message["From"] = address(*mail.sender)
    message["To"] = address(*mail.recipient)
    message["Subject"] = _subject(mail)
    message["Date"] = format_datetime(mail.sent_at)
    message["Message-ID"] = message_id(mail.id, sender)
    # RFC 3834: absence notes are not to answer these.
    message["Auto-Submitted"] = "auto-generated"
    if mail.corrects:
        # Both headers: mail programs differ in which of them makes the thread.
        message["In-Reply-To"] = message["References"] = message_id(
            mail.corrects, sender
        )
    if mail.reply_to:
        message["Reply-To"] = address("", mail.reply_to)
    if mail.stop:
        message["List-Unsubscribe"] = f"<{mail.stop}>"
        # RFC 8058: the mail program shows its own button, and presses
        # it without opening a page.
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    for value in message.values():
        # A line break in a header would begin a header, or the text,
        # of somebody else's choice.
        if "\r" in str(value) or "\n" in str(value):
            raise ValueError("a header of this mail would hold a line break")
    message.set_content(mail.parts.text)
    message.add_alternative(mail.parts.html, subtype="html")
    # A boundary of the library's own would be drawn anew each time: the same
    # mail must be the same bytes.
    message.set_boundary(f"=_{mail.id}")
    invitation = mail.parts.invitation
    if invitation:
        text = calendar_text(invitation, mail.sender, mail.recipient, mail.sent_at)
        add_invitation(message, text, invitation.method, mail.id)
    elif mail.attachments:
        message.make_mixed(boundary=f"=_{mail.id}_")
    for attachment in mail.attachments:
        main, _, sub = attachment.kind.partition("/")
        message.add_attachment(
            attachment.data,
            maintype=main,
            subtype=sub,
            cte="base64",
            filename=attachment.name,
        )
    return message


def _subject(mail: OutgoingMail) -> str:
    """The subject on one line.

    Mail programs keep a correction with what it corrects by its “Re:”, too.
    """
    subject = one_line(mail.parts.subject)
    if mail.corrects and not subject.casefold().startswith(REPLY.casefold()):
        subject = REPLY + subject
    return subject[:LONGEST_SUBJECT]
