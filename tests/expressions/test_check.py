"""What is refused, in which words, and where its cause stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expressions.evaluate import compile_condition, compile_expression
from expressions.reading.syntax import ExpressionError
from expressions.types import ChoiceType, RecordType, ValueType
from tests.expressions.cases import SCOPE

MISTAKES = [
    # Names
    ("record.name == 'x'", 1,
     '"record" is not a column here; columns stand without it: status, and not record.status'),
    ("'name' == 'x'", 8, '"name" in quotes is a text; the column stands without them: name'),
    ("name == 'x' or 'y'", 16,
     '"y" is a text, and not true or false; the whole condition is written again, as in a == 1 or a == 2'),
    ("count > 1 and < 5", 15, "each side of `and` is a whole condition, as in a > 1 and a < 5"),
    ("name in ('a', 'b')", 13, 'a list is written in brackets, as in state in ["open", "paused"]'),
    ("if done then true", 1, "a choice between two values is written if(condition, one, other)"),
    ("name contains 'x'", 6, 'write "part" in x, or contains(x, "part")'),
    ("count > 50.000", 9, "50.000 could be 50 or 50000: write one of these"),
    ("nme == 'x'", 1, '"nme" is not a column here; did you mean "name"?'),
    ("done and nme == 'x'", 10, '"nme" is not a column here; did you mean "name"?'),
    ("${nme} == 'x'", 3, '"nme" is not a column here; did you mean "name"?'),
    ("town.nam == 'x'", 6, '"nam" is not a column there; did you mean "name"?'),
    ("name.first == 'x'", 6, "name is a value and has no columns; `.first` stands only behind a reference"),
    ("length > 3", 1, '"length" is not a column here; the function is written length(x)'),
    ("done == True", 9, '"True" is not a column here; write true'),
    ("name == None", 9, '"None" is not a column here; write null'),
    ("count(reports, due < today) > 1", 16,
     '"due" is not a column here, where columns of reports are meant; of the row around it is parent.due'),
    ("sum(reports.amuont) > 1", 13, '"amuont" is not a column of reports; did you mean "amount"?'),
    ("state == opne", 10, '"opne" is not a column here; a text stands in quotes: "open"'),
    ("state == open", 10, '"open" is not a column here; a text stands in quotes: "open"'),
    ("state in [open, 'shut']", 11, '"open" is not a column here; a text stands in quotes: "open"'),
    ("first(reports.status) == dne", 26, '"dne" is not a column here; a text stands in quotes: "done"'),
    ("selected(uses, fruit)", 16, '"fruit" is not a column here; a text stands in quotes: "fruit"'),
    ("band(count, 10: small, 'large') == 'large'", 17, '"small" is not a column here; a text stands in quotes: "small"'),
    # Choices
    ("state == 'opne'", 10, '"opne" is not a choice of state; did you mean "open"?'),
    ("state in ['open', 'sht']", 19, '"sht" is not a choice of state; did you mean "shut"?'),
    ("uses == ['friut']", 10, '"friut" is not a choice of uses; did you mean "fruit"?'),
    ("selected(uses, 'friut')", 16, '"friut" is not a choice of uses; did you mean "fruit"?'),
    ("count(reports, status == 'don') > 1", 26, '"don" is not a choice of status; did you mean "done"?'),
    ("first(reports.status) == 'don'", 26, '"don" is not a choice of first(…); did you mean "done"?'),
    ("coalesce(state, 'none') == 'opne'", 28, '"opne" is not a choice of coalesce(…); did you mean "open"?'),
    # Types
    ("name > 7", 1, "name is a text; > compares numbers, dates and times; number(name) reads a number out of it"),
    ("due < '2027-03-12'", 5, 'due is a date and is compared with a text; a date is written d"2027-03-12"'),
    ("start < '10:30'", 7, 'start is a time of day and is compared with a text; a time of day is written t"10:30"'),
    ("due == count", 5, 'due is a date and is compared with a number; a date is written d"2027-03-12"'),
    ("done == 'yes'", 6, "done is true or false and is compared with a text; whether it is so is asked by `done` or `not done`"),
    ("uses == 'fruit'", 6,
     'uses is a list of choices and is compared with a text; whether a choice is among several is asked by `"fruit" in uses`'),
    ("due < null", 7, "nothing is more or less than blank; whether it is blank is asked by == null"),
    ("town == 'Quito'", 1, "town is a row of towns; write which column, like town.name"),
    ("reports == 1", 1,
     "reports are rows of reports; they are counted by count(reports), and summed up by sum(reports.column)"),
    ("reports.date < today", 9,
     "reports.date are values of several rows; write sum, min, max, first or last, as in first(reports.date)"),
    ("name + 1 > 2", 1,
     "name is a text; + adds numbers, texts are joined by concat(a, b), and number(name) reads a number out of one"),
    ("done + 1 > 2", 1, "done is true or false, not a number; if(done, 1, 0) makes it one"),
    ("due + today == due", 5,
     "days are added to a date or taken from it, as in today + 42, and one date taken from another gives days"),
    ("count + null > 1", 9, "nothing can be calculated with null"),
    ("if(done, 'a', 3) == 'a'", 15, "if: all values must be of one kind, and 3 is a number, not a text"),
    ("not name", 5, "name is a text, and not true or false; ask for example `name != null`"),
    ("state and done", 1, 'state is a choice, and not true or false; ask for example `state == "…"`'),
    ("3 in count", 6, "behind `in` stands a list or a column of several choices, and count is a number"),
    ("count", 1, "a condition must be something that is true or not, like `status == ...`; this is a number"),
    ("[1]", 1, "a list in […] stands only behind `in`, and beside == of a list of choices"),
    # Functions
    ("lenght(name) > 1", 1, 'there is no function lenght; did you mean "length"?'),
    ("len(name) > 1", 1, "there is no function len; write length(x)"),
    ("matches(name, 'a+')", 1, 'there is no function matches; write regex(x, "pattern")'),
    ("SI(name == null, 1, 2) > 1", 1, "there is no function SI; write if(condition, a, b)"),
    ("SUM(count) > 1", 1, "functions are written in small letters: sum(a, b, …)"),
    ("round() > 1", 1, "round takes 1 to 2 values and is given 0; it is written round(x, n)"),
    ("if(done, 1) > 1", 1, "if takes 3 values and is given 2; it is written if(condition, a, b)"),
    ("length(count) > 1", 8, "count is a number, and length(x) needs a text"),
    ("round(name) > 1", 7, "name is a text, and round(x, n) needs a number; number(name) reads a number out of it"),
    ("min(state, 'open') == 'open'", 1, "min compares numbers, dates or times, not a choice"),
    ("band(state, 'a': 1, 2) == 1", 6, "band compares numbers, dates or times, and state is a choice"),
    ("count(name) > 1", 7, "count counts rows, and name is a text; filled values are counted by count_filled(a, b, …)"),
    ("sum(reports) > 1", 1, "sum needs a column of the rows, as in sum(reports.column)"),
    ("sum(reports.status) > 1", 13, "reports.status is a choice, and sum adds numbers"),
    ("share(count, done) > 1", 7, "count is a number, and share(rows, condition) needs rows"),
    ("sum(reports, sum(lines, sum(parent.parent.reports, amount))) > 1", 25,
     "at most 2 functions over rows stand inside one another"),
    ("sum(reports, sum(lines, parent.parent.nme)) > 1", 39, '"nme" is not a column there; did you mean "name"?'),
    ("band(count, 5: 'a', 3: 'b', 'c') == 'a'", 21, "the limits of band stand from the smallest to the largest"),
    ("band(count, 'a') == 'a'", 1, 'band is written band(x, 10000: "small", 50000: "medium", "large")'),
    ("regex(name, other)", 13, 'a pattern is written out in quotes, as in regex(code, "[0-9]{4}")'),
    ("regex(name, '(a')", 13, 'in the pattern "(a": a ( is not closed'),
    # Signs and words of other notations
    ("count = 1", 7, "whether two things are equal is asked by =="),
    ("count <> 1", 7, "whether two things are not equal is asked by !="),
    ("count ≥ 1", 7, "at least is written >="),
    ("done AND done", 6, "`and` is written in small letters, not AND"),
    ("done && done", 6, "& is written `and`"),
    ("count ** 2 > 1", 7, "powers are not part of expressions; a square is x * x"),
    ("count is 1", 7, 'whether two things are equal is asked by ==, as in name == "Ana" or due == null'),
    ("count mod 2 == 1", 7, "the rest of a division is mod(a, b)"),
    ("count > 50,000", 9, "a number is written without marks for thousands: 50000"),
    ("count > 50,500", 9, "a number is written without commas, like 50500 or 1.5"),
    ("count > 50.000.000", 9, "a number is written without marks for thousands, not 50.000.000"),
    ("count > 50%", 9, "a share is written as a number, like 0.5 for 50%, not 50%"),
    ("count > 2 days", 11, "days are added as numbers, as in today + 7"),
    ("count > 2days", 9, "2days is neither a number nor a name; a name begins with a letter"),
    ("due > 01/02/2027", 7, 'a date is written d"year-month-day", like d"2027-03-12", not 01/02/2027'),
    ("due > 1.2.2027", 7, 'a date is written d"year-month-day", like d"2027-03-12", not 1.2.2027'),
    ("due > 2027-03-12", 7, 'a date is written d"2027-03-12", with d and quotes, not 2027-03-12'),
    ('due > d"12/03/2027"', 7, 'a date is written d"2027-03-12" (year, month, day), not d"12/03/2027"'),
    ('due > d"2027-02-30"', 7, "there is no day 2027-02-30"),
    ("name == “x”", 9, "a text stands in straight quotes, as in \"open\" or 'open'"),
    ('name == "x', 9, "this quote is not closed"),
    ("(done", 1, "this ( is not closed by )"),
    ("done)", 5, "this ) closes nothing"),
    ("done or", 8, "something is missing at the end"),
    ("or done", 1, "something is missing before `or`"),
    ("done done", 6, "`and`, `or` or a sign is missing before done"),
    ('state "open"', 7, 'state and "open" stand side by side; a sign like == is missing'),
    ("1 < count < 3", 11, "two comparisons are joined by `and`, as in a < b and b < c"),
    (". > 5", 1, "a point stands only between two names, as in person.name; the answer itself is called by its name"),
    ("done ? 1 : 2", 6, "a choice between two values is written if(condition, one, other)"),
    ("uses[0] == 'a'", 5, "[…] picks nothing out of a value; use contains, starts_with, first or last"),
    ("", 1, "the expression is empty"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "column", "told"), MISTAKES)
def test_mistake_is_told_where_it_stands(text: str, column: int, told: str) -> None:
    with pytest.raises(ExpressionError) as raised:
        compile_condition(text, SCOPE)
    error = raised.value
    assert [(mistake.text, error.place(mistake)) for mistake in error.mistakes] == [
        (told, (1, column))
    ]


def test_place_counts_lines() -> None:
    with pytest.raises(ExpressionError) as raised:
        compile_condition("done\n  and nme == 'x'", SCOPE)
    assert [raised.value.place(mistake) for mistake in raised.value.mistakes] == [
        (2, 7)
    ]


def test_every_mistake_is_told_once() -> None:
    with pytest.raises(ExpressionError) as raised:
        compile_condition(
            "nme == 'x' and state == 'opne' and sum(reports.amuont, 1) > lenn(name)",
            SCOPE,
        )
    assert [mistake.text for mistake in raised.value.mistakes] == [
        '"nme" is not a column here; did you mean "name"?',
        '"opne" is not a choice of state; did you mean "open"?',
        '"amuont" is not a column of reports; did you mean "amount"?',
        'there is no function lenn; did you mean "length"?',
    ]


ITEMS = RecordType(
    "items", {f"criterion_{number:03}": ValueType.number for number in range(100)}
)


def test_sum_of_a_hundred_named_items_fits() -> None:
    expression = compile_expression(" + ".join(ITEMS.fields), ITEMS)
    assert expression.evaluate(dict.fromkeys(ITEMS.fields, 0.1)) == 10


def test_sum_of_a_hundred_scored_items_fits() -> None:
    parts = [f'if(item{number} == "yes", 3, 0)' for number in range(100)]
    scope = RecordType(
        "items",
        {
            f"item{number}": ChoiceType(ValueType.text, ("yes", "no"))
            for number in range(100)
        },
    )
    assert (
        compile_expression(" + ".join(parts), scope).evaluate(
            dict.fromkeys(scope.fields, "yes")
        )
        == 300
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("done and " * 500 + "done", "an expression has at most 4,000 characters"),
        (
            "(" * 60 + "done" + ")" * 60,
            "this expression has too many parts inside one another",
        ),
        ("not " * 60 + "done", "this expression has too many parts inside one another"),
        ("-" * 60 + "1 > 0", "this expression has too many parts inside one another"),
        (
            "1" + "*1" * 200 + " > 0",
            "this expression has too many parts inside one another",
        ),
        (
            "due" + " + 1" * 200 + " > today",
            "this expression has too many parts inside one another",
        ),
        (
            "(" * 15 + "1" + ("*1" * 20 + ")") * 15 + " > 0",
            "this expression has too many parts inside one another",
        ),
        (
            "1" + "+1" * 1900 + " > 0",
            "this expression has too many parts; keep some of it in columns of their own",
        ),
        ("a" + ".a" * 200 + " > 0", "this way over references is too long"),
    ],
)
def test_limit_is_told(text: str, told: str) -> None:
    with pytest.raises(ExpressionError) as raised:
        compile_condition(text, SCOPE)
    assert str(raised.value) == told


PARTS = [*SCOPE.fields, "today", "==", "!=", "<", "and", "or", "not", "in", "(", ")", "[", "]", '"open"', "1", "0", "null",
         "-", "*", "**", "/", ".", "is_empty", "?", ":", "true", "$now", "for", "d'2027-01-01'", "if(", "count(reports",
         "sum(", ",", "band(", "regex(", "date(", "parent", "${name}", "+", "town.", "reports.", "amount", "concat("]  # fmt: skip


@given(
    st.lists(st.sampled_from(PARTS), max_size=12).map(" ".join) | st.text(max_size=20)
)
def test_any_words_give_a_value_or_are_refused(text: str) -> None:
    try:
        expression = compile_expression(text, SCOPE)
    except ExpressionError as error:
        places = [mistake.position for mistake in error.mistakes]
        assert places == sorted(places)
        assert all(0 <= place <= len(text) for place in places)
        return
    expression.evaluate({})
