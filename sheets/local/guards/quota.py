"""Google's quota: 60 reads and 60 writes a minute for each user."""

import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable

from sheets.local.errors import ApiError

# Google's limit for each user of a project, reading and writing apart.
PER_MINUTE = 60
MINUTE = 60.0
READING_POSTS = (
    ":getByDataFilter",
    ":batchGetByDataFilter",
    "developerMetadata:search",
)


def is_read(method: str, path: str) -> bool:
    """Whether a call counts as a read."""
    return method in ("GET", "HEAD") or path.endswith(READING_POSTS)


class Quota:
    """Counts each user's calls of the last minute."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._calls: defaultdict[tuple[str, str], deque[float]] = defaultdict(deque)

    def spend(self, user: str, method: str, path: str) -> None:
        """Counts a call. Raises Google's 429 when the minute's calls are used up."""
        if is_read(method, path):
            kind = "Read"
        else:
            kind = "Write"
        now = self._clock()
        with self._lock:
            calls = self._calls[(user, kind)]
            while calls and calls[0] <= now - MINUTE:
                calls.popleft()
            if len(calls) >= PER_MINUTE:
                raise _exceeded(kind)
            # A refused call is not counted again, or a client that waits too
            # little would never get in.
            calls.append(now)


def _exceeded(kind: str) -> ApiError:
    reason = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "RATE_LIMIT_EXCEEDED",
        "domain": "googleapis.com",
        "metadata": {
            "service": "sheets.googleapis.com",
            "quota_metric": f"sheets.googleapis.com/{kind.lower()}_requests",
            "quota_limit": f"{kind}RequestsPerMinutePerUser",
            "quota_limit_value": str(PER_MINUTE),
        },
    }
    message = (
        f"Quota exceeded for quota metric '{kind} requests' and limit "
        f"'{kind} requests per minute per user' of service 'sheets.googleapis.com' "
        "for consumer 'project_number:0'."
    )
    return ApiError(429, message, [reason])
