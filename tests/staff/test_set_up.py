"""A programme begins in the browser: five questions, a sheet that is there, and the
present one as a page; the files are a programme without mistakes.
"""

import base64
import html
import io
import re
import zipfile

import pytest

from tests.authoring.test_adoption import messy
from tests.house import hidden
from tests.lived import coordinator, lived, signed_in_as
from worker.folder import read_folder

__all__ = ["lived"]
ANSWERS = {
    "title": "Huertos <2027>",
    "languages": "es, en",
    "rows": "Escuelas / Schools",
    "decides": "Coordinación / Team",
    "starting_point": "grants",
}
ARCHIVE = re.compile(r'href="data:application/zip;base64,([^"]+)"')


def sent(client, action, data):
    token = hidden(client.get("/staff/set-up").text, "csrf_token")
    return client.post(
        f"/staff/set-up/{action}",
        data={**data, "csrf_token": token},
        content_type="multipart/form-data",
    )


def unpacked(page, folder):
    [content] = ARCHIVE.findall(page)
    archive = zipfile.ZipFile(io.BytesIO(base64.b64decode(content)))
    archive.extractall(folder)
    [root] = {name.partition("/")[0] for name in archive.namelist()}
    return folder / root


def test_five_answers_are_a_programme_to_take_away(lived, tmp_path):
    page = sent(coordinator(lived), "new", ANSWERS)
    assert page.status_code == 200
    programme = read_folder(unpacked(page.text, tmp_path)).programme
    assert programme.name == {"es": "Huertos <2027>", "en": "Huertos <2027>"}


def test_sheet_becomes_a_proposal_with_its_questions(lived, tmp_path):
    file = (io.BytesIO(messy()), "Huertos 2026.xlsx")
    page = sent(coordinator(lived), "adopt", {"sheet": file})
    assert page.status_code == 200
    assert "Escuelas: la fila 10 parece un total" in html.unescape(page.text)
    programme = read_folder(unpacked(page.text, tmp_path)).programme
    assert "escuelas" in programme.tables


def test_present_programme_is_a_file(lived):
    page = sent(coordinator(lived), "preview", {})
    assert page.headers["Content-Disposition"] == 'attachment; filename="preview.html"'
    assert page.text.count("<iframe sandbox srcdoc=") > len(
        lived.folder.programme.rules.events
    )


WRONG = [
    ("new", {**ANSWERS, "languages": "klingon"}, "«klingon» no es un código de idioma"),
    ("new", {**ANSWERS, "starting_point": ""}, "No existe el punto de partida"),
    ("new", {**ANSWERS, "rows": "Presupuesto / Budget"}, "has this label already"),
    ("new", {**ANSWERS, "title": " "}, "escriba aquí unas palabras"),
    ("adopt", {}, "elija un archivo"),
    ("adopt", {"sheet": (b"PK\x03\x04", "a.xlsx")}, "is damaged"),
    ("adopt", {"sheet": (b"a note", "a.csv")}, "no se encontró ninguna tabla"),
]


@pytest.mark.parametrize(("action", "data", "told"), WRONG)
def test_what_makes_no_programme_is_told(lived, action, data, told):
    given = {
        name: (io.BytesIO(value[0]), value[1]) if isinstance(value, tuple) else value
        for name, value in data.items()
    }
    page = sent(coordinator(lived), action, given)
    assert page.status_code == 422
    assert told.lower() in html.unescape(page.text).lower()
    assert "data:application/zip" not in page.text


def test_who_may_not_set_up_is_told_so(lived):
    member = signed_in_as(lived, "comite.quiroga@example.org")
    assert member.get("/staff/set-up").status_code == 403
