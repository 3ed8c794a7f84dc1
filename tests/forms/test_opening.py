"""Forms that open and close, and those with so many places."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from forms.access.opening import closed_when_sent
from journal.states import DeliveryState
from journal.tabs import deliveries
from programme.models.windows import YearlyWindow
from tests.house import fill, open_house, own_fields
from tests.lived import ANSWERS

FORM = "/es/aspiring_town"
TODAY = date.today()  # noqa: DTZ011 - days apart, not hours


def days(number):
    return TODAY + timedelta(days=number)


@pytest.fixture
def with_form(tmp_path, folder):
    """A house whose form has other dates."""
    houses = []

    def open_(**keys):
        programme = folder.programme
        form = programme.forms["aspiring_town"].model_copy(update=keys)
        changed = programme.model_copy(
            update={"forms": {**programme.forms, "aspiring_town": form}}
        )
        opened = open_house(tmp_path, replace(folder, programme=changed))
        houses.append(opened)
        return opened.__enter__()

    yield open_
    for house in houses:
        house.__exit__(None, None, None)


def count(house):
    with house.journal.read() as connection:
        return len(deliveries.in_state(connection, DeliveryState.queued, 100))


def of_year(number):
    return days(number).strftime("%m-%d").replace("02-29", "02-28")


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        (
            {"each_year": YearlyWindow(opens=of_year(20), closes=of_year(40))},
            "Este formulario se abre",
        ),
        (
            {"each_year": YearlyWindow(opens=of_year(-40), closes=of_year(-20))},
            "Este formulario se abre",
        ),
        ({"opens": days(3)}, "Este formulario se abre"),
        ({"closes": days(-3)}, "Este formulario estuvo abierto hasta"),
        (
            {"opens": days(-9), "closes": days(-3)},
            "Este formulario estuvo abierto hasta",
        ),
    ],
)
def test_closed_form_says_when_and_asks_nothing(with_form, keys, words):
    client = with_form(**keys).client()
    page = client.get(FORM)
    assert page.status_code == 403
    assert words in page.text
    assert "<form" not in page.text
    assert words in client.get("/?lang=es").text


@pytest.mark.parametrize(
    "keys",
    [{"opens": days(-3)}, {"closes": days(3)}, {"opens": days(-3), "closes": days(3)}],
)
def test_open_form_takes_submissions(with_form, keys):
    assert fill(with_form(**keys).client(), FORM, ANSWERS).status_code == 303


def test_form_that_closed_long_ago_gives_back_what_was_typed(with_form):
    house = with_form(closes=days(0))
    client = house.client()
    page = client.get(FORM).text
    house.later(days=3)
    answer = client.post(FORM, data={**own_fields(page), **ANSWERS})
    assert answer.status_code == 403
    assert ANSWERS["mayor_name"] in answer.text
    assert count(house) == 0


def test_form_with_so_many_places_is_full_then_and_takes_who_has_it_open(with_form):
    house = with_form(most=1)
    slow, quick = house.client(), house.client()
    page = slow.get(FORM).text
    fill(quick, FORM, ANSWERS)
    assert quick.get(FORM).status_code == 403
    assert (
        slow.post(
            FORM, data={**own_fields(page), **ANSWERS, "name": "Otavalo"}
        ).status_code
        == 303
    )
    assert count(house) == 2


@pytest.mark.parametrize(("minutes", "is_taken"), [(-1, True), (59, True), (61, False)])
def test_form_that_closed_while_it_was_filled_in_is_taken_for_an_hour(
    with_form, minutes, is_taken
):
    house = with_form(closes=date(2027, 3, 12))
    programme = house.app.extensions["hoja.services"].programme
    midnight = datetime(2027, 3, 13, tzinfo=ZoneInfo(programme.time_zone))
    with house.app.app_context():
        reason = closed_when_sent(
            programme.forms["aspiring_town"], midnight + timedelta(minutes=minutes)
        )
    assert (reason is None) is is_taken
