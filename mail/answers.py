"""What a mail server's answers mean, told by type."""

import re
from enum import StrEnum

from core.errors import BadAddress, Closed, Closing, HojaError, Later, Refused
from core.texts import mark as _

A_DAY, AN_HOUR = 86_400, 3_600
DAILY = re.compile(r"\b5\.4\.5\b|daily[\w ]* (limit|quota)", re.IGNORECASE)
BUSY = re.compile(r"^(421|454) 4\.7\.\d")
"""Of us and not of one mail: too many sign-ins, an unusual rate (Gmail)."""
ENHANCED = re.compile(r"^(\d\.\d+\.\d+)\b")
OF_US = re.compile(r"5\.(7\.\d+|1\.[78]|3\.\d+|5\.\d+)$")
"""Enhanced codes (RFC 3463) that speak of policy, the sender, the server or the protocol, and not of the reader's address."""
OF_THE_ADDRESS = re.compile(r"5\.(1\.\d+|2\.1)$")
BARE = (550, 551, 553)
"""Codes that mean the address where no enhanced code says more."""
FAILED = range(500, 600)
NOT_NOW = _("the mail server cannot take it now")
NOT_US = _("the mail server does not take mail from MAIL_FROM")
NOT_THEM = _("the mail server does not take mail for this address")
NOT_THIS = _("the mail server does not take this mail")
CLOSED = {
    Closing.limit: _("the mail server takes no more mails today: its daily limit is reached"),
    Closing.busy: _("the mail server takes no mails at the moment: too many came at once"),
    Closing.login: _("the mail server does not accept the user and password of SMTP_URL"),
}


class At(StrEnum):
    """Which of our words was answered."""

    sender = "MAIL"
    address = "RCPT"
    data = "DATA"
    end = "the text"


def failure(code: int, words: bytes, at: At) -> HojaError:
    """The error that an answer other than yes means."""
    text = " ".join(words.decode(errors="replace").split())
    said = f"{code} {text}".strip()
    if DAILY.search(said):
        return _closed(Closing.limit, said, A_DAY)
    if BUSY.match(said):
        return _closed(Closing.busy, said, AN_HOUR)
    if code not in FAILED:
        return Later(f"{NOT_NOW}: {said}")
    if at is At.sender:  # says nothing about the person who is written to
        return Later(f"{NOT_US}: {said}")
    if _about_the_address(code, text, at):
        return BadAddress(f"{NOT_THEM}: {said}")
    return Refused(f"{NOT_THIS}: {said}")


def _about_the_address(code: int, text: str, at: At) -> bool:
    enhanced = ENHANCED.match(text)
    if at is At.address:
        return not OF_US.match(enhanced[1]) if enhanced else code in BARE
    return bool(at is At.end and enhanced and OF_THE_ADDRESS.match(enhanced[1]) and not OF_US.match(enhanced[1]))


def not_signed_in(code: int, words: bytes) -> HojaError:
    """The error that an answer to user and password means."""
    text = " ".join(words.decode(errors="replace").split())
    if code in FAILED and not DAILY.search(text):
        return _closed(Closing.login, f"{code} {text}", AN_HOUR)
    return failure(code, words, At.sender)


def _closed(why: Closing, said: str, seconds: float) -> Closed:
    return Closed(why, CLOSED[why], said, seconds)
