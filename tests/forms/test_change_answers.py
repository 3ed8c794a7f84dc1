"""Answers that are changed after sending: by whoever has the link of just this receipt,
until a day, over what was shown.
"""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from core.links import Links
from forms.after_sending.answer_states import (
    AnswerState,
    Lock,
    SentRow,
    answer_states,
    changed_cells,
    last_asked,
)
from forms.after_sending.change_request import MOST_CHANGES, STATES
from journal.forms import answer_changes
from journal.mails.holds import public_mails
from journal.records import changes
from journal.records.cells import cell_commands
from journal.records.cells.cell_commands import SENDER
from journal.schema import answer_changes as table
from journal.states import CommandState, Refusal
from journal.tabs import deliveries
from programme.models.forms import Changes
from programme.records.record import Cell
from tests.house import fill, hidden
from tests.lived import ANSWERS, named, prepared_by, problems, work
from tests.sync.test_cell_commands import command, delete_row

FORM = "/en/aspiring_town"
GIVEN = {**ANSWERS, "contact_language": "en"}


def waits(**changed):
    return replace(command(), **changed)


STATES_OF = [
    # sent, present, command, state
    ("Porque sí.", "Porque sí.", None, AnswerState("Porque sí.")),
    (None, None, None, AnswerState(None)),
    ("Porque sí.", "Otro.", None, AnswerState("Otro.", Lock.team)),
    ("Porque sí.", None, None, AnswerState(None, Lock.team)),
    (None, "Otro.", None, AnswerState("Otro.", Lock.team)),
    (
        "Porque sí.",
        "Porque sí.",
        waits(column="why", by=SENDER, wanted="Ahora."),
        AnswerState("Ahora."),
    ),
    (
        "Porque sí.",
        "Porque sí.",
        waits(column="why", wanted="Equipo."),
        AnswerState("Equipo.", Lock.team),
    ),
    (
        "Porque sí.",
        "Ahora.",
        waits(column="why", by=SENDER, wanted="Ahora.", state=CommandState.written),
        AnswerState("Ahora."),
    ),
    (
        "Porque sí.",
        "Otro.",
        waits(column="why", by=SENDER, wanted="Ahora.", state=CommandState.refused),
        AnswerState("Otro.", Lock.team),
    ),
]


@pytest.mark.parametrize(("sent", "present", "about", "state"), STATES_OF)
def test_answer_can_be_changed_while_its_row_says_what_its_sender_gave(
    folder, sent, present, about, state
):
    programme = folder.programme
    commands = [about] if about else []
    row = SentRow(
        {"why": sent},
        {"why": present},
        cell_commands.newest_by_column(commands),
        last_asked(commands),
    )
    form = programme.forms["aspiring_town"]
    towns = programme.tables["towns"]
    states = answer_states(form.fields, form.fixed, towns, row, ())
    assert states["why"] == state


def test_locked_answers_and_files_stay(folder):
    programme = folder.programme
    form = programme.forms["aspiring_town"]
    states = answer_states(
        form.fields,
        form.fixed,
        programme.tables["towns"],
        SentRow({}, {}),
        ["name", "letter"],
    )
    assert {name: state.lock for name, state in states.items() if state.lock} == {
        "name": Lock.form,
        "letter": Lock.form,
    }
    assert (
        changed_cells(
            "towns",
            "MN-1",
            states,
            {"name": "X", "letter": ["x"], "why": "", "country": "EC"},
        )
        != []
    )


def send(house, **answers):
    """Sends the form; gives the browser, the address of its receipt and the
    reference.
    """
    browser = house.client()
    receipt = fill(browser, FORM, {**GIVEN, **answers}).location
    return browser, receipt


def change_address(browser, receipt):
    page = browser.get(receipt).text
    start = page.index("/en/change/")
    return page[start : page.index('"', start)]


def own(page):
    return {
        name: hidden(page, name)
        for name in ("csrf-token", "form-key", "form-version", STATES)
    }


def change(browser, address, **answers):
    """Opens the page, changes some answers and sends it."""
    page = browser.get(address).text
    return browser.post(
        address,
        data={**own(page), **GIVEN, **answers},
        content_type="multipart/form-data",
    )


def with_answer(house):
    """A form has been sent and has arrived in the sheet."""
    send(house)
    assert house.settle()


@pytest.fixture
def sent(lived):
    """A browser, the receipt of the form that has arrived in the
    sheet, and its reference.
    """
    town = named(lived, "towns", "Cotacachi")
    links = Links(lived.settings.secret_key, "")
    return lived.client(), links.receipt(town), town


def commands(house, reference):
    with house.journal.read() as connection:
        return {
            one.column: one
            for one in cell_commands.of_record(connection, "towns", reference)
        }


