"""Proposals on the page of a case: reasons, one tap, and what becomes of it."""

import re
from html import unescape

from tests.lived import coordinator, named, work

OTHER = "Serra das Flores"


def with_a_free_place(house):
    town = named(house, "towns", OTHER)
    house.edit("towns", town, "mentor_2", "")
    work(house)
    return town


def tap(client, page, name):
    """Takes somebody over as their button on the page does."""
    form = re.search(
        r'<form method="post" action="([^"]*/proposals/[^"]*)">(.*?)</form>',
        page,
        re.DOTALL,
    )
    fields = dict(re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', form[2]))
    entry = next(part for part in form[2].split("<li>") if name in part)
    fields["candidate"] = re.search(r'name="candidate" value="([^"]*)"', entry)[1]
    return client.post(form[1], data=fields)


def test_one_tap_enters_who_is_proposed_into_the_sheet(lived):
    town = with_a_free_place(lived)
    client = coordinator(lived)
    page = unescape(client.get(f"/staff/case/{town}?lang=en").text)
    assert "1. <a" in page
    said = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert (
        "Meadowbridge · Town of Fair Trade Towns International (FTTI) · United Kingdom"
        " 1 point against: Its letter is missing (−1)"
    ) in said
    # Of the kind that is there already nobody is proposed, nor
    # whoever has only offered.
    listed = re.findall(r'<ol class="todo">(.*?)</ol>', page, re.DOTALL)
    assert "Meadowbridge" in listed[0]
    assert "Puerto Cacao" not in listed[0]
    assert "Lake Orchard" not in listed[0]
    assert tap(client, page, "Meadowbridge").status_code == 303
    waiting = client.get(f"/staff/case/{town}?lang=en").text
    assert "/proposals/" not in waiting
    work(lived)
    assert lived.records("towns")[town]["mentor_2"] == named(
        lived, "mentors", "Meadowbridge"
    )
    assert 'id="proposals"' not in client.get(f"/staff/case/{town}").text


def test_place_that_somebody_filled_meanwhile_is_not_written(lived):
    town = with_a_free_place(lived)
    client = coordinator(lived)
    page = client.get(f"/staff/case/{town}").text
    lived.edit("towns", town, "mentor_2", "Lake Orchard")
    work(lived)
    assert tap(client, page, "Meadowbridge").status_code == 303
    work(lived)
    assert lived.records("towns")[town]["mentor_2"] == named(
        lived, "mentors", "Lake Orchard"
    )


def test_empty_list_says_what_may_help(lived):
    town = with_a_free_place(lived)
    lived.edit("mentors", named(lived, "mentors", "Meadowbridge"), "status", "Retirada")
    work(lived)
    page = coordinator(lived).get(f"/staff/case/{town}?lang=en").text
    assert "Nobody meets the conditions at the moment" in page
