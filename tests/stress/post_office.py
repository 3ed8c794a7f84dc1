"""The mail server of a game: a real one, in this process, that keeps what it gets."""

import email
import email.policy
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiosmtpd.controller import Controller

from core.clock import Clock
from tests.house import free_port


@dataclass(frozen=True)
class Letter:
    """A mail as the server got it.

    `id`: of its message; `moment`: by the game's clock.
    """

    id: str
    address: str
    text: str
    moment: datetime


class PostOffice:
    """A real SMTP server that keeps every mail in memory."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Takes one mail."""
        message = email.message_from_bytes(
            envelope.original_content, policy=email.policy.default
        )
        body = message.get_body(("plain",))
        text = " ".join(
            f"{message['Subject']} {body.get_content() if body else ''}".split()
        )
        id = str(message["Message-ID"]).strip("<>").partition("@")[0]
        self.letters.append(Letter(id, envelope.rcpt_tos[0], text, Clock().now()))
        return "250 kept"

    def collect(self) -> list[Letter]:
        """The letters since the last time."""
        collected, self.letters = self.letters, []
        return collected


@contextmanager
def post_office() -> Iterator[tuple[PostOffice, int]]:
    """A server and its port."""
    office, port = PostOffice(), free_port()
    controller = Controller(office, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield office, port
    finally:
        controller.stop()
