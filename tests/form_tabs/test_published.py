"""From a cell that staff type to the page that everybody sees, and to the column that takes the answers."""

from tests.form_tabs.conftest import FORM
from tests.house import fill
from tests.lived import ANSWERS, coordinator, problems


def test_new_tabs_hold_the_questions_of_the_file_and_nothing_is_to_be_published(tabs):
    assert tabs.lines("survey")[0][:2] == ["type", "name"]
    page = coordinator(tabs.house).get("/staff/form-tabs").text
    assert "Como en la pestaña" in page or "nothing to publish" in page
    assert [code for code, *_ in problems(tabs.house) if code == "form_tab"] == []


def test_question_typed_into_the_tab_is_asked_once_it_is_published_and_has_a_column(tabs):
    house = tabs.house
    tabs.add_question("text", "river", "Which river?", required="yes")
    tabs.look()
    assert "Which river?" not in house.client().get(f"/en/{FORM}").text
    answer = tabs.publish()
    assert answer.status_code == 303
    assert "Which river?" in house.client().get(f"/en/{FORM}").text
    sent = fill(house.client(), f"/en/{FORM}", {**ANSWERS, "river": "Napo"})
    assert sent.status_code == 303
    tabs.look()
    assert "Which river?" in tabs.columns()
    rows = house.records("towns").values()
    assert [row["river"] for row in rows if row.get("river")] == ["Napo"]
