"""Our expressions in XLSForm's words, and back."""

import pytest

from expressions.reading.syntax import ExpressionError
from expressions.xlsform import translate
from xlsform.expressions.choices_in_expressions import with_our_choices
from xlsform.expressions.printer import printed

TYPES = {
    "a": "integer",
    "b": "text",
    "due": "date",
    "uses": "select_multiple",
    "done": "acknowledge",
    "kind": "select_one",
    "start": "time",
    "stop": "time",
}


@pytest.mark.parametrize(
    ("ours", "xlsform"),
    [
        ("a > 1 and b == \"x\"", "${a} > 1 and ${b} = 'x'"),
        ("(a > 1 or done) and not done", "(${a} > 1 or ${done} = 'OK') and not(${done} = 'OK')"),
        ("a - (1 - 2) * 3 / 4", "${a} - (1 - 2) * 3 div 4"),
        ("-(a + 1)", "-(${a} + 1)"),
        ("hours(stop) - hours(start)", "decimal-time(${stop}) * 24 - decimal-time(${start}) * 24"),
        # XPath orders numbers alone: as texts, no time would be later than another.
        ("stop > start and stop != start", "decimal-time(${stop}) * 24 > decimal-time(${start}) * 24 and ${stop} != ${start}"),
        ("start >= t\"18:00\"", "decimal-time(${start}) * 24 >= 18"),
        ("mod(a + 1, 2) == 0", "(${a} + 1) mod 2 = 0"),
        ("due >= today + 42", "${due} >= today() + 42"),
        ("due != null and due > d\"2027-03-12\"", "${due} != '' and ${due} > date('2027-03-12')"),
        ("selected(uses, \"x\") or \"y\" in uses", "selected(${uses}, 'x') or selected(${uses}, 'y')"),
        ("kind in [\"x\", \"y\"] and a > 1", "(${kind} = 'x' or ${kind} = 'y') and ${a} > 1"),
        ("kind not in [\"x\"]", "not(${kind} = 'x')"),
        ("length(b) < 3 and count_selected(uses) == 2", "string-length(${b}) < 3 and count-selected(${uses}) = 2"),
        ("sum(a, 2)", "coalesce(${a}, 0) + coalesce(2, 0)"),
        ("count_filled(a, b) > 1", "if(${a} != '', 1, 0) + if(${b} != '', 1, 0) > 1"),
        ("if(a > 1, true, false)", "if(${a} > 1, true(), false())"),
        ("b == \"it's\"", "${b} = \"it's\""),
        ("regex(b, \"[0-9]{2}\")", "regex(${b}, '[0-9]{2}')"),
        ("contains(b, \"x\") and starts_with(b, \"y\")", "contains(${b}, 'x') and starts-with(${b}, 'y')"),
    ],
)  # fmt: skip
def test_print(ours, xlsform):
    assert printed(ours, TYPES) == xlsform
    # What is read back means the same: printed once more it is the same text.
    back = with_our_choices(
        translate(xlsform, "", {name: name for name in TYPES}), {}, ["done"]
    )
    assert printed(back, TYPES) == xlsform or "sum" in ours


@pytest.mark.parametrize(
    ("ours", "told"),
    [
        ("words(b) < 3", "XLSForm has no function words"),
        ("town.name == \"x\"", "XLSForm has no ways over references"),
        ("c == 1", "there is no question c; known: a, b, done, due, kind, start, stop, uses"),
    ],
)  # fmt: skip
def test_what_cannot_be_printed_is_told(ours, told):
    with pytest.raises(ExpressionError, match=told.replace("(", r"\(")):
        printed(ours, TYPES)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("sum(budget.amount) == x", "sum(${amount}) = ${x}"),
        ("max(budget.amount) > 3", "max(${amount}) > 3"),
        ("count(budget) < 4", "count(${budget}) < 4"),
    ],
)
def test_functions_over_repetitions_name_the_question_alone(source, text):
    assert printed(source, {"x": "integer"}, {"budget": {"amount": "decimal"}}) == text


@pytest.mark.parametrize(
    "source",
    [
        "count(budget, amount > 3) > 1",
        "last(budget.amount) > 1",
        "sum(other.amount) > 1",
    ],
)
def test_what_no_function_of_xlsform_looks_at_is_told(source):
    with pytest.raises(ExpressionError):
        printed(source, {"x": "integer"}, {"budget": {"amount": "decimal"}})