def value(house, reference, column):
    return house.look().tabs["towns"].rows[reference].values.get(column)


@prepared_by(with_answer)
def test_changed_answer_gets_into_its_cell_as_the_sender_s(lived, sent):
    browser, receipt, town = sent
    address = change_address(browser, receipt)
    page = browser.get(address).text
    assert "Porque sí." in page
    assert 'name="consent-given"' not in page
    assert change(browser, address, why="Ahora más.").location == receipt
    assert "on its way" in browser.get(receipt).text
    assert lived.settle()
    assert value(lived, town, "why") == "Ahora más."
    assert commands(lived, town).keys() == {"why"}
    with lived.journal.read() as connection:
        [edit] = [
            edit for edit in changes.history(connection, town) if edit.column == "why"
        ]
    assert (edit.before, edit.after, edit.by) == ("Porque sí.", "Ahora más.", SENDER)
    assert "taken over" in browser.get(receipt).text
    assert "Ahora más." in browser.get(address).text


@pytest.mark.long
def test_form_that_has_not_arrived_yet_can_be_changed(lived):
    browser, receipt = send(lived)
    assert (
        change(browser, change_address(browser, receipt), why="Ahora más.").status_code
        == 303
    )
    assert lived.settle()
    town = named(lived, "towns", "Cotacachi")
    assert value(lived, town, "why") == "Ahora más."


@prepared_by(with_answer)
def test_same_page_sent_twice_is_one_change(lived, sent):
    browser, receipt, town = sent
    address = change_address(browser, receipt)
    data = {**own(browser.get(address).text), **GIVEN, "why": "Ahora más."}
    assert [browser.post(address, data=data).location for _ in range(2)] == [
        receipt,
        receipt,
    ]
    with lived.journal.read() as connection:
        assert len(answer_changes.of_submission(connection, town)) == 1


@prepared_by(with_answer)
def test_back_and_another_answer_is_shown_before_it_is_kept(lived, sent):
    browser, receipt, town = sent
    address = change_address(browser, receipt)
    data = {**own(browser.get(address).text), **GIVEN, "why": "Ahora más."}
    browser.post(address, data=data)
    again = browser.post(address, data={**data, "why": "Ahora menos."})
    assert again.status_code == 409
    assert "Ahora menos." in again.text
    assert (
        browser.post(
            address, data={**own(again.text), **GIVEN, "why": "Ahora menos."}
        ).location
        == receipt
    )
    assert lived.settle()
    assert value(lived, town, "why") == "Ahora menos."


@prepared_by(with_answer)
def test_what_the_team_has_written_is_shown_and_stays(lived, sent):
    browser, receipt, town = sent
    lived.edit("towns", town, "why", "Lo dice el equipo.")
    assert lived.settle()
    address = change_address(browser, receipt)
    page = browser.get(address).text
    assert "Lo dice el equipo." in page
    assert '<textarea id="q-why"' not in page
    assert (
        change(browser, address, why="Yo insisto.", contact_name="Eva Páez").location
        == receipt
    )
    assert commands(lived, town).keys() == {"contact_name"}
    assert lived.settle()
    assert value(lived, town, "why") == "Lo dice el equipo."
    assert value(lived, town, "contact_name") == "Eva Páez"


@prepared_by(with_answer)
def test_edit_of_the_team_while_the_page_is_open_is_shown_first(lived, sent):
    browser, receipt, town = sent
    address = change_address(browser, receipt)
    data = {**own(browser.get(address).text), **GIVEN, "why": "Ahora más."}
    lived.edit("towns", town, "why", "Lo dice el equipo.")
    assert lived.settle()
    again = browser.post(address, data=data)
    assert again.status_code == 409
    assert "Lo dice el equipo." in again.text
    assert commands(lived, town) == {}


@prepared_by(with_answer)
def test_edit_of_the_team_after_the_press_is_for_them_to_decide(lived, sent):
    browser, receipt, town = sent
    change(browser, change_address(browser, receipt), why="Ahora más.")
    lived.edit("towns", town, "why", "Lo dice el equipo.")
    assert lived.settle()
    assert value(lived, town, "why") == "Lo dice el equipo."
    assert commands(lived, town)["why"].refusal is Refusal.changed
    assert ("not_set", "towns", town, "why") in problems(lived)
    assert "the team will decide" in browser.get(receipt).text


@prepared_by(with_answer)
def test_locked_answer_is_never_taken_from_a_browser(lived, sent):
    browser, receipt, town = sent
    address = change_address(browser, receipt)
    change(browser, address, name="Quito", letter="x", status="approved")
    assert commands(lived, town) == {}
    assert "Quito" not in browser.get(address).text


