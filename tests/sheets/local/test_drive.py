"""Drive: folders, queries, pages, and accounts that see what is shared with them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from sheets.local.app import close, create_app
from sheets.local.guards.schema import Schema

FILES = "/drive/v3/files"
FOLDER = "application/vnd.google-apps.folder"
SPREADSHEET = "application/vnd.google-apps.spreadsheet"
TOKENS = {"a": "ana@example.org", "b": "berta@example.org"}
Json = dict[str, Any]


class Drive:
    """Calls of one account."""

    def __init__(self, client: FlaskClient, token: str = "") -> None:
        self.client = client
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def call(
        self, method: str, path: str, body: Json | None = None, **query: Any
    ) -> Any:
        answer = self.client.open(
            path, method=method, json=body, query_string=query, headers=self.headers
        )
        return answer.json if answer.status_code == 200 else answer

    def create(self, name: str, kind: str = SPREADSHEET, **more: Any) -> str:
        body = {"name": name, "mimeType": kind, **more}
        return str(self.call("POST", FILES, body)["id"])

    def names(self, q: str = "", **query: Any) -> list[str]:
        found = self.call("GET", FILES, q=q, fields="files(name)", **query)
        return [file["name"] for file in found["files"]]


@pytest.fixture
def drive(tmp_path: Path) -> Iterator[Drive]:
    schema = Schema.of_google()
    app = create_app(tmp_path, schema=schema)
    yield Drive(app.test_client())
    close(app)
    assert schema.wrong == []


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[Drive, Drive]]:
    app = create_app(tmp_path, accounts=TOKENS)
    yield Drive(app.test_client(), "a"), Drive(app.test_client(), "b")
    close(app)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("name = 'Loja' or name = \"Quito\"", ["Loja", "Quito"]),
        (f"not name contains 'Lo' and mimeType != '{FOLDER}'", ["Quito"]),
        (
            "(name = 'x' or 'me' in owners) and trashed = false",
            ["Cases", "Loja", "Quito"],
        ),
        ("'nobody@example.org' in owners", []),
        ("modifiedTime > '2020-01-01T00:00:00' and name contains 'qui'", ["Quito"]),
        ("createdTime < '2020-01-01T00:00:00Z'", []),
        (f"mimeType = '{FOLDER}'", ["Cases"]),
        ("name contains 'oja'", []),
        ("'root' in parents and starred = true", ["Quito"]),
    ],
)
def test_query(drive: Drive, query: str, names: list[str]) -> None:
    drive.create("Cases", FOLDER)
    drive.create("Loja")
    drive.create("Quito", starred=True)
    assert drive.names(query, orderBy="name") == names


@pytest.mark.parametrize(
    "query", ["name", "name =", "x = 'y'", "(name = 'a'", "name < 'a'"]
)
def test_query_that_is_none_is_refused(drive: Drive, query: str) -> None:
    answer = drive.call("GET", FILES, q=query)
    [error] = answer.json["error"]["errors"]
    assert (answer.status_code, error["location"]) == (400, "q")


def test_list_comes_in_pages(drive: Drive) -> None:
    for name in ("b", "a", "c"):
        drive.create(name)
    query: Json = {"pageSize": 2, "orderBy": "name desc"}
    first = drive.call("GET", FILES, **query)
    second = drive.call("GET", FILES, pageToken=first["nextPageToken"], **query)
    names = [[file["name"] for file in page["files"]] for page in (first, second)]
    assert names == [["c", "b"], ["a"]]
    assert "nextPageToken" not in second
    refused = drive.call("GET", FILES, pageToken=first["nextPageToken"], q="name = 'a'")
    assert refused.status_code == 400


def test_folder_holds_files_and_is_no_spreadsheet(drive: Drive) -> None:
    folder = drive.create("Cases", FOLDER)
    inside = drive.create("Loja", parents=[folder])
    assert drive.names(f"'{folder}' in parents") == ["Loja"]
    assert drive.call("GET", f"/v4/spreadsheets/{folder}").status_code == 404
    assert drive.call("DELETE", f"{FILES}/{folder}").status_code == 204
    assert drive.call("GET", f"{FILES}/{inside}").status_code == 404


def test_file_moves_into_a_folder(drive: Drive) -> None:
    folder, file = drive.create("Cases", FOLDER), drive.create("Loja")
    told = drive.call(
        "PATCH",
        f"{FILES}/{file}",
        {},
        addParents=folder,
        removeParents="root",
        fields="parents",
    )
    assert told == {"parents": [folder]}


def test_folders_outlive_the_server(tmp_path: Path) -> None:
    app = create_app(tmp_path)
    Drive(app.test_client()).create("Cases", FOLDER)
    close(app)
    app = create_app(tmp_path)
    assert Drive(app.test_client()).names() == ["Cases"]
    close(app)


def test_mask_holds_for_every_answer(drive: Drive) -> None:
    file = drive.create("Loja")
    assert drive.call("GET", f"{FILES}/{file}", fields="name,capabilities/canEdit") == {
        "name": "Loja",
        "capabilities": {"canEdit": True},
    }
    told = drive.call("GET", f"{FILES}/{file}/permissions", fields="permissions(role)")
    assert told == {"permissions": [{"role": "owner"}]}
    refused = drive.call("GET", f"{FILES}/{file}", fields="colour")
    assert refused.json["error"]["message"] == "Invalid field selection colour"


def test_about_wants_to_know_what(drive: Drive) -> None:
    assert drive.call("GET", "/drive/v3/about").status_code == 400
    assert drive.call("GET", "/drive/v3/about", fields="user/me") == {
        "user": {"me": True}
    }


@pytest.mark.parametrize("role", ["", "reader", "writer"])
def test_account_does_what_it_is_given(two: tuple[Drive, Drive], role: str) -> None:
    ana, berta = two
    file = ana.create("Loja")
    if role:
        body = {"type": "user", "role": role, "emailAddress": "berta@example.org"}
        ana.call("POST", f"{FILES}/{file}/permissions", body)
    assert berta.names() == (["Loja"] if role else [])
    seen = berta.call("GET", f"/v4/spreadsheets/{file}")
    wrote = berta.call("POST", f"/v4/spreadsheets/{file}/values/A1:clear", {})
    renamed = berta.call("PATCH", f"{FILES}/{file}", {"name": "x"})
    if not role:
        error = seen.json["error"]
        assert (error["code"], error["status"]) == (403, "PERMISSION_DENIED")
        assert renamed.status_code == 404
    if role == "reader":
        assert seen["spreadsheetId"] == file
        assert [wrote.status_code, renamed.status_code] == [403, 403]
    if role == "writer":
        assert renamed["name"] == "x"
    assert berta.call("DELETE", f"{FILES}/{file}").status_code in (403, 404)


def test_file_is_given_away(two: tuple[Drive, Drive]) -> None:
    ana, berta = two
    file = ana.create("Loja")
    body = {"type": "user", "role": "owner", "emailAddress": "berta@example.org"}
    path = f"{FILES}/{file}/permissions"
    assert ana.call("POST", path, body).status_code == 403
    ana.call("POST", path, body, transferOwnership="true")
    assert berta.call("GET", f"{FILES}/{file}", fields="ownedByMe") == {
        "ownedByMe": True
    }
    assert ana.call("GET", f"{FILES}/{file}", fields="ownedByMe") == {
        "ownedByMe": False
    }
    assert ana.call("DELETE", f"{FILES}/{file}").status_code == 403


def test_token_of_nobody_is_refused(two: tuple[Drive, Drive]) -> None:
    stranger = Drive(two[0].client, "c")
    assert stranger.call("GET", FILES).status_code == 401
    assert Drive(two[0].client).call("GET", FILES).status_code == 403
