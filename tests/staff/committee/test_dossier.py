"""The dossier of a case: what it shows by criterion, to whom, and for how long."""

import re

import pytest
import sqlalchemy as sa
from flask import g

from journal.committee import dossier_links
from journal.schema import messages
from staff.committee.dossier.paper import dossier_paper
from staff.committee.dossier.reader import DossierReader
from tests.house import hidden
from tests.lived import coordinator, named, signed_in_as, type_row, work

TOWN = "Serra das Flores"


@pytest.fixture
def town(lived):
    return named(lived, "towns", TOWN)


@pytest.fixture
def marta(lived):
    return named(lived, "people", "Marta Quiroga")


def link(house, town, person):
    """The path of a person's link to a dossier, as the team's page shows it."""
    page = coordinator(house).get(f"/staff/dossier/{town}?lang=en").text
    addresses = re.findall(r'href="[^"]*(/es/dossier/[^"]+)"', page)
    return next(address for address in addresses if _person(house, address) == person)


def _person(house, address):
    from core.links import DOSSIER
    from forms.services import EXTENSION

    return house.app.extensions[EXTENSION].links.read(
        DOSSIER, address.rpartition("/")[2]
    )[1]


def test_dossier_shows_evidence_beside_its_criterion(lived, town):
    page = coordinator(lived).get(f"/staff/dossier/{town}?lang=en").text
    council, products = (
        page.index(f'<div id="{name}">') for name in ("council", "products")
    )
    organisations, events = (
        page.index(f'<div id="{name}">') for name in ("organisations", "events")
    )
    assert council < products < page.index("Fazer a lista das lojas") < organisations
    assert organisations < page.index("Combinar com três escolas") < events
    assert "0 of 6 criteria are met" in page


def test_dossier_is_for_those_who_are_signed_in_or_hold_a_link(lived, town, marta):
    assert lived.client().get(f"/staff/dossier/{town}").status_code == 401
    assert lived.client().get("/es/dossier/anything").status_code == 404
    assert TOWN in lived.client().get(link(lived, town, marta)).text


def test_member_who_is_signed_in_gets_no_link_of_another(lived, town, marta):
    page = (
        signed_in_as(lived, "comite.quiroga@example.org")
        .get(f"/staff/dossier/{town}?lang=en")
        .text
    )
    addresses = re.findall(r'href="[^"]*(/[a-z]{2}/dossier/[^"]+)"', page)
    assert [_person(lived, address) for address in addresses] == [marta]


def test_link_ends_for_one_person_by_a_press(lived, town, marta):
    address = link(lived, town, marta)
    browser = coordinator(lived)
    token = hidden(browser.get(f"/staff/dossier/{town}").text, "csrf_token")
    pressed = browser.post(
        f"/staff/dossier/{town}/end-link", data={"csrf_token": token, "person": marta}
    )
    assert pressed.status_code == 303
    assert lived.client().get(address).status_code == 410
    newer = link(lived, town, marta)
    assert newer != address
    assert lived.client().get(newer).status_code == 200
    with lived.journal.read() as connection:
        assert (
            dossier_links.edition(
                connection, town, named(lived, "people", "João Ferreira")
            )
            == 0
        )


def test_link_ends_with_its_day_and_with_the_persons_time_here(lived, town, marta):
    address = link(lived, town, marta)
    lived.edit("people", marta, "role", "Coordinación")
    assert lived.settle()
    assert lived.client().get(address).status_code == 410
    assert lived.client().get(f"{address}/dossier.pdf").status_code == 410
    lived.edit("people", marta, "role", "Comité Regional")
    lived.edit("people", marta, "active", "no")
    assert lived.settle()
    assert lived.client().get(address).status_code == 410
    lived.edit("people", marta, "active", "sí")
    assert lived.settle()
    assert lived.client().get(address).status_code == 200
    lived.later(days=61)
    assert lived.client().get(address).status_code == 410


def test_member_sees_nothing_of_the_scores_of_others_before_theirs(lived, town, marta):
    type_row(
        lived,
        "evaluations",
        town=TOWN,
        member="João Ferreira",
        council="4",
        council_remark="Muito bem",
    )
    assert lived.settle()
    told = (
        "Muito bem",
        "4; se necesita: 3",
        "Cumplido",
        "Se cumplen 1 de 6 criterios.",
    )
    staff = coordinator(lived).get(f"/staff/dossier/{town}?lang=es").text
    assert [words in staff for words in told] == [True] * 4
    address = link(lived, town, marta)
    before = lived.client().get(address).text
    assert [words in before for words in told] == [False] * 4
    assert "Respondieron 1 de 2." in before
    type_row(lived, "evaluations", town=TOWN, member="Marta Quiroga", council="4")
    assert lived.settle()
    assert [words in lived.client().get(address).text for words in told] == [True] * 4


def test_paper_for_who_has_not_scored_holds_no_mean(lived, town, marta):
    type_row(lived, "evaluations", town=TOWN, member="João Ferreira", council="4")
    assert lived.settle()
    services = lived.app.extensions["hoja.services"]
    with lived.app.test_request_context(), lived.journal.read() as connection:
        g.language = "es"
        reader = DossierReader(services, connection, "es")
        dossiers = [
            reader.read(reader.case(town), person=person) for person in (marta, "")
        ]
        withheld, whole = (
            dossier_paper(services.programme, dossier, "es", "") for dossier in dossiers
        )
    assert (withheld.overview[0][2:], whole.overview[0][2:]) == (
        ("", ""),
        ("Cumplido", "4; se necesita: 3"),
    )
    assert withheld.sections[0].state == "Obligatorio"
    assert withheld.summary != whole.summary


@pytest.mark.long
def test_link_that_is_mailed_to_a_stand_in_is_their_own(lived, town, marta):
    lived.edit("people", marta, "away_until", "31/12/2099")
    lived.edit("people", marta, "replaced_by", named(lived, "people", "Lucía Andrade"))
    work(lived)
    lived.edit("towns", town, "status", "En evaluación")
    work(lived)
    with lived.journal.read() as connection:
        rows = connection.execute(
            sa.select(messages).where(messages.c.text.contains("/dossier/"))
        ).all()
    readers = {
        row.email: _person(lived, re.search(r"/dossier/[\w.-]+[\w-]", row.text)[0])
        for row in rows
    }
    expected = {
        "comite.ferreira@example.org": "João Ferreira",
        "coordinacion@example.org": "Lucía Andrade",
    }
    assert readers == {
        email: named(lived, "people", name) for email, name in expected.items()
    }


def test_dossier_is_a_pdf_too(lived, town, marta):
    answers = [
        coordinator(lived).get(f"/staff/dossier/{town}/dossier.pdf"),
        lived.client().get(f"{link(lived, town, marta)}/dossier.pdf"),
    ]
    assert [(answer.mimetype, answer.data[:5]) for answer in answers] == [
        ("application/pdf", b"%PDF-")
    ] * 2
