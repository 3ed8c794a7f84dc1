from dataclasses import replace
from datetime import timedelta

import pytest

from journal.forms import recent_uploads
from journal.forms.recent_uploads import RecentUpload, UploadsGoneError
from journal.forms.submissions import Upload, accept
from tests.journal.test_submissions import NOW, SENT
from tests.journal.threads import at_once

DAY = timedelta(days=1)


def pending(journal, number, arrived_at=NOW):
    """A file that waits for its submission, as the journal and
    as the submission know it.
    """
    file = Upload(
        f"{number:032x}", "letter", "carta.pdf", "application/pdf", 7, "s" * 64
    )
    with journal.write() as connection:
        recent_uploads.reserve(
            connection, RecentUpload(file.id, "aspiring_town", True, 7, arrived_at)
        )
    return file


def take(journal, now=NOW + DAY + DAY):
    with journal.write() as connection:
        return recent_uploads.take_old(connection, now - DAY)


def test_file_is_taken_once_no_submission_referred_to_it_in_time(journal):
    old, _new = pending(journal, 1), pending(journal, 2, NOW + DAY)
    assert take(journal) == [old.id]
    with journal.read() as connection:
        assert recent_uploads.usable(connection, [old.id]) == set()


def test_sweep_that_was_cut_off_is_finished_by_the_next(journal):
    old = pending(journal, 1)
    assert take(journal) == take(journal) == [old.id]
    with journal.write() as connection:
        recent_uploads.forget(connection, [old.id], NOW + DAY)
        assert recent_uploads.pending_bytes(connection, is_public=True) == 0
    assert take(journal) == []


def test_accepted_file_is_never_taken(journal):
    accept(journal, replace(SENT, uploads=[pending(journal, 1)]), NOW)
    assert take(journal) == []


def test_swept_file_makes_no_submission(journal):
    file = pending(journal, 1)
    take(journal)
    with pytest.raises(UploadsGoneError) as gone:
        accept(journal, replace(SENT, uploads=[file]), NOW)
    assert gone.value.ids == {file.id}
    accept(journal, SENT, NOW)


def test_file_that_was_never_kept_makes_no_submission(journal):
    unknown = Upload("0" * 32, "letter", "carta.pdf", "application/pdf", 7, "s" * 64)
    with pytest.raises(UploadsGoneError):
        accept(journal, replace(SENT, uploads=[unknown]), NOW)


def test_sweep_and_acceptance_at_once_never_both_have_a_file(journal):
    files = [pending(journal, number) for number in range(12)]

    def work(number):
        if number % 2:
            return set(take(journal))
        file = files[number // 2]
        try:
            accept(journal, replace(SENT, key=f"{number:032x}", uploads=[file]), NOW)
        except UploadsGoneError:
            return set()
        return {("accepted", file.id)}

    outcomes = set().union(*at_once(24, work))
    accepted = {outcome[1] for outcome in outcomes if isinstance(outcome, tuple)}
    taken = {outcome for outcome in outcomes if isinstance(outcome, str)}
    assert not accepted & taken
    assert accepted | taken == {file.id for file in files}
