"""The calendar of a case: its meetings without names and places, for as long as the
address of its page is good.
"""

from icalendar import Calendar

from journal.access import case_pages
from tests.lived import lived, named, type_row, work
from tests.meetings.people import (
    CARMEN,
    HELEN,
    TOWN,
    at,
    links,
    proposal_address,
    today,
)

__all__ = ["lived"]


def test_feed_holds_the_meetings_of_its_case_and_ends_with_the_address_of_its_page(
    lived,
):
    town, other = named(lived, "towns", TOWN), named(lived, "towns", "Serra das Flores")
    text, moment = at(lived, 10, 15)
    rows = {"Fijada": (town, text), "Cancelada": (town, text), "": (other, text)}
    for status, (place, hour) in rows.items():
        cells = {
            "subject": f"Plan {status}",
            "place": "https://meet.example/abc",
            "begins": hour.replace("T", " "),
        }
        type_row(lived, "appointments", town=place, status=status, **cells)
    work(lived)
    address = (
        links(lived).case_feed("es", town, 0).removeprefix(lived.settings.public_url)
    )
    answer = lived.client().get(address)
    calendar = Calendar.from_ical(answer.text)
    [event] = [event for event in calendar.events if "Plan" in event["summary"]]
    assert (event["summary"], event.start) == (f"{TOWN}: Plan Fijada", moment)
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert "meet.example" not in answer.text
    [meeting] = [
        key
        for key, row in lived.records("appointments").items()
        if row["subject"] == "Plan Fijada"
    ]
    assert event["uid"] == links(lived).feed_uid(meeting)
    page = (
        lived.client()
        .get(links(lived).case("es", town, 0).removeprefix(lived.settings.public_url))
        .text
    )
    assert address in page
    with lived.journal.write() as connection:
        case_pages.renew(connection, town)
    assert lived.client().get(address).status_code == 410
    assert (
        lived.client()
        .get(address.replace("calendar.ics", "")[:-2] + "/calendar.ics")
        .status_code
        == 404
    )


def test_hours_are_asked_by_the_clock_of_whose_link_it_is(lived):
    assert today(lived)
    page = lived.client().get(proposal_address(lived, HELEN, "en")).text
    assert page.count("By this clock: United Kingdom Time.") == 3
    assert (
        lived.client()
        .get(proposal_address(lived, CARMEN, "en"))
        .text.count("Ecuador (Guayaquil) Time.")
        == 3
    )
