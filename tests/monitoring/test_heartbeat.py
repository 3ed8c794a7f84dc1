"""The address outside that is called while the worker works, on a real HTTP server."""

import threading
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from monitoring.heartbeat import Heartbeat
from tests.house import free_port
from tests.lived import copied_house
from worker.beat import Beat


class Watcher(BaseHTTPRequestHandler):
    """Keeps what it is told; `status` is what it answers, None for nothing at all."""

    status = 200

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.calls.append((self.path, body))
        if self.server.status is None:
            self.server.release.wait()
        self.send_response(self.server.status or 200)
        self.send_header("Location", "http://127.0.0.1:9/elsewhere")
        self.send_header("Content-Length", "9" if self.server.endless else "0")
        self.end_headers()
        if self.server.endless:
            self.server.release.wait()

    def log_message(self, *_arguments):
        pass


@contextmanager
def watcher(status=200):
    with ThreadingHTTPServer(("127.0.0.1", 0), Watcher) as server:
        server.calls, server.status, server.endless = [], status, False
        server.release = threading.Event()
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server, f"http://127.0.0.1:{server.server_port}/ping/secret-name"
        finally:
            server.release.set()
            server.shutdown()


@pytest.mark.parametrize(
    ("failing", "call"),
    [
        ([], ("/ping/secret-name", "")),
        (["watch", "send"], ("/ping/secret-name/fail", "watch send")),
    ],
)
def test_watcher_hears_that_the_worker_works_or_what_fails(failing, call):
    with watcher() as (server, url):
        heartbeat = Heartbeat(url + "/")
        assert heartbeat.ping(failing)
        heartbeat.thread.join()
    assert server.calls == [call]


@pytest.mark.parametrize("status", [500, 404, 307])
def test_watcher_that_says_no_is_a_line_of_the_log_without_its_address(caplog, status):
    with watcher(status) as (_server, url):
        heartbeat = Heartbeat(url)
        heartbeat.ping()
        heartbeat.thread.join()
    assert "was not heard" in caplog.text
    assert "secret-name" not in caplog.text


def test_answer_without_end_holds_nothing_up():
    with watcher() as (server, url):
        server.endless = True
        heartbeat = Heartbeat(url)
        heartbeat.ping()
        heartbeat.thread.join(10)
        assert not heartbeat.thread.is_alive()


def test_watcher_that_is_not_there_is_a_line_of_the_log(caplog):
    heartbeat = Heartbeat(f"http://127.0.0.1:{free_port()}/secret-name")
    assert heartbeat.ping()
    heartbeat.thread.join()
    assert "ConnectionError" in caplog.text


def test_nobody_is_called_where_no_address_is_set_and_none_twice_at_once():
    assert not Heartbeat("").ping()
    with watcher(None) as (server, url):
        heartbeat = Heartbeat(url)
        assert heartbeat.ping()
        assert not heartbeat.ping()
        server.release.set()
        heartbeat.thread.join()
        assert heartbeat.ping()
        heartbeat.thread.join()
    assert len(server.calls) == 2


def test_calls_are_a_minute_apart_whatever_becomes_of_them(lived):
    with watcher(500) as (server, url):
        beat = Beat(lived.journal, lived.office.sync.spreadsheet, Heartbeat(url))
        for seconds in range(0, 130, 10):
            beat.round_ended(seconds)
            beat.heartbeat.thread.join()
    assert len(server.calls) == 3


def test_worker_that_hangs_on_no_watcher_does_its_work(
    tmp_path, folder, tmp_path_factory
):
    with (
        watcher(None) as (server, url),
        copied_house(tmp_path / "h", folder, tmp_path_factory) as house,
    ):
        house.settings = replace(house.settings, heartbeat_url=url)
        assert house.settle()
        assert [path for path, _body in server.calls] == ["/ping/secret-name"]
