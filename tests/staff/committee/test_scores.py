"""Scores of members: the form asks the criteria, knows whose link it is,
and each member has a row.
"""

import re
from html import unescape

from tests.house import fill
from tests.lived import coordinator, named, work

TOWN = "Serra das Flores"
ANSWERS = dict.fromkeys(
    ("council", "products", "organisations", "events", "group"), "3"
)


def link(house, town, email):
    links = house.app.extensions["hoja.services"].links
    until = house.app.extensions["hoja.services"].today()
    return links.form("pt", "evaluation", town, person=email, until=until).removeprefix(
        links.public_url
    )


def test_scores_of_a_member_are_a_row_of_theirs_and_counted(lived):
    town, person = named(lived, "towns", TOWN), named(lived, "people", "João Ferreira")
    address = link(lived, town, "comite.ferreira@example.org")
    page = lived.client().get(address).text
    assert page.count('name="council"') == 5
    assert 'name="council_remark"' in page
    assert 'name="member"' not in page
    answered = {
        **ANSWERS,
        "consent-given": "y",
        "council_remark": "A lei saiu.",
        "recommend": "yes",
    }
    assert fill(lived.client(), address, answered).status_code == 303
    work(lived)
    [row] = lived.records("evaluations").values()
    expected = {
        "town": town,
        "member": person,
        "council": 3,
        "council_remark": "A lei saiu.",
        "recommend": "yes",
    }
    assert {name: row[name] for name in expected} == expected
    page = coordinator(lived).get(f"/staff/dossier/{town}?lang=en").text
    assert "1 of 2 have answered. Still to come: Marta Quiroga" in page
    assert "A lei saiu." in page


def test_members_who_share_a_mailbox_score_each_in_their_own_name(lived):
    town, joao = named(lived, "towns", TOWN), named(lived, "people", "João Ferreira")
    lived.edit("people", joao, "email", "comite.quiroga@example.org, joao@example.org")
    work(lived)
    services = lived.app.extensions["hoja.services"]
    dossier = services.links.dossier(
        "pt", town, joao, 0, services.today(), role="committee"
    )
    page = lived.client().get(dossier.removeprefix(services.links.public_url)).text
    address = unescape(re.search(r'href="[^"]*(/pt/evaluation[^"]*)"', page)[1])
    assert "João Ferreira" in lived.client().get(address).text
    answered = {**ANSWERS, "consent-given": "y", "recommend": "yes"}
    assert fill(lived.client(), address, answered).status_code == 303
    # A link from before rows were named does not say which of the two it is.
    assert (
        fill(
            lived.client(), link(lived, town, "comite.quiroga@example.org"), answered
        ).status_code
        == 303
    )
    work(lived)
    assert sorted(
        row.get("member") or "" for row in lived.records("evaluations").values()
    ) == ["", joao]


def test_team_says_whose_scores_it_types(lived):
    page = coordinator(lived).get("/es/evaluation").text
    assert 'name="member"' in page
    assert 'name="town"' in page
