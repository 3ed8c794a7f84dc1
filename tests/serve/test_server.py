"""The server, over real connections; its clock is the test's, so
nothing waits for a deadline.
"""

import errno
import http.client
import socket
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from serve.body import Spool
from serve.connection import REFUSAL, SERVING, Stage
from serve.server import KILOBYTE, Server
from serve.sockets import begin_again, begin_no_more, bind

PATIENCE = 60
BEGUN = {
    Stage.silence: b"",
    Stage.head: b"POST / HTTP/1.1\r\nHost: x",
    Stage.body: b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\nabc",
}


class Echo:
    """Says how much of a body came, and why it was not kept; waits for `gate`
    where the address is /wait.
    """

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.entered = threading.Event()

    def __call__(self, environ: dict[str, Any], start: Any) -> list[bytes]:
        if environ["PATH_INFO"] == "/wait":
            self.entered.set()
            self.gate.wait(PATIENCE)
        size = len(environ["wsgi.input"].read())
        answer = f"{size} {environ.get('CONTENT_LENGTH', '-')} {environ.get(REFUSAL, 0)}".encode()
        start("200 OK", [("Content-Length", str(len(answer)))])
        return [answer]


class Running:
    """A running server and its clock."""

    def __init__(self, **more: Any) -> None:
        self.now = 0.0
        self.echo = Echo()
        listening = bind("127.0.0.1", 0)
        self.port = listening.getsockname()[1]
        self.server = Server(self.echo, listening, clock=lambda: self.now, **more)

    def pass_time(self, seconds: float) -> None:
        self.now += seconds
        self.server.pull_trigger()

    def connect(self, sent: bytes = b"") -> socket.socket:
        connection = socket.create_connection(
            ("127.0.0.1", self.port), timeout=PATIENCE
        )
        connection.sendall(sent)
        return connection

    def wait_for(self, stage: Stage, count: int = 1) -> None:
        """Until so many connections are in a stage, and the server has seen it."""
        until(
            lambda: (
                [
                    c.look(self.now) for c in list(self.server.active_channels.values())
                ].count(stage)
                == count
            )
        )

    def received(self) -> int:
        """Bytes of bodies that have come so far, of requests that are not complete."""
        connections = list(self.server.active_channels.values())
        return sum(
            connection.request.body_bytes
            for connection in connections
            if connection.request
        )

    def post(self, body: Any, **headers: str) -> str:
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=PATIENCE
        )
        connection.request("POST", "/", body, headers)
        text = connection.getresponse().read().decode()
        connection.close()
        return text


def until(condition: Any) -> None:
    for _ in range(PATIENCE * 100):
        if condition():
            return
        threading.Event().wait(0.01)
    raise AssertionError("did not come")


@contextmanager
def running(**more: Any) -> Iterator[Running]:
    served = Running(**more)
    thread = threading.Thread(target=served.server.run)
    thread.start()
    try:
        yield served
    finally:
        served.echo.gate.set()
        served.server.stop()
        until(lambda: not thread.is_alive() or served.pass_time(1))
        served.server.trigger.close()


def ended(connection: socket.socket) -> bool:
    """Whether the server closes a connection; waits for it."""
    with connection:
        try:
            return connection.recv(1) == b""
        except ConnectionResetError:
            return True


def answer(connection: socket.socket) -> bytes:
    """All that the server says until it closes the connection."""
    with connection:
        parts = iter(lambda: connection.recv(4096), b"")
        return b"".join(parts)


@pytest.mark.parametrize("stage", BEGUN)
def test_connection_that_stalls_is_closed_at_its_deadline_and_not_before(stage):
    with running() as served:
        connection = served.connect(BEGUN[stage])
        served.wait_for(stage)
        served.pass_time(SERVING.seconds[stage])
        served.post("a")
        served.wait_for(stage)
        served.pass_time(1)
        assert ended(connection)


@pytest.mark.parametrize("stage", [Stage.head, Stage.body])
def test_drip_of_bytes_moves_no_deadline(stage):
    with running() as served:
        connection = served.connect(BEGUN[stage])
        served.wait_for(stage)
        for _ in range(10):
            served.pass_time(SERVING.seconds[stage] / 10)
            connection.sendall(b"a")
        served.pass_time(1)
        assert ended(connection)


def test_slow_line_has_longer_the_more_has_come():
    with running() as served:
        body = b"a" * 400 * KILOBYTE
        connection = served.connect(
            b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 409601\r\n\r\n"
            + body
        )
        until(lambda: served.received() == len(body))
        served.pass_time(SERVING.seconds[Stage.body] + 150)
        served.post("a")
        connection.sendall(b"a")
        assert b"409601 409601 0" in answer(connection)


