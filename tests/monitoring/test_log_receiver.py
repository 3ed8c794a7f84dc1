"""Logs that leave for another machine, on a real syslog receiver with TLS."""

import json
import logging
import os
import re
import resource
import socket
import socketserver
import ssl
import subprocess
import sys
import threading
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from core.errors import SettingsError
from core.logs import effect
from core.settings import ROOT
from monitoring import log_receiver
from monitoring.log_receiver import send_logs
from tests.certificates import certificate_of, key_pem, pem
from tests.house import free_port
from tests.lived import coordinator
from tests.program import until

HEAD = re.compile(
    r"<(\d+)>1 \S+\+00:00 \S+ hoja \d+ (\S+) - (.*)", re.ASCII | re.DOTALL
)
FROM_DESCRIPTOR = 1024
"""From which on `select` takes no file."""
LOCAL_INFO, LOCAL_WARNING, SECURITY_INFO = 16 * 8 + 6, 16 * 8 + 4, 10 * 8 + 6


class Reader(socketserver.StreamRequestHandler):
    """Reads frames by their length, as RFC 5425 has it."""

    def handle(self):
        self.server.open.append(self.request)
        while length := self._length():
            head = HEAD.fullmatch(self.rfile.read(length).decode())
            assert head
            line = json.loads(head[3])
            self.server.lines.append((int(head[1]), head[2], line))

    def _length(self):
        digits = b""
        while (sign := self.rfile.read(1)) not in (b" ", b""):
            digits += sign
        return int(digits or b"0")


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port, context):
        self.context, self.lines, self.open = context, [], []
        super().__init__(("127.0.0.1", port), Reader)

    def get_request(self):
        plain, address = super().get_request()
        return self.context.wrap_socket(plain, server_side=True), address

    def messages(self):
        return [line["message"] for _priority, _step, line in self.lines]

    def handle_error(self, *_arguments):
        pass  # a connection that was cut


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    """A folder with an authority (`ca.pem`) and a certificate of it (`own.pem`)."""
    folder = tmp_path_factory.mktemp("authority")
    issuer, own = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    ca = certificate_of("authority", issuer, "authority", issuer)
    certificate = certificate_of("logs", own, "authority", issuer)
    (folder / "ca.pem").write_bytes(pem(ca))
    (folder / "own.pem").write_bytes(key_pem(own) + pem(certificate))
    return folder


@contextmanager
def receiver(authority, port=0, *, asks_who=False):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority / "own.pem")
    if asks_who:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(authority / "ca.pem")
    with Server(port, context) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()
            for connection in server.open:
                with_end(connection)


def with_end(connection):
    # One that is closed already is none of ours.
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


def url(authority, port, more=""):
    return f"syslog+tls://127.0.0.1:{port}?ca={authority / 'ca.pem'}{more}"


