"""Rows that a submission becomes beside its own: behind that one, once each, and
mails about them count as its.
"""

import pytest

from core.clock import Clock
from core.ids import new_id
from journal.forms import repetition_rows, submissions
from journal.forms.submissions import Submission, SubmissionRow
from journal.mails.holds import public_mails
from journal.states import DeliveryState, Origin
from journal.tabs import deliveries
from tests.lived import work

ROWS = [
    SubmissionRow("outcomes", "RD", "town", {"description": f"Logro {number}"})
    for number in (1, 2)
]


def accept(house):
    values = {
        "name": "Cotacachi",
        "contact_name": "Ana",
        "contact_email": "ana@example.org",
    }
    sent = Submission(
        new_id(),
        new_id(),
        "aspiring_town",
        "1",
        "es",
        "towns",
        "MN",
        {},
        values,
        {},
        {},
        origin=Origin.open,
        rows=ROWS,
    )
    reference = submissions.accept(house.journal, sent, Clock().now()).reference
    with house.journal.read() as connection:
        return reference, [
            row.reference
            for row in repetition_rows.of_submission(connection, reference)
        ]


def ready(house, tables):
    with house.journal.read() as connection:
        return [row.reference for row in deliveries.to_append(connection, 100, tables)]


def move(house, reference, state):
    with house.journal.write() as connection:
        [row] = [
            row
            for each in DeliveryState
            for row in deliveries.in_state(connection, each, 1000)
            if row.reference == reference
        ]
        deliveries.move(connection, [row.id], state)


def test_row_and_its_repetitions_arrive_once_and_stay_as_they_are(lived):
    town, outcomes = accept(lived)
    work(lived)
    records = lived.records("outcomes")
    assert [records[reference]["town"] for reference in outcomes] == [town, town]
    assert {*outcomes} <= lived.look().tabs["outcomes"].rows.keys()
    before = {reference: records[reference] for reference in outcomes}
    work(lived)
    assert {
        reference: lived.records("outcomes")[reference] for reference in outcomes
    } == before


@pytest.mark.parametrize(
    ("state", "tables", "waits"),
    [
        (DeliveryState.queued, {"towns", "outcomes"}, False),
        (DeliveryState.queued, {"outcomes"}, True),
        (DeliveryState.appending, {"towns", "outcomes"}, True),
        (DeliveryState.delivered, {"outcomes"}, False),
        (DeliveryState.refused, {"towns", "outcomes"}, False),
    ],
)
def test_repetition_never_comes_before_the_row_that_it_refers_to(
    lived, state, tables, waits
):
    town, outcomes = accept(lived)
    move(lived, town, state)
    references = ready(lived, tables)
    assert [reference for reference in references if reference in outcomes] == (
        [] if waits else outcomes
    )
    if town in references:
        assert references.index(town) < references.index(outcomes[0])


def test_mail_about_a_repetition_comes_from_its_submissions_form(lived):
    town, outcomes = accept(lived)
    with lived.journal.read() as connection:
        sources = public_mails.sources(connection, [town, *outcomes])
    assert {
        reference: source.form for reference, source in sources.items()
    } == dict.fromkeys([town, *outcomes], "aspiring_town")
    work(lived)
    with lived.journal.read() as connection:
        written = public_mails.written_since(
            connection, Clock().now().replace(year=2000)
        )
    told = [mail for mail in written if mail.form == "aspiring_town"]
    # The town's own mails, and one about each of the two, are counted by the
    # form that anybody can send.
    assert len(told) >= len(outcomes) + 1
