import re
from dataclasses import replace
from datetime import UTC, datetime

import sqlalchemy as sa

from journal.forms import recent_uploads, submissions
from journal.forms.recent_uploads import RecentUpload
from journal.forms.submissions import Accepted, Submission, Upload, accept
from journal.records import known_records
from journal.schema import submissions as rows
from journal.states import DeliveryState
from journal.tabs import deliveries
from tests.journal.threads import at_once

NOW = datetime(2027, 3, 12, 9, 30, 15, 123456, tzinfo=UTC)
SENT = Submission(
    key="k" * 32,
    digest="d" * 64,
    form="aspiring_town",
    version="v1",
    language="es",
    table="towns",
    prefix="MN",
    answers={"name": " Pimampiro ", "ids": ["a", "b"]},
    values={"name": "Pimampiro"},
    consent={"consent": True},
    entered={},
)


def count(journal):
    with journal.read() as connection:
        return connection.execute(
            sa.select(sa.func.count()).select_from(rows)
        ).scalar_one()


def test_accept_keeps_what_was_typed_and_queues_its_row(journal):
    accepted = accept(journal, SENT, NOW)
    assert re.fullmatch("MN-[A-Z0-9]{5}", accepted.reference)
    with journal.read() as connection:
        kept = submissions.by_reference(connection, accepted.reference)
        queued = deliveries.in_state(connection, DeliveryState.queued, 10)
    assert (kept.answers, kept.received_at) == (SENT.answers, NOW)
    assert [(row.table, row.reference) for row in queued] == [
        ("towns", accepted.reference)
    ]
    assert queued[0].values == {
        "name": "Pimampiro",
        "received": "2027-03-12T09:30:15+00:00",
    }


def test_accept_same_key_and_answers_gives_the_same_receipt(journal):
    first = accept(journal, SENT, NOW)
    assert accept(journal, SENT, NOW) == Accepted(
        first.reference, same=True, differs=False
    )
    assert count(journal) == 1


def test_accept_same_key_with_other_answers_says_so_and_keeps_the_first(journal):
    first = accept(journal, SENT, NOW)
    other = replace(SENT, digest="e" * 64, answers={"name": "Urcuquí"})
    assert accept(journal, other, NOW) == Accepted(
        first.reference, same=True, differs=True
    )
    with journal.read() as connection:
        assert submissions.by_key(connection, SENT.key).answers == SENT.answers


def test_accept_same_answers_with_another_key_are_two(journal):
    references = {
        accept(journal, replace(SENT, key=key), NOW).reference for key in ("one", "two")
    }
    assert len(references) == 2


def test_accept_never_takes_a_reference_that_a_row_in_the_sheet_has(
    journal, monkeypatch
):
    made = iter(["MN-AAAAA", "MN-CCCCC", "MN-AAAAA", "MN-CCCCC", "MN-DDDDD"])
    monkeypatch.setattr(submissions, "new_reference", lambda _prefix: next(made))
    with journal.write() as connection:
        known_records.add(
            connection, "towns", "MN-AAAAA", {}, own={}, occasion="sent", now=NOW
        )
    assert accept(journal, SENT, NOW).reference == "MN-CCCCC"
    assert accept(journal, replace(SENT, key="n" * 32), NOW).reference == "MN-DDDDD"
    assert count(journal) == 2


def test_accept_from_twenty_threads_is_one_row(journal):
    accepted = at_once(20, lambda _number: accept(journal, SENT, NOW))
    assert len({one.reference for one in accepted}) == 1
    assert sorted(one.same for one in accepted) == [False, *[True] * 19]
    assert count(journal) == 1
    with journal.read() as connection:
        assert deliveries.waiting(connection) == 1


def test_accept_keeps_files_with_their_submission(journal):
    file = Upload("f" * 32, "letter", "carta.pdf", "application/pdf", 7, "s" * 64)
    with journal.write() as connection:
        recent_uploads.reserve(
            connection, RecentUpload(file.id, "aspiring_town", True, file.bytes, NOW)
        )
    accept(journal, replace(SENT, uploads=[file]), NOW)
    with journal.read() as connection:
        kept = submissions.upload(connection, file.id)
        assert submissions.upload(connection, "0" * 32) is None
    assert (kept.name, kept.media_type, kept.bytes, kept.field) == (
        "carta.pdf",
        "application/pdf",
        7,
        "letter",
    )


def test_form_version_is_kept_once(journal):
    with journal.write() as connection:
        for definition in ({"fields": 1}, {"fields": 2}):
            submissions.keep_form(connection, "aspiring_town", "v1", definition)
    with journal.read() as connection:
        assert submissions.form_of(connection, "aspiring_town", "v1") == {"fields": 1}
        assert submissions.form_of(connection, "aspiring_town", "v2") is None
