"""The server: accepts connections, ends those that are overdue, makes room when all
places are taken, and drains at the end.
"""

import signal
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher

from serve.body import Spool
from serve.connection import DRAINING, SERVING, Connection, Limits, Stage
from serve.sockets import begin_no_more

# The database takes one writer at a time: more threads would only wait for it.
THREADS = 8
# After each statement and each wait for the disk, the thread that commits for all must
# get the interpreter back from those that compute, and by CPython's usual 5 ms every
# one of these waits holds up everybody's forms: a tenth of it takes half as many again.
SWITCH_SECONDS = 0.0005
# A browser holds several open, idle ones cost a file each and no thread.
CONNECTIONS = 1000
FILES_A_CONNECTION = 3
"""Its socket, a body and an answer that are too large for memory."""
# The database, templates, the log, and what is uploaded at the moment.
FILES_OF_THE_APPLICATION = 200
KILOBYTE, MEGABYTE = 2**10, 2**20
# Where nothing else is said; the application names the limit of its own uploads.
MOST_BODY_BYTES = 100 * MEGABYTE
# All that strangers can make us write to disk before anybody has looked at it.
SPOOL_BYTES = 1024 * MEGABYTE
MEMORY_BYTES = 64 * KILOBYTE
"""Of a body that is kept in memory: a form of long texts fits, and a thousand of
them fit a small machine.
"""
# Cookies of ours and a long address fit; a head that never ends does not.
HEAD_BYTES = 32 * KILOBYTE
ANSWER_BYTES = 256 * MEGABYTE
"""Of an answer that nobody reads before the thread that makes it has to wait."""
# Then those who are connected get their turn again.
ACCEPTS_AT_ONCE = 64
MAKE_ROOM = 20
"""Connections that are closed at once when all places are taken."""
TICK = 1.0
# Longer than a form on a slow line takes to be sent.
DRAIN_SECONDS = 35.0
HANDSHAKE_SECONDS = 0.5
"""For the last packet of a connection that had begun: the way there and back of a slow
mobile line.
"""
GIVING_WAY = (Stage.silence, Stage.head, Stage.body, Stage.answer)
"""The stages in which a connection may be closed when all places are taken,
those first that lose least.
"""


