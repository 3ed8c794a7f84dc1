"""The accident brake: what many rows changed at once would tell
waits, and nothing else does.
"""

import re

import pytest

from core.problem import ProblemCode
from journal.mails.holds import alarms
from journal.states import AlarmState
from notify.guard import guard
from tests.house import hidden
from tests.lived import (
    batch,
    coordinator,
    named,
    prepared_by,
    problems,
    told,
    type_row,
    work,
)

MANY = 12
CONTACT = "antonio.lopes@example.org"
WORDS = "Mails that would follow from it wait"


def column(house, table, name):
    tab = house.look().tabs[table]
    return tab, tab.layout.columns[name]


def fill(house, table, name, texts):
    """Staff paste into one column: reference → text."""
    tab, at = column(house, table, name)
    requests = [
        {
            "updateCells": {
                "start": {
                    "sheetId": tab.layout.sheet_id,
                    "rowIndex": tab.rows[reference].index,
                    "columnIndex": at,
                },
                "rows": [{"values": [{"userEnteredValue": {"stringValue": text}}]}],
                "fields": "userEnteredValue",
            }
        }
        for reference, text in texts.items()
    ]
    batch(house, *requests)


def standing(house):
    with house.journal.read() as connection:
        return [
            (row.kind, row.table, row.column, len(row.references))
            for row in alarms.standing(connection)
        ]


def decided(house):
    with house.journal.read() as connection:
        return (
            connection.execute(alarms.sa.select(alarms.alarms.c.state)).scalars().all()
        )


def letters(house):
    """The mails about alarms."""
    return [row for row in house.outbox() if row.kind == "brake"]


def with_crowd(house):
    """A dozen more towns, typed by hand long ago."""
    for number in range(MANY):
        type_row(
            house,
            "towns",
            name=f"Villa {number}",
            contact_email=f"villa{number}@example.org",
            contact_language="es",
        )
    work(house)
    # that they all came at once is not what is being tried here
    with house.journal.write() as connection:
        for row in alarms.standing(connection):
            alarms.decide(
                connection, row.id, AlarmState.dropped, "", house.office.sync.now()
            )
    house.later(minutes=5)
    work(house)
    assert standing(house) == []


@pytest.fixture
def crowd(lived):
    return [named(lived, "towns", f"Villa {number}") for number in range(MANY)]


def approved(house):
    return [
        state for email, state in told(house, "approved") if email.startswith("villa")
    ]


@prepared_by(with_crowd)
def test_status_pasted_into_many_rows_waits_for_a_person(lived, crowd):
    fill(lived, "towns", "status", dict.fromkeys(crowd, "Aprobado"))
    work(lived)
    assert standing(lived) == [("edited", "towns", "status", MANY)]
    assert approved(lived) == []  # nothing is written before somebody has decided
    assert [(row.email, str(row.state)) for row in letters(lived)][-1] == (
        "coordinacion@example.org",
        "sent",
    )
    assert f"{MANY} filas" in letters(lived)[-1].subject
    assert (ProblemCode.bulk_change, "towns", "", "") in problems(lived)


@prepared_by(with_crowd)
def test_nothing_else_waits(lived, crowd):
    fill(lived, "towns", "status", dict.fromkeys(crowd, "Aprobado"))
    before = len([pair for pair in told(lived, "commitments") if pair[1] == "sent"])
    lived.later(days=7)
    work(lived)
    assert (
        len([pair for pair in told(lived, "commitments") if pair[1] == "sent"]) > before
    )


@pytest.mark.long
@prepared_by(with_crowd)
def test_few_rows_are_no_alarm(lived, crowd):
    fill(lived, "towns", "status", dict.fromkeys(crowd[:2], "Aprobado"))
    work(lived)
    assert (standing(lived), approved(lived)) == ([], ["sent"] * 2)


@prepared_by(with_crowd)
def test_three_decisions_are_asked_about_however_long_the_tab_is(lived, crowd):
    fill(lived, "towns", "status", dict.fromkeys(crowd[:3], "Aprobado"))
    work(lived)
    assert (standing(lived), approved(lived)) == (
        [("decisions", "towns", "status", 3)],
        [],
    )


@pytest.mark.long
@prepared_by(with_crowd)
@pytest.mark.parametrize(("choice", "states"), [("go", ["sent"] * MANY), ("drop", [])])
def test_button_behind_the_link_in_the_mail_lets_them_go_or_drops_them(
    lived, crowd, choice, states
):
    browser = coordinator(lived)
    fill(lived, "towns", "status", dict.fromkeys(crowd, "Aprobado"))
    work(lived)
    address = re.search(r"https?://\S+(/staff/alarm/\S+)", letters(lived)[-1].text)[1]
    page = browser.get(address, headers={"Accept-Language": "en"})
    assert WORDS in page.text
    assert approved(lived) == []  # looking changes nothing
    pressed = browser.post(
        address, data={"csrf_token": hidden(page.text, "csrf_token"), "choice": choice}
    )
    assert pressed.status_code == 303
    work(lived)
    assert (standing(lived), approved(lived)) == ([], states)
    assert "coordinacion@example.org" in browser.get(address).text


