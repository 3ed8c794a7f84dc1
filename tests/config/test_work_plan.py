"""The shipped work plan: several tasks in one form, whose people hear of them once the
coordinator has agreed to the plan.
"""

import pytest

from tests.config.test_answers_stay_listed import TOWN, flags, records
from tests.forms.test_views import rows
from tests.house import fill
from tests.lived import coordinator, named, told, work

VILLA = "Villa Alta del Páramo"


def task(number, owner):
    answers = {
        "what": f"Tarea {number}",
        "due": "2099-01-01",
        "owner_name": "Ana",
        "owner_email": owner,
    }
    return {
        f"tasks-{number}-{name}": value
        for name, value in {**answers, "owner_language": "es"}.items()
    }


PLAN = {
    "repetition-tasks": ["0", "1"],
    **task(0, "ana@example.org"),
    **task(1, "ana@example.org"),
}


@pytest.mark.parametrize(
    "status", ["approved", "mentors_assigned", "work_plan", "evaluation", "paused"]
)
def test_tasks_are_chased_once_the_plan_is_agreed(status):
    known = records(
        towns={**TOWN, "status": status},
        commitments={
            "town": "MN-1",
            "what": "…",
            "status": "open",
            "due": "2027-03-01",
        },
    )
    assert bool(flags(known, "CP-1")) == (status in ("work_plan", "evaluation"))


@pytest.mark.long
def test_people_hear_of_all_their_tasks_in_one_mail_when_the_plan_is_agreed(lived):
    town = named(lived, "towns", VILLA)
    lived.edit("towns", town, "status", "Con mentores")
    work(lived)
    client = coordinator(lived)
    answer = fill(
        client,
        "/es/work_plan",
        {**PLAN, "town": town, "arrived-by": "phone", "consent-given": "y"},
    )
    assert answer.status_code == 303
    assert [(row.values["what"], row.values["town"]) for row in rows(lived)] == [
        ("Tarea 0", town),
        ("Tarea 1", town),
    ]
    work(lived)
    assert told(lived, "tasks_handed_out") == []
    lived.edit("towns", town, "status", "Plan de trabajo en marcha")
    work(lived)
    agreed = {
        "carmen.guaman@example.org",
        "rosa.tenesaca@example.org",
        "helen.ashworth@example.org",
    }
    assert {address for address, _state in told(lived, "plan_agreed")} == agreed
    assert [address for address, _state in told(lived, "tasks_handed_out")] == [
        "ana@example.org"
    ] * 2
    assert len([row for row in lived.outbox() if row.email == "ana@example.org"]) == 1
    [mail] = [mail for mail in lived.mails() if "ana@example.org" in mail.recipients]
    # She is not told that there is nothing to do, as mentors are of the same tasks.
    assert "novedades:" in mail.text
    assert "no tiene que hacer nada" not in mail.text
