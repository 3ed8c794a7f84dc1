"""A mail whose words a person has changed: plain text in, both parts made anew."""

import html
import re

from mail.compose import Parts, laid_out
from mail.letterhead import PLAIN, Letterhead
from mail.markdown import clean, escape, one_line, to_html

SIGNATURE = "\n-- \n"
BLANK = re.compile(r"\n[ \t]*\n\s*")
LINK = re.compile(r'<a [^>]*href="([^"]*)"')
ONE_LINK = re.compile(r"(?P<words>[^\n]+): (?P<address>\S+)")
MARK = "\ue000"
"""Stands for a link while the text around it is escaped;
nobody writes it (private use).
"""


def editable(text: str) -> str:
    """The part of a mail's text that a person may change: all but the line at the
    foot.
    """
    return (text.rpartition(SIGNATURE)[0] if SIGNATURE in text else text).strip()


def rewrite(
    before: Parts, subject: str, text: str, language: str, head: Letterhead = PLAIN
) -> Parts:
    """The mail with another subject and text, and the same line at its foot.

    Addresses become links only where they were some before: a name that
    looks like one never does.
    """
    # Browsers send CRLF from a text area (HTML, form submission).
    body = clean(text.replace("\r\n", "\n")).replace(MARK, "").strip()
    foot = ""
    if SIGNATURE in before.text:
        foot = before.text.rpartition(SIGNATURE)[2].strip()
    # The longest first: a link that begins like another one must not be cut by it.
    links = sorted(
        {html.unescape(address) for address in LINK.findall(before.html)},
        key=len,
        reverse=True,
    )
    markdown = "\n\n".join(_paragraph(part, links) for part in BLANK.split(body))
    if foot:
        whole = f"{body}\n{SIGNATURE}{foot}\n"
    else:
        whole = f"{body}\n"
    subject = one_line(subject)
    return Parts(
        subject,
        whole,
        laid_out(to_html(markdown), subject, language, *_foot(foot, links), head),
    )


def _foot(text: str, links: list[str]) -> tuple[str, tuple[str, str]]:
    """The line at the foot, and the link behind it (words, address)."""
    line, _, last = text.rpartition("\n")
    label, _, address = last.rpartition(": ")
    if address in links:
        return (line, (label, address))
    return (text, ("", ""))


def _paragraph(text: str, links: list[str]) -> str:
    """Markdown that says exactly this.

    Words, a colon and a link are a button where they stand alone.
    """
    alone = ONE_LINK.fullmatch(text)
    if alone and alone["address"] in links:
        return f"[{escape(alone['words'])}](<{alone['address']}>)"
    for number, link in enumerate(links):
        text = text.replace(link, f"{MARK}{number}{MARK}")
    escaped = str(escape(text))
    for number, link in enumerate(links):
        escaped = escaped.replace(
            f"{MARK}{number}{MARK}", f"[{escape(link)}](<{link}>)"
        )
    return escaped
