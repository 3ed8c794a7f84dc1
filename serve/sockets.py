"""Sockets that listen, and handing one on to a process that is started: who holds it
has the port, and nobody takes it.
"""

import ctypes
import os
import socket
import struct
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

# While a new process starts, the kernel keeps who connects; nobody is refused.
BACKLOG = 1024
STANDARD_INPUT = "-"
ATTACH_FILTER, DETACH_FILTER = 26, 27
"""SO_ATTACH_FILTER and SO_DETACH_FILTER of Linux (socket(7)), which Python does not
name.
"""
DROP_BEGINNINGS = (
    (0x30, 0, 0, 13),  # A = the byte with the flags of the TCP header
    (0x45, 0, 1, 0x02),  # where SYN is set
    (0x06, 0, 0, 0),  # drop the packet
    (0x06, 0, 0, 0xFFFFFFFF),  # else take it whole
)
"""A program of the Berkeley Packet Filter: (operation, jump if true, jump if false,
operand).
"""


def bind(host: str, port: int) -> socket.socket:
    """A socket that listens there; port 0 takes any free one.

    Raises OSError where somebody else does.
    """
    if ":" in host:
        family = socket.AF_INET6
    else:
        family = socket.AF_INET
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


def begin_no_more(listening: socket.socket) -> bool:
    """Lets nobody begin to connect; who has begun still comes to stand in the line.

    A socket that is closed resets those who stand in its line, and between the last one
    let in and the close one more may come to stand there. Whoever begins later is not
    answered, tries again after a second, and is refused by then.

    It holds for the socket in every process, until `begin_again`. False where the
    system cannot: others than Linux.
    """
    if sys.platform != "linux":
        return False
    program = b"".join(struct.pack("HBBI", *step) for step in DROP_BEGINNINGS)
    memory = ctypes.create_string_buffer(program)
    pointer = struct.pack("HP", len(DROP_BEGINNINGS), ctypes.addressof(memory))
    try:
        # The kernel copies the program before it returns.
        listening.setsockopt(socket.SOL_SOCKET, ATTACH_FILTER, pointer)
    except OSError:
        return False
    return True


def begin_again(listening: socket.socket) -> None:
    """Ends `begin_no_more`."""
    if sys.platform == "linux":
        # There is no filter before the first end.
        with suppress(FileNotFoundError):
            listening.setsockopt(socket.SOL_SOCKET, DETACH_FILTER, 0)


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
    if listening is not None:
        begin_again(listening)
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
