"""Files that are added, replaced and taken out after sending, by the link of the
receipt; what the row and the team's pages say then.
"""

import io
import re

import pytest
import sqlalchemy as sa

from core.links import Links
from forms.web_form.names import DROP
from journal.records.cells import cell_commands
from journal.schema import recent_uploads, uploads
from journal.states import UploadState
from tests.forms.test_change_answers import GIVEN, change_address, own, send
from tests.forms.test_views import errors
from tests.lived import coordinator, named, prepared_by
from tests.uploads import samples

QUESTION = "letter"


def pdf(name="nueva.pdf"):
    return (io.BytesIO(samples.pdf()), name)


def photo(name):
    return (io.BytesIO(samples.png((30, 20))), name)


def tokens(page):
    """Name of a file → the token by which the page carries it."""
    pattern = rf'name="kept-{QUESTION}" value="([^"]+)"><span>✓ (\S+)'
    return {name: token for token, name in re.findall(pattern, page)}


def change(browser, address, **answers):
    """Opens the page, sends all that it carries with other answers."""
    page = browser.get(address).text
    carried = {f"kept-{QUESTION}": list(tokens(page).values())}
    return browser.post(
        address,
        data={**own(page), **GIVEN, **carried, **answers},
        content_type="multipart/form-data",
    )


def addresses(house, town):
    cell = house.look().tabs["towns"].rows[town].values.get(QUESTION)
    return cell or []


def names(house, town):
    """The files whose addresses stand in the sheet."""
    links = house.app.extensions["hoja.services"].links
    with house.journal.read() as connection:
        query = sa.select(uploads.c.id, uploads.c.name).order_by(uploads.c.position)
        stored = list(connection.execute(query))
    present = addresses(house, town)
    return [name for id, name in stored if str(links.file(id)) in present]


def with_files(house):
    """A form with two files has been sent and has arrived in the sheet."""
    send(house, letter=[pdf("carta.pdf"), photo("sello.png")])
    assert house.settle()


pytestmark = prepared_by(with_files)


@pytest.fixture
def sent(lived):
    """A browser, the address of the page that changes the form, its row, and the
    address of its receipt.
    """
    town = named(lived, "towns", "Cotacachi")
    links = Links(lived.settings.secret_key, "")
    return lived.client(), links.change("en", town), town, links.receipt(town)


def test_page_shows_the_files_that_were_sent_and_changes_nothing_by_itself(lived, sent):
    browser, address, town, receipt = sent
    assert list(tokens(browser.get(address).text)) == ["carta.pdf", "sello.png"]
    assert change(browser, address).location == receipt
    with lived.journal.read() as connection:
        assert cell_commands.of_record(connection, "towns", town) == []


def test_file_is_added_and_another_taken_out(lived, sent):
    browser, address, town, receipt = sent
    page = browser.get(address).text
    answer = change(
        browser,
        address,
        letter=photo("otra.png"),
        **{DROP: tokens(page)["sello.png"]},
    )
    assert answer.location == receipt
    page = browser.get(receipt).text
    assert "carta.pdf, otra.png" in page
    assert "on its way" in page
    assert lived.settle()
    assert names(lived, town) == ["carta.pdf", "otra.png"]
    assert list(tokens(browser.get(address).text)) == ["carta.pdf", "otra.png"]
    with lived.journal.read() as connection:
        states = set(connection.execute(sa.select(recent_uploads.c.state)).scalars())
    assert states == {UploadState.accepted}


@pytest.mark.long
def test_all_files_can_be_taken_out_and_a_new_one_sent_later(lived, sent):
    browser, address, town, _receipt = sent
    change(browser, address, **{f"kept-{QUESTION}": []})
    assert lived.settle()
    assert addresses(lived, town) == []
    change(browser, address, letter=pdf("nueva.pdf"))
    assert lived.settle()
    assert names(lived, town) == ["nueva.pdf"]


def test_same_page_with_files_sent_twice_is_one_change(lived, sent):
    browser, address, town, receipt = sent
    page = browser.get(address).text
    data = {**own(page), **GIVEN, f"kept-{QUESTION}": list(tokens(page).values())}
    for _press in range(2):
        answer = browser.post(
            address,
            data={**data, QUESTION: photo("otra.png")},
            content_type="multipart/form-data",
        )
        assert answer.location == receipt
    assert lived.settle()
    assert names(lived, town) == ["carta.pdf", "sello.png", "otra.png"]


def test_file_that_is_refused_loses_none_of_the_others(lived, sent):
    browser, address, *_ = sent
    answer = change(
        browser,
        address,
        letter=[(io.BytesIO(b"<html>"), "mala.pdf"), photo("otra.png")],
    )
    assert answer.status_code == 422
    assert list(errors(answer.text)) == [QUESTION]
    assert list(tokens(answer.text)) == ["carta.pdf", "sello.png", "otra.png"]


def test_files_are_sent_one_by_one_as_they_are_chosen(lived, sent):
    browser, address, town, _receipt = sent
    page = browser.get(address).text
    assert f'data-files="{address}/files"' in page
    answer = browser.post(
        f"{address}/files",
        data={**own(page), QUESTION: photo("otra.png")},
        content_type="multipart/form-data",
    )
    [arrived] = answer.json["arrived"]
    change(browser, address, **{f"kept-{QUESTION}": [arrived["token"]]})
    assert lived.settle()
    assert names(lived, town) == ["otra.png"]


def test_files_of_a_strangers_change_are_counted_with_those_of_strangers(lived, sent):
    browser, address, *_ = sent
    change(browser, address, letter=photo("otra.png"))
    with lived.journal.read() as connection:
        is_public = sa.select(recent_uploads.c.is_public)
        assert set(connection.execute(is_public).scalars()) == {True}


def test_what_the_team_wrote_in_place_of_the_files_stays(lived, sent):
    browser, address, town, _receipt = sent
    lived.edit("towns", town, QUESTION, addresses(lived, town)[0])
    assert lived.settle()
    page = browser.get(address).text
    assert tokens(page) == {}
    assert "The team has written this here since." in page
    assert change(browser, address, letter=photo("otra.png")).status_code == 303
    assert lived.settle()
    assert names(lived, town) == ["carta.pdf"]


@pytest.mark.long
def test_file_of_two_answers_is_shown_with_the_one_in_which_it_stands(lived, sent):
    browser, address, town, _receipt = sent
    carried = tokens(browser.get(address).text)["sello.png"]
    _letter, picture = addresses(lived, town)
    again = {"name": "Otavalo", "contact_email": "otra@example.org"}
    other, receipt = send(lived, **again, **{f"kept-{QUESTION}": carried})
    assert lived.settle()
    answers = {
        town: (browser, address),
        named(lived, "towns", "Otavalo"): (other, change_address(other, receipt)),
    }
    # Taken out of the one that a look by the file alone comes upon.
    change(*answers[min(answers)], **{f"kept-{QUESTION}": []})
    assert lived.settle()
    shown = coordinator(lived).get(f"/file/{picture.partition('/file/')[2]}").text
    assert f"{max(answers)} · " in shown


def test_team_is_told_of_a_file_that_was_taken_out(lived, sent):
    browser, address, town, _receipt = sent
    _letter, picture = addresses(lived, town)
    page = browser.get(address).text
    change(browser, address, **{DROP: tokens(page)["sello.png"]})
    assert lived.settle()
    address = f"/file/{picture.partition('/file/')[2]}"
    shown = coordinator(lived).get(address).text
    assert "ya no está en la fila" in shown
    # It belongs to no document of the answer any more.
    assert "en un solo PDF" not in shown