def test_request_that_the_application_works_on_is_never_closed():
    with running() as served:
        connection = served.connect(
            b"GET /wait HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        )
        assert served.echo.entered.wait(PATIENCE)
        served.pass_time(10**6)
        served.post("a")
        served.echo.gate.set()
        assert b"200 OK" in answer(connection)


def test_connection_kept_open_counts_anew_after_each_answer():
    with running() as served:
        connection = http.client.HTTPConnection(
            "127.0.0.1", served.port, timeout=PATIENCE
        )
        for _ in range(5):
            connection.request("GET", "/")
            assert connection.getresponse().read() == b"0 - 0"
            served.wait_for(Stage.silence)
            served.pass_time(0.6 * SERVING.seconds[Stage.silence])
            served.post("a")
        connection.close()


@pytest.mark.parametrize("stage", BEGUN)
def test_visitor_is_let_in_when_others_have_taken_all_places(stage):
    with running(connections=30) as served:
        others = [served.connect(BEGUN[stage]) for _ in range(100)]
        assert served.post("abc") == "3 3 0"
        for connection in others:
            connection.close()


@pytest.mark.parametrize("chunked", [False, True])
def test_body_that_is_too_large_is_read_to_its_end_and_not_kept(chunked):
    with running(most_body_bytes=300 * KILOBYTE) as served:
        body = b"a" * 2000 * KILOBYTE
        assert served.post(iter([body]) if chunked else body) == "0 0 413"
        assert served.post(iter([b"abc"]) if chunked else b"abc") == "3 3 0"
        assert served.server.spool.used_bytes == 0


def test_oldest_body_on_disk_gives_way_when_there_is_no_more_room():
    with running(spool=Spool(1000 * KILOBYTE)) as served:
        size = 600 * KILOBYTE
        head = (
            b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
            % (size + 1)
        )
        connections = []
        for _ in range(2):
            connections.append(served.connect(head + b"a" * size))
            until(
                lambda: (
                    (served.received(), served.server.spool.used_bytes)
                    == (len(connections) * size, size)
                )
            )
        for connection in connections:
            connection.sendall(b"a")
        words = [
            answer(connection).rpartition(b"\r\n")[2] for connection in connections
        ]
        assert words == [b"0 0 503", b"614401 614401 0"]
        until(lambda: served.server.spool.used_bytes == 0)


def test_small_forms_pass_while_no_temporary_file_can_be_written(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    with running() as served:
        assert served.post(b"a" * 60 * KILOBYTE) == "61440 61440 0"
        assert served.post(b"a" * 1000 * KILOBYTE) == "0 0 503"


def test_connection_that_breaks_off_gives_its_room_back():
    with running() as served:
        connection = served.connect(BEGUN[Stage.body] + b"a" * 200 * KILOBYTE)
        until(lambda: served.server.spool.used_bytes)
        connection.close()
        until(lambda: served.server.spool.used_bytes == 0)


def test_endless_line_before_a_chunk_is_refused():
    with running() as served:
        connection = served.connect(
            b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
            + b"1" * 9000
        )
        assert b"400 Bad Request" in answer(connection)


def test_requests_sent_ahead_are_not_answered_into_the_void():
    with running() as served:
        connection = served.connect(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" * 50)
        assert answer(connection).count(b"200 OK") == 1


def test_stop_answers_what_has_begun_and_then_ends():
    with running() as served:
        working = served.connect(b"GET /wait HTTP/1.1\r\nHost: x\r\n\r\n")
        assert served.echo.entered.wait(PATIENCE)
        sending = served.connect(
            b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\na"
        )
        served.wait_for(Stage.body)
        served.server.stop()
        until(lambda: not served.server.accepting)
        sending.sendall(b"bc")
        served.echo.gate.set()
        for connection in (working, sending):
            text = answer(connection)
            assert b"200 OK" in text
            assert b"Connection: close" in text


def test_stop_under_load_breaks_nothing():
    broken, answered = [], []

    def load() -> None:
        connection = http.client.HTTPConnection(
            "127.0.0.1", served.port, timeout=PATIENCE
        )
        try:
            while True:
                connection.connect() if connection.sock is None else None
                connection.request("POST", "/", "abc")
                answered.append(connection.getresponse().read() == b"3 3 0")
        except ConnectionRefusedError:  # there is nobody any more
            return
        except (OSError, http.client.HTTPException) as error:
            broken.append(error)

    with running() as served:
        threads = [threading.Thread(target=load) for _ in range(8)]
        for thread in threads:
            thread.start()
        until(lambda: len(answered) > 200)
        served.server.stop()
        for thread in threads:
            thread.join(PATIENCE)
    assert broken == []
    assert all(answered)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems cannot")
def test_who_has_begun_to_connect_at_a_stop_is_let_in_and_nobody_after():
    listening = bind("127.0.0.1", 0)
    before = socket.create_connection(listening.getsockname(), PATIENCE)
    assert begin_no_more(listening)
    after = socket.socket()
    after.setblocking(False)
    assert after.connect_ex(listening.getsockname()) == errno.EINPROGRESS
    listening.accept()[0].close()
    listening.setblocking(False)
    with pytest.raises(BlockingIOError):
        listening.accept()
    before.close()
    begin_again(listening)  # as for the next process that gets the socket
    listening.setblocking(True)
    listening.accept()[0].close()
    after.close()
    listening.close()
