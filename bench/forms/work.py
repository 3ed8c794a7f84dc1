"""How much work one acceptance is inside the process, without the HTTP server: calls of
functions, which nothing else on the machine moves, and processor time.
"""

import cProfile
import io
import os
import pstats
import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask

from app import build
from bench.forms import bare
from bench.forms.answers import ANSWERS
from bench.forms.load import FORM_FIELDS
from core.ids import new_id
from forms.request.press import FIRST_SECONDS

FORM = "/es/aspiring_town"
NOWHERE = "http://127.0.0.1:9"
WARM, COUNTED = 50, 300
SERIES, IN_SERIES = 40, 40
SHOWN = 60
"""Functions that are named with BENCH_PROFILE=1, by the time in them and below."""


def measure(folder: Path) -> None:
    """Prints both for the form and for the bare handler."""
    with _environment(folder):
        form, other = _sender_of_form(build()), _sender_of_bare(bare.create_app())
        for send in (form, other):
            for _ in range(WARM):
                send()
        calls, profile = _calls(form)
        bare_calls, _profile = _calls(other)
        pairs = [(_seconds(form), _seconds(other)) for _ in range(SERIES)]
    least = [min(times) * 1000 for times in zip(*pairs, strict=True)]
    print("One acceptance of a form of 15 fields, inside the process")
    print(f"  calls of functions           {calls:8.0f}")
    print(f"  … of the bare handler        {bare_calls:8.0f}")
    print(f"  processor time, ms           {least[0]:8.2f}  (least of {SERIES} series)")
    print(f"  … of the bare handler        {least[1]:8.2f}")
    print(f"  rate in processor time       {least[1] / least[0]:8.2f}")
    if os.environ.get("BENCH_PROFILE"):
        profile.sort_stats("cumtime").print_stats(SHOWN)


@contextmanager
def _environment(folder: Path) -> Iterator[None]:
    """The settings of a program whose spreadsheet is away."""
    settings = {
        "STATE_DIR": str(folder),
        "BARE_DATABASE": str(folder / "bare.sqlite3"),
        "SHEETS_API_URL": NOWHERE,
        "TRUSTED_PROXIES": "127.0.0.1",
    }
    before = dict(os.environ)
    os.environ.update(settings)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _sender_of_form(app: Flask) -> Callable[[], None]:
    # The cookie stays that of the page: with the next one the same answers are asked
    # about, as sent before.
    client = app.test_client(use_cookies=False)
    opened = client.get(FORM)
    page, cookie = opened.text, opened.headers["Set-Cookie"].partition(";")[0]
    own: dict[str, str] = {}
    for name in FORM_FIELDS:
        value = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
        if value:
            own[name] = value[1]
    # A page that is quicker than a person is asked to press once more.
    time.sleep(FIRST_SECONDS + 1)
    clients = iter(range(10**6))

    def send() -> None:
        number = next(clients)
        address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        data = {**own, **ANSWERS, "form-key": new_id()}
        headers = {"HTTP_X_FORWARDED_FOR": address, "HTTP_COOKIE": cookie}
        _post(app, FORM, data, headers, 303)

    return send


def _sender_of_bare(app: Flask) -> Callable[[], None]:
    return lambda: _post(app, "/", ANSWERS, {}, 201)


def _post(
    app: Flask,
    path: str,
    data: Mapping[str, str],
    headers: Mapping[str, str],
    status: int,
) -> None:
    """One request as a server hands it over; nothing of a client is counted."""
    body = urlencode(data).encode()
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "127.0.0.1",
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        **headers,
    }
    answered: list[str] = []
    parts = app.wsgi_app(environ, lambda line, _headers: answered.append(line))
    page = b"".join(parts)
    if not answered[0].startswith(str(status)):
        raise SystemExit(f"{path}: {answered[0]}\n{page[:3000].decode()}")


def _calls(send: Callable[[], None]) -> tuple[float, pstats.Stats]:
    profiler = cProfile.Profile()
    profiler.enable()
    for _ in range(COUNTED):
        send()
    profiler.disable()
    stats = pstats.Stats(profiler)
    return stats.total_calls / COUNTED, stats  # type: ignore[attr-defined]


def _seconds(send: Callable[[], None]) -> float:
    """Processor time of one, the mean of a series."""
    start = time.process_time()
    for _ in range(IN_SERIES):
        send()
    return (time.process_time() - start) / IN_SERIES
