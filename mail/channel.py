"""The ways by which people are written to: one class a channel, one
file each in mail/channels.

A new channel is one new file there: it is found by itself, and whoever must know
something of channels asks the class. An address tells its channel, so no two channels
may have addresses of one form (`ana@example.org`, `+593962223344`).
"""

import importlib
import pkgutil
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from typing import ClassVar, Protocol

from core.settings import Settings
from mail import channels as folder
from mail.compose import OutgoingMail, Parts
from mail.letterhead import PLAIN, Letterhead
from mail.written import Written


@dataclass(frozen=True)
class Content:
    """What a message says, before its channel gives it a form.

    `greeting`: a line of its own; `programme`: who writes; `footer`: the line at the
    foot; `stop`: label and address of the link that ends such messages ("" for none);
    `several`: it lists several things; `more`: what is said of so many that have no
    room; `head`: what stands above it.
    """

    written: Written
    language: str
    greeting: str
    programme: str
    footer: str
    stop: tuple[str, str] = ("", "")
    head: Letterhead = PLAIN
    several: bool = False
    more: Callable[[int], str] = str


class Channel(ABC):
    """A way by which people are written to.

    `name`: as it stands in the column that says who prefers it; `label`: its source
    text for people; `part`: the part of a contact that holds its addresses; `order`:
    who has no preference is written to by the first channel that reaches them.
    """

    name: ClassVar[str]
    label: ClassVar[str]
    part: ClassVar[str]
    order: ClassVar[int]
    longest_text: ClassVar[int]
    """Characters of a text that a person may write."""
    reply_hint: ClassVar[str]
    """How to answer, as a source text below a list; with a gap for the {name}
    of who reads the answers.
    """

    @abstractmethod
    def owns(self, address: str) -> bool:
        """Whether this is an address of this channel."""

    @abstractmethod
    def recipients(self, cell: str) -> list[tuple[str, str]]:
        """Name ("" for none) and address of everybody whom a contact's cell names
        and who would be written to.
        """

    @abstractmethod
    def compose(self, content: Content) -> Parts:
        """The message in the form that this channel takes; long ones are made
        short where it wants that.
        """

    @abstractmethod
    def editable(self, text: str) -> str:
        """The part of a message's text that a person may change."""

    @abstractmethod
    def rewrite(
        self, before: Parts, subject: str, text: str, language: str, head: Letterhead
    ) -> Parts:
        """The message with the words of a person."""

    def never(self, address: str) -> str:
        """Why nothing is ever sent to an address, as a source text; ""
        where there is no such reason.
        """
        return ""


class Session(Protocol):
    """An open connection over which messages are handed over one by one."""

    @property
    def is_open(self) -> bool:
        """Whether one more message can be sent in it."""

    def send(self, mail: OutgoingMail, before_text: Callable[[], bool]) -> bool:
        """Sends one message. False where `before_text`, called at
        the last moment, said no.

        How it ended is told by type: nothing raised: accepted; `Later` and `Closed`:
        not handed over, may be tried again; `Refused` and `BadAddress`: never will be;
        `Unknown`: nobody can know.
        """


class ServerChannel(Channel):
    """A channel that hands messages over by itself, to a server."""

    @abstractmethod
    def connect(self, settings: Settings) -> AbstractContextManager[Session]:
        """A session with the server.

        Raises Later or Closed where there can be none now.
        """


class ByHandChannel(Channel):
    """A channel whose messages a person sends: the text is ready behind a link.

    How it ended only that person can say.
    """

    @abstractmethod
    def opening_link(self, address: str, text: str) -> str:
        """The address that opens the program by which it is sent, with
        the text already written.
        """

    @abstractmethod
    def answers(self, text: str) -> list[tuple[str, str]]:
        """The label and the address of each answer that the text numbers, in their
        order: who answers may write the number.
        """


@cache
def channels() -> Mapping[str, Channel]:
    """Every channel by its name, in the order in which they are tried."""
    modules = [
        importlib.import_module(f"{folder.__name__}.{module.name}")
        for module in pkgutil.iter_modules(folder.__path__)
    ]
    instances: list[Channel] = [module.CHANNEL for module in modules]
    # By their own `order`: the names of files would make the order of
    # trying depend on the alphabet.
    instances.sort(key=lambda channel: channel.order)
    return {channel.name: channel for channel in instances}


def channel_of(address: str) -> Channel:
    """The channel of an address; the first one where none knows
    it, which will refuse it.
    """
    for channel in channels().values():
        if channel.owns(address):
            return channel
    # Every address gets a channel, so that a bad one fails in
    # one place, where it is sent.
    return next(iter(channels().values()))
