"""Serves a WSGI application: `python -m serve --bind 127.0.0.1:8000
[app:create_app]`.

What the application names under `BESIDE` of its config runs in threads beside it: each
is called with an event that is set at the end.
"""

import argparse
import importlib
import logging
import socket
import sys
import threading
from collections.abc import Callable
from typing import Any

from serve.server import MOST_BODY_BYTES, serve
from serve.sockets import bind, received


def main() -> int:
    """Until SIGTERM or SIGINT. 1 where the address is taken."""
    given = _arguments()
    try:
        listening = _socket(given)
    except OSError as error:
        print(f"Nothing can listen on {given.bind}: {error.strerror}.", file=sys.stderr)
        return 1
    application = _application(given.application)
    # A line for each request that had to wait for a thread is of no use to anybody.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    config = getattr(application, "config", {})
    stop = threading.Event()
    for task in config.get("BESIDE", ()):
        threading.Thread(target=task, args=(stop,), daemon=True).start()
    serve(application, listening, config.get("MAX_CONTENT_LENGTH") or MOST_BODY_BYTES)
    stop.set()
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="serve", description=__doc__)
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--bind", default="127.0.0.1:8000", metavar="HOST:PORT")
    where.add_argument(
        "--socket",
        metavar="HANDLE",
        help="a socket that listens already, handed on by who started us",
    )
    parser.add_argument(
        "application",
        nargs="?",
        default="app:create_app",
        help="module:function that makes it",
    )
    return parser.parse_args()


def _socket(given: argparse.Namespace) -> socket.socket:
    if given.socket:
        return received(given.socket)
    host, _, port = given.bind.rpartition(":")
    return bind(host.strip("[]"), int(port))


def _application(name: str) -> Callable[..., Any]:
    module, _, function = name.partition(":")
    application: Callable[..., Any] = getattr(
        importlib.import_module(module), function.removesuffix("()")
    )()
    return application


if __name__ == "__main__":
    raise SystemExit(main())
