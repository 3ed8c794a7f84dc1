"""Translations by a machine, with a real HTTP server that speaks as LibreTranslate."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from programme.records.record import View
from programme.records.translations import passages
from sync.translations.server import TranslationError, TranslationServer
from sync.translations.translator import Translator
from tests.house import fill, free_port
from tests.lived import ANSWERS, named, work

TOWN = ANSWERS["name"]
WHY = "Carmen Guamán reúne a tres asociaciones; llame al +593987654321."


class LibreTranslate(BaseHTTPRequestHandler):
    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.calls.append((self.path, asked))
        if self.server.body is None:
            self.server.release.wait()
        body = (self.server.body or "{}").replace("TEXT", asked["q"]).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments):
        pass


@contextmanager
def translating(body='{"translatedText": "In English: TEXT"}'):
    with ThreadingHTTPServer(("127.0.0.1", 0), LibreTranslate) as server:
        server.calls, server.body, server.release = [], body, threading.Event()
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server, f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.release.set()
            server.shutdown()


def applied(house):
    """A town that wrote in Spanish, and a mentor of it who reads English."""
    sent = fill(house.client(), "/es/aspiring_town", {**ANSWERS, "why": WHY})
    assert sent.status_code == 303
    work(house)
    town = named(house, "towns", TOWN)
    house.edit("towns", town, "mentor_2", "Meadowbridge")
    work(house)
    return town


def read_by_mentor(house):
    with house.journal.read() as connection:
        records = house.office.sync.records(connection)
    record = records.table("towns")[named(house, "towns", TOWN)]
    table = records.programme.tables["towns"]
    return passages(View(records, table, record, None), "en", "why")


def test_missing_translation_is_made_marked_and_stays_the_teams_to_mend(lived):
    town = applied(lived)
    context = lived.office.sync
    with translating() as (server, url):
        machine = TranslationServer(url, "secret")
        count = Translator(context, None).run(machine)
        work(lived)
        # What is filled is not asked for again.
        assert Translator(context, None).run(machine) == 0
    sent = [asked for _path, asked in server.calls if asked["target"] == "en"]
    assert count == len(server.calls)
    assert sent == [
        {
            "q": "[0] reúne a tres asociaciones; llame al [1].",
            "source": "es",
            "target": "en",
            "format": "text",
            "api_key": "secret",
        }
    ]
    original, translation = read_by_mentor(lived)
    assert original.text == WHY
    assert translation.text == f"In English: {WHY}"
    assert translation.mark == "machine translation"
    lived.edit("towns", town, "why_en", "Three associations work together.")
    work(lived)
    assert read_by_mentor(lived)[1].mark == "translation"


@pytest.mark.parametrize(
    "body",
    ["", "[]", "null", '{"error": "x"}', '{"translatedText": 7}', "x" * 1_100_000],
)
def test_answer_that_is_no_translation_is_an_error(body):
    with translating(body) as (_server, url), pytest.raises(TranslationError):
        TranslationServer(url).translate("Hola", "es", "en")


def test_server_that_is_away_or_silent_is_an_error():
    with pytest.raises(TranslationError):
        TranslationServer(f"http://127.0.0.1:{free_port()}").translate("a", "es", "en")
    with translating(None) as (_server, url), pytest.raises(TranslationError):
        TranslationServer(url, seconds=0.1).translate("Hola", "es", "en")


@pytest.mark.long
def test_worker_goes_on_while_the_server_is_silent(lived):
    applied(lived)
    with translating(None) as (server, url):
        translator = Translator(lived.office.sync, TranslationServer(url))
        translator.round_ended(0.0)
        first = translator.thread
        translator.round_ended(1_000.0)
        assert translator.thread is first
        server.release.set()
        first.join()


def test_without_a_server_nothing_is_begun(lived):
    translator = Translator(lived.office.sync, None)
    translator.round_ended(0.0)
    assert translator.thread is None
