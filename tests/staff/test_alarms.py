"""The page of an alarm, on a lived-in house with alarms of each kind."""

import pytest

from journal import alarms, changes
from journal.states import AlarmKind, AlarmState, Happening
from tests.house import hidden
from tests.lived import named
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
        id = changes.add(connection, happening, "towns", reference, now, column=column, before=before, after=after)
        changes.set_alarm(connection, [id], alarm)


@pytest.mark.parametrize("kind", list(AlarmKind))
def test_page_says_of_every_kind_why_a_person_is_asked(lived, kind):
    _id, address = raised(lived, kind, named(lived, "towns", TOWNS[0]))
    page = lived.client().get(f"{address}?lang=en")
    assert (page.status_code, "Mails that would follow from it wait." in page.text) == (200, True)


def test_changes_are_shown_record_by_record_in_words(lived):
    town = named(lived, "towns", TOWNS[0])
    id, address = raised(lived, AlarmKind.permuted, town, column="status")
    changed(lived, id, Happening.edited, town, "status", "applied", "approved")
    page = lived.client().get(f"{address}?lang=es").text
    assert f"{TOWNS[0]} ({town})" in page
    assert "Aprobado</ins>" in page


@pytest.mark.parametrize(("choice", "state"), [("go", AlarmState.let_go), ("drop", AlarmState.dropped)])
def test_first_decision_counts(lived, choice, state):
    id, address = raised(lived, AlarmKind.decisions, named(lived, "towns", TOWNS[0]))
    client = lived.client()
    token = hidden(client.get(address).text, "csrf_token")
    client.post(address, data={"csrf_token": token, "choice": choice})
    other = {"go": "drop", "drop": "go"}[choice]
    late = client.post(address, data={"csrf_token": token, "choice": other}, follow_redirects=True)
    with lived.journal.read() as connection:
        alarm = alarms.by_id(connection, id)
    assert (alarm.state, alarm.decided_by) == (state, LUCIA)
    assert LUCIA in late.text
