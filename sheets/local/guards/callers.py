"""Who may call: programs and pages of this machine by its own
names. Everybody else gets 403.

A page on the internet can make a browser on this machine post here (as `text/plain`,
which needs no permission), and by a name of its own that it lets point here (DNS
rebinding) it could read the answers, too. Browsers say in `Origin` and `Host` where a
call comes from and whom it is meant for.
"""

from collections.abc import Collection
from urllib.parse import urlsplit

from flask import Flask, request

from sheets.local.errors import ApiError

LOOPBACK = ("127.0.0.1", "localhost", "::1")
FORBIDDEN = 403


def refuse_strangers(app: Flask, names: Collection[str] = ()) -> None:
    """Lets only calls in that are meant for this machine, or for one of `names`, and
    come from no page of another origin.
    """
    allowed = {*LOOPBACK, *names}

    def check() -> None:
        host = request.headers.get("Host", "")
        if _name(f"//{host}") not in allowed:
            raise ApiError(
                FORBIDDEN, "This server is for programs and people on its own machine."
            )
        origin = request.headers.get("Origin")
        # "null" is what sandboxed pages and files say.
        if origin is not None and origin.partition("://")[2] != host:
            raise ApiError(FORBIDDEN, "This server takes nothing from pages of others.")

    app.before_request(check)


def _name(url: str) -> str:
    """The host of an address without its port; "" where it is none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
