"""What a round keeps for the desk: next steps, findings, and where rows stand."""

import re
from datetime import timedelta
from html import unescape

from journal.rules import case_steps, findings
from journal.states import FindingKind
from journal.tabs import sheet_rows
from tests.house import own_fields
from tests.lived import named, work

TOWN, OTHER = "Villa Alta del Páramo", "Serra das Flores"


def steps_of(house, reference):
    with house.journal.read() as connection:
        return [step.step for step in case_steps.of_case(connection, reference)]


def kept_of(house, reference):
    with house.journal.read() as connection:
        return [
            (kept.ladder, kept.kind, kept.person)
            for kept in findings.of_case(connection, reference)
        ]


def test_round_keeps_next_steps_and_who_is_late(lived):
    town = named(lived, "towns", TOWN)
    assert steps_of(lived, town) == ["letter_of_town", "letter_of_mentor"]
    assert kept_of(lived, town) == [
        ("commitments", FindingKind.passed_up, "Luis Chicaiza")
    ]


def test_step_is_gone_with_what_it_asked_for(lived):
    town = named(lived, "towns", OTHER)
    assert "second_mentor" not in steps_of(lived, town)
    lived.edit("towns", town, "mentor_2", "")
    work(lived)
    assert steps_of(lived, town)[0] == "second_mentor"
    today = lived.app.extensions["hoja.services"].today()
    with lived.journal.read() as connection:
        [step] = [
            step
            for step in case_steps.of_case(connection, town)
            if step.step == "second_mentor"
        ]
    assert step.overdue_on == step.since + timedelta(days=30)
    assert today - step.since < timedelta(days=400)


def test_finding_is_gone_when_the_task_is_done(lived):
    town = named(lived, "towns", TOWN)
    [task] = [
        key
        for key, values in lived.records("commitments").items()
        if values["town"] == town
    ]
    lived.edit("commitments", task, "status", "Hecho")
    work(lived)
    assert kept_of(lived, town) == []
    assert "plan_done" in steps_of(lived, town)


def test_look_keeps_where_rows_stand(lived):
    town = named(lived, "towns", TOWN)
    tab = lived.look().tabs["towns"]
    with lived.journal.read() as connection:
        kept = sheet_rows.of_table(connection, "towns")
        assert sheet_rows.of_table(connection, "outbox") is None
    assert (kept.sheet_id, kept.rows[town]) == (
        tab.layout.sheet_id,
        tab.rows[town].index + 1,
    )


def test_mentor_who_is_silent_is_to_be_called_until_they_send_something(lived):
    town, mentor = named(lived, "towns", OTHER), named(lived, "mentors", "Meadowbridge")
    assert "call_mentor_2" not in steps_of(lived, town)
    lived.later(days=31)
    work(lived)
    assert "call_mentor_2" in steps_of(lived, town)
    links = lived.office.notify.links
    page = links.contact_page(
        "en", "mentor", mentor, person="helen.ashworth@example.org", edition=0
    )
    shown = unescape(
        lived.client().get(page.removeprefix(lived.settings.public_url)).text
    )
    form = next(
        part for part in re.findall(r'href="[^"]*?(/en/outcome\?about=[^"]*)"', shown)
    )
    client = lived.client()
    answers = {
        "kind": "alliance",
        "description": "Coffee for the canteens",
        "sent_by": "Helen",
    }
    sent = client.post(
        form, data=own_fields(client.get(form).text) | answers | {"consent-given": "y"}
    )
    assert sent.status_code == 303
    work(lived)
    assert "call_mentor_2" not in steps_of(lived, town)
