"""Sockets that listen, and handing one on to a process that is started: who holds it
has the port, and nobody takes it.
"""

import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

BACKLOG = 1024
STANDARD_INPUT = "-"


def bind(host: str, port: int) -> socket.socket:
    """A socket that listens there; port 0 takes any free one.

    Raises OSError where somebody else does.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        # A port that was just left is not free without. On Windows the option would let
        # two programs share a port.
        if os.name == "posix":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        # At once: with that option, two may bind what nobody listens on.
        listening.listen(BACKLOG)
    except OSError:
        listening.close()
        raise
    return listening


def reach(listening: socket.socket, seconds: float = 10.0) -> bool:
    """Whether who connects to that address comes out at this socket, and
    not at another program's.
    """
    # Some systems let one program have a port on all addresses
    # and another on one of them.
    with socket.create_connection(address(listening), timeout=seconds) as connection:
        listening.settimeout(seconds)
        try:
            accepted, peer = listening.accept()
        except TimeoutError:
            return False
        finally:
            listening.settimeout(None)
        accepted.close()
        return bool(peer[:2] == connection.getsockname()[:2])


def address(listening: socket.socket) -> tuple[str, int]:
    """Where this machine reaches a socket that listens."""
    host, port = listening.getsockname()[:2]
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host), port  # noqa: S104 - is compared with, not bound


def start_with(
    command: list[str],
    listening: socket.socket | None,
    inherited: Sequence[int] = (),
    **popen: Any,
) -> "subprocess.Popen[bytes]":
    """Starts a process, handing a socket on to it: `--socket
    HANDLE` is added to the command.

    `inherited`: other files.
    """
    if sys.platform != "win32":
        handed_on = [] if listening is None else [listening.fileno()]
        options = [word for number in handed_on for word in ("--socket", str(number))]
        return subprocess.Popen(
            [*command, *options], pass_fds=(*handed_on, *inherited), **popen
        )
    if listening is None:
        return subprocess.Popen(command, **popen)
    # Windows makes a copy for one process, which must be running by then.
    process = subprocess.Popen(
        [*command, "--socket", STANDARD_INPUT], stdin=subprocess.PIPE, **popen
    )
    assert process.stdin is not None
    with process.stdin as pipe:
        pipe.write(listening.share(process.pid))
    return process


def received(handle: str) -> socket.socket:
    """The socket behind the HANDLE of `--socket`."""
    if sys.platform == "win32" and handle == STANDARD_INPUT:
        return socket.fromshare(sys.stdin.buffer.read())
    return socket.socket(fileno=int(handle))