@prepared_by(with_answer)
def test_wrong_answer_is_named_and_nothing_is_lost(lived, sent):
    browser, receipt, town = sent
    answer = change(
        browser,
        change_address(browser, receipt),
        contact_email="no es correo",
        why="Ahora más.",
    )
    assert answer.status_code == 422
    assert "Ahora más." in answer.text
    assert commands(lived, town) == {}


@prepared_by(with_answer)
def test_page_without_its_token_changes_nothing(lived, sent):
    browser, receipt, town = sent
    address = change_address(browser, receipt)
    data = {**own(browser.get(address).text), **GIVEN, "why": "Ahora más."}
    assert lived.client().post(address, data=data).status_code == 422
    assert commands(lived, town) == {}


@prepared_by(with_answer)
def test_link_ends_on_its_day_and_says_whom_to_ask(lived, sent):
    browser, receipt, _town = sent
    address = change_address(browser, receipt)
    lived.later(days=15)
    assert "/change/" not in browser.get(receipt).text
    ended = browser.get(address)
    assert ended.status_code == 410
    assert "coordinacion@example.org" in ended.text
    late = browser.post(address, data={**GIVEN, "why": "Ahora más."})
    assert late.status_code == 410
    assert "Ahora más." in late.text


@prepared_by(with_answer)
def test_link_of_a_deleted_row_opens_nothing(lived, sent):
    browser, receipt, town = sent
    address = change_address(browser, receipt)
    delete_row(lived, town)
    assert lived.settle()
    assert browser.get(address).status_code == 410


@pytest.mark.long
@prepared_by(with_answer)
def test_row_that_was_brought_back_cannot_be_changed(lived, sent):
    browser, receipt, town = sent
    address = change_address(browser, receipt)
    delete_row(lived, town)
    assert lived.settle()
    with lived.journal.write() as connection:
        deliveries.send_again(
            connection,
            "towns",
            {town: ({"name": "Cotacachi"}, {"cells": {}, "wrong": {}})},
        )
    assert lived.settle()
    ended = browser.get(address)
    assert ended.status_code == 410
    assert "cannot be changed here" in ended.text
    assert "/change/" not in browser.get(receipt).text


@pytest.mark.parametrize("token", ["forged", "MN-AAAAA", "MN-AAAAA.forged"])
def test_forged_link_opens_nothing(lived, token):
    assert lived.client().get(f"/en/change/{token}").status_code == 404


@prepared_by(with_answer)
def test_receipt_s_token_is_no_token_for_a_change(lived, sent):
    browser, receipt, _town = sent
    assert browser.get(f"/en/change/{receipt.rpartition('/')[2]}").status_code == 404


@prepared_by(with_answer)
def test_answers_are_changed_so_often_and_no_more(lived, sent):
    browser, receipt, town = sent
    address = change_address(browser, receipt)
    with lived.journal.write() as connection:
        row = {
            "submission": town,
            "digest": "",
            "version": "",
            "language": "en",
            "answers": dict(GIVEN),
        }
        now = lived.office.sync.now() - timedelta(hours=1)
        rows = [
            {**row, "key": f"key-{number}", "changed_at": now}
            for number in range(MOST_CHANGES)
        ]
        connection.execute(sa.insert(table), rows)
    assert browser.get(address).status_code == 410


@pytest.mark.parametrize("given", [{}, {"until": "2027-03-01", "days": 3}, {"days": 0}])
def test_changes_that_say_no_end_or_two_are_a_mistake(given):
    with pytest.raises(ValueError, match=r"changes|days"):
        Changes.model_validate(given)


def test_mail_of_the_receipt_carries_the_link_and_the_team_s_does_not(lived):
    send(lived, contact_email="eva@example.org")
    work(lived)
    town = named(lived, "towns", "Cotacachi")
    messages = {row.email: row.text for row in lived.outbox() if row.reference == town}
    address = lived.app.extensions["hoja.services"].links.change("en", town)
    assert [email for email, text in messages.items() if address in text] == [
        "eva@example.org"
    ]
    assert len(messages) > 1


@pytest.mark.long
def test_mail_that_a_changed_answer_brings_is_one_of_a_public_form(lived):
    send(lived)
    work(lived)
    town = named(lived, "towns", "Cotacachi")
    with lived.journal.read() as connection:
        before = len(
            public_mails.written_since(
                connection, lived.office.sync.now() - timedelta(days=1)
            )
        )
    # no form of the programme asks for a column whose change is an event
    with lived.journal.write() as connection:
        cell = Cell("towns", town, "status")
        cell_commands.ask(
            connection,
            cell,
            "applied",
            "paused",
            SENDER,
            "key-x",
            lived.office.sync.now(),
        )
    work(lived)
    with lived.journal.read() as connection:
        after = len(
            public_mails.written_since(
                connection, lived.office.sync.now() - timedelta(days=1)
            )
        )
    assert after > before
