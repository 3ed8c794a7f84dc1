"""A load of eight connections from a process of its own, without the
cost of a big HTTP library.
"""

import http.client
import json
import random
import re
import sys
import threading
import time
from ipaddress import IPv4Address
from urllib.parse import urlencode

from bench.forms.answers import ANSWERS
from forms.request.press import FIELD, FIRST_SECONDS

CONNECTIONS = 8
FORM_FIELDS = ("csrf-token", "form-version", "form-about", FIELD)
"""What a page carries that is sent with its answers."""


def post(
    connection: http.client.HTTPConnection,
    path: str,
    fields: dict[str, str],
    cookie: str,
) -> float:
    """One sending; its seconds. Anything but an acceptance ends the measurement."""
    # So many forms from one client would have to wait: each comes from another one,
    # behind a proxy (TRUSTED_PROXIES).
    client = str(IPv4Address(random.getrandbits(32)))
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": cookie,
        "X-Forwarded-For": client,
    }
    start = time.perf_counter()
    connection.request("POST", path, urlencode(fields), headers)
    answer = connection.getresponse()
    body = answer.read()
    taken = time.perf_counter() - start
    if answer.status not in (201, 303):
        raise SystemExit(
            f"{path}: {answer.status}\n{body[:3000].decode(errors='replace')}"
        )
    return taken


def opened(
    connection: http.client.HTTPConnection, path: str
) -> tuple[dict[str, str], str]:
    """A form's hidden fields, and the cookie of its session."""
    connection.request("GET", path)
    answer = connection.getresponse()
    page = answer.read().decode()
    found = {
        name: re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
        for name in FORM_FIELDS
    }
    return {name: match[1] for name, match in found.items() if match}, (
        answer.getheader("Set-Cookie") or ""
    ).split(";")[0]


def one(
    host: str,
    path: str,
    form: bool,
    seconds: float,
    taken: list[float],
    ready: threading.Barrier,
) -> None:
    """One connection's sendings."""
    connection = http.client.HTTPConnection(host, timeout=60)
    try:
        own, cookie = opened(connection, path) if form else ({}, "")
    except OSError:
        # The others would wait for this one for ever.
        ready.abort()
        raise
    connection.close()  # the server would do so meanwhile; it opens anew by itself
    # a page that is quicker than a person is asked to press once more
    time.sleep(FIRST_SECONDS + 1 if form else 0)
    ready.wait()
    number, end = 0, time.perf_counter() + seconds
    while time.perf_counter() < end:
        number += 1
        key = (
            {"form-key": f"{threading.get_ident():x}-{number}-{time.time_ns():x}"}
            if form
            else {}
        )
        taken.append(post(connection, path, {**own, **key, **ANSWERS}, cookie))
    connection.close()


def main() -> None:
    """`python -m bench.forms.load HOST PATH form|bare SECONDS` prints
    rate and quantiles as JSON.
    """
    host, path, kind, seconds = sys.argv[1:5]
    taken: list[float] = []
    ready = threading.Barrier(CONNECTIONS + 1)
    work = (host, path, kind == "form", float(seconds), taken, ready)
    threads = [threading.Thread(target=one, args=work) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    try:
        ready.wait()
    except threading.BrokenBarrierError as error:
        raise SystemExit(f"{path}: a connection could not be opened") from error
    start = time.perf_counter()
    for thread in threads:
        thread.join()
    passed = time.perf_counter() - start
    taken.sort()
    quantile = {
        name: taken[int(len(taken) * part)] * 1000
        for name, part in (("p50", 0.5), ("p95", 0.95))
    }
    print(json.dumps({"rate": len(taken) / passed, "count": len(taken), **quantile}))


if __name__ == "__main__":
    main()
