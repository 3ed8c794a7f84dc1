"""What the application says when something is too large, out of
order, or asked by a stranger.
"""

import re
import sqlite3
from html import unescape

import pytest
from werkzeug.datastructures import MultiDict
from werkzeug.test import encode_multipart

from journal.operation import worker_steps
from tests.house import fill, own_fields
from tests.lived import ANSWERS, coordinator, lived

__all__ = ["lived"]

MEGABYTE = 2**20
FORM = "/es/aspiring_town"
MULTIPART, URLENCODED = "multipart/form-data", "application/x-www-form-urlencoded"


def journal_file(house):
    return house.settings.state_dir / "journal.sqlite3"


def break_journal(house, how):
    file = journal_file(house)
    if how == "gone":
        file.rename(file.with_name("elsewhere"))
    else:
        with sqlite3.connect(file) as connection:
            connection.execute("DROP TABLE submissions")


@pytest.mark.parametrize(
    ("content_type", "megabytes"),
    [(MULTIPART, 98), (URLENCODED, 80), ("text/plain", 98)],
)
@pytest.mark.parametrize("language", ["es", "pt"])
def test_too_much_at_once_is_told_in_the_language_of_the_page(
    lived, content_type, megabytes, language
):
    # As large as it says that it is: nothing of it is read.
    said = {
        "CONTENT_LENGTH": str(megabytes * 10**6),
        "CONTENT_TYPE": f"{content_type}; boundary=b",
    }
    answer = lived.client().post(f"/{language}/aspiring_town", environ_overrides=said)
    assert answer.status_code == 413
    assert f'<html lang="{language}" ' in answer.text


def as_multipart(texts):
    boundary, body = encode_multipart(MultiDict(texts))
    return body, f"{MULTIPART}; boundary={boundary}"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"why=" + b"a" * 3 * MEGABYTE, URLENCODED),
        as_multipart([("why", "a" * 3 * MEGABYTE)]),
        as_multipart([("why", "a" * MEGABYTE)] * 3),
    ],
    ids=["urlencoded", "one long text", "several texts"],
)
def test_texts_that_no_form_holds_are_not_sent_back(lived, body, content_type):
    answer = lived.client().post(FORM, data=body, content_type=content_type)
    assert answer.status_code == 413
    assert len(answer.text) < 10_000


@pytest.mark.parametrize(
    ("refusal", "words"), [(413, "Era demasiado de una sola vez"), (503, "no funciona")]
)
def test_body_that_the_server_did_not_keep_is_told_of(lived, refusal, words):
    answer = lived.client().post(FORM, environ_overrides={"serve.refusal": refusal})
    assert answer.status_code == refusal
    assert words in answer.text


@pytest.mark.parametrize("how", ["gone", "no table"])
def test_form_that_cannot_be_kept_stays_in_the_page_under_its_key(lived, how):
    client = lived.client()
    page = client.get(FORM).text
    own = own_fields(page, "csrf-token", "form-key", "form-version")
    break_journal(lived, how)
    answer = client.post(
        FORM, data={**own, **ANSWERS, "name": "Las <Lomas>"}, content_type=MULTIPART
    )
    assert answer.status_code == 503
    assert "Todavía no ha llegado" in answer.text
    assert "<dd>Las &lt;Lomas&gt;</dd>" in answer.text
    sent_again = dict(
        re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', answer.text)
    )
    expected = {**ANSWERS, "name": "Las <Lomas>", "form-key": own["form-key"]}
    assert {name: unescape(sent_again[name]) for name in expected} == expected
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json) == (503, {"status": "down"})


def test_page_without_a_journal_says_so_in_the_language(lived):
    client = lived.client()
    break_journal(lived, "gone")
    answer = client.get(FORM)
    assert answer.status_code == 503
    assert "no funciona" in answer.text


def test_readyz_tells_strangers_one_word(lived):
    with lived.journal.write() as connection:
        worker_steps.note_error(connection, "watch", "secret-host.example: no route")
    answer = lived.client().get("/readyz")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})
    assert (
        coordinator(lived).get("/readyz").json["degraded"]["watch"]
        == "secret-host.example: no route"
    )


def test_form_that_is_kept_says_that_the_journal_works_again(lived):
    client = lived.client()
    lived.app.extensions["hoja.health"].note_refused()
    assert client.get("/readyz").status_code == 503
    assert fill(client, FORM, ANSWERS).status_code == 303
    assert client.get("/readyz").status_code == 200


def test_failure_is_logged_by_its_route_and_not_by_its_address(lived, caplog):
    lived.app.config["PROPAGATE_EXCEPTIONS"] = False
    lived.app.add_url_rule("/broken/<token>", "broken", lambda token: {}[token])
    assert lived.client().get("/broken/secret").status_code == 500
    messages = [
        record.getMessage()
        for record in caplog.records
        if "Exception" in record.getMessage()
    ]
    assert messages == ["Exception on /broken/<token> [GET]"]
