from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from core import clock
from core.problem import ProblemCode
from journal.records import changes
from journal.states import DeliveryState
from journal.tabs import deliveries
from sync.deliver import deliver, overdue_before_look
from sync.observe import observe
from tests.house import fill
from tests.lived import ANSWERS, batch, copied_house, named, problems, told, work
from worker.loop import Loop


def apply(house, **changed):
    assert (
        fill(house.client(), "/es/aspiring_town", {**ANSWERS, **changed}).status_code
        == 303
    )


def rows(house):
    return [row.values.get("name") for row in house.look().tabs["towns"].rows.values()]


def test_form_becomes_one_row_and_one_mail_to_each(lived):
    apply(lived)
    work(lived)
    assert rows(lived).count("Cotacachi") == 1
    assert told(lived, "application") == [
        ("ana.paez@example.org", "sent"),
        ("coordinacion@example.org", "sent"),
    ]
    to_contact = [
        kept
        for kept in lived.mails()
        if kept.message["To"].addresses[0].addr_spec == "ana.paez@example.org"
    ]
    assert [kept.message["Subject"][:8] for kept in to_contact] == ["Recebemo"]


def test_nothing_new_means_no_write(lived):
    work(lived)
    lived.server.forget_calls()
    assert Loop(lived.office).once()
    # whose spreadsheet it is, at each start
    assert writes(lived) == [["updateDeveloperMetadata"]]
    lived.server.forget_calls()
    assert lived.settle()
    assert writes(lived) == []


def writes(house):
    return [
        call["requests"]
        for call in house.server.calls()
        if call["requests"] or "batchUpdate" in call["path"]
    ]


@pytest.mark.parametrize(
    "fault",
    [
        {"action": "status", "status": 503},
        pytest.param({"action": "status", "status": 502}, marks=pytest.mark.long),
        pytest.param({"action": "status", "status": 429}, marks=pytest.mark.long),
        {"action": "reset"},
        {"action": "timeout_after", "seconds": 0.1},
        {"action": "lie"},
        pytest.param({"action": "truncated"}, marks=pytest.mark.long),
        {"action": "html"},
    ],
)
def test_append_that_failed_is_one_row_in_the_end(
    tmp_path, folder, tmp_path_factory, fault
):
    with copied_house(
        tmp_path / "house", folder, tmp_path_factory, call_limit=1.0, server_limit=0.1
    ) as house:
        apply(house)
        house.server.faults({**fault, "request": "appendCells", "times": 1})
        for _ in range(20):
            if house.settle():
                break
        assert rows(house).count("Cotacachi") == 1
        assert [rule["hits"] for rule in house.server.rules()] == [1]
        with house.journal.read() as connection:
            assert deliveries.waiting(connection) == 0


def test_row_that_google_refuses_is_set_aside_and_the_others_arrive(lived):
    apply(lived, name="Bueno")
    with lived.journal.write() as connection:
        deliveries.enqueue(connection, "towns", "MN-TOOXX", {"name": "x" * 50_001})
    apply(lived, name="Otro bueno")
    work(lived)
    assert {"Bueno", "Otro bueno"} <= set(rows(lived))
    assert problems(lived) == [(ProblemCode.not_delivered, "towns", "MN-TOOXX", "")]


def test_rows_wait_while_the_spreadsheet_is_full(lived):
    assert lived.settle()
    towns = lived.look().tabs["towns"].layout.sheet_id
    grid = {"sheetId": towns, "gridProperties": {"rowCount": len(rows(lived)) + 1}}
    batch(
        lived,
        {
            "updateSheetProperties": {
                "properties": grid,
                "fields": "gridProperties.rowCount",
            }
        },
    )
    full = {
        "title": "Archivo",
        "sheetId": 77,
        "gridProperties": {"rowCount": room(lived), "columnCount": 1},
    }
    batch(lived, {"addSheet": {"properties": full}})
    apply(lived)
    assert not lived.settle()
    assert problems(lived) == []
    with lived.journal.read() as connection:
        assert deliveries.waiting(connection) == 1
    batch(lived, {"deleteSheet": {"sheetId": 77}})
    work(lived)
    assert rows(lived).count("Cotacachi") == 1


def room(house):
    """How many cells the spreadsheet may still get."""
    assert house.office.sync.take_lease()
    answer = house.office.sync.spreadsheet.structure()
    grids = [tab["properties"]["gridProperties"] for tab in answer["sheets"]]
    return 10_000_000 - sum(grid["rowCount"] * grid["columnCount"] for grid in grids)


