"""Conditions on answers and on records: what they may say, what is refused in which
words, and what blanks do.
"""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expressions.reading.syntax import ExpressionError
from expressions.types import RecordsType
from programme.expressions import (
    Condition,
    compile_condition,
    scope_of_answers,
    scope_of_table,
)
from programme.load import load
from tests.programme.files import write
from worker.folder import Folder

KINDS = {
    "due": "date",
    "count": "integer",
    "name": "text",
    "state": "select_one",
    "uses": "select_multiple",
    "done": "acknowledge",
    "letter": "file",
}
CHOICES = {"state": ("open", "shut"), "uses": ("fruit",)}
TODAY = date(2027, 3, 12)
BLANK: dict[str, Any] = {
    "due": None, "count": None, "name": None, "state": None, "uses": (), "done": False, "letter": (), "today": TODAY,
}  # fmt: skip
FULL: dict[str, Any] = {
    "due": date(2027, 3, 1), "count": 3.0, "name": "Ana", "state": "open", "uses": ("fruit",),
    "done": True, "letter": ("x",), "today": TODAY,
}  # fmt: skip


def compiled(text: str) -> Condition:
    return compile_condition(text, scope_of_answers(KINDS, CHOICES))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("nme == 'x'", '"nme" is not a column here; did you mean "name"?'),
        ("state == 'opne'", '"opne" is not a choice of state; did you mean "open"?'),
        ("'opne' == state", '"opne" is not a choice of state; did you mean "open"?'),
        ("state in ['open', 'sht']", '"sht" is not a choice of state; did you mean "shut"?'),
        ("'friut' in uses", '"friut" is not a choice of uses; did you mean "fruit"?'),
        ("state == open", '"open" is not a column here; a text stands in quotes: "open"'),
        ("name =~ '(a+)+$'", 'patterns are asked by regex(column, "pattern")'),
        ("name !~~ 'x'", 'patterns are asked by regex(column, "pattern")'),
        ("[x for x in uses] == uses", "loops are not part of expressions; rows are counted by count(reports, condition)"),
        ("$abs(count) == 1", "$abs is written without $; `today` is the day that is being judged"),
        ("$now > due", "$now is written without $; `today` is the day that is being judged"),
        ("now > due", '"now" is not a column here; write today'),
        ("count & 1 == 1", "& is written `and`"),
        ("done AND count > 1", "`and` is written in small letters, not AND"),
        ("name[0:1] == 'A'", "[…] picks nothing out of a value; use contains, starts_with, first or last"),
        ("state = 'open'", "whether two things are equal is asked by =="),
        ("count > 'x'", '"x" is a text; > compares numbers, dates and times; a number stands without quotes'),
        ("name > 7", "name is a text; > compares numbers, dates and times; number(name) reads a number out of it"),
        ("due == '2027-03-12'", 'due is a date and is compared with a text; a date is written d"2027-03-12"'),
        ("due >= 01/02/2027", 'a date is written d"year-month-day", like d"2027-03-12", not 01/02/2027'),
        ("due >= 2027-03-12", 'a date is written d"2027-03-12", with d and quotes, not 2027-03-12'),
        ('due >= d"2027-02-30"', "there is no day 2027-02-30"),
        ("count <= 50,000", "a number is written without marks for thousands: 50000"),
        ("count <= 50%", "a share is written as a number, like 0.5 for 50%, not 50%"),
        ("state == “open”", "a text stands in straight quotes, as in \"open\" or 'open'"),
        ("name == 1", 'name is a text and is compared with a number; a text stands in quotes: "1"'),
        ("done == yes", '"yes" is not a column here; write true'),
        ("len(name) > 3", "there is no function len; write length(x)"),
        ("count", "a condition must be something that is true or not, like `status == ...`; this is a number"),
        ("name and done", "name is a text, and not true or false; ask for example `name != null`"),
        ("name + 3 > 7",
         "name is a text; + adds numbers, texts are joined by concat(a, b), and number(name) reads a number out of one"),
        ('count > 1 due < today', "`and`, `or` or a sign is missing before due"),
        ("", "the expression is empty"),
        ("done and " * 500 + "done", "an expression has at most 4,000 characters"),
    ],
)  # fmt: skip
def test_compile_condition_refuses(text: str, told: str):
    with pytest.raises(ExpressionError) as raised:
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
        ("due == null or due < today", True, True),
        ("due < today or due == null", True, True),
        ("count > 0", True, False),
        ("count == 0", False, False),
        ("count != 1", True, True),
        ('name == ""', False, True),
        ("name == null", False, True),
        ("done == null", False, True),
        ("letter == null", False, True),
        ('state != "shut"', True, True),
        ('state in ["open", "shut"]', True, False),
        ('"fruit" in uses', True, False),
        ("letter.is_empty", False, True),
        ("not done", False, True),
        ("count / 0 > 1", False, False),
        ('due == d"2027-03-01"', True, False),
        ("today.year == 2027", True, True),
        ("due + 11 == today", True, False),
    ],
)
def test_holds(text: str, full: bool, blank: bool):
    condition = compiled(text)
    assert (condition.holds(FULL), condition.holds(BLANK)) == (full, blank)


def test_rows_that_refer_here_are_called_by_their_table(tmp_path: Path):
    programme = load(write(tmp_path))
    scope = scope_of_table(programme.tables["trees"], programme.tables)
    assert {
        name for name, type in scope.fields.items() if isinstance(type, RecordsType)
    } == {"trees", "visits"}


def test_rows_that_refer_here_by_several_columns_are_told_apart(folder: Folder):
    tables = folder.programme.tables
    scope = scope_of_table(tables["mentors"], tables)
    names = {
        name for name, type in scope.fields.items() if isinstance(type, RecordsType)
    }
    assert {"towns_by_mentor_1", "towns_by_mentor_2"} <= names
    assert "towns" not in names


PARTS = [*KINDS, "today", "==", "!=", "<", "and", "or", "not", "in", "(", ")", "[", "]", '"open"', "1", "0", "null", "-",
         "*", "**", "/", ".", "is_empty", "?", ":", "true", "$now", "for", "d'2027-01-01'", "if(", "count(", "sum(", ",",
         "band(", "regex(", "date(", "parent", "${name}", "+"]  # fmt: skip


@given(st.lists(st.sampled_from(PARTS), max_size=9).map(" ".join))
def test_any_words_are_a_condition_or_refused(text: str):
    try:
        condition = compiled(text)
    except ExpressionError:
        return
    assert {condition.holds(FULL), condition.holds(BLANK)} <= {True, False}
