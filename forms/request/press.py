"""When a press of “Send” counts: not from a script that knows no page, nor within the
first seconds; later at a great pace.

Nothing is ever refused: where a press does not count, the same page comes again
with everything in it and asks for one more. Each page carries, signed, from
which moment a press counts. It has no end: a page may stay open for days, or
come out of the browser's memory.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.links import Links

PURPOSE = "press"
FIELD, TRAP = "form-press", "left-blank"
"""Names of the page's fields. No browser takes the trap for one that it fills in."""
FIRST_SECONDS = 2
"""Nobody reads and fills in a form in less, not even with a
browser that does it for them.
"""
WAIT_SECONDS = 20
"""How long a client waits that has sent many forms."""


class PageKind(StrEnum):
    """What a page asks for: `fresh`: to be filled in; `again`: one more press; `wait`:
    one more press after some seconds.
    """

    fresh = "fresh"
    again = "again"
    wait = "wait"


@dataclass(frozen=True)
class Press:
    """What stands in a page.

    `key`: the one-time key of the form that it is for ("" for a fresh page, which is
    for any); `counts_from`: in seconds since 1970.
    """

    kind: PageKind
    key: str
    counts_from: int

    def seconds_left(self, now: datetime) -> int:
        """Seconds until a press counts.

        None are left where the clock was set back since: nobody is to wait for hours.
        """
        left = self.counts_from - int(now.timestamp())
        if left > WAIT_SECONDS:
            return 0
        return max(0, left)

    def sign(self, links: Links) -> str:
        """What the page carries."""
        return links.sign(PURPOSE, [self.kind, self.key, self.counts_from])

    @classmethod
    def read(cls, links: Links, token: str) -> "Press | None":
        """What a page carried, or None where it was none of ours."""
        data = links.read(PURPOSE, token)
        if not isinstance(data, list):
            return None
        kind, key, counts_from = data
        return cls(PageKind(kind), key, counts_from)


def fresh_page(now: datetime) -> Press:
    """For a page that is opened."""
    return Press(PageKind.fresh, "", int(now.timestamp()) + FIRST_SECONDS)


def page_again(key: str, now: datetime) -> Press:
    """For a page that is shown again: the next press counts."""
    return Press(PageKind.again, key, int(now.timestamp()))


def next_page(
    press: Press | None,
    key: str,
    trap: str,
    now: datetime,
    is_hurried: Callable[[], bool],
) -> Press | None:
    """The page to be shown again because a press does not count; None where it does.

    1. A page of ours must have been read: whoever posts blindly is shown one.
    2. A fresh page counts after its first seconds, unless the trap was filled
       in, which no person sees.
    3. At a great pace, the page comes again with some seconds to wait. Who has
       waited is not asked again.
    """
    if press is None or press.key not in ("", key):
        return page_again(key, now)
    waits = press.seconds_left(now) > 0
    if press.kind is PageKind.fresh and (trap or waits):
        return page_again(key, now)
    if press.kind is PageKind.wait:
        if waits:
            return press
        return None
    if is_hurried():
        return Press(PageKind.wait, key, int(now.timestamp()) + WAIT_SECONDS)
    return None
