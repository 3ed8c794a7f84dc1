"""How many forms came from one client of late.

It slows down and never refuses: hundreds may share one address.
"""

import threading
from dataclasses import dataclass, field

from cachetools import TTLCache

MOST_CLIENTS = 100_000
"""So many are remembered in a window; beyond them the one whose window
began first is forgotten.
"""
# A hasty script shows within minutes, a patient one within a day: each is counted in
# a window of its own.
MINUTES_SECONDS = 600
DAY_SECONDS = 86_400


@dataclass
class Window:
    """The forms of one client since the window began.

    Counted in place: to put it back would begin the window anew.
    """

    count: int = 0


class Windows:
    """The window of each client; it begins with the first form and ends after so many
    seconds, on a clock that cannot jump.
    """

    def __init__(self, seconds: float) -> None:
        self._by_client: TTLCache[str, Window] = TTLCache(MOST_CLIENTS, seconds)
        # The cache forgets while it is read, too.
        self._lock = threading.Lock()

    def count(self, client: str) -> int:
        """The forms of a client in its present window."""
        with self._lock:
            window = self._by_client.get(client)
        if window:
            return window.count
        return 0

    def note(self, client: str) -> None:
        """Counts one more form."""
        with self._lock:
            window = self._by_client.get(client)
            if window is None:
                window = self._by_client[client] = Window()
            window.count += 1


@dataclass(frozen=True)
class Pace:
    """Counts in the memory of this process: another process, and a restart, begin anew,
    which errs on the kind side.

    `client`: see core.proxies.client_network; `limit`: forms in a window.
    """

    of_minutes: Windows = field(default_factory=lambda: Windows(MINUTES_SECONDS))
    of_day: Windows = field(default_factory=lambda: Windows(DAY_SECONDS))

    def is_hurried(self, client: str, limit: int) -> bool:
        """Whether so many came within ten minutes that the next one
        is asked to wait a little.
        """
        return self.of_minutes.count(client) >= limit

    def is_frequent(self, client: str, limit: int) -> bool:
        """Whether so many came within a day that mails about further
        ones wait behind all others.
        """
        return self.of_day.count(client) >= limit

    def note(self, client: str) -> None:
        """Counts one more form that was accepted."""
        self.of_minutes.note(client)
        self.of_day.note(client)
