"""Which presses of “Send” count: a table; and that whoever is
asked once more loses nothing.
"""

import io
import re
from datetime import UTC, datetime, timedelta

import pytest

from core.links import Links
from forms.request.press import (
    FIELD,
    TRAP,
    WAIT_SECONDS,
    PageKind,
    Press,
    fresh_page,
    next_page,
    page_again,
)
from journal.states import DeliveryState
from journal.tabs import deliveries
from tests.forms.test_views import PNG, empty, rows
from tests.house import LONG_OPEN, SECRET, fill, hidden
from tests.lived import ANSWERS, named

__all__ = ["empty"]
NOW = datetime(2027, 3, 12, 15, tzinfo=UTC)
KEY = "k" * 32
FORM = "/es/aspiring_town"
FRESH, AGAIN = fresh_page(NOW), page_again(KEY, NOW)
WAITING = Press(PageKind.wait, KEY, int(NOW.timestamp()) + WAIT_SECONDS)
SECOND, MINUTE, HOUR, DAYS = (
    timedelta(seconds=each) for each in (1, 60, 3600, 86400 * 9)
)


@pytest.mark.parametrize(
    ("press", "passed", "trap", "hurried", "kind"),
    [
        (None, MINUTE, "", False, PageKind.again),
        (FRESH, 0 * SECOND, "", False, PageKind.again),
        (FRESH, SECOND, "", False, PageKind.again),
        (FRESH, 2 * SECOND, "", False, None),
        (FRESH, DAYS, "", False, None),
        # the clock was set back while the page was open
        (
            FRESH,
            -HOUR,
            "",
            False,
            None,
        ),
        (FRESH, MINUTE, "http://pills.example", False, PageKind.again),
        (AGAIN, 0 * SECOND, "http://pills.example", False, None),
        (page_again("another key", NOW), MINUTE, "", False, PageKind.again),
        (FRESH, MINUTE, "", True, PageKind.wait),
        (AGAIN, 0 * SECOND, "", True, PageKind.wait),
        (WAITING, 19 * SECOND, "", True, PageKind.wait),
        (WAITING, 20 * SECOND, "", True, None),
        (WAITING, -HOUR, "", True, None),
    ],
)
def test_press_counts_or_the_page_comes_again(press, passed, trap, hurried, kind):
    page = next_page(press, KEY, trap, NOW + passed, lambda: hurried)
    assert (page.kind if page else None) == kind


def test_who_presses_before_the_time_waits_no_longer_for_it():
    assert next_page(WAITING, KEY, "", NOW + 5 * SECOND, lambda: True) == WAITING


def test_press_of_a_page_cannot_be_made_up():
    assert Press.read(Links(SECRET, ""), WAITING.sign(Links(SECRET, ""))) == WAITING
    assert (
        Press.read(Links(SECRET, ""), WAITING.sign(Links("another secret", ""))) is None
    )


def own(page, **more):
    """What a browser sends of a page beside the answers: every
    hidden field that it has.
    """
    fields = dict(re.findall(r'type="hidden" name="([\w-]+)" value="([^"]*)"', page))
    return {**fields, "csrf-token": hidden(page, "csrf-token"), **more}


@pytest.mark.parametrize(
    "tripped",
    [{FIELD: ""}, {FIELD: "forged"}, {FIELD: LONG_OPEN, TRAP: "http://pills.example"}],
)
def test_tripped_trap_keeps_everything_and_the_next_press_counts(empty, tripped):
    client = empty.client()
    photo = (io.BytesIO(PNG), "carta.png")
    first = client.post(
        FORM, data={**own(client.get(FORM).text, **tripped), **ANSWERS, "letter": photo}
    )
    assert (first.status_code, rows(empty)) == (422, [])
    assert "pulse “Enviar” una vez más" in first.text
    assert f'name="{TRAP}" value=""' in first.text
    assert 'value="Cotacachi"' in first.text
    second = client.post(FORM, data={**own(first.text), **ANSWERS})
    assert second.status_code == 303
    [row] = rows(empty)
    assert len(row.values["letter"]) == 1


def test_blind_script_never_gets_through(empty):
    client = empty.client()
    page = client.get(FORM).text
    for number in range(5):
        data = {**own(page), **ANSWERS, "form-key": f"script-{number:04}", TRAP: "x"}
        assert client.post(FORM, data=data).status_code == 422
    assert rows(empty) == []


def test_trap_is_out_of_the_way_of_people(empty):
    field = re.search(
        rf'<div class="apart" aria-hidden="true">.*?name="{TRAP}"[^>]*>',
        empty.client().get(FORM).text,
    )
    assert field
    assert {'tabindex="-1"', 'autocomplete="off"'} <= set(field[0].split())


def send_as(house, address, **answers):
    return fill(
        house.client(),
        FORM,
        {**ANSWERS, **answers},
        environ_base={"REMOTE_ADDR": address},
    )


def test_village_behind_one_address_notices_nothing(empty):
    answers = [
        send_as(empty, "203.0.113.9", name=f"Lugar {number}") for number in range(40)
    ]
    assert {answer.status_code for answer in answers} == {303}
    assert len(rows(empty)) == 40


def hurry(house, address="203.0.113.9"):
    """Makes one client's pace too great."""
    services = house.app.extensions["hoja.services"]
    for _ in range(house.folder.programme.limits.forms_per_client):
        services.pace.note(address)


def origins(house):
    from journal.schema import submissions

    with house.journal.read() as connection:
        return [str(row.origin) for row in connection.execute(submissions.select())]


def test_beyond_the_pace_the_page_asks_to_wait_and_then_accepts(empty):
    hurry(empty)
    client = empty.client()
    there = {"environ_base": {"REMOTE_ADDR": "203.0.113.9"}}
    first = client.post(
        FORM, data={**own(client.get(FORM).text), FIELD: LONG_OPEN, **ANSWERS}, **there
    )
    assert (first.status_code, first.headers["Retry-After"]) == (422, str(WAIT_SECONDS))
    early = client.post(FORM, data={**own(first.text), **ANSWERS}, **there)
    assert (early.status_code, rows(empty)) == (422, [])
    waited = Press(PageKind.wait, hidden(early.text, "form-key"), 0).sign(
        Links(SECRET, "")
    )
    accepted = client.post(
        FORM, data={**own(early.text, **{FIELD: waited}), **ANSWERS}, **there
    )
    assert accepted.status_code == 303
    assert origins(empty) == ["beyond_pace"]


def test_another_client_is_not_slowed_down(empty):
    hurry(empty, "2001:db8:1:2::/64")
    assert send_as(empty, "2001:db8:1:2::77").status_code == 422
    assert send_as(empty, "2001:db8:1:3::77").status_code == 303
    assert origins(empty) == ["open"]


def test_signed_link_knows_no_pace_and_no_trap(lived):
    hurry(lived, "127.0.0.1")
    about = lived.office.notify.links.sign(
        "form", ["town_letter", named(lived, "towns", "Serra das Flores")]
    )
    client = lived.client()
    page = client.get(f"/es/town_letter?about={about}").text
    assert TRAP not in page
    data = {
        **own(page),
        "consent-given": "y",
        "file": (io.BytesIO(PNG), "carta.png"),
        "signed_by": "Eva",
    }
    answer = client.post("/es/town_letter", data=data)
    assert (answer.status_code, origins(lived)[-1]) == (303, "link")
    with lived.journal.read() as connection:
        assert len(deliveries.in_state(connection, DeliveryState.queued, 10)) == 1
