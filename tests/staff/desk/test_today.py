"""The desk: what it lists, who takes what on, and where each number leads."""

import re
from datetime import timedelta

import pytest

from journal.forms import taken_lines
from journal.records.cells import cell_commands
from journal.tabs import sheet_rows
from tests.house import hidden
from tests.lived import coordinator, named, work
from tests.staff.test_permissions import LOOK, member
from tests.staff.test_views import token

TOWN, OTHER = "Villa Alta del Páramo", "Serra das Flores"


def lines(page):
    """The words of each line, without tags."""
    items = re.findall(r"<li(?: class=\"late\")?><div>.*?</li>", page, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", item).split()) for item in items]


def press(client, **data):
    page = client.get("/staff/?lang=en").text
    return client.post("/staff/desk", data={"csrf_token": token(page), **data})


def step_key(house, name, step):
    return f"step {named(house, 'towns', name)} {step}"


def test_desk_lists_what_is_passed_up_and_what_is_next(lived):
    page = coordinator(lived).get("/staff/?lang=en").text
    [passed_up] = [line for line in lines(page) if "Call: overdue" in line]
    assert passed_up.startswith("Call: overdue 9 days")
    assert (
        f"{TOWN} · Presentar al concejo el borrador de la ordenanza · Luis Chicaiza"
        in passed_up
    )
    [step] = [
        line
        for line in lines(page)
        if line.startswith("Approved without a signed letter") and TOWN in line
    ]
    assert f"{TOWN} · Carmen Guamán · +593987654321" in step
    assert "Also: The letter of a mentor is missing" in step


def test_whoever_has_no_telephone_number_is_reached_by_mail(lived):
    client = coordinator(lived)
    late = client.get("/staff/late?person=Luis+Chicaiza&lang=en").text
    town = named(lived, "towns", TOWN)
    for page in (client.get("/staff/?lang=en").text, late):
        assert page.count('href="mailto:luis.chicaiza@example.org"') == 1
    lived.edit("towns", town, "contact_phone", "")
    work(lived)
    for path in ("/staff/", f"/staff/case/{town}"):
        page = client.get(f"{path}?lang=en").text
        assert 'href="mailto:carmen.guaman@example.org"' in page
        assert "tel:+593987654321" not in page


def test_recognised_town_of_an_old_edition_is_no_news(lived):
    assert "Guaranda" not in " ".join(lines(coordinator(lived).get("/staff/").text))


def proposal(house):
    """A town whose status could move on: its reference, and the key of its line."""
    town = named(house, "towns", OTHER)
    house.edit("towns", town, "status", "Aprobado")
    work(house)
    return town, f"step {town} plan_starts"


def test_status_that_could_move_on_is_set_by_one_press_and_shown_as_being_written(
    lived,
):
    town, key = proposal(lived)
    client = coordinator(lived)
    page = client.get("/staff/?lang=en").text
    assert f"/staff/row/towns/{town}?column=status" in page
    fields = {
        "csrf_token": token(page),
        "key": hidden(page, "key"),
        f"shown {key}": hidden(page, f"shown {key}"),
    }
    assert (
        client.post("/staff/desk/set", data={**fields, "set": key}).status_code == 303
    )
    page = client.get("/staff/?lang=en").text
    assert (
        "Set to “Plan de trabajo en marcha” by Lucía Andrade: it is being written."
        in page
    )
    assert f'value="{key}" formaction' not in page
    work(lived)
    assert lived.records("towns")[town]["status"] == "work_plan"


@pytest.mark.long
def test_status_that_says_something_else_by_now_is_not_set(lived):
    town, key = proposal(lived)
    client = coordinator(lived)
    csrf = token(client.get("/staff/?lang=en").text)
    pressed = client.post(
        "/staff/desk/set",
        data={"csrf_token": csrf, "key": "k", "set": key, f"shown {key}": "applied"},
    )
    assert (
        pressed.status_code,
        "It was changed in the meantime" in client.get("/staff/?lang=en").text,
    ) == (303, True)
    with lived.journal.read() as connection:
        assert cell_commands.of_record(connection, "towns", town) == []


@pytest.mark.parametrize(
    "key", ["", "step MN-34679 decide", "step MN-34679 nothing", "mails held x"]
)
def test_line_that_proposes_nothing_sets_nothing(lived, key):
    client = coordinator(lived)
    csrf = token(client.get("/staff/").text)
    assert (
        client.post(
            "/staff/desk/set", data={"csrf_token": csrf, "set": key}
        ).status_code
        == 400
    )


def test_mail_that_waits_comes_first(lived):
    lived.edit("towns", named(lived, "towns", OTHER), "status", "Aprobado")
    work(lived)
    page = coordinator(lived).get("/staff/?lang=en").text
    assert lines(page)[0].startswith("1 mail waits for your yes")
    assert "/staff/waiting/held?kind=approved_mayor" in page


def test_cell_that_makes_no_sense_is_a_line_with_its_cell(lived):
    lived.edit("towns", named(lived, "towns", OTHER), "started", "in March perhaps")
    work(lived)
    page = coordinator(lived).get("/staff/?lang=en").text
    assert any("in March perhaps" in line for line in lines(page))


def test_line_is_taken_on_kept_and_given_back(lived):
    client, key = coordinator(lived), step_key(lived, TOWN, "letter_of_town")
    assert press(client, take=key).status_code == 303
    page = client.get("/staff/?lang=en&whose=mine").text
    assert [
        line.startswith("Approved without a signed letter") for line in lines(page)
    ] == [True]
    assert "You have taken this on" in page
    free = lines(client.get("/staff/?whose=free&lang=en").text)
    assert not [line for line in free if "Approved without" in line and TOWN in line]
    press(client, release=key)
    assert "You have taken this on" not in client.get("/staff/?lang=en").text


def test_line_that_another_has_taken_stays_theirs(lived):
    key = step_key(lived, TOWN, "letter_of_town")
    client = coordinator(lived)
    with lived.journal.write() as connection:
        taken_lines.take(
            connection, key, "comite.quiroga@example.org", lived.office.sync.now()
        )
    press(client, take=key)
    page = client.get("/staff/?lang=en").text
    assert "Marta Quiroga has taken this on already." in page
    with lived.journal.read() as connection:
        assert (
            taken_lines.by_line(connection)[key].email == "comite.quiroga@example.org"
        )


@pytest.mark.parametrize("key", ["", "nothing of ours", "step " + "x" * 200])
def test_line_that_is_none_of_the_desk_is_refused(lived, key):
    assert press(coordinator(lived), take=key).status_code == 400


def test_role_that_may_only_look_takes_nothing_on(lived):
    client = member(lived, *LOOK)
    page = client.get("/staff/?lang=en").text
    assert "I take it" not in page
    csrf = token(client.get("/staff/devices").text)
    refused = client.post(
        "/staff/desk",
        data={"csrf_token": csrf, "take": step_key(lived, TOWN, "letter_of_town")},
    )
    assert refused.status_code == 403


def test_lines_of_the_cases_that_somebody_answers_are_shown_alone(lived):
    lived.edit("towns", named(lived, "towns", OTHER), "coordinator", "Marta Quiroga")
    work(lived)
    client = coordinator(lived)
    assert any(OTHER in line for line in lines(client.get("/staff/?lang=en").text))
    mine = lines(client.get("/staff/?whose=for_me&lang=en").text)
    assert (
        any(OTHER in line for line in mine),
        any(TOWN in line for line in mine),
    ) == (False, True)


def test_row_link_leads_to_the_row_as_it_was_last_seen(lived):
    town = named(lived, "towns", TOWN)
    with lived.journal.read() as connection:
        tab = sheet_rows.of_table(connection, "towns")
    leads = (
        coordinator(lived)
        .get(f"/staff/row/towns/{town}?column=status")
        .headers["Location"]
    )
    assert leads.endswith(
        f"#gid={tab.sheet_id}&range={chr(ord('A') + tab.columns['status'])}{tab.rows[town]}"
    )
    assert lived.client().get(f"/staff/row/towns/{town}").status_code == 401
    assert coordinator(lived).get(f"/staff/row/nothing/{town}").status_code == 404


def test_numbers_lead_to_their_rows(lived):
    client = coordinator(lived)
    page = client.get("/staff/?lang=en").text
    assert (
        'href="/staff/board?stage=work_plan">Work plan under way</a> <b>2</b>' in page
    )
    shown = client.get("/staff/board?stage=work_plan&lang=en").text
    assert (TOWN in shown, OTHER in shown, "Guaranda" in shown) == (True, True, False)
    late = client.get("/staff/late?person=Luis+Chicaiza&lang=en").text
    assert "Presentar al concejo el borrador de la ordenanza" in late
    load = client.get("/staff/load/mentors?lang=en").text
    assert re.search(r"Meadowbridge</td><td>2 / 3", load)
    assert client.get("/staff/load/nothing").status_code == 404


def test_board_is_narrowed_down(lived):
    # The address is that of a page in Spanish.
    page = coordinator(lived).get("/staff/board?of-country=Brasil&lang=en").text
    assert (OTHER in page, TOWN in page) == (True, False)
    assert "stage=recognised&amp;of-country=Brazil" in page


def test_desk_works_without_any_configuration(lived):
    services = lived.app.extensions["hoja.services"]
    case = services.programme.case.model_copy(update={"page": None})
    bare = services.programme.model_copy(
        update={"desk": type(services.programme.desk)(), "case": case}
    )
    object.__setattr__(services, "programme", bare)
    client = coordinator(lived)
    page = client.get("/staff/?lang=en").text
    assert "Call: overdue" in page
    assert "Work plan under way" in page
    assert client.get("/staff/board").status_code == 200
    assert client.get(f"/staff/case/{named(lived, 'towns', TOWN)}").status_code == 200
    assert client.get("/staff/figures").status_code == 404


def test_nobody_opens_the_desk_without_signing_in(lived):
    for path in (
        "/staff/",
        "/staff/board",
        "/staff/late",
        "/staff/load/mentors",
        "/staff/figures",
    ):
        assert lived.client().get(path).status_code == 401


def test_status_that_could_move_on_is_offered_where_another_step_is_more_urgent(lived):
    town = named(lived, "towns", OTHER)
    today = lived.app.extensions["hoja.services"].today()
    lived.edit("towns", town, "started", str(today - timedelta(days=190)))
    lived.edit("towns", town, "mentor_2", "")
    work(lived)
    page = coordinator(lived).get("/staff/?lang=en").text
    key = f"step {town} evaluate"
    assert f'name="set" value="{key}"' in page
    [line] = [line for line in lines(page) if "Set “En evaluación”" in line]
    assert line.startswith("One of the two mentors is missing")
    assert f'name="shown {key}" value="work_plan"' in page
