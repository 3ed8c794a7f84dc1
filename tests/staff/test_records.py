"""The page of a record: its status is set by who may, and written
only over what was shown.
"""

import pytest

from journal.records import changes
from journal.records.cells import cell_commands
from journal.states import CommandState
from tests.house import hidden
from tests.lived import coordinator, named


@pytest.fixture
def town(lived):
    return named(lived, "towns", "Serra das Flores")


def address(town):
    return f"/staff/record/towns/{town}"


def fields(page):
    return {
        name: hidden(page, name) for name in ("csrf_token", "key", "column", "shown")
    }


def states(house, town):
    with house.journal.read() as connection:
        return [
            command.state
            for command in cell_commands.of_record(connection, "towns", town)
        ]


def test_status_that_is_set_is_written_and_named_after_the_person(lived, town):
    browser = coordinator(lived)
    assert town in browser.get("/staff/records").text
    answer = browser.post(
        address(town),
        data={**fields(browser.get(address(town)).text), "value": "evaluation"},
    )
    assert answer.status_code == 303
    assert "pendiente de escribir" in browser.get(address(town)).text
    assert lived.settle()
    assert lived.look().tabs["towns"].rows[town].values["status"] == "evaluation"
    with lived.journal.read() as connection:
        [change] = [
            change
            for change in changes.history(connection, town)
            if change.column == "status"
        ]
    assert (change.after, change.by) == ("evaluation", "coordinacion@example.org")
    assert "coordinacion@example.org" in browser.get(address(town)).text


def test_second_press_of_one_page_is_one_command(lived, town):
    browser = coordinator(lived)
    sent = {**fields(browser.get(address(town)).text), "value": "evaluation"}
    assert [browser.post(address(town), data=sent).status_code for _ in range(2)] == [
        303,
        303,
    ]
    assert states(lived, town) == [CommandState.waiting]


def test_page_that_shows_an_old_status_asks_for_nothing(lived, town):
    browser = coordinator(lived)
    sent = {**fields(browser.get(address(town)).text), "value": "evaluation"}
    lived.edit("towns", town, "status", "Retirado")
    assert lived.settle()
    assert browser.post(address(town), data=sent).status_code == 409
    assert states(lived, town) == []


def test_what_is_no_choice_or_not_to_be_set_is_refused(lived, town):
    browser = coordinator(lived)
    sent = fields(browser.get(address(town)).text)
    assert (
        browser.post(address(town), data={**sent, "value": "=1+1"}).status_code == 400
    )
    assert (
        browser.post(
            address(town), data={**sent, "column": "name", "value": "x"}
        ).status_code
        == 404
    )
    assert browser.get("/staff/record/people/PER-1").status_code == 404
    assert browser.get("/staff/record/towns/MN-XXXXX").status_code == 404
    assert states(lived, town) == []


def test_role_that_may_not_set_cells_sees_no_button_and_is_refused(lived, town):
    browser = coordinator(lived)
    sent = {**fields(browser.get(address(town)).text), "value": "evaluation"}
    person = named(lived, "people", "Lucía Andrade")
    lived.edit("people", person, "role", "Comité Regional")
    assert lived.settle()
    assert 'name="shown"' not in browser.get(address(town)).text
    assert browser.post(address(town), data=sent).status_code == 403
    assert states(lived, town) == []


def test_nobody_who_is_not_signed_in_sees_a_record(lived, town):
    stranger = lived.client()
    assert stranger.get(address(town)).status_code == 401
    assert stranger.get("/staff/records").status_code == 401
