"""An IMAP server in a process of its own, with one mailbox."""

import imaplib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from tests.lived import lived

__all__ = ["lived"]
USER, PASSWORD = "team", "secret word"


class Server:
    """The server, and a way to put mails into its mailbox."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.url = f"imap://{USER}:secret%20word@127.0.0.1:{port}/INBOX"

    def arrives(self, data: bytes) -> None:
        """A mail comes in."""
        with imaplib.IMAP4("127.0.0.1", self.port) as connection:
            connection.login(USER, PASSWORD)
            assert connection.append("INBOX", "", "", data)[0] == "OK"

    def unread(self) -> int:
        """How many mails nobody has opened."""
        with imaplib.IMAP4("127.0.0.1", self.port) as connection:
            connection.login(USER, PASSWORD)
            connection.select("INBOX", readonly=True)
            return len(connection.search(None, "UNSEEN")[1][0].split())


@pytest.fixture
def server() -> Iterator[Server]:
    """It answers when a test begins."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-c",
        "from pymap.main import main; main()",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--no-service",
        "admin",
    ]
    process = subprocess.Popen(
        [*command, "--no-tls", "dict", "--demo-user", USER, "--demo-password", PASSWORD]
    )
    try:
        while not _answers(port):
            assert process.poll() is None
        yield Server(port)
    finally:
        process.terminate()
        process.wait()


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
            return line.recv(4) == b"* OK"
    except OSError:
        time.sleep(0.05)
        return False
