"""Answers that are changed after sending, kept once however often they are sent."""

from dataclasses import replace

from journal.forms import answer_changes
from journal.forms.answer_changes import AnswerChange
from journal.forms.submissions import accept
from tests.journal.test_submissions import NOW, SENT
from tests.journal.threads import at_once

TIMES = 8


def test_page_that_is_sent_many_times_at_once_is_kept_once(journal):
    reference = accept(journal, SENT, NOW).reference
    change = AnswerChange("key", reference, "digest", "v", "es", {"why": "x"}, NOW)
    kept = at_once(TIMES, lambda _number: answer_changes.keep(journal, change, []))
    assert kept == [True] * TIMES
    with journal.read() as connection:
        assert answer_changes.of_submission(connection, reference) == [change]


def test_key_that_was_used_for_other_answers_keeps_nothing(journal):
    reference = accept(journal, SENT, NOW).reference
    change = AnswerChange("key", reference, "digest", "v", "es", {"why": "x"}, NOW)
    other = replace(change, digest="other", answers={"why": "y"})
    assert answer_changes.keep(journal, change, [])
    assert not answer_changes.keep(journal, other, [])


def test_of_different_changes_at_once_one_is_kept(journal):
    reference = accept(journal, SENT, NOW).reference
    kept = at_once(
        TIMES,
        lambda number: answer_changes.keep(
            journal,
            AnswerChange(f"key{number}", reference, "digest", "v", "es", {}, NOW),
            [],
        ),
    )
    assert sorted(kept) == [*[False] * (TIMES - 1), True]
