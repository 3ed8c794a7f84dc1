"""Errors that more than one room must tell apart."""

from enum import StrEnum


class HojaError(Exception):
    """Base of every error that Hoja raises on purpose; its text is fit for a person."""


class SettingsError(HojaError):
    """The environment says something that makes no sense; the
    text lists every such thing.
    """


class ProgrammeError(HojaError):
    """The programme's files have mistakes; the text lists all of them
    with file, line and column.
    """


class Later(HojaError):
    """The outside cannot do it now and nothing was done: try again after `seconds`."""

    def __init__(self, text: str, seconds: float = 0) -> None:
        super().__init__(text)
        self.seconds = seconds


class Closing(StrEnum):
    """Why a mail server takes nothing at all: its daily limit, too much at once, or
    user and password that are not right.
    """

    limit = "limit"
    busy = "busy"
    login = "login"


class Closed(Later):
    """The mail server takes nothing from us for `seconds`, whoever it is for.

    `said`: its own words.
    """

    def __init__(self, why: Closing, text: str, answer: str, seconds: float) -> None:
        super().__init__(f"{text}: {answer}", seconds)
        self.why = why
        self.said = answer


class Unknown(HojaError):
    """The outside was asked to do it and did not say how that ended:
    look before trying again.
    """


class Refused(HojaError):
    """The outside will not do it, now or later; the text is its own reason."""


class BadAddress(Refused):
    """The outside will take nothing for this address."""


class LeaseLost(HojaError):
    """Another worker holds the spreadsheet: whatever this one was doing must stop."""
