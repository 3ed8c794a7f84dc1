"""WhatsApp: a short text behind a link that somebody of the team
presses and sends by hand.
"""

import re
from urllib.parse import parse_qs, quote, urlsplit

from core.notation.addresses import is_phone_number, phone_numbers
from core.texts import mark as _
from core.texts import texts
from mail.channel import ByHandChannel, Content
from mail.compose import Parts
from mail.letterhead import Letterhead
from mail.markdown import buttons, clean, to_text

PRESSABLE = re.compile(r"(?<=\w)[.:@](?=[\w/])")
BOLD = re.compile(r"[*_~`]")
JOINER = "\u2060"
"""A word joiner: nobody sees it, and it ends what would
otherwise be taken for an address.
"""
LONGEST_GREETING, LONGEST_SUMMARY, LONGEST_LABEL = 120, 400, 60
"""Characters of a greeting, of what a message is about, and of the label of a link."""
NUMBERED = re.compile(r"^[1-9]\. (.+):\n(https?://\S+)$", re.MULTILINE)
FEWEST = 2
"""A single answer needs no number."""
LONGEST_LIST = 6_000
"""Characters that the list of a message may take in its link; an address is never
cut.
"""


class WhatsAppChannel(ByHandChannel):
    """WhatsApp."""

    name = "whatsapp"
    label = "WhatsApp"
    part = "phone"
    order = 2
    longest_text = LONGEST_LIST
    reply_hint = _("If something is not clear, simply reply here.")

    def owns(self, address: str) -> bool:
        """Whether this is a telephone number as they are kept (+593991234567)."""
        return is_phone_number(address)

    def recipients(self, cell: str) -> list[tuple[str, str]]:
        """The first number of the cell: a person has one WhatsApp."""
        return [("", number) for number in phone_numbers(cell)[:1]]

    def compose(self, content: Content) -> Parts:
        """A few lines of plain text: who writes, what it is about, and each button
        as its label and address.
        """
        if content.several:
            text = _list(content)
        else:
            text = _summary(content)
        label, address = content.stop
        if address:
            text += f"\n\n{label}:\n{address}"
        return Parts(content.written.subject, text, "")

    def editable(self, text: str) -> str:
        """All of it."""
        return text

    def rewrite(
        self, before: Parts, subject: str, text: str, language: str, head: Letterhead
    ) -> Parts:
        """The words as they were written."""
        return Parts(subject, text, "")

    def opening_link(self, address: str, text: str) -> str:
        """The address that opens WhatsApp, with the text already written."""
        return f"https://wa.me/{address.removeprefix('+')}?text={quote(text, safe='')}"

    def answers(self, text: str) -> list[tuple[str, str]]:
        """Those that stand in lines of their own, as this channel writes them."""
        return [
            (label.replace(JOINER, ""), address)
            for label, address in NUMBERED.findall(text)
        ]


CHANNEL = WhatsAppChannel()


def quiet(text: str) -> str:
    """A text in which WhatsApp finds no address to press and nothing to make bold: what
    people typed stays what they typed.
    """
    return BOLD.sub(f"\\g<0>{JOINER}", PRESSABLE.sub(f"\\g<0>{JOINER}", text))


def _summary(content: Content) -> str:
    written = content.written
    summary = (
        f"{content.programme}: {(written.short or written.subject)[:LONGEST_SUMMARY]}"
    )
    lines = [quiet(clean(content.greeting[:LONGEST_GREETING])), quiet(clean(summary))]
    links = buttons(written.body)
    count = sum(_asks_for_an_answer(address) for _label, address in links)
    number = 0
    for label, address in links:
        line = f"{quiet(label[:LONGEST_LABEL])}:\n{address}"
        if count >= FEWEST and _asks_for_an_answer(address):
            number += 1
            line = f"{number}. {line}"
        lines.append(line)
    if number:
        # Who has no data left, or an old phone, opens no link.
        hint = texts(content.language).gettext(
            _("Or simply reply here with the number: {numbers}.")
        )
        lines.append(
            hint.format(numbers=", ".join(str(each) for each in range(1, number + 1)))
        )
    return "\n\n".join(lines)


def _asks_for_an_answer(address: str) -> bool:
    """Whether a link opens the short page of one answer."""
    return "answer" in parse_qs(urlsplit(address).query)


def _list(content: Content) -> str:
    """A list of several things as plain text; what has no room is only counted."""
    plain = to_text(
        content.written.body, lambda text: quiet(text[:LONGEST_SUMMARY])
    ).strip()
    lines: list[str] = []
    left_out = 0
    for line in plain.splitlines():
        is_item = line.startswith("- ")
        # From the first item without room on, items are left out:
        # the list keeps its order.
        if is_item and (
            left_out or len(quote("\n".join([*lines, line]))) > LONGEST_LIST
        ):
            left_out += 1
        else:
            lines.append(line)
    if left_out:
        lines += ["", content.more(left_out)]
    return "\n".join(lines)
