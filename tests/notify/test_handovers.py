"""Another contact of a record gets one mail with the story; a correction gets none;
what can be both waits for a yes.
"""

import re

import pytest

from programme.records.people.sharing import is_shared
from programme.records.record import View
from rules.recipients.people import of_contact
from tests.house import fill
from tests.lived import coordinator, named, told, work

TOWN, OLD, NEW = (
    "Villa Alta del Páramo",
    "carmen.guaman@example.org",
    "jorge.vela@example.org",
)

HELEN, ROSA = "helen.ashworth@example.org", "rosa.tenesaca@example.org"


def hand_over(house, **cells):
    town = named(house, "towns", TOWN)
    for column, text in cells.items():
        house.edit("towns", town, column, text)
    work(house)
    return town


def is_known_to_others(house):
    with house.journal.read() as connection:
        records = house.office.sync.records(connection)
    record = records.table("towns")[named(house, "towns", TOWN)]
    table = records.programme.tables["towns"]
    return is_shared(View(records, table, record, None), "contact")


def test_new_contact_gets_one_mail_with_the_story_the_tasks_and_links(lived):
    hand_over(
        lived,
        contact_name="Jorge Vela",
        contact_email=NEW,
        contact_phone="+593961112233",
    )
    assert told(lived, "contact_changed") == [
        ("coordinacion@example.org", "sent"),
        (HELEN, "sent"),
        (NEW, "sent"),
        (ROSA, "sent"),
    ]
    # Nobody has agreed for them either that the mentors know them.
    [to_mentor] = [
        kept.text for kept in lived.mails() if HELEN in str(kept.message["To"])
    ]
    assert "has a new contact from now on" in to_mentor
    assert ("Jorge" in to_mentor, NEW in to_mentor) == (False, False)
    [mail] = [kept.text for kept in lived.mails() if NEW in str(kept.message["To"])]
    # “Ing.” was the person before.
    assert "Un cordial saludo, Jorge Vela:" in mail
    assert "Presentar al concejo el borrador de la ordenanza" in mail
    assert "Puerto Cacao y Meadowbridge" in mail
    [address] = re.findall(r"http://\S+/es/work_plan\?\S+", mail)
    form = lived.client().get(address.removeprefix(lived.settings.public_url))
    # Nobody has agreed for them: the first form asks anew.
    assert (form.status_code, 'name="consent-given"' in form.text) == (200, True)


def greeting_of(house, town):
    """How the contact of a town is addressed."""
    with house.journal.read() as connection:
        records = house.office.sync.records(connection)
    record = records.table("towns")[town]
    table = records.programme.tables["towns"]
    return of_contact(View(records, table, record, None), "contact").address


@pytest.mark.parametrize(
    ("cells", "address"),
    [
        ({"contact_email": "carmen.guaman@otro.example.org"}, "Ing."),
        ({"contact_name": "Carmen Guamán Lema"}, "Ing."),
        ({"contact_name": "Jorge Vela"}, ""),
        (
            {"contact_name": "Jorge Vela", "contact_address": "Sr. alcalde"},
            "Sr. alcalde",
        ),
    ],
)
def test_form_of_address_is_that_of_the_person_for_whom_it_was_written(
    lived, cells, address
):
    assert greeting_of(lived, hand_over(lived, **cells)) == address


def test_correction_of_an_address_hands_nothing_over(lived):
    hand_over(lived, contact_email="carmen.guaman@otro.example.org")
    assert told(lived, "contact_changed") == []


def test_other_name_at_the_old_address_waits_for_a_yes(lived):
    hand_over(lived, contact_name="Jorge Vela")
    assert told(lived, "contact_changed") == [
        (OLD, "held"),
        (HELEN, "held"),
        (ROSA, "held"),
    ]
    assert (
        "3 mails wait for one yes"
        in coordinator(lived).get("/staff/?lang=en", follow_redirects=True).text
    )


