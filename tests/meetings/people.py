"""A meeting and its people in the house of the example."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tests.house import hidden, own_fields
from tests.lived import meeting, named, work

TOWN = "Villa Alta del Páramo"
HERE = ZoneInfo("America/Guayaquil")
CARMEN, ROSA, HELEN = (
    "carmen.guaman@example.org",
    "rosa.tenesaca@example.org",
    "helen.ashworth@example.org",
)
TEAM = "coordinacion@example.org"
INTERPRETER = "iris.cole@example.org"
ROSA_NAMED, HELEN_NAMED = (
    "Rosa Elvira Tenesaca (Puerto Cacao)",
    "Helen Ashworth (Meadowbridge)",
)


def at(house, days, hour):
    """A day from now and an hour of Ecuador, as a browser writes it,
    and the moment that this is.
    """
    day = (house.office.sync.now().astimezone(HERE) + timedelta(days=days)).date()
    return f"{day}T{hour:02}:00", datetime(
        day.year, day.month, day.day, hour, tzinfo=HERE
    )


def links(house):
    return house.app.extensions["hoja.services"].links


def today(house):
    return house.office.sync.now().astimezone(HERE).date()


def proposal_address(house, person=ROSA, language="es"):
    until = today(house) + timedelta(days=60)
    town = named(house, "towns", TOWN)
    address = links(house).form(
        language, "meeting_proposal", town, person=person, until=until
    )
    return address.removeprefix(house.settings.public_url)


def page_address(house, person, language="es", until=None):
    """The page of the only meeting, for one person."""
    reference = meeting(house)
    last_day = until or today(house) + timedelta(days=60)
    return (
        links(house)
        .meeting(language, reference, person=person, until=last_day)
        .removeprefix(house.settings.public_url)
    )


def send_proposal(house, first, second, **more):
    """Proposes by the link of the mentor, and says yes to the hours of everybody.

    The page that shows them.
    """
    client, address = house.client(), proposal_address(house)
    answers = {
        "q-subject": "Plan de trabajo",
        "q-hour_1": first,
        "q-hour_2": second,
    }
    answers = {name.removeprefix("q-"): value for name, value in answers.items()} | more
    page = client.get(address).text
    data = {**own_fields(page), **answers, "consent-given": "y"}
    shown = client.post(address, data=data, content_type="multipart/form-data")
    assert shown.status_code == 422, shown.text
    data = {
        **data,
        **own_fields(shown.text),
        "hours-seen": hidden(shown.text, "hours-seen"),
    }
    sent = client.post(address, data=data, content_type="multipart/form-data")
    assert sent.status_code == 303
    return shown.text


def proposed(house, first=None, second=None, **more):
    """A meeting whose hours are out."""
    page = send_proposal(
        house, first or at(house, 10, 10)[0], second or at(house, 11, 9)[0], **more
    )
    work(house)
    return page


def hours_on(page):
    """The hours that a page offers, as it sends them."""
    return list(dict.fromkeys(re.findall(r'name="hour" value="([^"]+)"', page)))


def press(client, address, act, **data):
    """Presses a button of the page of a meeting as it stands there."""
    page = client.get(address).text
    found = re.search(r'name="key" value="([^"]+)"', page)
    return client.post(
        address, data={"act": act, "key": found[1] if found else "", **data}
    )