@pytest.mark.long
@prepared_by(with_crowd)
def test_drop_before_the_mails_were_written_writes_none(lived, crowd):
    fill(lived, "towns", "status", dict.fromkeys(crowd, "Aprobado"))
    assert lived.settle()
    with lived.journal.write() as connection:
        [alarm] = alarms.standing(connection)
        alarms.decide(
            connection, alarm.id, AlarmState.dropped, "", lived.office.sync.now()
        )
    work(lived)
    assert approved(lived) == []


@pytest.mark.long
@prepared_by(with_crowd)
def test_slip_that_is_undone_in_the_sheet_is_over_by_itself(lived, crowd):
    fill(lived, "towns", "status", dict.fromkeys(crowd, "Aprobado"))
    work(lived)
    fill(lived, "towns", "status", dict.fromkeys(crowd, ""))
    work(lived)
    assert (standing(lived), approved(lived)) == ([], [])


@pytest.mark.long
@prepared_by(with_crowd)
def test_deleted_rows_keep_their_waiting_mails_until_somebody_decides(lived, crowd):
    fill(lived, "settings", "value", {"mail": "detener"})
    for reference in crowd[:4]:
        fill(lived, "towns", "status", {reference: "Aprobado"})
        lived.later(minutes=5)
        work(lived)
    assert approved(lived) == ["queued"] * 4
    tab, _ = column(lived, "towns", "name")
    indexes = sorted((tab.rows[reference].index for reference in crowd), reverse=True)
    spans = [
        {
            "sheetId": tab.layout.sheet_id,
            "dimension": "ROWS",
            "startIndex": i,
            "endIndex": i + 1,
        }
        for i in indexes
    ]
    batch(lived, *({"deleteDimension": {"range": span}} for span in spans))
    work(lived)
    assert standing(lived) == [("gone", "towns", "", MANY)]
    assert approved(lived) == ["held"] * 4


@pytest.mark.long
def test_many_rows_at_once_are_new(lived):
    for number in range(MANY):
        type_row(lived, "towns", name=f"Villa {number}")
    work(lived)
    assert standing(lived) == [("appeared", "towns", "", MANY)]


@pytest.mark.long
@pytest.mark.parametrize(
    ("to", "sent"),
    [
        (AlarmState.dropped, 0),
        pytest.param(AlarmState.let_go, MANY, marks=pytest.mark.long),
    ],
)
def test_status_typed_with_many_rows_is_dropped_or_told_with_them(lived, to, sent):
    for number in range(MANY):
        type_row(
            lived,
            "towns",
            name=f"Villa {number}",
            status="Aprobado",
            contact_email=f"v{number}@example.org",
            country="EC",
        )
    assert lived.settle()
    with lived.journal.write() as connection:
        [alarm] = alarms.standing(connection)
        alarms.decide(
            connection, alarm.id, to, "lucia@example.org", lived.office.sync.now()
        )
    work(lived)
    lived.later(days=1)
    work(lived)
    assert (
        len(
            [
                row
                for row in lived.outbox()
                if (row.kind, row.state) == ("approved", "sent")
            ]
        )
        == sent
    )


@pytest.mark.long
def test_lost_column_holds_what_its_tab_would_tell_until_it_is_back(lived):
    tab, at = column(lived, "commitments", "due")
    rows = {"startRowIndex": 0, "endRowIndex": 50}
    here = {
        "sheetId": tab.layout.sheet_id,
        **rows,
        "startColumnIndex": at,
        "endColumnIndex": at + 1,
    }
    aside = {"sheetId": 4242, **rows, "startColumnIndex": 0, "endColumnIndex": 1}
    span = {
        "sheetId": tab.layout.sheet_id,
        "dimension": "COLUMNS",
        "startIndex": at,
        "endIndex": at + 1,
    }
    batch(
        lived,
        {"addSheet": {"properties": {"title": "scratch", "sheetId": 4242}}},
        {"copyPaste": {"source": here, "destination": aside}},
        {"deleteDimension": {"range": span}},
    )
    before = told(lived, "commitments")
    lived.later(days=7)
    work(lived)
    assert standing(lived) == [("lost", "commitments", "due", 0)]
    assert told(lived, "commitments") == before
    batch(
        lived,
        {"insertDimension": {"range": span}},
        {"copyPaste": {"source": aside, "destination": here}},
    )
    work(lived)
    assert standing(lived) == []
    assert len(told(lived, "commitments")) > len(before)


@pytest.mark.long
@prepared_by(with_crowd)
def test_link_of_somebody_who_left_the_team_opens_nothing(lived, crowd):
    fill(lived, "towns", "status", dict.fromkeys(crowd, "Aprobado"))
    work(lived)
    links = lived.office.notify.links
    with lived.journal.read() as connection:
        [alarm] = alarms.standing(connection)
    browser = lived.client()
    assert (
        browser.get(
            "/staff/alarm/" + links.sign("alarm", [alarm.id, "gone@example.org"])
        ).status_code
        == 404
    )
    assert (
        browser.get(
            "/staff/alarm/" + links.sign("form", [alarm.id, "coordinacion@example.org"])
        ).status_code
        == 404
    )


@prepared_by(with_crowd)
def test_deciding_twice_raises_one_alarm(lived, crowd):
    fill(lived, "towns", "status", dict.fromkeys(crowd, "Aprobado"))
    assert lived.settle()
    count = len(letters(lived))
    lived.office.sync.take_lease()
    guard(lived.office.notify)
    assert (len(standing(lived)), len(letters(lived))) == (1, count)
