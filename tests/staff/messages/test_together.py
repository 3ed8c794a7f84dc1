"""One yes for all mails of a decision: the page with every text, the press, the
hour that somebody chose.
"""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from journal.access import security_events
from journal.states import SecurityAction
from notify.state import Timing
from tests.house import hidden
from tests.lived import coordinator, told, work
from tests.notify.test_needs import (
    ALL_HELD,
    ALL_SENT,
    CONTACT,
    MAYOR,
    MENTORS,
    MISSING,
    complete,
    recognise,
    row_of,
)

SHOWN_ON_LIST = "Municipio reconocido: Serra das Flores"


def page_of(house, client):
    """The address and the text of the page of what waits together."""
    row = row_of(house, CONTACT, "recognised")
    text = client.get(f"/staff/mail/{row.id}").text
    address = text.split('id="together"><p><a href="')[1].split('"')[0]
    return address, client.get(address).text


def press(client, address, page, **more):
    ids = [part.split('"')[0] for part in page.split('name="id" value="')[1:]]
    own = {"csrf_token": hidden(page, "csrf_token"), "id": list(dict.fromkeys(ids))}
    return client.post(address, data={**own, **more})


def actions(house):
    with house.journal.read() as connection:
        return [
            event.action
            for event in security_events.newest(connection, 5, by_somebody=True)
        ]


@pytest.mark.long
def test_page_says_what_is_missing_and_one_mail_may_go_without(lived):
    recognise(lived)
    client = coordinator(lived)
    address, page = page_of(lived, client)
    assert MISSING in page
    assert 'id="send"' not in page
    assert press(client, address, page).status_code == 409
    mentor = row_of(lived, MENTORS[0], "recognised")  # no document goes with hers
    alone = client.get(f"/staff/mail/{mentor.id}").text
    assert 'value="send"' not in alone
    own = {"csrf_token": hidden(alone, "csrf_token"), "seen": hidden(alone, "seen")}
    client.post(
        f"/staff/mail/{mentor.id}/without",
        data={**own, "missing": ["recognised_on != null"]},
    )
    work(lived)
    assert told(lived, "recognised") == ALL_HELD  # the page had shown more as missing
    client.post(
        f"/staff/mail/{mentor.id}/without",
        data={**own, "missing": list(mentor.missing)},
    )
    work(lived)
    assert told(lived, "recognised") == sorted(
        [(MENTORS[0], "sent"), *(row for row in ALL_HELD if row[0] != MENTORS[0])]
    )
    assert SecurityAction.let_go_without in actions(lived)


def test_one_press_sends_all_at_the_hour_that_somebody_chose_even_on_a_saturday(lived):
    complete(lived, recognise(lived))
    client = coordinator(lived)
    assert SHOWN_ON_LIST in client.get("/staff/outbox").text
    address, page = page_of(lived, client)
    assert page.count('<pre class="short"') == len(ALL_HELD)
    zone = ZoneInfo(lived.folder.programme.time_zone)
    now = lived.office.sync.now().astimezone(zone)
    saturday = (now + timedelta(days=(5 - now.weekday()) % 7)).replace(
        hour=23, minute=0
    )
    assert (
        press(
            client, address, page, send_at=saturday.strftime("%Y-%m-%dT%H:%M")
        ).status_code
        == 303
    )
    work(lived)
    assert {state for _email, state in told(lived, "recognised")} == {"queued"}
    lived.later(seconds=(saturday - now).total_seconds() + 60)
    work(lived)
    assert told(lived, "recognised") == ALL_SENT
    assert SecurityAction.let_go in actions(lived)


@pytest.mark.long
def test_left_blank_they_wait_for_the_next_sending_hour(lived, monkeypatch):
    monkeypatch.setattr(
        "notify.context.NotifyContext.timing", property(lambda _context: Timing(1, 2))
    )
    complete(lived, recognise(lived))
    client = coordinator(lived)
    address, page = page_of(lived, client)
    lived.later(hours=12)  # ten in the evening
    assert press(client, address, page).status_code == 303
    work(lived)
    assert {state for _email, state in told(lived, "recognised")} == {"queued"}
    lived.later(hours=12)
    work(lived)
    assert told(lived, "recognised") == ALL_SENT


@pytest.mark.long
@pytest.mark.parametrize(
    "typed", ["2020-01-01T11:00", "2099-01-01T11:00", "2027-05-01", "sábado"]
)
def test_hour_that_cannot_be_is_asked_about(lived, typed):
    complete(lived, recognise(lived))
    client = coordinator(lived)
    address, page = page_of(lived, client)
    answer = press(client, address, page, send_at=typed)
    assert (answer.status_code, "send_at-error" in answer.text) == (422, True)
    assert told(lived, "recognised") == ALL_HELD


@pytest.mark.long
def test_words_that_changed_since_they_were_shown_stop_all_of_them(lived):
    complete(lived, recognise(lived))
    client = coordinator(lived)
    address, page = page_of(lived, client)
    id = row_of(lived, CONTACT, "recognised").id
    form = client.get(f"/staff/mail/{id}/edit").text
    own = {name: hidden(form, name) for name in ("csrf_token", "seen")}
    client.post(
        f"/staff/mail/{id}/edit",
        data={**own, "email": CONTACT, "subject": "Otro", "text": "Otro texto."},
    )
    assert press(client, address, page, when="now").status_code == 409
    assert told(lived, "recognised") == ALL_HELD
    assert (
        press(client, address, client.get(address).text, when="now").status_code == 303
    )
    work(lived)
    assert told(lived, "recognised") == ALL_SENT
    assert row_of(lived, CONTACT, "recognised").subject == "Otro"


@pytest.mark.long
def test_one_that_is_dropped_stops_none_of_the_others(lived):
    complete(lived, recognise(lived))
    client = coordinator(lived)
    address, page = page_of(lived, client)
    id = row_of(lived, MAYOR, "recognised_mayor").id
    client.post(
        "/staff/mail",
        data={"csrf_token": hidden(page, "csrf_token"), "action": "skip", "id": [id]},
    )
    assert press(client, address, client.get(address).text).status_code == 303
    work(lived)
    assert told(lived, "recognised") == sorted(
        [(MAYOR, "skipped"), *(row for row in ALL_SENT if row[0] != MAYOR)]
    )
