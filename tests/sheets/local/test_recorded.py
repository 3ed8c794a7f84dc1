"""Recorded conversations with the real Google, asked of the local server again."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.sheets.local_server import running_server

RECORDED = Path(__file__).parents[4] / "shared" / "recorded-google"
ALIKE_TODAY = (1_479, 83)
"""Exchanges and whole conversations that are answered alike: never fewer."""
Exchange = dict[str, Any]
FILES = "/drive/v3/files"
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
ACCOUNT = re.compile(r"[\w-]+@example\.iam\.gserviceaccount\.com")
HANDED_OUT = {"id", "spreadsheetId", "sheetId", "namedRangeId", "protectedRangeId"}
OPAQUE = {"etag", "version", "permissionId", "parentLink", "thumbnailLink", "embedLink"}
"""What only the server that made it can read: compared by its type alone."""


class Replay:
    """One conversation; what Google handed out is put in place of what this server
    did.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.session = requests.Session()
        self.ours: dict[str, str] = {}

    def ask(self, exchange: Exchange) -> bool:
        """Whether this server answers an exchange as Google did."""
        body = exchange["body"]
        raw = body.get("_raw") if isinstance(body, dict) else None
        sent = (
            raw if raw is not None else json.dumps(body) if body is not None else None
        )
        answer = self.session.request(
            exchange["method"],
            self.url + self.mapped(exchange["path"]),
            params=[(name, self.mapped(value)) for name, value in exchange["query"]],
            data=self.mapped(sent).encode() if sent is not None else None,
            timeout=10,
        )
        wanted = exchange["response"]
        if isinstance(wanted, dict) and "_raw" in wanted:
            return (answer.status_code, answer.text) == (
                exchange["status"],
                wanted["_raw"],
            )
        found = answer.json() if answer.content else None
        # An address can name an id before the field that hands it out: what the first
        # look learns, the second uses.
        same = self.alike(wanted, found) or self.alike(wanted, found)
        return bool(answer.status_code == exchange["status"]) and same

    def prepare(self, part: list[Exchange]) -> None:
        """Makes what the account already held, oldest first, so that
        lists of files can be alike.
        """
        lists = [
            e["response"]["files"]
            for e in part
            if e["method"] == "GET" and e["path"] == FILES
        ]
        if not lists:
            return
        created = {
            e["response"]["id"]
            for e in part
            if e["method"] == "POST" and e["path"] == FILES
        }
        books = {
            e["response"]["spreadsheetId"]: e["response"]
            for e in part
            if "sheets" in (e["response"] or {})
        }
        for file in self.session.get(self.url + FILES, timeout=10).json()["files"]:
            self.session.delete(f"{self.url}{FILES}/{file['id']}", timeout=10)
        for file in reversed(max(lists, key=len)):
            if file["id"] not in created:
                book = books.get(
                    file["id"], {"properties": {"title": file["name"]}, "sheets": []}
                )
                body = {name: book[name] for name in ("properties", "sheets")}
                made = self.session.post(
                    f"{self.url}/v4/spreadsheets", json=body, timeout=10
                ).json()
                self.ours[file["id"]] = made["spreadsheetId"]

    def mapped(self, text: str) -> str:
        """The text with Google's ids replaced by ours, longest first."""
        for theirs in sorted(self.ours, key=len, reverse=True):
            text = re.sub(
                rf"(?<![\w-]){re.escape(theirs)}(?![\w-])", self.ours[theirs], text
            )
        return text

    def alike(self, theirs: Any, ours: Any, name: str = "") -> bool:
        """Equal, or handed out by the server and of the same shape."""
        if isinstance(theirs, dict) and isinstance(ours, dict):
            same = [
                self.alike(theirs[key], ours[key], key) for key in theirs if key in ours
            ]
            return theirs.keys() == ours.keys() and all(same)
        if isinstance(theirs, list) and isinstance(ours, list):
            same = [self.alike(*pair) for pair in zip(theirs, ours, strict=False)]
            return len(theirs) == len(ours) and all(same)
        if name in OPAQUE:
            return type(theirs) is type(ours)
        if name in HANDED_OUT and type(theirs) is type(ours):
            if len(str(theirs)) > 4:
                return self.ours.setdefault(str(theirs), str(ours)) == str(ours)
            return bool(theirs == ours)
        if isinstance(theirs, str) and isinstance(ours, str):
            made_up = any(
                shape.fullmatch(theirs) and shape.fullmatch(ours)
                for shape in (TIME, ACCOUNT)
            )
            return made_up or self.mapped(theirs) == ours
        return bool(theirs == ours)


def parts(conversation: list[Exchange]) -> list[list[Exchange]]:
    """A conversation cut where a spreadsheet is made: some hold the same one
    recorded on several days.
    """
    made: list[list[Exchange]] = []
    for exchange in conversation:
        if not made or (exchange["method"] == "POST" and exchange["path"] == FILES):
            made.append([])
        made[-1].append(exchange)
    return made


def replayed(conversation: list[Exchange], folder: Path) -> list[bool]:
    """Which exchanges of a conversation come out alike."""
    with running_server(folder) as server:
        replay = Replay(server.url)
        same = []
        try:
            for part in parts(conversation):
                replay.prepare(part)
                same += [replay.ask(exchange) for exchange in part]
            return same
        finally:
            replay.session.close()


def test_recorded_conversations_are_answered_alike(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = sorted(RECORDED.glob("*.json"))
    if not files:
        pytest.skip("THE RECORDED CONVERSATIONS ARE MISSING: nothing was replayed")
    alike = {
        file.stem: replayed(json.loads(file.read_text("utf-8")), tmp_path / file.stem)
        for file in files
    }
    exchanges = [same for conversation in alike.values() for same in conversation]
    done = (sum(exchanges), sum(map(all, alike.values())))
    with capsys.disabled():
        print(
            f"\n{done[0]} of {len(exchanges):,} exchanges and {done[1]} of {len(files)} whole conversations alike"
        )
        print("unlike:", *(name for name, same in alike.items() if not all(same)))
    assert all(now >= before for now, before in zip(done, ALIKE_TODAY, strict=True))
