"""Serves the application over HTTP/1.1, one thread for each connection."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from sheets.local.app import close


class Handler(WSGIRequestHandler):
    """Keeps connections open, sends at once, and writes no line for each request."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Keeps quiet: `/_calls` tells what was asked."""


def bound(
    app: Flask, host: str, port: int, listening: socket.socket | None = None
) -> BaseWSGIServer:
    """A server that already listens; port 0 takes any free one (`server.port`)."""
    handle = None
    if listening is not None:
        (host, port), handle = listening.getsockname()[:2], listening.fileno()
    return make_server(
        host, port, app, threaded=True, request_handler=Handler, fd=handle
    )


@contextmanager
def serving(
    app: Flask,
    host: str = "127.0.0.1",
    port: int = 0,
    listening: socket.socket | None = None,
) -> Iterator[str]:
    """Serves in a thread of its own; gives the address, and
    closes everything at the end.

    `listening`: in place of a port.
    """
    server = bound(app, host, port, listening)
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True
    )
    thread.start()
    try:
        yield f"http://{server.host}:{server.port}"
    finally:
        # First no new call is taken, then the running ones
        # end, then the file is closed.
        server.shutdown()
        thread.join()
        server.server_close()
        close(app)