@pytest.mark.long
def test_namesake_with_other_addresses_is_asked_for_their_own_agreement(lived):
    assert is_known_to_others(lived)
    hand_over(lived, contact_email=NEW, contact_phone="+593961112233")
    assert (NEW, "held") in told(lived, "contact_changed")
    assert not is_known_to_others(lived)
    town = named(lived, "towns", TOWN)
    today = lived.office.sync.now().date()
    link = lived.office.notify.links.form(
        "es", "town_permission", town, person=NEW, until=today
    )
    path = link.removeprefix(lived.settings.public_url)
    answers = {"shares": "yes", "consent-given": "y"}
    assert fill(lived.client(), path, answers).status_code == 303
    work(lived)
    assert is_known_to_others(lived)
    # Whoever comes next is asked again, whatever their name.
    hand_over(lived, contact_email="c.g@otra.example.org", contact_phone="")
    assert not is_known_to_others(lived)


def test_mail_that_waits_goes_to_the_new_contact_and_their_old_links_end(lived):
    town = named(lived, "towns", TOWN)
    lived.edit("towns", town, "mayor_email", "")
    hand_over(
        lived,
        status="En pausa",
        contact_name="Jorge Vela",
        contact_email=NEW,
        contact_phone="",
    )
    assert (NEW, "sent") in told(lived, "paused")
    old = lived.office.notify.links.form(
        "es", "work_plan", town, person=OLD, until=lived.office.sync.now().date()
    )
    assert (
        lived.client().get(old.removeprefix(lived.settings.public_url)).status_code
        == 410
    )


def test_town_is_told_who_replaces_whom(lived):
    town = named(lived, "towns", TOWN)
    lived.edit("towns", town, "mentor_1", "Vale do Café Novo")
    work(lived)
    assert told(lived, "mentor_1_replaced") == [(OLD, "sent")]
    [mail] = [kept.text for kept in lived.mails() if "toma el lugar de" in kept.text]
    assert "Vale do Café Novo toma el lugar de Puerto Cacao" in mail.replace("*", "")
    assert "sebastiao.moreira@example.org" in mail


def test_towns_are_told_when_a_mentor_has_a_new_contact_and_when_they_agree(lived):
    mentor = named(lived, "mentors", "Meadowbridge")
    serra = named(lived, "towns", "Serra das Flores")
    lived.edit("towns", serra, "stop_mail", "sí")
    new = {"contact_name": "Tom Reed", "contact_email": "tom.reed@example.org"}
    for column, text in {**new, "contact_phone": ""}.items():
        lived.edit("mentors", mentor, column, text)
    work(lived)
    told_of_change = [email for email, _state in told(lived, "mentor_contact_changed")]
    # A town whose mails are stopped hears nothing of its mentor either.
    assert OLD in told_of_change
    assert "antonio.lopes@example.org" not in told_of_change
    [mail] = [kept.text for kept in lived.mails() if OLD in str(kept.message["To"])]
    assert ("Meadowbridge" in mail, "Tom" in mail) == (True, False)
    today = lived.office.sync.now().date()
    link = lived.office.notify.links.form(
        "en", "mentor_permission", mentor, person=new["contact_email"], until=today
    )
    path = link.removeprefix(lived.settings.public_url)
    fill(lived.client(), path, {"shares": "yes", "consent-given": "y"})
    work(lived)
    assert told(lived, "mentor_permission") == [(OLD, "sent")]
    assert new["contact_email"] in lived.mails()[-1].text


@pytest.mark.long
def test_agreement_of_another_address_gives_no_blank_details(lived):
    town = hand_over(lived, contact_name="Jorge Vela", contact_email=NEW)
    today = lived.office.sync.now().date()
    link = lived.office.notify.links.form(
        "es", "town_permission", town, person=NEW, until=today
    )
    path = link.removeprefix(lived.settings.public_url)
    fill(lived.client(), path, {"shares": "yes", "consent-given": "y"})
    hand_over(lived, contact_email="prensa@otra.example.org", contact_phone="")
    assert not is_known_to_others(lived)
    assert told(lived, "permission") == [(HELEN, "sent"), (ROSA, "sent")]
    told_helen = [
        mail.text for mail in lived.mails() if HELEN in str(mail.message["To"])
    ]
    assert "we are still asking" in told_helen[-1]
    assert "coordinacion@example.org" in told_helen[-1]
