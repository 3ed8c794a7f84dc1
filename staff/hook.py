"""A call from outside that says “look now”: an edit in the spreadsheet is then seen
within seconds. It says nothing else.

The worker may be another process, or on another machine: it reads
of the call in the journal.
"""

import hmac
import threading
from collections import deque

from flask import Blueprint, Response, current_app, request

from core.clock import Clock, steady_seconds
from core.settings import Settings
from forms.services import current_services
from journal.operation import worker_steps
from journal.states import WorkerStep

HEADER = "X-Hoja-Secret"
# Who knows the address must not make us look all day.
A_MINUTE = 60.0
PER_MINUTE = 60
"""Calls a minute that one process answers, of those who know the
secret, and of those who do not.
"""


class Counter:
    """Calls of the last minute."""

    def __init__(self) -> None:
        self.recent: deque[float] = deque()
        self.guard = threading.Lock()

    def full(self) -> bool:
        """Counts one call; whether there were too many."""
        now = steady_seconds()
        with self.guard:
            while self.recent and self.recent[0] <= now - A_MINUTE:
                self.recent.popleft()
            if len(self.recent) >= PER_MINUTE:
                return True
            self.recent.append(now)
        return False


def make_blueprint() -> Blueprint:
    """The one address, with counters of its own: who guesses uses up
    nothing of those who know.
    """
    blueprint = Blueprint("hook", __name__)
    right = Counter()
    wrong = Counter()

    @blueprint.post("/hook/look")
    def look() -> Response:
        """204: the worker will look; 403: not the secret; 429: too often, and the
        worker looks by itself anyway.
        """
        settings: Settings = current_app.extensions["hoja.settings"]
        given = request.headers.get(HEADER, "")
        known = hmac.compare_digest(given.encode(), settings.hook_secret.encode())
        if (right if known else wrong).full():
            return Response(status=429, headers={"Retry-After": "60"})
        if not known:
            return Response(status=403)
        with current_services().journal.write() as connection:
            worker_steps.ask_for(connection, WorkerStep.watch, Clock().now())
        return Response(status=204)

    return blueprint
