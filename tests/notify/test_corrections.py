"""What was told and has become untrue since: a line for the team, and a correction to
exactly those who got it.
"""

from datetime import timedelta

import pytest

from core.problem import ProblemCode
from journal.states import MessageKind, MessageState
from notify.planning.corrections import RULE, corrections
from tests.notify.states import EVA, LONG_AGO, NOW, change, message, state, town

TOLD = change("open", "approved", id="o1")
MAYOR = message(
    id="m2",
    state=MessageState.sent,
    subject="Aprobado",
    person="Ana",
    language="es",
    handed_at=LONG_AGO,
)


def corrected(status, *, sent=(MAYOR,), waiting=(), undecided=(), **more):
    occasions = {"o1": TOLD, **more.pop("occasions", {})}
    given = state(
        town(status=status), EVA, occasions=occasions, undecided=undecided, **more
    )
    return corrections(given, sent, waiting)


def test_what_still_holds_is_not_corrected():
    assert corrected("approved").lines == ()
    assert corrected("done").drafts == ()  # still true in


def test_what_became_untrue_is_a_line_and_a_draft_to_whoever_got_it():
    result = corrected("open")
    assert [(line.code, line.reference, line.column) for line in result.lines] == [
        (ProblemCode.untrue_since, "MN-1", "status")
    ]
    [draft] = result.drafts
    assert (draft.corrects.id, draft.notice.email, draft.notice.path) == (
        "m2",
        "ana@example.org",
        "contact#0",
    )
    assert draft.written.subject == "Corrección: Aprobado"
    assert "open" in draft.written.body


def test_correction_is_drafted_once():
    [draft] = corrected("open").drafts
    notice = draft.notice
    told = frozenset(
        {(notice.reference, notice.rule, notice.step, notice.occasion, notice.path)}
    )
    again = corrected("open", told=told)
    assert (len(again.lines), again.drafts) == (1, ())


def test_row_that_is_being_worked_on_is_not_corrected_yet():
    moving = [change("approved", "open", seen_at=NOW - timedelta(minutes=1))]
    assert corrected("open", undecided=moving).lines == ()


def test_person_who_is_told_of_the_new_value_by_its_own_event_gets_no_correction():
    later = message(id="m3", occasion="o2")
    since = {
        "o2": change("approved", "open", id="o2", seen_at=LONG_AGO + timedelta(hours=1))
    }
    assert corrected("open", open_messages=[later], occasions=since).drafts == ()


def test_correction_is_taken_back_when_the_value_is_there_again():
    waiting = message(
        RULE, "approved", occasion="o1 abc", id="m4", kind=MessageKind.correction
    )
    assert corrected("approved", waiting=[waiting]).over == ("m4",)
    assert corrected("open", waiting=[waiting]).over == ()


@pytest.mark.parametrize("language", ["es", "en"])
def test_correction_is_in_the_language_of_its_reader(language):
    sent = message(
        id="m2",
        state=MessageState.sent,
        subject="Hi",
        language=language,
        handed_at=LONG_AGO,
    )
    [draft] = corrected("open", sent=[sent]).drafts
    assert (
        draft.written.subject
        == {"es": "Corrección: Hi", "en": "Correction: Hi"}[language]
    )
