"""The mailbox of this machine: a real SMTP server that keeps every mail as
a file and sends none on.

`python -m mail.mailbox --port 8025 --data DIR`
"""

import argparse
import email
import os
import signal
import socket
import threading
import uuid
from asyncio import AbstractServer
from collections.abc import Awaitable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from serve.sockets import received

HOST, PORT = "127.0.0.1", 8025
# Above what Gmail takes (25 MB): what is too large must be refused by us first.
LARGEST = 30 * 2**20
STARTING_SECONDS = 600.0
"""aiosmtpd gives up after five, which is short for a slow machine that
starts everything at once.
"""


class StoringHandler:
    """aiosmtpd's handler: a mail is on disk before the server says that it has it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lock = threading.Lock()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.count = max(
            (int(file.name.partition("-")[0]) for file in folder.glob("*.eml")),
            default=0,
        )

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Keeps one mail."""
        # aiosmtpd's handlers take turns, but two connections must never get one number.
        with self.lock:
            self.count += 1
            name = f"{self.count:06d}-{uuid.uuid4().hex}.eml"
        # Written under another name first: whoever lists the
        # mailbox never reads half a mail.
        new = self.folder / f".{name}"
        with new.open("wb") as file:
            file.write(envelope.original_content or b"")
            file.flush()
            # The sender forgets a mail once we have said 250.
            os.fsync(file.fileno())
        new.rename(self.folder / name)
        return "250 kept"


@dataclass(frozen=True)
class Attachment:
    """What goes with a mail beside its words: a file, or a calendar's entry.

    `number`: of its part; `text`: of a calendar's.
    """

    number: int
    name: str
    media_type: str
    content: bytes
    text: str = ""
    is_body: bool = False


CALENDAR = "text/calendar"


@dataclass(frozen=True)
class StoredMail:
    """A mail in the mailbox; `name` is its file's."""

    name: str
    message: EmailMessage

    @property
    def text(self) -> str:
        """The plain text part."""
        return self._part("plain")

    @property
    def html(self) -> str:
        """The HTML part."""
        return self._part("html")

    @property
    def recipients(self) -> list[str]:
        """The addresses that it went to, in small letters."""
        return [
            address.addr_spec.casefold()
            for address in getattr(self.message["To"], "addresses", ())
        ]

    @property
    def attachments(self) -> list[Attachment]:
        """Every part that is not the mail's own words."""
        parts: list[Attachment] = []
        for part in self.parts:
            if not part.is_body:
                parts.append(part)
        return parts

    @property
    def parts(self) -> list[Attachment]:
        """Every part, the mail's own words among them."""
        bodies = [self.message.get_body((kind,)) for kind in ("plain", "html")]
        parts: list[Attachment] = []
        for number, part in enumerate(self.message.walk()):
            if part.is_multipart():
                continue
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                data = content
            else:
                data = b""
            media_type = part.get_content_type()
            text = ""
            if media_type == CALENDAR:
                text = data.decode("utf-8", "replace")
            name = part.get_filename() or ("invite.ics" if text else f"part-{number}")
            parts.append(
                Attachment(number, name, media_type, data, text, is_body=part in bodies)
            )
        return parts

    def _part(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        if part:
            return str(part.get_content())
        return ""


def mails(folder: Path) -> Iterator[StoredMail]:
    """Every mail that was sent, newest first."""
    for file in sorted(folder.glob("[0-9]*.eml"), reverse=True):
        yield StoredMail(file.name, _read(file))


def mail_headers(folder: Path) -> Iterator[StoredMail]:
    """Every mail that was sent, newest first, without what is in
    it: a list shows hundreds.
    """
    parser = BytesParser(policy=default)
    for file in sorted(folder.glob("[0-9]*.eml"), reverse=True):
        with file.open("rb") as stream:
            message = parser.parse(stream, headersonly=True)
        assert isinstance(message, EmailMessage)
        yield StoredMail(file.name, message)


def mail(folder: Path, name: str) -> StoredMail | None:
    """One mail by its file's name, or None."""
    # The name comes from an address of the web: only a file of
    # this folder can be meant.
    file = folder / Path(name).name
    if file.suffix == ".eml" and file.is_file():
        return StoredMail(file.name, _read(file))
    return None


def _read(file: Path) -> EmailMessage:
    message = email.message_from_bytes(file.read_bytes(), policy=default)
    # The default policy makes these.
    assert isinstance(message, EmailMessage)
    return message


def controller(folder: Path, host: str = HOST, port: int = PORT) -> Controller:
    """The SMTP server, not yet started."""
    return Controller(
        StoringHandler(folder),
        hostname=host,
        port=port,
        data_size_limit=LARGEST,
        enable_SMTPUTF8=True,
    )


class HandedOn(Controller):
    """The SMTP server on a socket that listens already."""

    def __init__(self, folder: Path, listening: socket.socket) -> None:
        host, port = listening.getsockname()[:2]
        self.listening = listening
        super().__init__(
            StoringHandler(folder),
            hostname=host,
            port=port,
            data_size_limit=LARGEST,
            enable_SMTPUTF8=True,
            ready_timeout=STARTING_SECONDS,
        )

    def _create_server(self) -> Awaitable[AbstractServer]:
        """The hook that aiosmtpd has for where it listens."""
        return self.loop.create_server(self._factory_invoker, sock=self.listening)


def main() -> None:
    """Runs until SIGTERM."""
    parser = argparse.ArgumentParser(
        description="An SMTP server that keeps every mail and sends none on."
    )
    parser.add_argument("--host", default=HOST)
    parser.add_argument("--port", type=int, default=PORT)
    parser.add_argument(
        "--socket",
        metavar="HANDLE",
        help="a socket that listens already, in place of host and port",
    )
    parser.add_argument("--data", type=Path, required=True)
    given = parser.parse_args()
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    if given.socket:
        server: Controller = HandedOn(given.data, received(given.socket))
    else:
        server = controller(given.data, given.host, given.port)
    server.start()
    print(
        f"Mailbox: smtp://{server.hostname}:{server.port}, mails in {given.data}",
        flush=True,
    )
    stop.wait()
    server.stop()


if __name__ == "__main__":
    main()
