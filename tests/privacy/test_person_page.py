"""The page on which the team hands a person's data over, or erases it."""

import io
import json
import zipfile

import pytest

from journal.access import security_events
from journal.states import SecurityAction
from tests.house import hidden
from tests.lived import coordinator, signed_in_as, work
from tests.privacy.test_erase import ANA, applied, town, traces

__all__ = ["applied"]


def fields(page):
    return {"csrf_token": hidden(page, "csrf_token"), "email": ANA}


@pytest.mark.long
def test_person_is_shown_handed_over_and_erased(applied):
    client = coordinator(applied)
    asked = fields(client.get("/staff/person").text)
    page = client.post("/staff/person", data=asked).text
    assert "Ana Páez" not in page.replace(ANA, "")
    archive = zipfile.ZipFile(
        io.BytesIO(client.post("/staff/person/export", data=fields(page)).data)
    )
    data = json.loads(archive.read("data.json"))
    assert data["records"][0]["values"]["contact_name"] == "Ana Páez"
    assert "Eva Ruiz" not in archive.read("data.html").decode()
    assert "Eva Ruiz" not in json.dumps(
        data["records"] + data["forms"], ensure_ascii=False
    )
    shown = {**fields(page), "seen": hidden(page, "seen")}
    assert client.post("/staff/person/erase", data=shown).status_code == 400
    assert (
        client.post(
            "/staff/person/erase", data={**shown, "read": "y", "seen": "older"}
        ).status_code
        == 409
    )
    assert (
        client.post("/staff/person/erase", data={**shown, "read": "y"}).status_code
        == 303
    )
    work(applied)
    assert town(applied)["contact_email"] is None
    assert traces(applied) == set()
    with applied.journal.read() as connection:
        actions = [
            event.action
            for event in security_events.newest(connection, 3, by_somebody=True)
        ]
    assert set(actions) >= {SecurityAction.erased, SecurityAction.exported}
    assert client.post("/staff/person", data=asked).status_code == 404


def test_page_is_for_those_who_may(lived):
    assert (
        signed_in_as(lived, "comite.quiroga@example.org")
        .get("/staff/person")
        .status_code
        == 403
    )
