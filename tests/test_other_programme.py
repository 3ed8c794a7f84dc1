"""A programme of another kind runs from its own directory, with
no line of Python changed.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house import ROOT, House, fill, open_house
from worker.folder import read_folder

FOLDER = ROOT / "examples" / "green-flag"
ANSWERS = {
    "name": "Escola do Rio Claro",
    "pupils": "240",
    "themes": "water",
    "teacher_name": "Beatriz",
    "teacher_email": "beatriz@example.org",
    "teacher_language": "pt",
    "consent-given": "y",
}


@pytest.fixture
def school(tmp_path: Path) -> Iterator[House]:
    with open_house(tmp_path, read_folder(FOLDER), programme_dir=FOLDER) as opened:
        yield opened.prepare(example=True)


def test_other_programme_takes_a_form_to_its_row_and_its_mail(school: House) -> None:
    assert school.settle()
    sent = fill(school.client(), "/pt/register_school", ANSWERS)
    assert sent.status_code == 303, sent.text
    assert school.settle()
    [reference] = [
        ref
        for ref, values in school.records("schools").items()
        if values["name"] == ANSWERS["name"]
    ]
    assert [
        (row.email, row.state) for row in school.outbox() if row.reference == reference
    ] == [("beatriz@example.org", "sent")]
