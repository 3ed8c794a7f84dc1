"""A virus scanner on a real socket, which speaks clamd's protocol."""

import io
import socket
import socketserver
import struct
import threading
from contextlib import contextmanager
from dataclasses import replace

import pytest

from core.settings import read
from fieldtypes.errors import NotUnderstoodError
from forms.services import EXTENSION
from tests.forms.test_views import FORM, errors
from tests.house import fill, free_port, open_house
from tests.journal.threads import at_once
from tests.lived import ANSWERS
from tests.uploads import samples
from uploads import scanner as scanning
from uploads.opening import ExaminerBusyError
from uploads.scanner import Scanner

VIRUS = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-"
MOST = 2**20


class Clamd(socketserver.StreamRequestHandler):
    """One question; `reply` says something else than what stands in the file."""

    def handle(self):
        command = self.rfile.read(1)
        while not command.endswith(b"\0"):
            command += self.rfile.read(1)
        if command == b"zPING\0":
            self.wfile.write(b"PONG\0")
            return
        assert command == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack("!I", self.rfile.read(4))[0]:
            content += self.rfile.read(length)
            if len(content) > MOST:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.server.contents.append(content)
        if self.server.release:
            self.server.release.wait()
        is_harmful = VIRUS in content
        verdict = b"stream: Eicar-Test FOUND\0" if is_harmful else b"stream: OK\0"
        self.wfile.write(self.server.reply or verdict)


class OnPort(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False


class OnSocket(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    block_on_close = False


@contextmanager
def clamd(kind, address, reply=b"", release=None):
    with kind(address, Clamd) as server:
        server.contents, server.reply, server.release = [], reply, release
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server
        finally:
            if release:
                release.set()
            server.shutdown()


@contextmanager
def on_port(**options):
    with clamd(OnPort, ("127.0.0.1", 0), **options) as server:
        yield server, f"tcp://127.0.0.1:{server.server_address[1]}"


def refusal(scanner, content=VIRUS, kind=NotUnderstoodError):
    with pytest.raises(kind) as refused:
        scanner.check(content, "carta.pdf")
    return refused.value.words("en")


@pytest.mark.parametrize("size", [0, 1, 2**16, 2**16 + 1, 500_000])
def test_file_arrives_whole_and_a_good_one_is_let_through(size):
    content = bytes(number % 251 for number in range(size))
    with on_port() as (server, url):
        Scanner(url).check(content, "foto.jpg")
    assert server.contents == [content]


def test_harmful_file_is_refused_with_its_name(tmp_path):
    path = str(tmp_path / "clamd.ctl")
    with clamd(OnSocket, path):
        words = refusal(Scanner(f"unix://{path}"), b"a" * 100_000 + VIRUS)
    assert words.startswith("“carta.pdf” was not kept: a virus scanner says")


@pytest.mark.parametrize(
    "reply", [b"UNKNOWN COMMAND\0", b"stream: broken ERROR\0", b"\0", b"x" * 5000]
)
def test_answer_that_says_nothing_is_no_yes(reply, caplog):
    with on_port(reply=reply) as (_server, url):
        words = refusal(Scanner(url), b"good", ExaminerBusyError)
        Scanner(url, is_needed=False).check(b"good", "carta.pdf")
    assert "could not be checked for viruses" in words
    assert [line.getMessage()[:28] for line in caplog.records] == [
        "a file could not be scanned:"
    ] * 2


def test_file_that_is_too_large_for_the_scanner_is_not_kept():
    with on_port() as (_server, url):
        words = refusal(Scanner(url), b"a" * (MOST + 2**20), ExaminerBusyError)
    assert "could not be checked" in words


class Hasty(socketserver.StreamRequestHandler):
    """Says of every file that it is good, and reads none to its end."""

    def handle(self):
        self.request.recv(len(b"zINSTREAM\0"))
        self.request.shutdown(socket.SHUT_RD)
        while self.request.recv(2**16):
            pass  # what was under way: whoever sends waits for room
        self.wfile.write(b"stream: OK\0")
        self.server.release.wait()


def test_good_word_about_a_part_of_a_file_is_none(tmp_path):
    path = str(tmp_path / "clamd.ctl")
    with OnSocket(path, Hasty) as server:
        server.release = threading.Event()
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            hasty = Scanner(f"unix://{path}")
            words = refusal(hasty, b"a" * 2**22 + VIRUS, ExaminerBusyError)
        finally:
            server.release.set()
            server.shutdown()
    assert "could not be checked" in words


def test_scanner_that_is_away_refuses_unless_files_are_accepted_unscanned(caplog):
    url = f"tcp://127.0.0.1:{free_port()}"
    assert "could not be checked" in refusal(Scanner(url), kind=ExaminerBusyError)
    Scanner(url, is_needed=False).check(VIRUS, "carta.pdf")
    assert [line.levelname for line in caplog.records] == ["ERROR", "ERROR"]
    assert not Scanner(url).is_there()


def test_scanner_that_never_answers_ends_after_its_time():
    with on_port(release=threading.Event()) as (_server, url):
        slow = Scanner(url, seconds=0.05)
        assert "could not be checked" in refusal(slow, kind=ExaminerBusyError)


def test_scanner_says_that_it_is_there():
    with on_port() as (_server, url):
        assert Scanner(url).is_there()


def test_files_beyond_those_that_are_scanned_are_asked_for_again(monkeypatch):
    monkeypatch.setattr(scanning, "TURN", threading.BoundedSemaphore(1))
    monkeypatch.setattr(scanning, "PATIENCE", 0.01)
    scanning.TURN.acquire()
    words = refusal(Scanner("unix:///nowhere"), kind=ExaminerBusyError)
    assert words.startswith("Too many files are arriving")
    scanning.TURN.release()


def test_files_of_many_senders_at_once_wait_for_each_other(monkeypatch):
    monkeypatch.setattr(scanning, "PATIENCE", 60.0)
    many = 4 * scanning.AT_ONCE
    with on_port() as (server, url):
        at_once(many, lambda number: Scanner(url).check(b"%d" % number, "foto.jpg"))
    assert len(server.contents) == many


def scanned(house, url, **options):
    services = house.app.extensions[EXTENSION]
    scanner = Scanner(url, **options)
    house.app.extensions[EXTENSION] = replace(services, scanner=scanner)


def test_form_keeps_no_harmful_file_and_says_why(tmp_path, folder):
    harmful = samples.pdf() + VIRUS + b"\n%%EOF"
    letters = [
        (io.BytesIO(content), name)
        for content, name in ((harmful, "carta.pdf"), (samples.png(), "foto.png"))
    ]
    with on_port() as (server, url), open_house(tmp_path, folder) as house:
        scanned(house, url)
        answer = fill(house.client(), FORM, {**ANSWERS, "letter": letters})
        kept = list((house.settings.state_dir / "uploads").iterdir())
    assert answer.status_code == 422
    assert "carta.pdf" in errors(answer.text)["letter"]
    assert (len(kept), server.contents) == (1, [harmful, samples.png()])


def test_settings_name_the_scanner_for_the_forms(tmp_path):
    environ = {"SCANNER_URL": "unix:///run/clamav/clamd.ctl", "SCANNER_AWAY": "accept"}
    settings = read({"STATE_DIR": str(tmp_path), **environ})
    assert (settings.scanner_url, settings.scanner_is_needed) == (
        environ["SCANNER_URL"],
        False,
    )
