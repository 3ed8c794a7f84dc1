"""The page of a record's contact: their cases and forms, for one person, and
nothing that nobody agreed to.
"""

import re
from html import unescape

import pytest

from tests.forms.test_answers import COORDINATOR
from tests.lived import named, work

MENTOR, MAIL, TOWN = (
    "Vale do Café Novo",
    "sebastiao.moreira@example.org",
    "Serra das Flores",
)


def address(house, mentor=MENTOR, mail=MAIL, language="en", page="mentor", edition=0):
    links, reference = house.office.notify.links, named(house, "mentors", mentor)
    whole = links.contact_page(language, page, reference, person=mail, edition=edition)
    return whole.removeprefix(house.settings.public_url)


def seen(house, **kind):
    return unescape(house.client().get(address(house, **kind)).text)


def links(page, form):
    return re.findall(rf'href="[^"]*?(/en/{form}\?about=[^"]*)"', page)


def test_page_lists_the_towns_with_stage_tasks_and_forms(lived):
    page = seen(lived)
    assert re.findall(r"<h2>([^<]*)</h2>", page) == [TOWN]
    assert "Work plan under way" in page
    assert "Combinar com três escolas" in page
    counts = {
        form: len(links(page, form))
        for form in ("work_plan", "meeting_minutes", "outcome", "progress_report")
    }
    assert counts == {
        "work_plan": 1,
        "meeting_minutes": 1,
        "outcome": 1,
        "progress_report": 1,
    }
    assert "Villa Alta" not in page


def test_form_that_opens_from_it_knows_the_town_and_who_asks(lived):
    form = unescape(lived.client().get(links(seen(lived), "meeting_minutes")[0]).text)
    assert TOWN in form
    assert "Sebastião Moreira" in form


@pytest.mark.parametrize("typed", ["no", "ya no quiere"])
def test_contact_is_shown_where_they_agreed_and_else_the_coordination(lived, typed):
    assert "antonio.lopes@example.org" in seen(lived)
    lived.edit("towns", named(lived, "towns", TOWN), "share_contact", typed)
    work(lived)
    page = seen(lived)
    assert [
        word
        for word in ("antonio.lopes@example.org", "Antônio Lopes", "+5535991234567")
        if word in page
    ] == []
    assert COORDINATOR in page
    assert "Portuguese" in page


def test_link_ends_when_somebody_else_becomes_the_contact(lived):
    old = address(lived)
    lived.edit(
        "mentors",
        named(lived, "mentors", MENTOR),
        "contact_email",
        "nova.pessoa@example.org",
    )
    work(lived)
    ended = lived.client().get(old)
    assert (ended.status_code, TOWN in ended.text) == (410, False)
    assert (
        lived.client().get(address(lived, mail="nova.pessoa@example.org")).status_code
        == 200
    )


def test_staff_and_other_contacts_have_no_page_there(lived):
    for mail in (
        COORDINATOR,
        "helen.ashworth@example.org",
        "antonio.lopes@example.org",
    ):
        assert lived.client().get(address(lived, mail=mail)).status_code == 410


@pytest.mark.parametrize("forged", ["x", "other purpose", "other page"])
def test_forged_link_is_not_found(lived, forged):
    signed = lived.office.notify.links
    data = ["mentor", named(lived, "mentors", MENTOR), signed.mark(MAIL), 0]
    token = {
        "other purpose": signed.sign("case", data),
        "other page": signed.sign("contact", ["towns", *data[1:]]),
    }.get(forged, forged)
    assert lived.client().get(f"/en/mine/{token}").status_code == 404


def test_mentor_without_towns_is_told_so(lived):
    page = seen(lived, mentor="Lake Orchard", mail="daniel.roy@example.org")
    assert "There is nothing for you to do here at the moment" in page


def test_mails_to_mentors_lead_to_it_and_those_to_the_town_do_not(lived):
    town = named(lived, "towns", TOWN)
    lived.edit("towns", town, "mentor_2", "")
    work(lived)
    lived.edit("towns", town, "mentor_2", "Meadowbridge")
    lived.edit("towns", town, "status", "Con mentores")
    work(lived)
    mails = {
        kept.message["To"].split("<")[-1].strip("> "): kept.text
        for kept in lived.mails()
        if TOWN in kept.text
    }
    [found] = re.findall(r"http://\S+/en/mine/\S+", mails["helen.ashworth@example.org"])
    page = lived.client().get(found.removeprefix(lived.settings.public_url))
    assert (page.status_code, TOWN in page.text) == (200, True)
    assert "antonio.lopes@example.org" in mails["helen.ashworth@example.org"]
    assert ("/mine/" in mails["antonio.lopes@example.org"]) is False
    assert "helen.ashworth@example.org" in mails["antonio.lopes@example.org"]
