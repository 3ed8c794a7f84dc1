"""Conditions: what they may say, what is refused, and what blanks do."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.expressions import Condition, ConditionError, compile_condition, types_of_columns
from programme.parts import Choice, Column

KINDS = {
    "due": "date",
    "count": "integer",
    "name": "text",
    "state": "select_one",
    "uses": "select_multiple",
    "done": "acknowledge",
    "letter": "file",
}
CHOICES = {
    "state": Column(name="state", label={}, choices=(Choice(name="open", label={}), Choice(name="shut", label={}))),
    "uses": Column(name="uses", label={}, choices=(Choice(name="fruit", label={}),)),
}
TODAY = datetime(2027, 3, 12, tzinfo=UTC)
BLANK: dict[str, Any] = {
    "due": None, "count": None, "name": "", "state": "", "uses": (), "done": False, "letter": (), "today": TODAY,
}  # fmt: skip
FULL: dict[str, Any] = {
    "due": datetime(2027, 3, 1, tzinfo=UTC), "count": Decimal(3), "name": "Ana", "state": "open", "uses": ("fruit",),
    "done": True, "letter": ("x",), "today": TODAY,
}  # fmt: skip


def compiled(text: str) -> Condition:
    return compile_condition(text, types_of_columns(KINDS), CHOICES)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("nme == 'x'", '"nme" is not a column here; did you mean "name"?'),
        ("state == 'opne'", '"opne" is not a choice of state; did you mean "open"?'),
        ("'opne' == state", '"opne" is not a choice of state; did you mean "open"?'),
        ("state in ['open', 'sht']", '"sht" is not a choice of state; did you mean "shut"?'),
        ("'friut' in uses", '"friut" is not a choice of uses; did you mean "fruit"?'),
        ("name =~ '(a+)+$'", "=~ and !~ (patterns) cannot be used in a condition"),
        ("name !~~ 'x'", "=~ and !~ (patterns) cannot be used in a condition"),
        ("[x for x in uses] == uses", "[… for … in …] cannot be used in a condition"),
        ("$abs(count) == 1", "functions cannot be used in a condition"),
        ("$now > due", "$now cannot be used in a condition; `today` is the day that is being judged"),
        ("$today > due", "$today cannot be used in a condition; `today` is the day that is being judged"),
        ("count & 1 == 1", "&, | and ^ (write `and`, `or`) cannot be used in a condition"),
        ("name[0:1] == 'A'", "[…:…] cannot be used in a condition"),
        ("state = 'open'", "this condition does not make sense: whether two things are equal is asked by =="),
        ("count > 'x'", "this condition does not make sense: data type mismatch"),
        ("name == null", 'name is never null; whether it is blank is asked by `name == ""`'),
        ("done == null", "done is never null; whether the box is empty is asked by `not done`"),
        ("letter == null", "letter is never null; whether it is blank is asked by `letter.is_empty`"),
        ("due == '2027-03-12'", 'due is compared with something of another kind; a date is written d"2027-03-12"'),
        ("name == 1", "name is compared with something of another kind"),
        ("count", "a condition must be something that is true or not, like `status == ...`"),
        ("done and " * 60 + "done", "a condition has at most 500 characters"),
    ],
)
def test_compile_condition_refuses(text: str, told: str):
    with pytest.raises(ConditionError) as raised:
        compiled(text)
    assert str(raised.value) == told


@pytest.mark.parametrize(
    ("text", "full", "blank"),
    [
        ("due < today", True, False),
        ("due >= today", False, False),
        ("not (due < today)", False, False),
        ("due == null", False, True),
        ("due != null and due < today", True, False),
        ("count > 0", True, False),
        ("count == 0", False, False),
        ("count != 1", True, True),
        ('name == ""', False, True),
        ('state != "shut"', True, True),
        ('state in ["open", "shut"]', True, False),
        ('"fruit" in uses', True, False),
        ("letter.is_empty", False, True),
        ("not done", False, True),
        ("count / 0 > 1", False, False),
        ('uses[3] == "fruit"', False, False),
        ("count ** 9999999 ** 9 > 1", False, False),
        ('due == d"2027-03-01"', True, False),
        ("today.year == 2027", True, True),
    ],
)
def test_holds(text: str, full: bool, blank: bool):
    condition = compiled(text)
    assert (condition.holds(FULL), condition.holds(BLANK)) == (full, blank)


PARTS = [*KINDS, "today", "==", "!=", "<", "and", "or", "not", "in", "(", ")", "[", "]", '"open"', "1", "0", "null", "-",
         "*", "**", "/", ".", "is_empty", "?", ":", "true", "$now", "for", "d'2027-01-01'"]  # fmt: skip


@given(st.lists(st.sampled_from(PARTS), max_size=9).map(" ".join))
def test_any_words_are_a_condition_or_refused(text: str):
    try:
        condition = compiled(text)
    except ConditionError:
        return
    assert {condition.holds(FULL), condition.holds(BLANK)} <= {True, False}
