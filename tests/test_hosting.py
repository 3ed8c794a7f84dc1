"""The proxies' configurations of docs/hosting.md, as they are written there."""

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
from core.proxies import TrustedProxies, client_address
from tests.conftest import missing
from tests.house import ROOT, free_port
from tests.program import environ, until

SITE, UPSTREAM = "forms.your-organisation.org", "127.0.0.1:8000"
STALLED = 60
HTTPS_ONLY = "max-age=31536000"
PROXIES = ("caddy", "nginx")
NGINX = """
user root;
daemon off;
pid {folder}/nginx.pid;
error_log stderr;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/bodies;
    proxy_temp_path {folder}/answers;
    fastcgi_temp_path {folder}/fastcgi;
    scgi_temp_path {folder}/scgi;
    uwsgi_temp_path {folder}/uwsgi;
    include {folder}/hoja.conf;
}}
"""
"""What stands around the file of docs/hosting.md at Debian, with
everything in a folder of the test.
"""


def written(before):
    """The block of docs/hosting.md that comes after these words."""
    text = (ROOT / "docs" / "hosting.md").read_text("utf-8")
    [block] = re.findall(rf"{re.escape(before)}[^:]*:\n\n((?:    .*\n|\n)+)", text)
    return textwrap.dedent(block)


def caddy(tmp_path, verb, change=str):
    """The command that runs or validates Caddy with its file."""
    file = tmp_path / "Caddyfile"
    file.write_text(change(written("`/etc/caddy/Caddyfile`")))
    return ["caddy", verb, "--adapter", "caddyfile", "--config", str(file)]


def nginx(tmp_path, *options, change=str):
    """The command that runs nginx with its file."""
    (tmp_path / "hoja.conf").write_text(
        change(written("`/etc/nginx/conf.d/hoja.conf`"))
    )
    (tmp_path / "nginx.conf").write_text(NGINX.format(folder=tmp_path))
    return [
        "nginx",
        "-p",
        str(tmp_path),
        "-e",
        "stderr",
        "-c",
        str(tmp_path / "nginx.conf"),
        *options,
    ]


def command(kind, tmp_path, port, upstream):
    """Runs a proxy at a port of this machine in place of the site and its
    certificate.
    """

    def change(text):
        assert text.count(SITE) == text.count(UPSTREAM) == 1
        text = text.replace(UPSTREAM, f"127.0.0.1:{upstream}").replace(
            "listen 80;", f"listen 127.0.0.1:{port};"
        )
        return text.replace(
            SITE, f"http://127.0.0.1:{port}" if kind == "caddy" else "_"
        )

    if kind == "caddy":
        return caddy(tmp_path, "run", change)
    return nginx(tmp_path, change=change)


@contextmanager
def proxy(kind, tmp_path, upstream):
    """A proxy with its file, in front of a port."""
    if not shutil.which(kind):
        missing(kind, f"install it (Debian: apt-get install {kind})")
    port = free_port()
    settings = environ(
        tmp_path,
        XDG_DATA_HOME=str(tmp_path),
        XDG_CONFIG_HOME=str(tmp_path),
        CADDY_ADMIN="off",
    )
    with (tmp_path / "proxy.log").open("wb") as log:
        process = subprocess.Popen(
            command(kind, tmp_path, port, upstream),
            env=settings,
            stdout=log,
            stderr=log,
        )
    try:
        visitor = Visitor(f"http://127.0.0.1:{port}", client="")
        until(lambda: visitor.get("/healthz").status == 200, kind)
        yield visitor
    finally:
        process.terminate()
        process.wait()


@pytest.mark.parametrize("kind", PROXIES)
def test_file_is_valid_as_it_is_written(tmp_path, kind):
    if not shutil.which(kind):
        missing(kind, f"install it (Debian: apt-get install {kind})")
    settings = environ(
        tmp_path, XDG_DATA_HOME=str(tmp_path), XDG_CONFIG_HOME=str(tmp_path)
    )
    validate = caddy(tmp_path, "validate") if kind == "caddy" else nginx(tmp_path, "-t")
    checked = subprocess.run(
        validate, env=settings, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stderr


class Upstream(BaseHTTPRequestHandler):
    """Answers as Hoja's pages do; `/broken` as its server does by itself, which knows
    nothing of the pages' headers.
    """

    forwarded = ""

    def do_GET(self):
        Upstream.forwarded = self.headers["X-Forwarded-For"]
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


@pytest.mark.parametrize("kind", PROXIES)
def test_every_answer_asks_for_https_and_once_only(tmp_path, kind):
    with ThreadingHTTPServer(("127.0.0.1", 0), Upstream) as upstream:
        threading.Thread(target=upstream.serve_forever, daemon=True).start()
        with ending(upstream), proxy(kind, tmp_path, upstream.server_port) as visitor:
            for path in ("/healthz", "/broken"):
                connection = http.client.HTTPConnection(
                    urlsplit(visitor.base_url).netloc
                )
                connection.request("GET", path)
                assert connection.getresponse().headers.get_all(
                    "Strict-Transport-Security"
                ) == [HTTPS_ONLY], path
                connection.close()


@pytest.mark.parametrize("kind", PROXIES)
def test_hoja_hears_who_called_the_proxy_whatever_they_say_of_themselves(
    tmp_path, kind
):
    with ThreadingHTTPServer(("127.0.0.1", 0), Upstream) as upstream:
        threading.Thread(target=upstream.serve_forever, daemon=True).start()
        with ending(upstream), proxy(kind, tmp_path, upstream.server_port) as visitor:
            visitor.ask("GET", "/healthz", X_Forwarded_For="203.0.113.9")
    trusted = TrustedProxies.parse("127.0.0.2")
    assert client_address("127.0.0.2", Upstream.forwarded, trusted) == "127.0.0.1"


@pytest.mark.long
@pytest.mark.parametrize("kind", PROXIES)
def test_behind_the_proxy_stalled_clients_hold_up_nobody_and_what_is_too_large_is_told(
    tmp_path, kind
):
    with (
        target(tmp_path / "state") as running,
        proxy(kind, tmp_path, running.port) as visitor,
    ):
        where = urlsplit(visitor.base_url)
        half = f"POST /pt/aspiring_town HTTP/1.1\r\nHost: {where.netloc}\r\n".encode()
        stalled = []
        for begun in (b"", half, half + b"Content-Length: 5000000\r\n\r\na"):
            for _ in range(STALLED):
                stalled.append(socket.create_connection((where.hostname, where.port)))
                stalled[-1].sendall(begun)
        assert visitor.open_form().status == 200
        assert visitor.send_form().status == 303
        answer = visitor.ask(
            "POST", "/pt/aspiring_town", b"a" * 98 * 10**6, Content_Type="text/plain"
        )
        assert answer.status == 413
        assert '<html lang="pt" ' in answer.text
        for connection in stalled:
            connection.close()


@pytest.mark.long
def test_who_comes_while_hoja_is_started_anew_waits_at_the_proxy(tmp_path):
    answers = []
    with (
        target(tmp_path / "first") as running,
        proxy("caddy", tmp_path, running.port) as visitor,
    ):
        running.process.terminate()
        running.process.wait()
        waiting = threading.Thread(
            target=lambda: answers.append(visitor.get("/healthz"))
        )
        waiting.start()
        with target(tmp_path / "second", port=running.port):
            waiting.join()
    assert [answer.status for answer in answers] == [200]
