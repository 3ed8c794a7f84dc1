"""What a mail server's answers mean. Pure; transport.py makes the errors of it."""

import re
from enum import StrEnum

from core.errors import Closing
from core.texts import mark as _

DAILY_LIMIT = re.compile(r"\b5\.4\.5\b|daily[\w ]* (limit|quota)", re.IGNORECASE)
RATE_LIMIT = re.compile(r"^(421|454) 4\.7\.\d")
"""About us and not about one mail: too many sign-ins, an unusual rate (Gmail)."""
ENHANCED = re.compile(r"^(\d\.\d+\.\d+)\b")
ABOUT_US = re.compile(r"5\.(7\.\d+|1\.[78]|3\.\d+|5\.\d+)$")
"""Enhanced codes (RFC 3463) that speak of policy, the sender, the server or the
protocol, and not of the recipient's address.
"""
ABOUT_THE_ADDRESS = re.compile(r"5\.(1\.\d+|2\.1)$")
BARE_ADDRESS_CODES = (550, 551, 553)
"""Codes that mean the address where no enhanced code says more."""
# RFC 5321, 4.2.1: 5yz is not to be tried again; but Google says so of a limit that is
# over tomorrow as well.
PERMANENT = range(500, 600)
CLOSED = {
    Closing.limit: _(
        "the mail server takes no more mails today: its daily limit is reached"
    ),
    Closing.busy: _(
        "the mail server takes no mails at the moment: too many came at once"
    ),
    Closing.login: _(
        "the mail server does not accept the user and password of SMTP_URL"
    ),
}
"""Why a mail server takes nothing at all, for people."""


class Stage(StrEnum):
    """Which of our commands was answered."""

    sender = "MAIL"
    recipient = "RCPT"
    data = "DATA"
    text = "the text"


class Meaning(StrEnum):
    """What an answer other than yes means."""

    later = "later"
    """Not now; the same mail may be taken in a while."""
    daily_limit = "daily limit"
    rate_limit = "rate limit"
    login = "login"
    sender = "sender"
    """MAIL_FROM is not taken: says nothing about the recipient."""
    address = "address"
    """Nothing is taken for this address, now or later."""
    mail = "mail"
    """This mail is not taken, now or later."""


def one_line(text: bytes) -> str:
    """A server's words on one line, whatever bytes they are."""
    return " ".join(text.decode(errors="replace").split())


def meaning(code: int, text: str, stage: Stage) -> Meaning:
    """What the answer `code text` to a command means; `text` on one line.

    A code of -1 (no number at all) is no refusal.
    """
    answer = f"{code} {text}".strip()
    # Before the code: Gmail tells its daily limit with a permanent code
    # that means no address at all.
    if DAILY_LIMIT.search(answer):
        return Meaning.daily_limit
    if RATE_LIMIT.match(answer):
        return Meaning.rate_limit
    # 4xx, and whatever is no code: nothing was taken, and the
    # same mail may be tried again.
    if code not in PERMANENT:
        return Meaning.later
    # A sender that is not taken says nothing about the recipient: the mail may
    # go once MAIL_FROM is right.
    if stage is Stage.sender:
        return Meaning.sender
    if _is_about_the_address(code, text, stage):
        return Meaning.address
    return Meaning.mail


def login_meaning(code: int, text: str) -> Meaning:
    """What an answer to user and password means."""
    # A daily limit may be told at sign-in, too, and is no wrong password.
    if code in PERMANENT and not DAILY_LIMIT.search(text):
        return Meaning.login
    return meaning(code, text, Stage.sender)


def _is_about_the_address(code: int, text: str, stage: Stage) -> bool:
    enhanced = ENHANCED.match(text)
    if stage is Stage.recipient:
        if enhanced is None:
            return code in BARE_ADDRESS_CODES
        # Blocked for its content or our reputation: the address may be a good one.
        return not ABOUT_US.match(enhanced[1])
    # After DATA and after the text an answer is about the mail, unless it names the
    # address in so many words.
    if stage is not Stage.text or enhanced is None:
        return False
    return bool(ABOUT_THE_ADDRESS.match(enhanced[1])) and not ABOUT_US.match(
        enhanced[1]
    )
