"""The dead-man's switch: an address outside that is called as long as the worker works.

Whoever watches it (healthchecks.io, or a server of one's own that speaks like it) tells
somebody when the calls cease: also where the whole machine is gone, and nobody on it
could tell.
"""

import logging
import threading
from collections.abc import Iterable

import requests

SECONDS = 10.0
"""That one call may take; nothing waits for it."""
FAIL = "/fail"
log = logging.getLogger("hoja.heartbeat")


class Heartbeat:
    """Calls `url` in a thread of its own; "" for nobody.

    A call that fails is one line of the log and nothing more: the watcher outside
    misses it, and that is what it is for.
    """

    def __init__(self, url: str, seconds: float = SECONDS) -> None:
        self.url = url.rstrip("/")
        self.seconds = seconds
        self.thread: threading.Thread | None = None

    def ping(self, failing: Iterable[str] = ()) -> bool:
        """Says that the worker is at work, or which of its steps fail.

        False where nothing is called: nobody is to be, or the last call still waits.
        """
        if not self.url or (self.thread is not None and self.thread.is_alive()):
            return False
        self.thread = threading.Thread(
            target=self._call, args=(" ".join(failing),), daemon=True
        )
        self.thread.start()
        return True

    def _call(self, failing: str) -> None:
        url = self.url + (FAIL if failing else "")
        try:
            # Nothing of the answer is read: it could be without end.
            with requests.post(
                url,
                data=failing.encode(),
                timeout=self.seconds,
                stream=True,
                allow_redirects=False,
            ) as answer:
                answer.raise_for_status()
                if answer.is_redirect:
                    raise requests.TooManyRedirects("it leads elsewhere")
        except requests.RequestException as error:
            # The address is a secret of sorts, and stands in the error's text.
            log.warning("the heartbeat was not heard: %s", type(error).__name__)
