"""What must be true before a mail leaves: in the sheet, from the
first look to the last mail.
"""

from datetime import timedelta

import pytest

from core.problem import ProblemCode
from journal.mails import outbox as letting_go
from tests.house import House
from tests.lived import coordinator, named, own, problems, told, type_row, work
from tests.notify.test_plan import CONTACT, MAYOR, TOWN, setting

MENTORS = ("helen.ashworth@example.org", "sebastiao.moreira@example.org")
ALL_HELD = sorted(
    [(CONTACT, "held"), (MAYOR, "held"), *((mentor, "held") for mentor in MENTORS)]
)
ALL_SENT = sorted((email, "sent") for email, _state in ALL_HELD)
MISSING = (
    "la evaluación del Comité; la fecha del reconocimiento; la fuente de esa fecha"
)


def recognise(house: House) -> str:
    town = named(house, "towns", TOWN)
    house.edit("towns", town, "status", "Reconocido")
    work(house)
    return town


def complete(house: House, town: str) -> None:
    today = house.office.sync.now().date()
    house.edit("towns", town, "recognised_on", today.isoformat())
    house.edit("towns", town, "recognised_source", "https://example.org/acta")
    type_row(
        house, "evaluations", town=TOWN, member="Marta Quiroga", recommend="Reconocer"
    )
    work(house)
    work(house)


def row_of(house: House, email: str, kind: str) -> object:
    return next(
        row for row in house.outbox() if row.email == email and row.kind == kind
    )


def test_recognition_waits_for_evaluation_date_and_source_and_goes_with_one_word(lived):
    town = recognise(lived)
    assert told(lived, "recognised") == ALL_HELD
    tag = row_of(lived, CONTACT, "recognised").tag
    cells = own(lived, "outbox", tag)
    assert (cells["state"], cells["reason"]) == ("espera lo que falta", MISSING)
    lived.edit("outbox", tag, "action", "enviar")
    work(lived)
    assert told(lived, "recognised") == ALL_HELD
    assert [code for code, *_where in problems(lived)] == [ProblemCode.idle]
    complete(lived, town)
    assert told(lived, "recognised") == ALL_HELD
    assert own(lived, "outbox", tag)["state"] == "espera un visto bueno"
    lived.edit("outbox", tag, "action", "enviar juntos")
    work(lived)
    assert told(lived, "recognised") == ALL_SENT
    assert problems(lived) == []


@pytest.mark.long
def test_yes_is_taken_back_when_what_was_there_is_gone_before_it_left(lived):
    town = recognise(lived)
    complete(lived, town)
    later = lived.office.sync.now() + timedelta(hours=3)
    ids = {row.id: None for row in lived.outbox() if row.kind.startswith("recognised")}
    with lived.journal.write() as connection:
        assert (
            letting_go.send_together(
                connection, ids, "Lucía", lived.office.sync.now(), due_at=later
            )
            == ()
        )
    lived.edit("towns", town, "recognised_source", "")
    work(lived)
    lived.later(hours=4)
    work(lived)
    assert told(lived, "recognised") == ALL_HELD
    assert row_of(lived, MAYOR, "recognised_mayor").missing == [
        "recognised_source != null"
    ]


@pytest.mark.long
def test_extension_is_told_once_its_reason_stands_there_and_moves_the_end(lived):
    town = named(lived, "towns", TOWN)
    setting(lived, "extended", "automático")
    today = lived.office.sync.now().date()
    lived.edit("towns", town, "started", (today - timedelta(days=190)).isoformat())
    work(lived)
    assert "Su tiempo" in own(lived, "towns", town)["flag"]
    lived.edit(
        "towns", town, "extended_until", (today + timedelta(days=30)).isoformat()
    )
    work(lived)
    waiting = row_of(lived, CONTACT, "extended")
    assert (waiting.state, waiting.missing) == ("held", ["extension_reason != null"])
    assert "Termina en  30 días" in own(lived, "towns", town)["flag"]
    assert (ProblemCode.check, "towns", town, "extension_reason") in problems(lived)
    lived.edit("towns", town, "extension_reason", "La feria se movió.")
    work(lived)
    work(lived)
    everybody = sorted((email, "sent") for email in (CONTACT, *MENTORS))
    assert told(lived, "extended") == everybody
    assert "La feria se movió." in row_of(lived, CONTACT, "extended").text
    assert "30 days left" in coordinator(lived).get(f"/staff/case/{town}?lang=en").text
    assert problems(lived) == []


@pytest.mark.parametrize(
    ("status", "kind"),
    [("No aprobado", "not_approved"), ("Todavía no reconocido", "not_recognised_yet")],
)
def test_refusal_waits_for_its_reason(lived, status, kind):
    town = named(lived, "towns", TOWN)
    lived.edit("towns", town, "status", status)
    work(lived)
    assert row_of(lived, CONTACT, kind).missing == ["decision_reason != null"]
    lived.edit("towns", town, "decision_reason", "Falta la ordenanza.")
    work(lived)
    waiting = row_of(lived, CONTACT, kind)
    assert (waiting.state, waiting.missing) == ("held", None)
    assert "ordenanza" not in waiting.text