class Server(TcpWSGIServer):
    """waitress over a socket that listens already.

    `run()` serves until `stop()`, and then drains.
    """

    channel_class = Connection

    def __init__(
        self,
        application: Callable[..., Any],
        listening: socket.socket,
        most_body_bytes: int = MOST_BODY_BYTES,
        *,
        spool: Spool | None = None,
        connections: int = CONNECTIONS,
        limits: Limits = SERVING,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.most_body_bytes = most_body_bytes
        self.spool = spool or Spool(SPOOL_BYTES)
        self.connections = connections
        self.limits = limits
        self.clock = clock
        self.stopping = False
        self.drain_begun = float("-inf")
        dispatcher = ThreadedTaskDispatcher()
        dispatcher.set_thread_count(THREADS)
        super().__init__(
            application,
            map={},
            _sock=listening,
            dispatcher=dispatcher,
            adj=_adjustments(),
            sockinfo=(
                listening.family,
                listening.type,
                listening.proto,
                listening.getsockname(),
            ),
            bind_socket=False,
        )

    def stop(self, *_signal: Any) -> None:
        """Lets `run` drain and end; may be called from a signal
        handler or another thread.
        """
        self.stopping = True
        self.pull_trigger()

    def run(self) -> None:
        """Serves until `stop()`. Then:

        1. who has begun to connect is still let in, and the socket is closed
        2. every request that has begun is answered, and its
           connection closed with the answer
        3. connections that say nothing are closed, after a moment in which they might
        """
        while not self.stopping:
            self._turn()
        self.drain_begun, self.limits = self.clock(), DRAINING
        if begin_no_more(self.socket):
            self._let_in_who_has_begun()
        self._end_listening()
        while self.active_channels and self.clock() - self.drain_begun < DRAIN_SECONDS:
            self._turn()
        self.task_dispatcher.shutdown()

    def _let_in_who_has_begun(self) -> None:
        # By the network's clock, not by that of the deadlines.
        end = time.monotonic() + HANDSHAKE_SECONDS
        while (left_seconds := end - time.monotonic()) > 0:
            self._turn(left_seconds)

    def _turn(self, most_seconds: float = TICK) -> None:
        wasyncore.loop(timeout=most_seconds, use_poll=True, map=self._map, count=1)
        self.end_overdue()

    def end_overdue(self) -> None:
        """Ends connections that are overdue; looks at most once a second."""
        now = self.clock()
        if now < self._next_look:
            return
        self._next_look = now + TICK
        for connection in list(self.active_channels.values()):
            connection.end_if_overdue(now, self.limits, self.drain_begun)

    _next_look = float("-inf")

    def _end_listening(self) -> None:
        # Their handshake is done: to them the connection stands, and they may have
        # sent their request already.
        self._accept_waiting(self.adj.backlog)
        self.accepting = False
        wasyncore.dispatcher.close(self)

    def readable(self) -> bool:
        """Whether one more may be let in; makes room where all places are taken."""
        if self.accepting and not self._is_free():
            self._make_room()
        return bool(self.accepting) and self._is_free()

    def handle_accept(self) -> None:
        """Lets in who waits; many at once, or somebody in a line of
        hundreds would wait a second.
        """
        self._accept_waiting(ACCEPTS_AT_ONCE)

    def _accept_waiting(self, limit: int) -> None:
        for _ in range(limit):
            before = len(self.active_channels)
            if self._is_free():
                super().handle_accept()
            if len(self.active_channels) == before:
                return

    def _is_free(self) -> bool:
        return len(self.active_channels) < self.connections

    def _make_room(self) -> None:
        """Closes some connections, those first that have sent nothing, then whoever
        has been at it for longest.
        """
        now = self.clock()
        candidates = []
        for number, connection in list(self.active_channels.items()):
            stage = connection.look(now)
            if stage in GIVING_WAY:
                candidates.append((GIVING_WAY.index(stage), connection.since, number))
        # Several: the next who come need no search of their own. Each is closed
        # when its turn to write comes.
        for _order, _since, number in sorted(candidates)[:MAKE_ROOM]:
            self.active_channels[number].will_close = True


def _adjustments() -> Adjustments:
    return Adjustments(
        threads=THREADS,
        # Deadlines and places are ours (connection.py): waitress counts on a clock that
        # can be set, and knows no total.
        channel_timeout=10**9,
        cleanup_interval=10**9,
        connection_limit=10**9,
        inbuf_overflow=MEMORY_BYTES,
        outbuf_high_watermark=ANSWER_BYTES,
        max_request_header_size=HEAD_BYTES,
        max_request_body_size=2**62,
        # Whose proxy is believed what is the application's to decide.
        clear_untrusted_proxy_headers=False,
        # select() ends at file number 1024.
        asyncore_use_poll=True,
        log_socket_errors=False,
        ident=None,
    )


def allow_files(connections: int) -> int:
    """Raises this process's limit of open files; gives how many connections it
    allows, at most those wanted.
    """
    with suppress(ImportError):
        import resource  # noqa: PLC0415 - Windows has none

        needed = connections * FILES_A_CONNECTION + FILES_OF_THE_APPLICATION
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if hard == resource.RLIM_INFINITY:
            allowed = needed
        else:
            allowed = min(needed, hard)
        if soft != resource.RLIM_INFINITY and soft < allowed:
            resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
        return min(
            connections,
            max(1, (allowed - FILES_OF_THE_APPLICATION) // FILES_A_CONNECTION),
        )
    return connections


def serve(
    application: Callable[..., Any], listening: socket.socket, most_body_bytes: int
) -> None:
    """Serves until SIGTERM or SIGINT, and drains. For the main thread."""
    server = Server(
        application, listening, most_body_bytes, connections=allow_files(CONNECTIONS)
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, server.stop)
    sys.setswitchinterval(SWITCH_SECONDS)
    server.run()
