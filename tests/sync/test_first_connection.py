"""Connecting to a sheet full of old rows sends nothing: what is overdue is listed, and
starts after a coordinator's yes.
"""

from datetime import timedelta

import pytest

from journal.mails.holds import alarms
from journal.operation import installation
from journal.states import AlarmState, MessageState
from journal.tabs import deliveries
from tests.lived import copied_house, named, type_row

MANY, FEW = 12, 3


def without_rows(house):
    house.prepare()
    with house.journal.write() as connection:
        installation.set_outbox(connection, is_open=True)


@pytest.fixture
def empty(tmp_path, folder, tmp_path_factory):
    """A house that is no demonstration, with its outbox open."""
    with copied_house(
        tmp_path / "house",
        folder,
        tmp_path_factory,
        preparation=without_rows,
        demonstration=False,
    ) as house:
        yield house


def old_rows(house, count):
    type_row(
        house,
        "people",
        name="Lucía",
        email="lucia@example.org",
        role="Coordinación",
        active="sí",
        language="es",
    )
    type_row(
        house,
        "towns",
        reference="MN-7K3MQ",
        name="Cotacachi",
        status="En marcha",
        contact_email="ana@example.org",
    )
    due = (house.office.sync.now() - timedelta(days=9)).date().isoformat()
    for number in range(count):
        type_row(
            house,
            "commitments",
            town="Cotacachi",
            what=f"Tarea {number}",
            due=due,
            status="Pendiente",
        )


def told(house):
    return [
        row for row in house.outbox() if row.kind not in ("daily", "brake", "signin")
    ]


def standing(house):
    with house.journal.read() as connection:
        return {
            row.table: (row.kind, len(row.references))
            for row in alarms.standing(connection)
        }


@pytest.mark.parametrize("count", [FEW, pytest.param(MANY, marks=pytest.mark.long)])
@pytest.mark.parametrize("setting", ["ask", "automatic"])
def test_old_rows_send_nothing_and_are_listed_until_somebody_says_yes(
    empty, count, setting
):
    with empty.journal.write() as connection:  # they are on their way into the tab
        for rule in deliveries.references(connection, "settings") - {"mail"}:
            deliveries.change(connection, rule, {"value": setting})
    old_rows(empty, count)
    assert empty.settle()
    assert len(empty.records("commitments")) == count
    assert named(empty, "towns", "Cotacachi") == "MN-7K3MQ"
    assert told(empty) == []
    assert standing(empty)["commitments"] == ("appeared", count)
    with empty.journal.write() as connection:
        for alarm in alarms.standing(connection):
            alarms.decide(
                connection,
                alarm.id,
                AlarmState.let_go,
                "lucia@example.org",
                empty.office.sync.now(),
            )
    assert empty.settle()
    assert {row.state for row in told(empty)} == {
        MessageState.queued if setting == "automatic" else MessageState.held
    }


def test_status_that_stood_there_at_the_first_look_is_no_news(empty):
    type_row(
        empty,
        "towns",
        name="Cotacachi",
        status="Aprobado",
        contact_email="ana@example.org",
    )
    for _ in range(3):
        assert empty.settle()
        with empty.journal.write() as connection:
            for alarm in alarms.standing(connection):
                alarms.decide(
                    connection,
                    alarm.id,
                    AlarmState.let_go,
                    "lucia@example.org",
                    empty.office.sync.now(),
                )
    assert named(empty, "towns", "Cotacachi")
    assert [row.kind for row in told(empty)] == []


def test_row_typed_later_is_no_alarm(empty):
    assert empty.settle()
    type_row(empty, "towns", name="Cotacachi", status="En marcha")
    assert empty.settle()
    assert (len(empty.records("towns")), standing(empty)) == (1, {})