@pytest.fixture
def sending(monkeypatch):
    """Sends logs to an address; ours alone, of all levels, and quick to try again."""
    monkeypatch.setattr(log_receiver, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(log_receiver, "LONGEST_PAUSE", 0.02)
    ours = logging.getLogger("hoja")
    level = ours.level
    ours.setLevel(logging.INFO)
    yield send_logs
    send_logs("")
    ours.setLevel(level)


def test_line_arrives_with_its_facility_as_json(authority, sending):
    with receiver(authority) as server:
        sending(url(authority, server.server_address[1])).drain()
        effect("deliver", "delivered", reference="MN-7K3MQ", table="año")
        effect("security", "signed_in", who="0a")
        until(lambda: len(server.lines) == 2, "two lines")
    [delivered, signed_in] = server.lines
    assert delivered[:2] == (LOCAL_INFO, "deliver")
    assert (delivered[2]["reference"], delivered[2]["table"]) == ("MN-7K3MQ", "año")
    assert signed_in[:2] == (SECURITY_INFO, "security")


def test_who_signs_in_stands_there_without_an_address(authority, sending, lived):
    with receiver(authority) as server:
        sending(url(authority, server.server_address[1]))
        coordinator(lived)
        until(lambda: "signed_in" in server.messages(), "the sign-in")
    line = server.lines[server.messages().index("signed_in")][2]
    assert (bool(line["who"]), "@" in json.dumps(server.lines)) == (True, False)


def test_receiver_that_is_away_stops_nobody_and_gets_all_when_it_is_back(
    authority, sending
):
    port = free_port()
    own = sending(url(authority, port))
    for number in range(5):
        effect("deliver", str(number))
    until(lambda: len(own.waiting) == 6, "the warning that nobody answers")
    with receiver(authority, port) as server:
        until(lambda: len(server.lines) == 6, "all lines")
    told = [step for priority, step, _line in server.lines if priority == LOCAL_WARNING]
    assert told == ["logs"]
    lines = [text for text in server.messages() if len(text) == 1]
    assert lines == ["0", "1", "2", "3", "4"]


def test_line_that_makes_no_sense_raises_nothing_and_is_counted(
    authority, sending, monkeypatch
):
    with receiver(authority) as server, monkeypatch.context() as without_capture:
        # What pytest captures goes to the process that counts the tests, which breaks
        # on half a sign.
        without_capture.setattr(logging.getLogger(), "handlers", [])
        sending(url(authority, server.server_address[1]))
        with logging_its_own_errors(False):
            logging.getLogger("hoja.deliver").info("%d rows", "no number")
        effect("deliver", "half a sign: \udc80")
        until(lambda: len(server.lines) == 2, "the line and the count")
    assert server.messages() == [
        "half a sign: \udc80",
        "1 lines did not reach the receiver of logs",
    ]


@contextmanager
def logging_its_own_errors(is_shown):
    """Whether a line that makes no sense is told on standard error."""
    before = logging.raiseExceptions
    logging.raiseExceptions = is_shown
    try:
        yield
    finally:
        logging.raiseExceptions = before


def test_name_that_is_no_host_leaves_the_thread_alive(sending):
    own = sending("syslog+tls://a..b")
    effect("deliver", "a line")
    until(lambda: len(own.waiting) == 2, "the warning that nobody answers")
    assert own.thread.is_alive()


def test_many_open_files_keep_no_line_back(authority, sending):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4096), hard))
    with receiver(authority) as server, ExitStack() as files:
        files.callback(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        for _number in range(FROM_DESCRIPTOR):
            files.enter_context(Path(os.devnull).open())
        sending(url(authority, server.server_address[1]))
        effect("deliver", "the line")
        until(lambda: server.messages() == ["the line"], "the line")
        send_logs("")


def test_receiver_that_is_started_anew_misses_nothing_that_comes_after(
    authority, sending
):
    with receiver(authority) as server:
        port = server.server_address[1]
        sending(url(authority, port))
        effect("deliver", "before")
        until(lambda: server.messages() == ["before"], "the line before")
    with receiver(authority, port) as server:
        effect("deliver", "after")
        until(lambda: "after" in server.messages(), "the line after")


def test_oldest_lines_make_room_and_are_counted(authority, sending, monkeypatch):
    monkeypatch.setattr(log_receiver, "MOST_LINES", 3)
    port = free_port()
    own = sending(url(authority, port))
    for number in range(9):
        effect("deliver", str(number))
    until(lambda: own.lost, "lines that made room")
    with receiver(authority, port) as server:
        until(lambda: any("did not reach" in m for m in server.messages()), "a count")
    assert "8" in server.messages()
    assert "0" not in server.messages()


def test_receiver_whose_certificate_nobody_signed_gets_nothing(authority, sending):
    with receiver(authority) as server:
        port = server.server_address[1]
        own = sending(f"syslog+tls://127.0.0.1:{port}")
        effect("deliver", "secret")
        with own.changed:
            # The warning that the receiver is not believed waits behind the line.
            assert own.changed.wait_for(lambda: len(own.waiting) == 2, 10)
        assert server.lines == []


def test_receiver_that_asks_who_we_are_is_told_by_a_certificate(authority, sending):
    with receiver(authority, asks_who=True) as server:
        more = f"&cert={authority / 'own.pem'}"
        sending(url(authority, server.server_address[1], more))
        effect("deliver", "known")
        until(lambda: server.messages() == ["known"], "the line")


@pytest.mark.parametrize("option", ["ca", "cert"])
def test_certificate_that_is_not_there_is_told_at_the_start(tmp_path, option):
    with pytest.raises(SettingsError, match="LOG_URL"):
        send_logs(f"syslog+tls://127.0.0.1?{option}={tmp_path / 'nowhere.pem'}")


def test_last_lines_of_a_command_leave_before_it_ends(authority):
    with receiver(authority) as server:
        program = (
            "from core import logs; from monitoring.log_receiver import send_logs; "
            f"logs.configure(); send_logs({url(authority, server.server_address[1])!r}); "
            "logs.effect('person', 'erased')"
        )
        command = [sys.executable, "-c", program]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        until(lambda: server.messages() == ["erased"], "the last line")
