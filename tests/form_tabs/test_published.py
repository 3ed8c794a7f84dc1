"""From a cell that staff type to the page that everybody sees, and to the
column that takes the answers.
"""

import pytest

import web
from core.problem import ProblemCode
from journal.access import security_events
from journal.forms import form_publications
from journal.states import SecurityAction
from journal.tabs import problems
from programme.models.permissions import EVERYTHING, Permission
from tests.form_tabs.conftest import ADDRESS, FORM
from tests.house import fill, hidden, own_fields
from tests.lived import ANSWERS, batch, coordinator
from tests.staff.test_permissions import LOOK, member

PAGE = f"/en/{FORM}"


def told(house):
    """The problems of the tabs, as they stand in the spreadsheet."""
    with house.journal.read() as connection:
        standing = [item.problem for item in problems.standing(connection)]
    return [
        problem.words("es")
        for problem in standing
        if problem.code is ProblemCode.form_tab
    ]


def numbers(house):
    with house.journal.read() as connection:
        return [
            publication.id
            for publication in form_publications.of_form(connection, FORM, 20)
        ]


def add_river(tabs):
    tabs.add_question("text", "river", "Which river?", required="yes")
    tabs.look()


def test_new_tabs_hold_the_questions_of_the_file_and_nothing_is_to_be_published(tabs):
    assert tabs.lines("survey")[0][:2] == ["type", "name"]
    client = coordinator(tabs.house)
    assert (
        "As in the tab: nothing to publish"
        in client.get("/staff/form-tabs?lang=en").text
    )
    assert "There is nothing to publish" in client.get(ADDRESS).text
    assert told(tabs.house) == []


def test_question_typed_into_the_tab_is_asked_once_it_is_published_and_has_a_column(
    tabs,
):
    house = tabs.house
    add_river(tabs)
    assert "Which river?" not in house.client().get(PAGE).text
    assert tabs.publish().status_code == 303
    assert "Which river?" in house.client().get(PAGE).text
    assert fill(house.client(), PAGE, {**ANSWERS, "river": "Napo"}).status_code == 303
    tabs.look()
    assert "Which river?" in tabs.columns()
    assert [
        row["river"] for row in house.records("towns").values() if row.get("river")
    ] == ["Napo"]
    with house.journal.read() as connection:
        assert form_publications.unshaped(connection) == []
        [event, *_] = security_events.newest(connection, 1, by_somebody=True)
    assert (event.action, event.email) == (
        SecurityAction.published,
        "coordinacion@example.org",
    )


def test_repeat_typed_into_the_tab_is_filled_in_and_each_repetition_is_a_row(tabs):
    house = tabs.house
    tabs.add_question("begin_repeat", "rivers", "River")
    tabs.add_question("text", "river", "What is it called?", required="yes")
    tabs.add_question("integer", "metres", "How wide is it?", constraint=". > 0")
    tabs.add_question("end_repeat", "", "")
    tabs.look()
    page = coordinator(house).get(f"{ADDRESS}?lang=en").text
    assert "River: What is it called?" in page
    assert "What is it called? (Ríos)" in page
    assert tabs.publish().status_code == 303
    rivers = {
        "rivers-0-river": "Napo",
        "rivers-0-metres": "900",
        "rivers-1-river": "Coca",
        "rivers-1-metres": "80",
    }
    narrow = fill(house.client(), PAGE, {**ANSWERS, **rivers, "rivers-1-metres": "0"})
    assert narrow.status_code == 422
    assert fill(house.client(), PAGE, {**ANSWERS, **rivers}).status_code == 303
    tabs.look()
    assert tabs.columns("rivers")[-2:] == ["What is it called?", "How wide is it?"]
    [town] = {row["town"] for row in house.records("rivers").values()}
    assert house.records("towns")[town]["name"] == ANSWERS["name"]
    rivers_seen = {
        (row["river"], row["metres"]) for row in house.records("rivers").values()
    }
    assert rivers_seen == {("Napo", 900), ("Coca", 80)}


@pytest.mark.long
def test_mistake_is_to_be_reviewed_until_it_is_mended_and_nothing_is_live_meanwhile(
    tabs,
):
    row = len(tabs.lines("survey"))
    add_river(tabs)
    tabs.type("survey", row, 0, "tekst")
    tabs.look()
    assert told(tabs.house) == [
        f"Formulario «{FORM}», pestaña «{FORM} survey», A{row + 1}: no hay ningún tipo «tekst»; ¿quiso decir «text»?"
    ]
    with tabs.house.journal.read() as connection:
        [place] = [
            item.problem.address
            for item in problems.standing(connection)
            if item.problem.code == "form_tab"
        ]
    assert place.endswith(f"#gid={tabs.sheet_id('survey')}&range=A{row + 1}")
    page = coordinator(tabs.house).get(f"{ADDRESS}?lang=en").text
    assert "1 mistake: nothing can be published before it is mended" in page
    assert 'name="mark"' not in page
    tabs.type("survey", row, 0, "text")
    tabs.look()
    assert told(tabs.house) == []
    assert tabs.publish().status_code == 303


