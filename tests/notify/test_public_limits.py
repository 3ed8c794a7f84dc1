"""How many mails may follow from forms that anybody can send, and how much of a
stranger's words they carry.
"""

import pytest

from journal.mails.holds.public_mails import PublicMail, Source
from journal.states import Happening, MessageState, Origin
from notify.planning.plan import plan_round
from notify.planning.public_limits import ADDRESS_FULL
from tests.notify.states import EVA, PROGRAMME, change, state, town

FORM = "apply"
OPEN = Source(FORM, Origin.open)
LIMITS = PROGRAMME.limits
MOST = LIMITS.form_most(LIMITS.mails_per_day)


def mail(email="ana@example.org", form=FORM, *, to_team=False, is_told=True):
    return PublicMail(form, email, to_team, is_told)


def planned(source=OPEN, written=(), confirmed=(), **values):
    """The draft that a new row brings (None for none), and how
    many notices are ruled out.
    """
    came = [change(None, None, "", happening=Happening.received)]
    sources = {"MN-1": source} if source else {}
    given = state(
        town(**values),
        EVA,
        undecided=came,
        sources=sources,
        written=written,
        confirmed=frozenset(confirmed),
    )
    [occasion] = plan_round(given).occasions
    return next(iter(occasion.drafts), None), len(occasion.ruled_out)


@pytest.mark.parametrize(
    ("source", "written", "confirmed", "expected"),
    [
        (OPEN, [mail()] * 2, [], MessageState.queued),
        (OPEN, [mail()] * 3, [], MessageState.withdrawn),
        (
            OPEN,
            [mail("Ana+1@example.org"), mail("ANA+2@example.org"), mail()],
            [],
            MessageState.withdrawn,
        ),
        (OPEN, [mail(is_told=False)] * 3, [], MessageState.queued),
        (OPEN, [mail(to_team=True)] * 3, [], MessageState.queued),
        (OPEN, [mail("eva@example.org")] * 3, [], MessageState.queued),
        (OPEN, [mail(form="another")] * 3, [], MessageState.withdrawn),
        (OPEN, [mail()] * 3, ["ana@example.org"], MessageState.queued),
        (None, [mail()] * 3, [], MessageState.queued),
    ],
)
def test_address_gets_few_mails_a_day(source, written, confirmed, expected):
    draft, ruled_out = planned(source, written, confirmed)
    reason = ADDRESS_FULL if expected is MessageState.withdrawn else ""
    assert (draft.state, draft.reason, ruled_out) == (expected, reason, 0)


def flood(count, form=FORM):
    return [mail(f"ana{number}@example.org", form) for number in range(count)]


@pytest.mark.parametrize(
    ("source", "written", "has_room"),
    [
        (OPEN, flood(MOST - 1), True),
        (OPEN, flood(MOST), False),
        (OPEN, flood(MOST, "another"), True),
        (OPEN, [mail(is_told=False)] * MOST, True),
        (OPEN, [mail()] * 3 + [mail(is_told=False)] * MOST, False),
        (Source(FORM, Origin.beyond_pace), flood(MOST // 2 - 1), True),
        (Source(FORM, Origin.beyond_pace), flood(MOST // 2), False),
        (None, flood(MOST), True),
    ],
)
def test_form_brings_a_share_of_the_day_s_mails(source, written, has_room):
    draft, ruled_out = planned(source, written)
    assert (draft is not None, ruled_out) == (has_room, 0 if has_room else 1)


def test_receipt_of_a_stranger_s_form_names_nobody():
    draft, _ruled_out = planned(who="CLICK http://pills.example NOW")
    assert (draft.person.name, draft.person.address, draft.person.office) == (
        "",
        "",
        "",
    )
    assert draft.notices[0].is_public


def test_receipt_of_a_signed_link_names_its_person():
    draft, _ruled_out = planned(None)
    assert (draft.person.name, draft.notices[0].is_public) == ("Ana", False)
