"""Back, and *Send* once more: a page that was opened anew, with the answers that
the browser filled in again.
"""

import pytest

from forms.request.sending.sent_before import AGAIN, MOST, note_sent, sent_before
from journal.states import DeliveryState
from journal.tabs import deliveries
from tests.house import fill, hidden, open_house, own_fields
from tests.lived import ANSWERS

FORM = "/es/aspiring_town"


@pytest.fixture
def empty(tmp_path, folder):
    with open_house(tmp_path, folder) as house:
        yield house


def count(house):
    with house.journal.read() as connection:
        return len(deliveries.in_state(connection, DeliveryState.queued, 100))


def test_same_answers_of_a_new_page_are_asked_about_and_not_kept_twice(empty):
    client = empty.client()
    receipt = fill(client, FORM, ANSWERS).location
    again = fill(client, FORM, ANSWERS)
    assert again.status_code == 409
    assert receipt.split("/")[-1].split(".")[0] in again.text
    assert receipt in again.text
    assert count(empty) == 1


def test_same_answers_count_twice_where_a_person_says_so(empty):
    client = empty.client()
    fill(client, FORM, ANSWERS)
    page = fill(client, FORM, ANSWERS).text
    sent = client.post(
        FORM, data={**own_fields(page), **ANSWERS, AGAIN: hidden(page, AGAIN)}
    )
    assert sent.status_code == 303
    assert count(empty) == 2


def test_other_answers_are_another_submission(empty):
    client = empty.client()
    fill(client, FORM, ANSWERS)
    assert fill(client, FORM, {**ANSWERS, "name": "Otavalo"}).status_code == 303
    assert count(empty) == 2


def test_same_answers_from_another_browser_are_another_submission(empty):
    fill(empty.client(), FORM, ANSWERS)
    assert fill(empty.client(), FORM, ANSWERS).status_code == 303
    assert count(empty) == 2


def test_same_answers_are_news_after_a_day(empty):
    client = empty.client()
    fill(client, FORM, ANSWERS)
    empty.later(days=1, minutes=1)
    assert fill(client, FORM, ANSWERS).status_code == 303
    assert count(empty) == 2


def test_as_many_submissions_are_remembered_as_a_cookie_holds(empty):
    now = empty.app.extensions["hoja.services"].clock.now()
    with empty.app.test_request_context():
        for number in range(MOST + 1):
            note_sent(f"key{number}", f"digest{number}", f"MN-{number}", now)
        remembered = [
            sent_before("another", f"digest{number}", now) for number in range(MOST + 1)
        ]
    assert remembered == [None, *(f"MN-{number}" for number in range(1, MOST + 1))]


def test_page_that_is_sent_twice_counts_once_against_its_client(empty):
    client = empty.client()
    own = own_fields(client.get(FORM).text)
    for _ in range(2):
        assert client.post(FORM, data={**own, **ANSWERS}).status_code == 303
    assert empty.app.extensions["hoja.services"].pace.of_minutes.count("127.0.0.1") == 1
