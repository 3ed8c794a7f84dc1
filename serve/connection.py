"""One connection: in which stage it is, and for how long it may be in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum, auto
from functools import partial
from typing import Any, Protocol

from waitress.channel import HTTPChannel
from waitress.task import WSGITask

from serve.body import Request, Spool

REFUSAL = "serve.refusal"
"""In the WSGI environment of a request whose body was not kept: the
HTTP status that says why.
"""


class Stage(StrEnum):
    """What a connection is waiting for."""

    silence = auto()
    """For the first byte of a request."""
    head = auto()
    body = auto()
    work = auto()
    """For a thread, or for the application: never ended from outside."""
    answer = auto()
    """For the client to read."""
    closing = auto()


@dataclass(frozen=True)
class Limits:
    """Seconds that a connection may be in a stage. A body has one more for each
    `bytes_a_second` that have come, up to a most.

    The rule is that of Apache's RequestReadTimeout: a slow line is let
    in, a stalled one is not.
    """

    seconds: Mapping[Stage, float]
    bytes_a_second: int
    most_body_seconds: float

    def of(self, stage: Stage, body_bytes: int) -> float:
        """Those of a stage."""
        if stage is Stage.body:
            return min(
                self.seconds[stage] + body_bytes / self.bytes_a_second,
                self.most_body_seconds,
            )
        return self.seconds.get(stage, float("inf"))


# Two kilobytes a second is what an old phone at the edge of a network sends.
SERVING = Limits(
    {Stage.silence: 30, Stage.head: 20, Stage.body: 60, Stage.answer: 900}, 2048, 3600
)
# Ending: who keeps a connection open and sends at once is still answered, and
# told that it is closed then.
DRAINING = Limits(
    {Stage.silence: 2, Stage.head: 5, Stage.body: 30, Stage.answer: 30}, 2048, 30
)


class Rules(Protocol):
    """What a connection asks its server.

    `stopping`: no connection is kept open for one more request.
    """

    spool: Spool
    most_body_bytes: int
    clock: Callable[[], float]
    stopping: bool


class Task(WSGITask):
    """Runs the application for one request."""

    def get_environment(self) -> dict[str, Any]:
        """The WSGI environment; it says where the body was not kept."""
        environ: dict[str, Any] = super().get_environment()
        if self.request.refusal:
            environ |= {REFUSAL: int(self.request.refusal), "CONTENT_LENGTH": "0"}
        return environ

    def build_response_header(self) -> bytes:
        """The head of the answer; it says where the connection ends with it."""
        # Several requests sent ahead at once are answers kept for somebody who may
        # never read them: no browser does it.
        if self.channel.server.stopping or len(self.channel.requests) > 1:
            self.request.headers["CONNECTION"] = "close"
        head: bytes = super().build_response_header()
        return head


class Connection(HTTPChannel):
    """A connection whose stages have deadlines."""

    task_class = Task

    def __init__(self, server: Rules, *arguments: Any, **more: Any) -> None:
        self.parser_class = partial(
            Request, spool=server.spool, most_body_bytes=server.most_body_bytes
        )
        self.answered = 0
        self.since = server.clock()
        self._seen: tuple[Stage, int] = (Stage.silence, 0)
        super().__init__(server, *arguments, **more)

    @property
    def stage(self) -> Stage:
        """What it waits for now."""
        if self.will_close or not self.connected:
            return Stage.closing
        if self.requests:
            return Stage.work
        if self.total_outbufs_len:
            return Stage.answer
        if self.request is None:
            return Stage.silence
        if self.request.headers_finished:
            return Stage.body
        return Stage.head

    def look(self, now: float) -> Stage:
        """Notes since when it has been in its stage; gives the stage."""
        # With the count of answers, begun ones too: two looks may see the
        # same stage of two requests.
        seen = (self.stage, self.answered)
        if seen != self._seen:
            self._seen = seen
            self.since = now
        return seen[0]

    def end_if_overdue(self, now: float, limits: Limits, begun: float) -> None:
        """Closes it where its stage has lasted for too long, counted
        from `begun` at the earliest.
        """
        stage = self.look(now)
        request = self.request
        if now - max(self.since, begun) > limits.of(
            stage, request.body_bytes if request else 0
        ):
            self.will_close = True

    def service(self) -> None:
        """Answers one request, in a thread."""
        # Counted first: a look between the end of the answer and the count would take
        # the silence after it for the one before.
        self.answered += 1
        super().service()

    def handle_close(self) -> None:
        """Closes it, and gives back the room of what had come of a request."""
        if self.request is not None:
            self.request.close()
        super().handle_close()
