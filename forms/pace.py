"""How many forms came from one client of late. It slows down and never refuses: hundreds may share one address."""

from dataclasses import dataclass, field

from limits import RateLimitItem, RateLimitItemPerDay, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

MINUTES = 10


@dataclass(frozen=True)
class Pace:
    """Counts in the memory of this process: another process, and a restart, begin anew, which errs on the kind side.

    A window begins with a client's first form. `client`: see core.proxies.client_network; `limit`: forms in a window.
    """

    windows: FixedWindowRateLimiter = field(default_factory=lambda: FixedWindowRateLimiter(MemoryStorage()))

    def is_hurried(self, client: str, limit: int) -> bool:
        """Whether so many came within ten minutes that the next one is asked to wait a little."""
        return not self.windows.test(_per_minutes(limit), client)

    def is_frequent(self, client: str, limit: int) -> bool:
        """Whether so many came within a day that mails about further ones wait behind all others."""
        return not self.windows.test(_per_day(limit), client)

    def note(self, client: str, limit: int) -> None:
        """Counts one more form that was accepted."""
        self.windows.hit(_per_minutes(limit), client)
        self.windows.hit(_per_day(limit), client)


def _per_minutes(limit: int) -> RateLimitItem:
    return RateLimitItemPerMinute(limit, MINUTES)


def _per_day(limit: int) -> RateLimitItem:
    return RateLimitItemPerDay(limit)
