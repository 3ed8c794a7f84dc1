"""The page of an alarm, on a lived-in house with alarms of each kind."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from journal.mails.holds import alarms
from journal.records import changes
from journal.schema import alarms as table
from journal.states import AlarmKind, AlarmState, Happening
from tests.house import hidden
from tests.lived import coordinator, named
from tests.staff.test_views import LUCIA

TOWNS = ("Serra das Flores", "Pimampiro")


def raised(house, kind, *references, table="towns", column=""):
    """The address of an alarm about these records."""
    now = house.office.sync.now()
    with house.journal.write() as connection:
        id = alarms.add(connection, kind, table, column, list(references), "", now)
    links = house.app.extensions["hoja.services"].links
    return id, "/staff/alarm/" + links.sign("alarm", [id, LUCIA])


def changed(house, alarm, happening, reference, column="", before=None, after=None):
    now = house.office.sync.now()
    with house.journal.write() as connection:
        id = changes.add(
            connection,
            happening,
            "towns",
            reference,
            now,
            column=column,
            before=before,
            after=after,
        )
        changes.set_alarm(connection, [id], alarm)


@pytest.mark.parametrize("kind", list(AlarmKind))
def test_page_says_of_every_kind_why_a_person_is_asked(lived, kind):
    client = coordinator(lived)
    _id, address = raised(lived, kind, named(lived, "towns", TOWNS[0]))
    page = client.get(f"{address}?lang=en")
    assert (page.status_code, "Mails that would follow from it wait." in page.text) == (
        200,
        True,
    )


def test_changes_are_shown_record_by_record_in_words(lived):
    client = coordinator(lived)
    town = named(lived, "towns", TOWNS[0])
    id, address = raised(lived, AlarmKind.permuted, town, column="status")
    changed(lived, id, Happening.edited, town, "status", "applied", "approved")
    page = client.get(f"{address}?lang=es").text
    assert f"{TOWNS[0]} ({town})" in page
    assert "Aprobado</ins>" in page


@pytest.mark.parametrize(
    ("choice", "state"), [("go", AlarmState.let_go), ("drop", AlarmState.dropped)]
)
def test_first_decision_counts(lived, choice, state):
    client = coordinator(lived)
    id, address = raised(lived, AlarmKind.decisions, named(lived, "towns", TOWNS[0]))
    token = hidden(client.get(address).text, "csrf_token")
    client.post(address, data={"csrf_token": token, "choice": choice})
    other = {"go": "drop", "drop": "go"}[choice]
    late = client.post(
        address, data={"csrf_token": token, "choice": other}, follow_redirects=True
    )
    with lived.journal.read() as connection:
        alarm = alarms.by_id(connection, id)
    assert (alarm.state, alarm.decided_by) == (state, LUCIA)
    assert LUCIA in late.text


def test_link_alone_names_its_person_shows_no_cell_and_decides_nothing(lived):
    town = named(lived, "towns", TOWNS[0])
    id, address = raised(lived, AlarmKind.permuted, town, column="status")
    changed(lived, id, Happening.edited, town, "status", "applied", "approved")
    stranger = lived.client()
    page = stranger.get(f"{address}?lang=en").text
    assert (
        LUCIA in page,
        f"I am not {LUCIA}" in page,
        TOWNS[0] in page,
        "Aprobado" in page,
    ) == (
        True,
        True,
        False,
        False,
    )
    data = {"csrf_token": hidden(page, "csrf_token"), "choice": "go"}
    assert stranger.post(address, data=data).status_code == 401
    with lived.journal.read() as connection:
        assert alarms.by_id(connection, id).state is AlarmState.standing


def test_sign_in_from_the_link_leads_back_to_it(lived):
    _id, address = raised(lived, AlarmKind.decisions, named(lived, "towns", TOWNS[0]))
    client = lived.client()
    page = client.get(address).text
    client.post(
        "/staff/sign-in",
        data={name: hidden(page, name) for name in ("csrf_token", "email", "wanted")},
    )
    assert lived.settle()
    link = re.findall(r"/staff/enter/\S+", lived.mails()[-1].text)[0]
    entered = client.post(
        link, data={"csrf_token": hidden(client.get(link).text, "csrf_token")}
    )
    assert entered.headers["Location"] == address


@pytest.mark.parametrize("ended", ["old", "decided"])
def test_link_has_an_end_and_who_is_signed_in_still_looks(lived, ended):
    client = coordinator(lived)
    id, address = raised(lived, AlarmKind.decisions, named(lived, "towns", TOWNS[0]))
    if ended == "old":
        with lived.journal.write() as connection:
            before = lived.office.sync.now() - timedelta(days=15)
            connection.execute(
                sa.update(table).where(table.c.id == id).values(raised_at=before)
            )
    else:
        with lived.journal.write() as connection:
            alarms.decide(
                connection, id, AlarmState.dropped, LUCIA, lived.office.sync.now()
            )
    page = lived.client().get(address)
    assert (page.status_code, LUCIA in page.text) == (410, False)
    assert client.get(address).status_code == 200
