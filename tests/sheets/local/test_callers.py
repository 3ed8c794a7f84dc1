"""Who may call: a page of another origin writes nothing here, and a name that was made
to point here reads nothing.
"""

import pytest
import requests

from sheets.local.app import close, create_app

PLAIN = {"Content-Type": "text/plain"}
WAYS = (
    ("POST", "/v4/spreadsheets/{id}:batchUpdate", '{"requests": []}'),
    ("POST", "/sheet/{id}/edit", '{"cells": []}'),
    ("POST", "/sheet/{id}/act", '{"act": "add_tab"}'),
    ("PUT", "/_faults", "[]"),
)
READS = (
    "/v4/spreadsheets/{id}",
    "/sheet",
    "/sheet/{id}",
    "/sheet/{id}/data",
    "/sheet/{id}/download.xlsx",
    "/_calls",
)


def call(server, book, method, path, body="", **headers):
    address = server.url + path.format(id=book.id)
    return requests.request(
        method, address, data=body, headers=headers, timeout=10, allow_redirects=False
    ).status_code


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        "http://127.0.0.1:1",
        "http://localhost.evil.example",
    ],
)
@pytest.mark.parametrize(("method", "path", "body"), WAYS)
def test_page_of_another_origin_writes_nothing(
    server, book, method, path, body, origin
):
    before = book.fetch_sheet_metadata()
    assert call(server, book, method, path, body, Origin=origin, **PLAIN) == 403
    assert book.fetch_sheet_metadata() == before


@pytest.mark.parametrize("path", READS)
@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example:5001", "0.0.0.0", "[", "169.254.169.254"],
)
def test_name_that_was_made_to_point_here_reads_nothing(server, book, path, host):
    assert call(server, book, "GET", path, Host=host) == 403


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "LOCALHOST:80", "[::1]:5001"]
)
def test_own_names_of_the_machine_are_let_in(server, book, host):
    assert call(server, book, "GET", "/v4/spreadsheets/{id}", Host=host) == 200


def test_own_page_is_let_in(server, book):
    assert (
        call(
            server,
            book,
            "POST",
            "/sheet/{id}/act",
            '{"act": "add_tab", "gid": 0}',
            Origin=server.url,
        )
        == 200
    )


def test_name_that_was_given_is_let_in(tmp_path):
    app = create_app(tmp_path, names=["sheets.internal"])
    try:
        statuses = [
            app.test_client().get("/sheet", base_url=f"http://{name}").status_code
            for name in ("sheets.internal", "other.internal")
        ]
    finally:
        close(app)
    assert statuses == [200, 403]
