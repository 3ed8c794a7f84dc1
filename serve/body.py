"""What is sent with a request: in memory while small, else in a temporary file; of all
such files together no more than a cap.

A body that is too large, or for which there is no room, is still received to its end,
but not kept: only then does a browser show the page that says why, instead of a
connection that was reset.
"""

import threading
from http import HTTPStatus

from waitress.adjustments import Adjustments
from waitress.buffers import OverflowableBuffer
from waitress.parser import HTTPRequestParser
from waitress.receiver import ChunkedReceiver
from waitress.utilities import BadRequest

LONGEST_CHUNK_LINE = 8 * 1024
"""Bytes of the lines around chunks; waitress, which puts them together anew with each
packet, has no limit of its own.
"""


class Spool:
    """The room that bodies on disk share. When it is short, the one that has been on
    its way for longest gives way.

    Bodies grow in the thread that reads the network, and are closed in any.
    """

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self._lock = threading.RLock()
        self._sizes: dict[Body, int] = {}
        # Oldest first; those that are complete are being read by the application,
        # and are never taken from it.
        self._arriving: dict[Body, None] = {}

    @property
    def used_bytes(self) -> int:
        """How much all bodies on disk hold now."""
        with self._lock:
            return sum(self._sizes.values())

    def grow(self, body: "Body", size: int) -> None:
        """Says how large a body is now; may refuse it, or older ones."""
        with self._lock:
            self._arriving.setdefault(body)
            self._sizes[body] = size
            # Not the largest: a stranger's many small bodies
            # would push out every photo.
            while self._arriving and self.used_bytes > self.most_bytes:
                next(iter(self._arriving)).refuse(HTTPStatus.SERVICE_UNAVAILABLE)

    def complete(self, body: "Body") -> None:
        """A body that has come to its end, and stays until it is closed."""
        with self._lock:
            self._arriving.pop(body, None)

    def release(self, body: "Body") -> None:
        """A body that is gone."""
        with self._lock:
            self._arriving.pop(body, None)
            self._sizes.pop(body, None)


class Body(OverflowableBuffer):
    """The body of one request.

    `refusal`: the HTTP status that says why it is not kept, 0 where it is.
    """

    def __init__(self, spool: Spool, most_bytes: int, memory_bytes: int) -> None:
        super().__init__(memory_bytes)
        self.spool = spool
        self.most_bytes = most_bytes
        self.received_bytes = 0
        self.refusal = 0

    def append(self, data: bytes) -> None:
        """Takes the next part; nothing of it is kept from the moment on
        that the body is refused.
        """
        self.received_bytes += len(data)
        if self.received_bytes > self.most_bytes:
            self.refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        if self.overflowed:
            self.spool.grow(self, self.received_bytes)
        if self.refusal:
            return
        try:
            super().append(data)
        except OSError:
            # No space left for temporary files. A form without photos needs none.
            self.refuse(HTTPStatus.SERVICE_UNAVAILABLE)

    def refuse(self, status: int) -> None:
        """Forgets what has come. The first reason stays."""
        self.refusal = self.refusal or status
        self.close()
        self.buf, self.strbuf, self.overflowed = None, b"", False

    def close(self) -> None:
        """Gives the file and its room back; may be repeated."""
        self.spool.release(self)
        super().close()


class Request(HTTPRequestParser):
    """A request that is being received, with its body in the spool."""

    def __init__(
        self, adjustments: Adjustments, spool: Spool, most_body_bytes: int
    ) -> None:
        super().__init__(adjustments)
        self.spool = spool
        self.most_body_bytes = most_body_bytes
        self.body: Body | None = None

    @property
    def refusal(self) -> int:
        """The HTTP status that says why the body was not kept, 0 where it
        was, or where there is none.
        """
        if self.body is None:
            return 0
        return self.body.refusal

    def parse_header(self, header_plus: bytes) -> None:
        """Reads the head, and gives the body a place."""
        super().parse_header(header_plus)
        if self.body_rcv is None:
            return
        self.body = self.body_rcv.buf = Body(
            self.spool, self.most_body_bytes, self.adj.inbuf_overflow
        )
        if self.content_length > self.most_body_bytes:
            self.body.refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)

    def received(self, data: bytes) -> int:
        """Takes the next part of the head or the body; gives how much
        of it was this request's.
        """
        consumed: int = super().received(data)
        receiver = self.body_rcv
        if (
            isinstance(receiver, ChunkedReceiver)
            and _line_bytes(receiver) > LONGEST_CHUNK_LINE
        ):
            self.error, self.completed = BadRequest("Chunk line too long"), True
        # Not “if self.body”: a buffer that is empty is false.
        if self.body is not None and self.completed:
            self.spool.complete(self.body)
        return consumed

    @property
    def body_bytes(self) -> int:
        """How much of the body has come."""
        if self.body is None:
            return 0
        return self.body.received_bytes


def _line_bytes(receiver: ChunkedReceiver) -> int:
    return len(receiver.control_line) + len(receiver.trailer)
