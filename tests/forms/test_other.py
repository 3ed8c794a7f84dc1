"""“Other: ____”: a choice, and a text that is asked for where it is chosen."""

from dataclasses import replace

import pytest

from programme.load import load
from tests.forms.test_choices import rows
from tests.forms.test_views import errors
from tests.house import hidden, open_house
from tests.programme.files import FORM, MAIN, write

ADDRESS = "/es/new_tree"
KIND = "      size: {type: select_multiple, label: Size, choices: {small: Small, tall: Tall}, or_other: true}\n      parent:"


@pytest.fixture
def house(tmp_path, folder):
    main = MAIN.replace("      parent:", KIND)
    programme = load(
        write(tmp_path / "programme", main=main, form=FORM + "  size: {}\n")
    )
    with open_house(tmp_path, replace(folder, programme=programme)) as house:
        yield house


def test_text_is_asked_for_where_other_is_chosen_and_has_its_own_column(house):
    client = house.client()
    page = client.get(ADDRESS).text
    assert "Otro" in page
    own = {
        name: hidden(page, name)
        for name in (
            "csrf-token",
            "form-key",
            "form-version",
            "form-press",
            "form-shown",
        )
    }
    answers = {**own, "kind": "oak", "consent-given": "y", "size": ["small", "other"]}
    further = client.post(ADDRESS, data=answers)
    assert "¿Cuál otro?" in further.text
    shown = {
        "form-shown": hidden(further.text, "form-shown"),
        "form-press": hidden(further.text, "form-press"),
    }
    missing = client.post(ADDRESS, data={**answers, **shown})
    assert list(errors(missing.text)) == ["size_other"]
    shown["form-press"] = hidden(missing.text, "form-press")
    sent = client.post(ADDRESS, data={**answers, **shown, "size_other": "enorme"})
    assert sent.status_code == 303
    assert [(row["size"], row["size_other"]) for row in rows(house)] == [
        (["small", "other"], "enorme")
    ]