def test_page_that_was_open_is_judged_by_the_questions_that_it_shows(tabs):
    house = tabs.house
    client = house.client()
    page = client.get(PAGE).text
    add_river(tabs)
    tabs.publish()
    sent = client.post(
        PAGE, data={**own_fields(page), **ANSWERS}, content_type="multipart/form-data"
    )
    assert sent.status_code == 303


@pytest.mark.long
def test_other_process_asks_the_new_questions_without_a_restart(tabs):
    house = tabs.house
    other = web.create_app(house.settings, house.folder.programme, house.folder.sources)
    try:
        assert "Which river?" not in other.test_client().get(PAGE).text
        add_river(tabs)
        tabs.publish()
        # Half a second, for which it need not ask again, has passed as far as it knows.
        other.extensions["hoja.live"].asked = float("-inf")
        assert "Which river?" in other.test_client().get(PAGE).text
        restarted = web.create_app(
            house.settings, house.folder.programme, house.folder.sources
        )
        assert "Which river?" in restarted.test_client().get(PAGE).text
        restarted.extensions["hoja.services"].journal.close()
    finally:
        other.extensions["hoja.services"].journal.close()


@pytest.mark.long
def test_earlier_version_is_shown_beside_the_live_one_and_published_again(tabs):
    house = tabs.house
    client = coordinator(house)
    add_river(tabs)
    tabs.publish(client)
    page = client.get(f"{ADDRESS}/0?lang=en").text
    assert "“Which river?” is removed: until now everybody had to answer it." in page
    assert "Columns that become the team’s own" in page
    assert tabs.publish(client, f"{ADDRESS}/0").status_code == 303
    assert "Which river?" not in house.client().get(PAGE).text
    [_files, first] = numbers(house)
    assert tabs.publish(client, f"{ADDRESS}/{first}").status_code == 303
    assert "Which river?" in house.client().get(PAGE).text
    tabs.look()
    assert tabs.columns().count("Which river?") == 1


@pytest.mark.parametrize("what", ["edited", "published", "pressed twice", "made up"])
def test_button_publishes_what_the_page_has_shown_or_nothing(tabs, what):
    client = coordinator(tabs.house)
    add_river(tabs)
    page = client.get(ADDRESS).text
    mark = "0-made-up" if what == "made up" else hidden(page, "mark")
    if what == "edited":
        tabs.add_question("text", "lake", "Which lake?")
        tabs.look()
    elif what in ("published", "pressed twice"):
        tabs.publish(client)
    before = numbers(tabs.house)
    answer = client.post(
        ADDRESS, data={"csrf_token": hidden(page, "csrf_token"), "mark": mark}
    )
    assert (answer.status_code, numbers(tabs.house)) == (409, before)


def test_who_is_not_signed_in_or_has_no_token_publishes_nothing(tabs):
    add_river(tabs)
    client = coordinator(tabs.house)
    mark = hidden(client.get(ADDRESS).text, "mark")
    assert client.post(ADDRESS, data={"mark": mark}).status_code == 400
    stranger = tabs.house.client()
    token = hidden(stranger.get("/staff/").text, "csrf_token")
    assert (
        stranger.post(ADDRESS, data={"mark": mark, "csrf_token": token}).status_code
        == 401
    )
    assert (stranger.get(ADDRESS).status_code, numbers(tabs.house)) == (401, [])


def test_role_without_the_permission_sees_who_can(tabs):
    add_river(tabs)
    client = member(tabs.house, *LOOK)
    page = client.get(ADDRESS).text
    assert ('name="mark"' in page, "Lucía" in page) == (False, True)
    token = hidden(client.get("/staff/devices").text, "csrf_token")
    answer = client.post(ADDRESS, data={"csrf_token": token, "mark": "x"})
    assert (answer.status_code, numbers(tabs.house)) == (403, [])
    assert Permission.publish in EVERYTHING


def test_label_with_html_is_a_text_on_every_page(tabs):
    tabs.add_question("text", "river", "<script>alert(1)</script>")
    tabs.look()
    client = coordinator(tabs.house)
    assert "<script>alert" not in client.get(ADDRESS).text
    tabs.publish(client)
    page = tabs.house.client().get(PAGE).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_form_that_is_not_edited_in_tabs_has_no_page(tabs):
    client = coordinator(tabs.house)
    for address in (
        "/staff/form-tabs/work_plan",
        "/staff/form-tabs/nothing",
        f"{ADDRESS}/77",
        f"{ADDRESS}/{'9' * 25}",
    ):
        assert client.get(address).status_code == 404


@pytest.mark.long
def test_tab_that_is_gone_is_told_and_made_again_with_what_stood_there(tabs):
    add_river(tabs)
    before = tabs.lines("survey")
    tabs.publish()
    batch(tabs.house, {"deleteSheet": {"sheetId": tabs.sheet_id("survey")}})
    tabs.look()
    [line] = told(tabs.house)
    assert "setup-sheet" in line
    assert "Which river?" in tabs.house.client().get(PAGE).text
    tabs.house.prepare()
    assert tabs.lines("survey") == before