def test_edit_made_before_the_first_look_is_an_edit(lived):
    assert lived.settle()
    apply(lived)
    shop = lived.office.sync
    assert shop.take_lease()
    assert deliver(shop, observe(shop).snapshot).wrote
    reference = next(
        r
        for r, row in lived.look().tabs["towns"].rows.items()
        if row.values["name"] == "Cotacachi"
    )
    lived.edit("towns", reference, "name", "Santa Ana de Cotacachi")
    shop.give_lease_back()
    work(lived)
    with lived.journal.read() as connection:
        edits = [
            (c.column, c.before, c.after)
            for c in changes.history(connection, reference)
            if c.happening == "edited"
        ]
    assert edits == [("name", "Cotacachi", "Santa Ana de Cotacachi")]


def test_lost_tab_holds_up_its_own_rows_only(lived):
    tab = lived.look().tabs["mentors"].layout
    batch(lived, {"deleteSheet": {"sheetId": tab.sheet_id}})
    apply(lived)
    answers = {k: v for k, v in ANSWERS.items() if k not in ("why", "mayor_name")}
    assert (
        fill(
            lived.client(),
            "/es/mentor_pledge",
            {
                **answers,
                "kind": "ftti",
                "name": "Lejos",
                "capacity": "1",
                "experience": "x",
            },
        ).status_code
        == 303
    )
    work(lived)
    assert "Cotacachi" in rows(lived)
    assert (ProblemCode.tab_lost, "mentors", "", "") in problems(lived)
    with lived.journal.read() as connection:
        assert [
            row.table
            for row in deliveries.in_state(connection, DeliveryState.queued, 9)
        ] == ["mentors"]


def test_example_arrived_whole(lived):
    assert named(lived, "towns", "Serra das Flores")
    assert problems(lived) == []


def test_rows_wait_for_the_header_row_of_their_tab_only(lived):
    assert lived.settle()
    place = {
        "sheetId": lived.look().tabs["towns"].layout.sheet_id,
        "dimension": "ROWS",
        "startIndex": 0,
        "endIndex": 1,
    }
    batch(lived, {"deleteDimension": {"range": place}})
    apply(lived)
    lived.settle()
    with lived.journal.read() as connection:
        assert deliveries.waiting(connection) == 1
    lived.prepare()
    work(lived)
    assert rows(lived).count("Cotacachi") == 1


ASKED_AT = datetime(2027, 3, 12, 15, tzinfo=UTC)
LIMIT, STARTED = 240.0, 1000.0
"""The seconds that a call may take effect for, and when the
worker began, on its own clock.
"""


@pytest.mark.parametrize(
    ("is_own", "passed", "jumped", "is_overdue"),
    [
        (True, LIMIT - 1, 0, False),
        (True, LIMIT + 1, 0, True),
        # the wall clock was set forward: the call may still take effect
        (
            True,
            1,
            3600,
            False,
        ),
        (True, LIMIT + 1, -3600, True),
        (False, 1, LIMIT, True),  # asked for before a restart
        (False, 1, 1, False),
        (False, LIMIT + 1, -3600, True),
    ],
)
def test_row_can_no_longer_come_once_its_call_can_take_no_effect(
    monkeypatch, is_own, passed, jumped, is_overdue
):
    row = SimpleNamespace(id=7, asked_at=ASKED_AT, state=DeliveryState.appending)
    own = {(row.id, ASKED_AT): STARTED} if is_own else {}
    context = SimpleNamespace(
        effect_seconds=LIMIT, asked_since=own, asked_here=set(own)
    )
    monkeypatch.setattr("sync.deliver.steady_seconds", lambda: STARTED)
    overdue_before_look(context, [row], STARTED, ASKED_AT)
    wall = ASKED_AT + timedelta(seconds=passed + jumped)
    assert (
        overdue_before_look(context, [row], STARTED + passed, wall) == {7}
    ) == is_overdue


def test_worker_that_slept_takes_no_old_look_for_a_fresh_one(lived, monkeypatch):
    assert lived.office.sync.take_lease()
    snapshot = lived.office.sync.reader.read()
    awake = clock.steady_seconds
    monkeypatch.setattr("sheets.reading.reader.steady_seconds", lambda: awake() + 3600)
    lived.server.forget_calls()
    lived.office.sync.reader.layouts(snapshot)
    assert len(lived.server.calls()) == 1
