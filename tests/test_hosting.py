"""The configuration of docs/hosting.md, as it is written there."""

import http.client
import re
import shutil
import socket
import subprocess
import textwrap
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest

from attack.target import target
from attack.visitor import Visitor
from tests.house import ROOT, free_port
from tests.program import environ, until

SITE, UPSTREAM = "forms.your-organisation.org", "127.0.0.1:8000"
STALLED = 60
HTTPS_ONLY = "max-age=31536000"
pytestmark = pytest.mark.skipif(not shutil.which("caddy"), reason="install Caddy (Debian: apt-get install caddy)")


def caddyfile():
    text = (ROOT / "docs" / "hosting.md").read_text("utf-8")
    [block] = re.findall(r"`/etc/caddy/Caddyfile`[^\n]*\n\n((?:    .*\n|\n)+)", text)
    return textwrap.dedent(block)


@contextmanager
def proxy(tmp_path, upstream):
    """Caddy with that file, at a port of this machine in place of the site and its certificate."""
    port = free_port()
    written = caddyfile()
    assert written.count(SITE) == written.count(UPSTREAM) == 1
    file = tmp_path / "Caddyfile"
    file.write_text(written.replace(SITE, f"http://127.0.0.1:{port}").replace(UPSTREAM, f"127.0.0.1:{upstream}"))
    settings = environ(tmp_path, XDG_DATA_HOME=str(tmp_path), XDG_CONFIG_HOME=str(tmp_path), CADDY_ADMIN="off")
    command = ["caddy", "run", "--adapter", "caddyfile", "--config", str(file)]
    with (tmp_path / "caddy.log").open("wb") as log:
        process = subprocess.Popen(command, env=settings, stdout=log, stderr=log)
    try:
        visitor = Visitor(f"http://127.0.0.1:{port}", client="")
        until(lambda: visitor.get("/healthz").status == 200, "Caddy")
        yield visitor
    finally:
        process.terminate()
        process.wait()


def test_caddyfile_is_valid_as_it_is_written(tmp_path):
    file = tmp_path / "Caddyfile"
    file.write_text(caddyfile())
    settings = environ(tmp_path, XDG_DATA_HOME=str(tmp_path), XDG_CONFIG_HOME=str(tmp_path))
    command = ["caddy", "validate", "--adapter", "caddyfile", "--config", str(file)]
    checked = subprocess.run(command, env=settings, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr


class Upstream(BaseHTTPRequestHandler):
    """Answers as Hoja's pages do; `/broken` as its server does by itself, which knows nothing of the pages' headers."""

    def do_GET(self):
        is_page = self.path != "/broken"
        self.send_response(200 if is_page else 400)
        if is_page:
            self.send_header("Strict-Transport-Security", HTTPS_ONLY)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_arguments):
        pass


@contextmanager
def ending(upstream):
    """Ends the server also where the test fails: its socket is not closed before."""
    try:
        yield
    finally:
        upstream.shutdown()


def test_every_answer_asks_for_https_and_once_only(tmp_path):
    with ThreadingHTTPServer(("127.0.0.1", 0), Upstream) as upstream:
        threading.Thread(target=upstream.serve_forever, daemon=True).start()
        with ending(upstream), proxy(tmp_path, upstream.server_port) as visitor:
            for path in ("/healthz", "/broken"):
                connection = http.client.HTTPConnection(urlsplit(visitor.base_url).netloc)
                connection.request("GET", path)
                assert connection.getresponse().headers.get_all("Strict-Transport-Security") == [HTTPS_ONLY], path
                connection.close()


@pytest.mark.long
def test_behind_the_proxy_stalled_clients_hold_up_nobody_and_what_is_too_large_is_told(tmp_path):
    with target(tmp_path / "state") as running, proxy(tmp_path, running.port) as visitor:
        where = urlsplit(visitor.base_url)
        half = f"POST /pt/aspiring_town HTTP/1.1\r\nHost: {where.netloc}\r\n".encode()
        stalled = []
        for begun in (b"", half, half + b"Content-Length: 5000000\r\n\r\na"):
            for _ in range(STALLED):
                stalled.append(socket.create_connection((where.hostname, where.port)))
                stalled[-1].sendall(begun)
        assert visitor.open_form().status == 200
        assert visitor.send_form().status == 303
        answer = visitor.ask("POST", "/pt/aspiring_town", b"a" * 98 * 10**6, Content_Type="text/plain")
        assert answer.status == 413
        assert '<html lang="pt" ' in answer.text
        for connection in stalled:
            connection.close()


@pytest.mark.long
def test_who_comes_while_hoja_is_started_anew_waits_at_the_proxy(tmp_path):
    answers = []
    with target(tmp_path / "first") as running, proxy(tmp_path, running.port) as visitor:
        running.process.terminate()
        running.process.wait()
        waiting = threading.Thread(target=lambda: answers.append(visitor.get("/healthz")))
        waiting.start()
        with target(tmp_path / "second", port=running.port):
            waiting.join()
    assert [answer.status for answer in answers] == [200]
