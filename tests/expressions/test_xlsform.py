"""XLSForm's expressions in our words, and what is out of the subset."""

import pytest

from expressions.evaluate import compile_expression
from expressions.reading.syntax import ExpressionError
from expressions.xlsform import translate
from tests.expressions.cases import SCOPE, scope


@pytest.mark.parametrize(
    ("xlsform", "ours"),
    [
        ("${name} = 'x'", "name == 'x'"),
        ("${name} != ''", "name != ''"),
        ("selected(${uses}, 'fruit')", "selected(uses, 'fruit')"),
        (". > 5", "count > 5"),
        (". >= 0 and . <= 10.5", "count >= 0 and count <= 10.5"),
        (".>5 or .<.5", "count > 5 or count < 0.5"),
        ("count-selected(${uses}) <= 3", "count_selected(uses) <= 3"),
        ("${count} div 2", "count / 2"),
        ("${count} mod 2 = 1", "mod(count, 2) == 1"),
        ("(${count} + 1) mod 2 + 3", "mod(count + 1, 2) + 3"),
        ("${due} <= today()", "due <= today"),
        ("int((today() - ${due}) div 365.25)", "int((today - due) / 365.25)"),
        ("not(selected(${uses}, 'fruit'))", "not selected(uses, 'fruit')"),
        ("not(${count} > 1 and true())", "not (count > 1 and true)"),
        ("not(true()) = false()", "(not true) == false"),
        ("string-length(${name}) < 10", "length(name) < 10"),
        ("regex(${name}, '^[0-9]{10}$')", "regex(name, '^[0-9]{10}$')"),
        (
            "if(${done}, 'a', if(${count}>1, 'b', 'c'))",
            "if(done, 'a', if(count > 1, 'b', 'c'))",
        ),
        ("coalesce(${name}, 'x')", "coalesce(name, 'x')"),
        ("${due} > date('2027-03-12')", "due > d'2027-03-12'"),
        ("round(${count} * 1.10, 2)", "round(count * 1.10, 2)"),
        ("-${count} - -1", "-count - -1"),
        ("${count} - (1 - 2)", "count - (1 - 2)"),
        ("(${count} - 1) - 2", "count - 1 - 2"),
        ("${count} * (1 + 2)", "count * (1 + 2)"),
        ("${done} or ${done} and ${done}", "done or done and done"),
        ("(${done} or ${done}) and ${done}", "(done or done) and done"),
        ("(1 < 2) = (2 < 3)", "(1 < 2) == (2 < 3)"),
        ("${ name } = 'a-b'", "name == 'a-b'"),
        ("007 + 1.", "7 + 1"),
        ("string(${count})", "concat(count)"),
        ("sum(${amount}) > 1", "sum(reports.amount) > 1"),
    ],
)
def test_translate(xlsform: str, ours: str) -> None:
    names = {name: name for name in SCOPE.fields} | {"amount": "reports.amount"}
    assert translate(xlsform, "count", names) == ours
    compile_expression(ours, SCOPE).evaluate(scope({}))


@pytest.mark.parametrize(
    ("xlsform", "position", "told"),
    [
        ("once(random())", 5, "the function random is out of the subset; a value that moves is not computed"),
        ("position(../..) <= 2", 11, "paths with / are out of the subset; a question is written ${name}"),
        ("position(1)", 0, "the function position is out of the subset; there is position(..) for a repetition"),
        ("decimal-date-time(${due}) > 1", 0,
         "the function decimal-date-time is out of the subset; days between dates are given by subtracting them"),
        ("pulldata('a', 'b', 'c', ${name})", 0, "the function pulldata is out of the subset; use a reference to a table"),
        ("instance('x')/root/item[name = 1]/label", 0, "the function instance is out of the subset; use a reference to a table"),
        ("selectd(${uses}, 'a')", 0, 'the function selectd is out of the subset; did you mean "selected"?'),
        ("/data/name = 'x'", 0, "paths with / are out of the subset; a question is written ${name}"),
        ("${name}[1] = 'x'", 7, "conditions in […] on a path are out of the subset"),
        ("${nme} = 'x'", 2, 'there is no question nme; did you mean "name"?'),
        ("name = 'x'", 0, "a question is written ${name}, and a text 'name'"),
        ("${name} = ", 10, "something is missing at the end"),
        ("(${name} = 'x'", 0, "this ( is not closed by )"),
        ("${name} == 'x'", 9, "= cannot stand here"),
        ("${name} = “x”", 10, "“ cannot stand here"),
        ("(" * 60, 40, "this expression has too many parts inside one another"),
    ],
)  # fmt: skip
def test_what_is_out_of_the_subset_is_named(
    xlsform: str, position: int, told: str
) -> None:
    with pytest.raises(ExpressionError) as raised:
        translate(xlsform, "count", {name: name for name in SCOPE.fields})
    assert [(mistake.position, mistake.text) for mistake in raised.value.mistakes] == [
        (position, told)
    ]


def test_answer_itself_needs_a_question() -> None:
    with pytest.raises(ExpressionError) as raised:
        translate(". > 5")
    assert (
        str(raised.value)
        == "`.` stands for the answer of a question, and there is none here"
    )
