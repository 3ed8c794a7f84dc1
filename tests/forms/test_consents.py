"""A form whose text asks for no permission to publish."""

from dataclasses import replace

import pytest

from journal.forms import submissions
from tests.house import fill, open_house
from tests.lived import ANSWERS

FORM = "aspiring_town"


@pytest.fixture
def house(tmp_path, folder):
    programme = folder.programme
    form = programme.forms[FORM]
    consent = form.consent.model_copy(update={"publication": {}})
    forms = {**programme.forms, FORM: form.model_copy(update={"consent": consent})}
    with open_house(
        tmp_path,
        replace(folder, programme=programme.model_copy(update={"forms": forms})),
    ) as opened:
        yield opened


def test_box_that_has_no_text_is_not_there_and_counts_as_no(house):
    client = house.client()
    assert "publication-given" not in client.get(f"/es/{FORM}").text
    receipt = fill(
        client, f"/es/{FORM}", {**ANSWERS, "publication-given": "y"}
    ).location
    reference = receipt.split("/")[2].partition(".")[0]
    with house.journal.read() as connection:
        kept = submissions.by_reference(connection, reference)
    assert (kept.consent["consent"], kept.consent["publication"]) == (True, False)
    assert client.get(f"/es/{FORM}/paper.pdf").data.startswith(b"%PDF")
