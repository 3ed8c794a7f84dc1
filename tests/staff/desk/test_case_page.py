"""The page of a case for the team, and its drawing."""

import re

import pytest

from tests.lived import coordinator, named, work

OTHER = "Serra das Flores"


def test_case_tells_what_has_happened_in_a_list_and_a_drawing(lived):
    town = named(lived, "towns", OTHER)
    lived.edit("towns", town, "status", "Aprobado")
    work(lived)
    page = coordinator(lived).get(f"/staff/case/{town}?lang=en").text
    assert "Status: Work plan under way → Approved" in page
    assert "Commitments: Combinar com três escolas" in page
    assert page.count('<svg class="timeline"') == 1
    assert page.count("<circle") >= 3
    tasks = page.partition("<tbody>")[2].partition("</tbody>")[0]
    states = {
        name: state
        for name in ("Combinar", "Fazer a lista")
        for state in ("done", "late", "ahead")
        if state in tasks.partition(name)[2].partition("</tr>")[0]
    }
    assert states == {"Combinar": "ahead", "Fazer a lista": "done"}
    assert "days left" in page or "months left" in page


@pytest.mark.long
def test_proposed_status_is_set_by_one_press_and_reaches_the_sheet(lived):
    town = named(lived, "towns", OTHER)
    lived.edit("towns", town, "status", "Aprobado")
    work(lived)
    client = coordinator(lived)
    page = client.get(f"/staff/case/{town}?lang=en").text
    form = re.search(
        r'<form method="post" action="([^"]*/record/[^"]*)">(.*?)</form>',
        page,
        re.DOTALL,
    )
    fields = dict(re.findall(r'name="([^"]*)" value="([^"]*)"', form[2]))
    assert (fields["column"], fields["shown"], fields["value"]) == (
        "status",
        "approved",
        "work_plan",
    )
    assert client.post(form[1], data=fields).status_code == 303
    # It is on its way, and not proposed once more.
    assert "/record/" not in "".join(
        re.findall(r'<form method="post"[^>]*>', client.get(f"/staff/case/{town}").text)
    )
    work(lived)
    assert lived.records("towns")[town]["status"] == "work_plan"


def test_case_that_is_not_there_is_not_found(lived):
    assert coordinator(lived).get("/staff/case/MN-34679").status_code == 404


def test_case_says_how_far_it_is_to_the_team_and_to_everybody(lived):
    town = named(lived, "towns", "Serra das Flores")
    client = coordinator(lived)
    words = "Tasks: 1 of 2 done"
    staff = client.get(f"/staff/case/{town}?lang=en").text
    assert words in staff
    services = lived.app.extensions["hoja.services"]
    public = services.links.case("en", town, 0).removeprefix(lived.settings.public_url)
    assert words in lived.client().get(public).text
